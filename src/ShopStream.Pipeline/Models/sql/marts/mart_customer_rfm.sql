{{ config(unique_key='user_id') }}
-- One row per user with a revenue order. Recency is counted from the newest order date in the data (any status),
-- not from the clock, so that the same data give the same scores on any day.
-- Scores are quintiles of the customers (5 is best), ties broken by user_id; for frequency by monetary first.
-- monetary and lifetime_value are the customer's revenue so far; lifetime_value is historic, not a forecast.
-- Segments, first match wins:
--   Champions           r 4-5, f 4-5
--   Loyal               r 3-5, f 3-5
--   New                 r 4-5, f 1
--   Potential Loyalist  r 3-5
--   Cannot Lose         r 1-2, f 4-5, m 4-5
--   At Risk             r 1-2, f 4-5
--   Hibernating         r 2
--   Lost                r 1
WITH newest AS (
    SELECT MAX(order_date) AS order_date FROM {{ ref('stg_orders') }}
),
lines AS (
    SELECT order_id, SUM(line_revenue) AS revenue
    FROM {{ ref('fact_orders') }}
    GROUP BY order_id
),
customers AS (
    SELECT
        o.user_id,
        MAX(o.order_date) AS last_order_date,
        COUNT(*) AS frequency,
        CAST(COALESCE(SUM(l.revenue), 0) AS DECIMAL(38, 2)) AS monetary
    FROM {{ ref('stg_orders') }} AS o
    LEFT JOIN lines AS l ON l.order_id = o.order_id
    WHERE {{ rule('revenue', 'o') }} AND o.user_id IS NOT NULL
    GROUP BY o.user_id
),
scored AS (
    SELECT
        *,
        NTILE(5) OVER (ORDER BY last_order_date ASC NULLS FIRST, user_id) AS r_score,
        NTILE(5) OVER (ORDER BY frequency, monetary, user_id) AS f_score,
        NTILE(5) OVER (ORDER BY monetary, user_id) AS m_score
    FROM customers
)
SELECT
    s.user_id,
    u.email,
    u.country,
    s.last_order_date,
    DATEDIFF('day', s.last_order_date, n.order_date) AS recency_days,
    s.frequency,
    s.monetary,
    s.r_score,
    s.f_score,
    s.m_score,
    CASE
        WHEN s.r_score >= 4 AND s.f_score >= 4 THEN 'Champions'
        WHEN s.r_score >= 3 AND s.f_score >= 3 THEN 'Loyal'
        WHEN s.r_score >= 4 AND s.f_score = 1 THEN 'New'
        WHEN s.r_score >= 3 THEN 'Potential Loyalist'
        WHEN s.f_score >= 4 AND s.m_score >= 4 THEN 'Cannot Lose'
        WHEN s.f_score >= 4 THEN 'At Risk'
        WHEN s.r_score = 2 THEN 'Hibernating'
        ELSE 'Lost'
    END AS rfm_segment,
    s.monetary AS lifetime_value
FROM scored AS s
CROSS JOIN newest AS n
LEFT JOIN {{ ref('dim_users') }} AS u ON u.user_id = s.user_id
ORDER BY s.user_id

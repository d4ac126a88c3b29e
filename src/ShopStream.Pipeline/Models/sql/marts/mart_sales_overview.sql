{{ config(unique_key='sale_date') }}
-- One row per day with an order of any status: a day on which all orders were cancelled has a revenue of 0.00.
-- total_orders and total_customers count revenue orders, total_units the units in them. Orders without a date
-- share one row without a date, so that the total matches the fact table.
WITH orders AS (
    SELECT
        order_date,
        COUNT(CASE WHEN {{ rule('revenue', 'o') }} THEN 1 END) AS total_orders,
        COUNT(DISTINCT CASE WHEN {{ rule('revenue', 'o') }} THEN user_id END) AS total_customers
    FROM {{ ref('stg_orders') }} AS o
    GROUP BY order_date
),
lines AS (
    SELECT
        date_key,
        SUM(line_revenue) AS total_revenue,
        CAST(SUM(CASE WHEN is_revenue THEN quantity END) AS BIGINT) AS total_units
    FROM {{ ref('fact_orders') }}
    GROUP BY date_key
),
days AS (
    SELECT
        o.order_date AS sale_date,
        CAST(COALESCE(l.total_revenue, 0) AS DECIMAL(38, 2)) AS total_revenue,
        o.total_orders,
        COALESCE(l.total_units, 0) AS total_units,
        o.total_customers
    FROM orders AS o
    LEFT JOIN lines AS l ON l.date_key IS NOT DISTINCT FROM o.order_date
)
SELECT
    sale_date,
    total_revenue,
    total_orders,
    total_units,
    total_customers,
    -- NULL on a day without a revenue order.
    CAST({{ divide('total_revenue', 'total_orders', 2) }} AS DECIMAL(12, 2)) AS average_order_value
FROM days
ORDER BY sale_date

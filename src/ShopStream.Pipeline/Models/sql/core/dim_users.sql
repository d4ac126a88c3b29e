{{ config(unique_key='user_id') }}
-- One row per user. first_order_date, last_order_date and orders_placed count all orders, regardless of status.
WITH orders AS (
    SELECT
        user_id,
        MIN(order_date) AS first_order_date,
        MAX(order_date) AS last_order_date,
        COUNT(*) AS orders_placed
    FROM {{ ref('stg_orders') }}
    GROUP BY user_id
)
SELECT
    u.user_id,
    u.email,
    u.first_name,
    u.last_name,
    NULLIF(TRIM(COALESCE(u.first_name, '') || ' ' || COALESCE(u.last_name, ''), ' '), '') AS full_name,
    u.country,
    u.plan_type,
    u.is_active,
    u.created_at,
    u.last_login,
    o.first_order_date,
    o.last_order_date,
    COALESCE(o.orders_placed, 0) AS orders_placed
FROM {{ ref('stg_users') }} AS u
LEFT JOIN orders AS o ON o.user_id = u.user_id

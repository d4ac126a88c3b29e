{{ config(unique_key='order_id') }}
-- One row per order of any status: orders that are not revenue are reconciled too.
SELECT
    id AS order_id,
    user_id,
    created_at AS ordered_at,
    CAST(created_at AS DATE) AS order_date,
    total_amount,
    status,
    country,
    payment_method
FROM {{ source('raw', 'orders') }}

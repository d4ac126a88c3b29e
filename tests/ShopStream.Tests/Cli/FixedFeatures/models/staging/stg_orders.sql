{{ config(unique_key='order_id') }}
SELECT id AS order_id, user_id, CAST(created_at AS DATE) AS order_date, total_amount, status, country
FROM {{ source('raw', 'orders') }}

{{ config(unique_key='order_item_id') }}
SELECT
    i.id AS order_item_id,
    i.order_id,
    o.order_date,
    o.country,
    i.quantity,
    CAST(CASE WHEN {{ rule('revenue', 'o') }} THEN i.line_total ELSE 0 END AS DECIMAL(12, 2)) AS line_revenue
FROM {{ source('raw', 'order_items') }} AS i
JOIN {{ ref('stg_orders') }} AS o ON o.order_id = i.order_id

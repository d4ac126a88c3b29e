{{ config(unique_key='order_item_id') }}
-- One row per order line.
SELECT
    id AS order_item_id,
    order_id,
    product_id,
    quantity,
    unit_price,
    line_total
FROM {{ source('raw', 'order_items') }}

{{ config(unique_key='product_id') }}
-- One row per product.
SELECT
    id AS product_id,
    merchant_id,
    name AS product_name,
    description,
    category,
    price,
    stock_quantity,
    created_at,
    updated_at
FROM {{ source('raw', 'products') }}

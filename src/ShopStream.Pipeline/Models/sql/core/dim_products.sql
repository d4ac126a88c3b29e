{{ config(unique_key='product_id') }}
-- One row per product, including products that were never sold.
SELECT
    product_id,
    product_name,
    category,
    merchant_id,
    price,
    stock_quantity,
    description,
    created_at,
    updated_at
FROM {{ ref('stg_products') }}

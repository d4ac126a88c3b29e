{{ config(unique_key='product_id') }}
-- One row per product, including products that were never sold. A product that has order lines but is missing in
-- products keeps its row, without a name, so that the total matches the fact table.
-- total_orders: distinct revenue orders that contain the product. revenue_rank: by revenue, ties broken by product_id.
-- cumulative_share: share of total revenue of this product and all products ranked before it.
-- abc_class: A while the products before it have less than 80 % of revenue (the product that reaches 80 % is the
-- last A), B while they have less than 95 %, otherwise C; a product without revenue is C.
-- performance_tier, by the share of products ranked before it: Best Seller below 10 %, Strong below 30 %, Steady
-- below 60 %, Slow below 85 %, otherwise Long Tail; a product without revenue is Long Tail.
WITH sold AS (
    SELECT
        product_id,
        COUNT(DISTINCT CASE WHEN is_revenue THEN order_id END) AS total_orders,
        CAST(COALESCE(SUM(CASE WHEN is_revenue THEN quantity END), 0) AS BIGINT) AS total_units,
        SUM(line_revenue) AS total_revenue
    FROM {{ ref('fact_orders') }}
    GROUP BY product_id
),
products AS (
    SELECT
        COALESCE(p.product_id, s.product_id) AS product_id,
        p.product_name,
        p.category,
        COALESCE(s.total_orders, 0) AS total_orders,
        COALESCE(s.total_units, 0) AS total_units,
        CAST(COALESCE(s.total_revenue, 0) AS DECIMAL(38, 2)) AS total_revenue
    FROM {{ ref('dim_products') }} AS p
    FULL OUTER JOIN sold AS s ON s.product_id = p.product_id
),
ranked AS (
    SELECT
        *,
        ROW_NUMBER() OVER (ORDER BY total_revenue DESC, product_id) AS revenue_rank,
        COUNT(*) OVER () AS product_count,
        SUM(total_revenue) OVER () AS all_revenue,
        SUM(total_revenue) OVER (ORDER BY total_revenue DESC, product_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS revenue_with
    FROM products
)
SELECT
    product_id,
    product_name,
    category,
    total_orders,
    total_units,
    total_revenue,
    revenue_rank,
    CASE
        WHEN all_revenue > 0 THEN CAST({{ divide('revenue_with', 'all_revenue', 4) }} AS DECIMAL(9, 4))
        ELSE CAST(0 AS DECIMAL(9, 4))
    END AS cumulative_share,
    CASE
        WHEN total_revenue <= 0 THEN 'C'
        WHEN (revenue_with - total_revenue) * 100 < all_revenue * 80 THEN 'A'
        WHEN (revenue_with - total_revenue) * 100 < all_revenue * 95 THEN 'B'
        ELSE 'C'
    END AS abc_class,
    CASE
        WHEN total_revenue <= 0 THEN 'Long Tail'
        WHEN (revenue_rank - 1) * 100 < product_count * 10 THEN 'Best Seller'
        WHEN (revenue_rank - 1) * 100 < product_count * 30 THEN 'Strong'
        WHEN (revenue_rank - 1) * 100 < product_count * 60 THEN 'Steady'
        WHEN (revenue_rank - 1) * 100 < product_count * 85 THEN 'Slow'
        ELSE 'Long Tail'
    END AS performance_tier
FROM ranked
ORDER BY revenue_rank

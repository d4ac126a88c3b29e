{{ config(unique_key='order_item_id') }}
-- One row per order line. A line whose order is missing keeps its row, without the order's columns and without
-- revenue, so that the rows reconcile with order_items.
-- line_revenue is the line's total if its order counts as revenue, otherwise 0.00.
WITH lines AS (
    SELECT
        i.order_item_id,
        i.order_id,
        o.user_id,
        i.product_id,
        o.order_date AS date_key,
        o.ordered_at,
        o.country,
        o.status,
        -- The rule may hold for a NULL status, but a missing order is never revenue.
        o.order_id IS NOT NULL AND COALESCE({{ rule('revenue', 'o') }}, FALSE) AS is_revenue,
        i.quantity,
        i.unit_price,
        i.line_total
    FROM {{ ref('stg_order_items') }} AS i
    LEFT JOIN {{ ref('stg_orders') }} AS o ON o.order_id = i.order_id
)
SELECT
    *,
    CAST(CASE WHEN is_revenue THEN line_total ELSE 0 END AS DECIMAL(12, 2)) AS line_revenue
FROM lines

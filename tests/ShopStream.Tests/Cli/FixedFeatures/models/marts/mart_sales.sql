{{ config(unique_key='sale_date') }}
SELECT
    order_date AS sale_date,
    SUM(line_revenue) AS total_revenue,
    CAST({{ divide('SUM(line_revenue)', 'COUNT(DISTINCT order_id)', 2) }} AS DECIMAL(12, 2)) AS average_order_value
FROM {{ ref('fact_orders') }}
GROUP BY order_date

@owner:analytics
Feature: The dashboards' numbers can be recomputed

  Each number that a dashboard shows is computed a second time, from the facts, and has to be the same.

  @critical @ci @nightly
  Scenario: Every day counts the customers who ordered
    Then this query finds no rows in mart:
      """
      SELECT sale_date, shown.total_customers AS shown, sold.customers AS sold
      FROM mart_sales_overview AS shown
      LEFT JOIN (
        SELECT date_key, COUNT(DISTINCT user_id) AS customers
        FROM core.fact_orders
        WHERE is_revenue
        GROUP BY date_key
      ) AS sold ON sold.date_key IS NOT DISTINCT FROM shown.sale_date
      WHERE shown.total_customers IS DISTINCT FROM COALESCE(sold.customers, 0)
      """

  @critical @ci @nightly
  Scenario: Every day counts its active users
    Then this query finds no rows in mart:
      """
      SELECT event_date, event_type, shown.users AS shown, happened.users AS happened
      FROM mart_daily_events AS shown
      FULL JOIN (
        SELECT event_date, event_type, COUNT(DISTINCT user_id) AS users
        FROM staging.stg_events
        GROUP BY event_date, event_type
      ) AS happened USING (event_date, event_type)
      WHERE shown.users IS NULL OR happened.users IS NULL OR shown.users <> happened.users
      """

  @critical @ci @nightly
  Scenario: Every campaign appears once, with its conversion rate
    Then no source and campaign_id together appear more than once in mart mart_crm_conversion
    And this query finds no rows in mart:
      """
      SELECT source, campaign_id, contacts, converted, conversion_rate
      FROM mart_crm_conversion
      WHERE conversion_rate IS NULL OR ABS(conversion_rate * contacts - converted) > contacts * 0.00005
      """

  @critical @ci @nightly
  Scenario: Customers are shown with their own e-mail address and country
    Then this query finds no rows in mart:
      """
      SELECT shown.user_id
      FROM mart_customer_rfm AS shown
      LEFT JOIN core.dim_users AS u ON u.user_id = shown.user_id
      WHERE shown.email IS DISTINCT FROM u.email OR shown.country IS DISTINCT FROM u.country
      """

  @critical @ci @nightly
  Scenario: Customers have the same orders and dates as the facts
    Then this query finds no rows in mart:
      """
      SELECT user_id, shown.frequency AS shown, bought.orders AS bought, shown.last_order_date AS last_shown, bought.last_date AS last_bought
      FROM mart_customer_rfm AS shown
      FULL JOIN (
        SELECT user_id, COUNT(DISTINCT order_id) AS orders, MAX(date_key) AS last_date
        FROM core.fact_orders
        WHERE is_revenue AND user_id IS NOT NULL
        GROUP BY user_id
      ) AS bought USING (user_id)
      WHERE shown.frequency IS NULL OR bought.orders IS NULL OR shown.frequency <> bought.orders OR shown.last_order_date IS DISTINCT FROM bought.last_date
      """
    And this query finds no rows in mart:
      """
      SELECT user_id, last_order_date, recency_days
      FROM mart_customer_rfm
      CROSS JOIN (SELECT MAX(order_date) AS order_date FROM staging.stg_orders) AS newest
      WHERE recency_days IS DISTINCT FROM DATEDIFF('day', last_order_date, newest.order_date)
      """
    And lifetime_value is never null in mart mart_customer_rfm
    And lifetime_value equals monetary in every row of mart mart_customer_rfm

  @critical @ci @nightly
  Scenario: Scores divide the customers into fifths
    Then this query finds no rows in mart:
      """
      SELECT user_id
      FROM (
        SELECT user_id, r_score, f_score, m_score,
               NTILE(5) OVER (ORDER BY last_order_date ASC NULLS FIRST, user_id) AS r,
               NTILE(5) OVER (ORDER BY frequency, monetary, user_id) AS f,
               NTILE(5) OVER (ORDER BY monetary, user_id) AS m
        FROM mart_customer_rfm
      ) AS scored
      WHERE r_score IS DISTINCT FROM r OR f_score IS DISTINCT FROM f OR m_score IS DISTINCT FROM m
      """

  @critical @ci @nightly
  Scenario: Segments follow marketing's definition
    Then this query finds no rows in mart:
      """
      SELECT user_id, r_score, f_score, m_score, rfm_segment
      FROM mart_customer_rfm
      WHERE rfm_segment IS DISTINCT FROM CASE
        WHEN r_score >= 4 AND f_score >= 4 THEN 'Champions'
        WHEN r_score >= 3 AND f_score >= 3 THEN 'Loyal'
        WHEN r_score >= 4 AND f_score = 1 THEN 'New'
        WHEN r_score >= 3 THEN 'Potential Loyalist'
        WHEN f_score >= 4 AND m_score >= 4 THEN 'Cannot Lose'
        WHEN f_score >= 4 THEN 'At Risk'
        WHEN r_score = 2 THEN 'Hibernating'
        ELSE 'Lost'
      END
      """

  @critical @ci @nightly
  Scenario: Products are shown with their own name and sales
    Then this query finds no rows in mart:
      """
      SELECT shown.product_id
      FROM mart_product_performance AS shown
      FULL JOIN core.dim_products AS p ON p.product_id = shown.product_id
      WHERE shown.product_id IS NULL OR p.product_id IS NULL OR shown.product_name IS DISTINCT FROM p.product_name OR shown.category IS DISTINCT FROM p.category
      """
    And this query finds no rows in mart:
      """
      SELECT shown.product_id, shown.total_orders AS orders_shown, sold.orders AS orders_sold, shown.total_units AS units_shown, sold.units AS units_sold
      FROM mart_product_performance AS shown
      LEFT JOIN (
        SELECT product_id, COUNT(DISTINCT order_id) AS orders, SUM(quantity) AS units
        FROM core.fact_orders
        WHERE is_revenue
        GROUP BY product_id
      ) AS sold ON sold.product_id = shown.product_id
      WHERE shown.total_orders IS DISTINCT FROM COALESCE(sold.orders, 0) OR shown.total_units IS DISTINCT FROM COALESCE(sold.units, 0)
      """

  @critical @ci @nightly
  Scenario: Rank, share, class and tier follow from revenue
    Then this query finds no rows in mart:
      """
      SELECT product_id, revenue_rank, cumulative_share, abc_class, performance_tier
      FROM (
        SELECT *,
               ROW_NUMBER() OVER (ORDER BY total_revenue DESC, product_id) AS place,
               COUNT(*) OVER () AS products,
               SUM(total_revenue) OVER () AS whole,
               SUM(total_revenue) OVER (ORDER BY total_revenue DESC, product_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS up_to
        FROM mart_product_performance
      ) AS ranked
      WHERE revenue_rank IS DISTINCT FROM place
         OR cumulative_share IS NULL OR ABS(cumulative_share * whole - up_to) > whole * 0.00005
         OR abc_class IS DISTINCT FROM CASE
              WHEN total_revenue <= 0 THEN 'C'
              WHEN (up_to - total_revenue) * 100 < whole * 80 THEN 'A'
              WHEN (up_to - total_revenue) * 100 < whole * 95 THEN 'B'
              ELSE 'C'
            END
         OR performance_tier IS DISTINCT FROM CASE
              WHEN total_revenue <= 0 THEN 'Long Tail'
              WHEN (place - 1) * 100 < products * 10 THEN 'Best Seller'
              WHEN (place - 1) * 100 < products * 30 THEN 'Strong'
              WHEN (place - 1) * 100 < products * 60 THEN 'Steady'
              WHEN (place - 1) * 100 < products * 85 THEN 'Slow'
              ELSE 'Long Tail'
            END
      """

@owner:analytics
Feature: The dashboards' tables make sense

  @critical @ci @nightly
  Scenario Outline: <mart> is not empty
    Then mart <mart> is not empty

    Examples:
      | mart                     |
      | mart_sales_overview      |
      | mart_product_performance |
      | mart_customer_rfm        |
      | mart_daily_events        |
      | mart_crm_conversion      |

  @critical @ci @nightly
  Scenario: Every day with an order is on the sales dashboard
    Then every order_date in staging stg_orders exists as sale_date in mart mart_sales_overview

  @critical @ci @nightly
  Scenario: Products are in class A, B or C and in a known tier
    Then abc_class in mart mart_product_performance is one of A, B, C
    And performance_tier is never null in mart mart_product_performance
    And cumulative_share in mart mart_product_performance is between 0 and 1

  @critical @nightly
  Scenario: Customers are scored from 1 to 5
    Then r_score in mart mart_customer_rfm is between 1 and 5
    And f_score in mart mart_customer_rfm is between 1 and 5
    And m_score in mart mart_customer_rfm is between 1 and 5
    And rfm_segment is never null in mart mart_customer_rfm

  @critical @nightly
  Scenario: The funnel counts every event
    Then this query finds no rows in mart:
      """
      SELECT event_type, SUM(events) AS shown, (SELECT COUNT(*) FROM staging.stg_events AS e WHERE e.event_type = d.event_type) AS happened
      FROM mart_daily_events AS d
      GROUP BY event_type
      HAVING SUM(events) IS DISTINCT FROM (SELECT COUNT(*) FROM staging.stg_events AS e WHERE e.event_type = d.event_type)
      """
    And conversion_rate in mart mart_crm_conversion is between 0 and 1

  @critical @nightly
  Scenario: The average basket is revenue by orders
    Then this query finds no rows in mart:
      """
      SELECT sale_date, total_revenue, total_orders, average_order_value
      FROM mart_sales_overview
      WHERE total_orders > 0 AND ABS(average_order_value * total_orders - total_revenue) > total_orders * 0.005
      """

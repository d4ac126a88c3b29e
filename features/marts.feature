@owner:analytics
Feature: The dashboards' tables are plausible

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
    And every sale_date in mart mart_sales_overview exists as order_date in staging stg_orders

  @critical @ci @nightly
  Scenario: The sales dashboard has a number for every day
    Then total_revenue is never null in mart mart_sales_overview
    And total_orders is never null in mart mart_sales_overview
    And total_units is never null in mart mart_sales_overview

  @critical @ci @nightly
  Scenario: Products are in class A, B or C and in a known tier
    Then abc_class in mart mart_product_performance is one of A, B, C
    And performance_tier is never null in mart mart_product_performance
    And cumulative_share in mart mart_product_performance is between 0 and 1

  @critical @ci @nightly
  Scenario: Customers are scored from 1 to 5
    Then r_score in mart mart_customer_rfm is between 1 and 5
    And f_score in mart mart_customer_rfm is between 1 and 5
    And m_score in mart mart_customer_rfm is between 1 and 5
    And rfm_segment is never null in mart mart_customer_rfm

  @critical @ci @nightly
  Scenario: The funnel counts every event of every day
    Then this query finds no rows in mart:
      """
      SELECT event_date, event_type, shown.events AS shown, happened.events AS happened
      FROM mart_daily_events AS shown
      FULL JOIN (
        SELECT event_date, event_type, COUNT(*) AS events
        FROM staging.stg_events
        GROUP BY event_date, event_type
      ) AS happened USING (event_date, event_type)
      WHERE shown.events IS NULL OR happened.events IS NULL OR shown.events <> happened.events
      """

  @critical @ci @nightly
  Scenario: The campaigns count every contact
    Then this query finds no rows in mart:
      """
      SELECT source, campaign_id, shown.contacts AS shown, there.contacts AS there, shown.converted AS converted_shown, there.converted AS converted_there
      FROM mart_crm_conversion AS shown
      FULL JOIN (
        SELECT COALESCE(source, '(none)') AS source, COALESCE(campaign_id, '(none)') AS campaign_id,
               COUNT(*) AS contacts, COUNT(CASE WHEN converted THEN 1 END) AS converted
        FROM staging.stg_crm_contacts
        GROUP BY 1, 2
      ) AS there USING (source, campaign_id)
      WHERE shown.contacts IS NULL OR there.contacts IS NULL OR shown.contacts <> there.contacts OR shown.converted IS DISTINCT FROM there.converted
      """
    And conversion_rate in mart mart_crm_conversion is between 0 and 1

  @critical @ci @nightly
  Scenario: The sales dashboard counts every order and every unit sold
    Given only rows of core fact_orders where is_revenue is true
    Then the sum of total_units in mart mart_sales_overview equals the sum of quantity in core fact_orders
    And this query finds no rows in mart:
      """
      SELECT sale_date, shown.total_orders AS shown, sold.orders AS sold
      FROM mart_sales_overview AS shown
      FULL JOIN (
        SELECT date_key AS sale_date, COUNT(DISTINCT order_id) AS orders
        FROM core.fact_orders
        WHERE is_revenue
        GROUP BY date_key
      ) AS sold USING (sale_date)
      WHERE COALESCE(shown.total_orders, 0) <> COALESCE(sold.orders, 0)
      """

  @critical @ci @nightly
  Scenario: The average order value is revenue divided by orders
    Then this query finds no rows in mart:
      """
      SELECT sale_date, total_revenue, total_orders, average_order_value
      FROM mart_sales_overview
      WHERE total_orders > 0 AND (average_order_value IS NULL OR average_order_value * total_orders - total_revenue > total_orders * 0.005 OR total_revenue - average_order_value * total_orders >= total_orders * 0.005)
      """

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
    And cumulative_share in mart mart_product_performance never decreases with revenue_rank
    And revenue_rank in mart mart_product_performance has no gaps

  @critical @ci @nightly
  Scenario: Customers are scored from 1 to 5
    Then r_score in mart mart_customer_rfm is between 1 and 5
    And f_score in mart mart_customer_rfm is between 1 and 5
    And m_score in mart mart_customer_rfm is between 1 and 5
    And rfm_segment is never null in mart mart_customer_rfm

  @critical @ci @nightly
  Scenario: The funnel counts every event
    Then the sum of events in mart mart_daily_events equals the number of rows in staging stg_events

  @critical @ci @nightly
  Scenario: The campaigns count every contact
    Then the sum of contacts in mart mart_crm_conversion equals the number of rows in staging stg_crm_contacts
    And conversion_rate in mart mart_crm_conversion is between 0 and 1

  @critical @ci @nightly
  Scenario: The campaigns count every conversion
    Given only rows of staging stg_crm_contacts where converted is true
    Then the sum of converted in mart mart_crm_conversion equals the number of rows in staging stg_crm_contacts

  @critical @ci @nightly
  Scenario: The sales dashboard counts every unit sold
    Given only rows of core fact_orders where is_revenue is true
    Then the sum of total_units in mart mart_sales_overview equals the sum of quantity in core fact_orders

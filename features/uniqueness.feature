@owner:data-platform
Feature: Nothing appears twice
  A row that is loaded twice doubles its revenue.

  @critical @ci @nightly
  Scenario Outline: No <table> appear twice
    Then no id appears more than once in raw <table>

    Examples:
      | table        |
      | users        |
      | products     |
      | orders       |
      | order_items  |
      | events       |
      | crm_contacts |

  @critical @ci @nightly
  Scenario: One account per e-mail address
    Then no email appears more than once in raw users
    And no email appears more than once in raw crm_contacts

  @critical @ci @nightly
  Scenario: One row per customer, product and order line in the dimensions and the facts
    Then no user_id appears more than once in core dim_users
    And no product_id appears more than once in core dim_products
    And no order_item_id appears more than once in core fact_orders

  @critical @ci @nightly
  Scenario: One row per day, customer and product in the marts
    Then no sale_date appears more than once in mart mart_sales_overview
    And no user_id appears more than once in mart mart_customer_rfm
    And no product_id appears more than once in mart mart_product_performance
    And no event_date and event_type together appear more than once in mart mart_daily_events

  # A row without a key belongs to no group: a comparison of groups would not miss it.
  @critical @ci @nightly
  Scenario: Every row of the marts says what it is about
    Then sale_date is never null in mart mart_sales_overview
    And user_id is never null in mart mart_customer_rfm
    And product_id is never null in mart mart_product_performance
    And event_date is never null in mart mart_daily_events
    And event_type is never null in mart mart_daily_events
    And source is never null in mart mart_crm_conversion
    And campaign_id is never null in mart mart_crm_conversion

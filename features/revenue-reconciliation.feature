@owner:finance
Feature: Revenue arrives to the cent
  Revenue is the value of all orders that were neither cancelled nor refunded. It is defined once, in the settings.
  Totals of the source are taken at the moment of the extraction, so that a shop that keeps selling still reconciles.

  Background:
    Given the latest run

  @critical @ci @nightly
  Scenario: The shop's orders and their lines agree
    Then the sum of total_amount in source orders equals the sum of line_total in source order_items to the cent
    And revenue in source orders reconciles with revenue in source order_items by day to the cent

  @critical @ci @nightly
  Scenario: Revenue survives the lake and the load
    Then revenue in source orders reconciles with revenue in lake orders by day to the cent
    And revenue in source orders reconciles with revenue in raw orders by day to the cent
    And revenue in source order_items reconciles with revenue in raw order_items by day to the cent

  @critical @ci @nightly
  Scenario: Revenue survives the cleaning
    Then revenue in raw orders reconciles with revenue in staging stg_orders by country to the cent
    And revenue in raw order_items reconciles with revenue in staging stg_order_items by product to the cent

  @critical @ci @nightly
  Scenario: Revenue survives the facts
    Then revenue in source order_items reconciles with revenue in core fact_orders by day to the cent
    And revenue in source order_items reconciles with revenue in core fact_orders by country to the cent

  @critical @ci @nightly
  Scenario: Revenue reaches the sales dashboard
    Then revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent

  @critical @ci @nightly
  Scenario: Revenue reaches the product dashboard
    Then revenue in source order_items reconciles with revenue in mart mart_product_performance by category to the cent
    And revenue in source order_items reconciles with revenue in mart mart_product_performance by product to the cent

  @critical @ci @nightly
  Scenario: Revenue reaches the customer dashboard
    Then revenue in source orders reconciles with revenue in mart mart_customer_rfm to the cent
    And revenue in staging stg_orders reconciles with revenue in mart mart_customer_rfm by user to the cent

  @critical @ci @nightly
  Scenario: Orders of every status arrive with their amounts
    Then source orders reconciles with staging stg_orders:
      | what   | source orders     | staging stg_orders | tolerance   |
      | key    | status            | status             |             |
      | key    | created_at by day | order_date         |             |
      | amount | total_amount      | total_amount       | to the cent |

  @critical @ci @nightly
  Scenario: Cancelled and refunded orders bring no revenue
    Given only rows of core fact_orders where status is one of cancelled, refunded
    Then line_revenue in core fact_orders is between 0 and 0

  @info @nightly
  Scenario: The facts hold as many units as were ordered
    Then the sum of quantity in source order_items equals the sum of quantity in core fact_orders

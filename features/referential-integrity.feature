@owner:data-platform
Feature: Every reference exists
  An order line without its order, or an order without its customer, would be counted in one dashboard and missed in another.

  @critical @ci @nightly
  Scenario: Order lines belong to orders and products
    Then every order_id in raw order_items exists as id in raw orders
    And every product_id in raw order_items exists as id in raw products
    And every id in raw orders appears between 1 and 5 times as order_id in raw order_items

  @critical @ci @nightly
  Scenario: Orders belong to customers
    Then every user_id in raw orders exists as id in raw users

  @warning @nightly
  Scenario: Known visitors are customers
    Given only rows of raw events where user_id is not null
    Then every user_id in raw events exists as id in raw users

  @critical @ci @nightly
  Scenario: The facts refer to known customers and products
    Then every user_id in core fact_orders exists as user_id in core dim_users
    And every product_id in core fact_orders exists as product_id in core dim_products

  @critical @ci @nightly
  Scenario: The dashboards show exactly the shop's products
    Then every product_id in mart mart_product_performance exists as id in source products
    And every id in source products exists as product_id in mart mart_product_performance

  @critical @ci @nightly
  Scenario: The dashboards show only the shop's customers
    Then every user_id in mart mart_customer_rfm exists as id in source users

@owner:finance
Feature: The sales dashboard

  One row for every day with an order.

  Scenario: A day sums its revenue, orders, units and customers
    Given these orders in staging stg_orders:
      | order_id | user_id | order_date | status    |
      | 1        | 7       | 2025-11-28 | delivered |
      | 2        | 7       | 2025-11-28 | shipped   |
      | 3        | 8       | 2025-11-28 | pending   |
      | 4        | 9       | 2025-11-29 | delivered |
    And these order lines in core fact_orders:
      | order_item_id | order_id | date_key   | is_revenue | line_revenue | quantity |
      | 1             | 1        | 2025-11-28 | true       | 10.00        | 2        |
      | 2             | 1        | 2025-11-28 | true       | 5.00         | 1        |
      | 3             | 2        | 2025-11-28 | true       | 20.00        | 4        |
      | 4             | 3        | 2025-11-28 | true       | 1.00         | 1        |
      | 5             | 4        | 2025-11-29 | true       | 7.50         | 3        |
    When mart_sales_overview is built
    Then mart mart_sales_overview has exactly these rows in this order:
      | sale_date  | total_revenue | total_orders | total_units | total_customers | average_order_value |
      | 2025-11-28 | 36.00         | 3            | 8           | 2               | 12.00               |
      | 2025-11-29 | 7.50          | 1            | 3           | 1               | 7.50                |

  Scenario: A cancelled order brings no revenue
    Given these orders in staging stg_orders:
      | order_id | user_id | order_date | status    |
      | 1        | 7       | 2025-11-28 | delivered |
      | 2        | 8       | 2025-11-28 | cancelled |
    And these order lines in core fact_orders:
      | order_item_id | order_id | date_key   | is_revenue | line_revenue | quantity |
      | 1             | 1        | 2025-11-28 | true       | 10.00        | 2        |
      | 2             | 2        | 2025-11-28 | false      | 0.00         | 5        |
    When mart_sales_overview is built
    Then mart mart_sales_overview has exactly these rows:
      | sale_date  | total_revenue | total_orders | total_units | total_customers | average_order_value |
      | 2025-11-28 | 10.00         | 1            | 2           | 1               | 10.00               |

  Scenario: A day without revenue is shown, without an average
    Given these orders in staging stg_orders:
      | order_id | user_id | order_date | status    |
      | 1        | 7       | 2025-11-28 | cancelled |
      | 2        | 8       | 2025-11-28 | refunded  |
    And these order lines in core fact_orders:
      | order_item_id | order_id | date_key   | is_revenue | line_revenue | quantity |
      | 1             | 1        | 2025-11-28 | false      | 0.00         | 2        |
    When mart_sales_overview is built
    Then mart mart_sales_overview has exactly these rows:
      | sale_date  | total_revenue | total_orders | total_units | total_customers | average_order_value |
      | 2025-11-28 | 0.00          | 0            | 0           | 0               | null                |

  Scenario: An order without lines counts as an order of 0.00
    Given these orders in staging stg_orders:
      | order_id | user_id | order_date | status    |
      | 1        | 7       | 2025-11-28 | delivered |
    And no order lines in core fact_orders
    When mart_sales_overview is built
    Then mart mart_sales_overview has exactly these rows:
      | sale_date  | total_revenue | total_orders | total_units | total_customers | average_order_value |
      | 2025-11-28 | 0.00          | 1            | 0           | 1               | 0.00                |

  Scenario: A day without an order has no row, whatever lines say
    Given these orders in staging stg_orders:
      | order_id | user_id | order_date | status    |
      | 1        | 7       | 2025-11-28 | delivered |
    And these order lines in core fact_orders:
      | order_item_id | order_id | date_key   | is_revenue | line_revenue | quantity |
      | 1             | 1        | 2025-11-28 | true       | 10.00        | 1        |
      | 2             | 9        | 2025-11-30 | true       | 4.00         | 1        |
    When mart_sales_overview is built
    Then mart mart_sales_overview has exactly these rows:
      | sale_date  | total_revenue |
      | 2025-11-28 | 10.00         |

  Scenario: Orders without a date share one row, so that the total is complete
    Given these orders in staging stg_orders:
      | order_id | user_id | order_date | status    |
      | 1        | 7       | null       | delivered |
      | 2        | 8       | null       | shipped   |
    And these order lines in core fact_orders:
      | order_item_id | order_id | date_key | is_revenue | line_revenue | quantity |
      | 1             | 1        | null     | true       | 10.00        | 1        |
      | 2             | 2        | null     | true       | 2.00         | 1        |
    When mart_sales_overview is built
    Then mart mart_sales_overview has exactly these rows:
      | sale_date | total_revenue | total_orders | average_order_value |
      | null      | 12.00         | 2            | 6.00                |

  Scenario: Half a cent of an average is rounded up, and less is rounded down
    Given these orders in staging stg_orders:
      | order_id | user_id | order_date | status    |
      | 1        | 7       | 2025-11-28 | delivered |
      | 2        | 8       | 2025-11-28 | delivered |
      | 3        | 7       | 2025-11-29 | delivered |
      | 4        | 8       | 2025-11-29 | delivered |
      | 5        | 9       | 2025-11-29 | delivered |
      | 6        | 7       | 2025-11-30 | delivered |
      | 7        | 8       | 2025-11-30 | delivered |
      | 8        | 9       | 2025-11-30 | delivered |
    And these order lines in core fact_orders:
      | order_item_id | order_id | date_key   | is_revenue | line_revenue | quantity |
      | 1             | 1        | 2025-11-28 | true       | 0.01         | 1        |
      | 2             | 3        | 2025-11-29 | true       | 10.00        | 1        |
      | 3             | 6        | 2025-11-30 | true       | 20.00        | 1        |
    When mart_sales_overview is built
    Then mart mart_sales_overview has exactly these rows:
      | sale_date  | total_revenue | total_orders | average_order_value |
      | 2025-11-28 | 0.01          | 2            | 0.01                |
      | 2025-11-29 | 10.00         | 3            | 3.33                |
      | 2025-11-30 | 20.00         | 3            | 6.67                |

  Scenario: An order without a customer counts as an order, not as a customer
    Given these orders in staging stg_orders:
      | order_id | user_id | order_date | status    |
      | 1        | null    | 2025-11-28 | delivered |
      | 2        | 7       | 2025-11-28 | delivered |
    When mart_sales_overview is built
    Then mart mart_sales_overview has exactly these rows:
      | sale_date  | total_orders | total_customers |
      | 2025-11-28 | 2            | 1               |

  Scenario: From the raw tables, the last second of a day is its own
    Given these orders in raw orders:
      | id | user_id | created_at          | total_amount | status    |
      | 1  | 7       | 2025-11-28 23:59:59 | 10.00        | delivered |
      | 2  | 7       | 2025-11-29 00:00:00 | 20.00        | delivered |
      | 3  | 8       | 2025-11-29 12:00:00 | 40.00        | refunded  |
    And these order lines in raw order_items:
      | id | order_id | product_id | quantity | unit_price | line_total |
      | 1  | 1        | 5          | 1        | 10.00      | 10.00      |
      | 2  | 2        | 5          | 2        | 10.00      | 20.00      |
      | 3  | 3        | 5          | 4        | 10.00      | 40.00      |
      | 4  | 99       | 5          | 8        | 10.00      | 80.00      |
    When mart_sales_overview is built
    Then mart mart_sales_overview has exactly these rows:
      | sale_date  | total_revenue | total_orders | total_units |
      | 2025-11-28 | 10.00         | 1            | 1           |
      | 2025-11-29 | 20.00         | 1            | 2           |
    And the sum of line_revenue in core fact_orders equals the sum of total_revenue in mart mart_sales_overview to the cent

  Scenario: A money-back line can bring a day below zero
    Given these orders in staging stg_orders:
      | order_id | user_id | order_date | status    |
      | 1        | 7       | 2025-11-28 | delivered |
      | 2        | 8       | 2025-11-28 | delivered |
    And these order lines in core fact_orders:
      | order_item_id | order_id | date_key   | is_revenue | line_revenue | quantity |
      | 1             | 1        | 2025-11-28 | true       | -0.01        | 1        |
    When mart_sales_overview is built
    Then mart mart_sales_overview has exactly these rows:
      | sale_date  | total_revenue | average_order_value |
      | 2025-11-28 | -0.01         | -0.01               |

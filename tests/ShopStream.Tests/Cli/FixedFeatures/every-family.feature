@owner:data-platform
Feature: Every family of sentences
  Nothing of the shop is meant here: the plan of these sentences is a golden file.

  Background:
    Given the latest run

  @critical @ci
  Scenario Outline: <table> arrive
    Then raw <table> has as many rows as source <table>
    And no id appears more than once in raw <table>

    Examples:
      | table       |
      | users       |
      | orders      |
      | order_items |

  @critical @ci
  Scenario: Layers have the same number of rows
    Given only rows of raw orders where status is one of shipped, delivered
    And only rows of staging stg_orders where status is one of shipped, delivered
    Then these layers have the same number of rows:
      | dataset            |
      | raw orders         |
      | staging stg_orders |

  @warning @nightly
  Scenario: Values are there, known and as calculated
    Then email is never null in raw users
    And every order_id in raw order_items exists as id in raw orders
    And every user_id in staging stg_orders exists as id in source users
    And status in raw orders is one of paid, shipped, delivered, cancelled, refunded
    And quantity in raw order_items is between 1 and 5
    And at least 99.5 % of country in raw users matches [A-Z]{3}
    And line_total equals quantity * unit_price in every row of source order_items
    And id in raw orders increases with created_at, for each status

  @critical @nightly
  Scenario: Amounts are the same in total and in every group
    Then the sum of quantity in source order_items equals the sum of quantity in core fact_orders within 0.5 %
    And revenue in source order_items reconciles with revenue in core fact_orders by day and country to the cent
    And revenue in source orders reconciles with revenue in mart mart_sales by day to the cent
    And source orders reconciles with staging stg_orders:
      | what   | source orders     | staging stg_orders | tolerance   |
      | key    | created_at by day | order_date         |             |
      | amount | total_amount      | total_amount       | to the cent |

  @critical @nightly
  Scenario: Rows are the same value by value
    Then raw events matches source events row for row on id
    And staging stg_orders matches source orders row for row:
      | what   | staging stg_orders | source orders |
      | key    | order_id           | id            |
      | column | total_amount       | total_amount  |

  @info
  Scenario: Columns, files, age, amount, and what only a query says
    Then mart mart_sales offers dashboards these columns:
      | name          | kind   | meaning               |
      | sale_date     | date   | the day of the orders |
      | total_revenue | amount | revenue of the day    |
    And lake orders agrees with its manifest
    And the newest created_at in source orders is at most 26 hours older than the run
    And the number of rows in raw events is within 20 % of the mean of its last 7 runs
    And revenue in raw orders is usual for its weekday
    And this query finds no rows in core:
      """
      SELECT order_item_id FROM fact_orders WHERE line_revenue < 0
      """

  Scenario: Cancelled orders bring no revenue
    Given these orders in raw orders:
      | id | created_at | status    |
      | 1  | 2025-11-28 | cancelled |
    And these order lines in raw order_items:
      | id | order_id | quantity | line_total |
      | 1  | 1        | 2        | 10.00      |
    When mart_sales is built
    Then mart mart_sales has exactly these rows:
      | sale_date  | total_revenue | average_order_value |
      | 2025-11-28 | 0.00          | 0.00                |

@owner:finance
Feature: Revenue of order lines

  One row for every order line. A line brings revenue unless its order is cancelled or refunded.

  Scenario: A line carries the values of its order
    Given these order lines in staging stg_order_items:
      | order_item_id | order_id | product_id | quantity | unit_price | line_total |
      | 1             | 2        | 3          | 4        | 5.25       | 21.00      |
    And these orders in staging stg_orders:
      | order_id | user_id | ordered_at          | order_date | country | status    |
      | 2        | 7       | 2025-11-28 10:11:12 | 2025-11-28 | FR      | delivered |
    When fact_orders is built
    Then core fact_orders has exactly these rows:
      | order_item_id | order_id | user_id | product_id | date_key   | ordered_at          | country | status    | quantity | unit_price | line_total |
      | 1             | 2        | 7       | 3          | 2025-11-28 | 2025-11-28 10:11:12 | FR      | delivered | 4        | 5.25       | 21.00      |

  Scenario Outline: A line of an order that is <status> brings <revenue>
    Given these order lines in staging stg_order_items:
      | order_item_id | order_id | line_total |
      | 1             | 2        | 21.00      |
    And these orders in staging stg_orders:
      | order_id | status   |
      | 2        | <status> |
    When fact_orders is built
    Then core fact_orders has exactly these rows:
      | order_item_id | is_revenue   | line_revenue |
      | 1             | <is_revenue> | <revenue>    |

    Examples:
      | status     | is_revenue | revenue |
      | pending    | true       | 21.00   |
      | processing | true       | 21.00   |
      | shipped    | true       | 21.00   |
      | delivered  | true       | 21.00   |
      | cancelled  | false      | 0.00    |
      | refunded   | false      | 0.00    |

  Scenario: A status that is written in another way is not one of those that are left out
    Given these order lines in staging stg_order_items:
      | order_item_id | order_id | line_total |
      | 1             | 1        | 5.00       |
      | 2             | 2        | 5.00       |
    And these orders in staging stg_orders:
      | order_id | status      |
      | 1        | Cancelled   |
      | 2        | "refunded " |
    When fact_orders is built
    Then core fact_orders has exactly these rows:
      | order_item_id | line_revenue |
      | 1             | 5.00         |
      | 2             | 5.00         |

  Scenario: An order without a status is neither cancelled nor refunded, so that it brings revenue
    Given these order lines in staging stg_order_items:
      | order_item_id | order_id | line_total |
      | 1             | 2        | 21.00      |
    And these orders in staging stg_orders:
      | order_id | status |
      | 2        | null   |
    When fact_orders is built
    Then core fact_orders has exactly these rows:
      | order_item_id | is_revenue | line_revenue |
      | 1             | true       | 21.00        |

  Scenario: A line without an order keeps its row, and brings no revenue
    Given these order lines in staging stg_order_items:
      | order_item_id | order_id | quantity | line_total |
      | 1             | 99       | 2        | 21.00      |
      | 2             | null     | 1        | 5.00       |
    And these orders in staging stg_orders:
      | order_id | status    |
      | 2        | delivered |
    When fact_orders is built
    Then core fact_orders has exactly these rows:
      | order_item_id | order_id | user_id | date_key | status | quantity | line_total | is_revenue | line_revenue |
      | 1             | 99       | null    | null     | null   | 2        | 21.00      | false      | 0.00         |
      | 2             | null     | null    | null     | null   | 1        | 5.00       | false      | 0.00         |

  Scenario: An order without lines has no row
    Given no order lines in staging stg_order_items
    And these orders in staging stg_orders:
      | order_id | status    |
      | 2        | delivered |
    When fact_orders is built
    Then core fact_orders has no rows

  Scenario: Every line of an order has its own row and its own cents
    Given these order lines in staging stg_order_items:
      | order_item_id | order_id | product_id | line_total |
      | 1             | 2        | 3          | 0.01       |
      | 2             | 2        | 3          | 0.01       |
      | 3             | 2        | 4          | 99999.99   |
    And these orders in staging stg_orders:
      | order_id | status  |
      | 2        | shipped |
    When fact_orders is built
    Then core fact_orders has exactly these rows:
      | order_item_id | product_id | line_revenue |
      | 1             | 3          | 0.01         |
      | 2             | 3          | 0.01         |
      | 3             | 4          | 99999.99     |
    And the sum of line_total in staging stg_order_items equals the sum of line_revenue in core fact_orders to the cent

  Scenario: A line that gives money back lowers revenue
    Given these order lines in staging stg_order_items:
      | order_item_id | order_id | quantity | line_total |
      | 1             | 2        | 1        | -4.50      |
      | 2             | 2        | 1        | 0.00       |
    And these orders in staging stg_orders:
      | order_id | status    |
      | 2        | delivered |
    When fact_orders is built
    Then core fact_orders has exactly these rows:
      | order_item_id | line_revenue |
      | 1             | -4.50        |
      | 2             | 0.00         |

  Scenario: A line without a total has no revenue that anybody knows
    Given these order lines in staging stg_order_items:
      | order_item_id | order_id | line_total |
      | 1             | 2        | null       |
    And these orders in staging stg_orders:
      | order_id | status    |
      | 2        | delivered |
    When fact_orders is built
    Then core fact_orders has exactly these rows:
      | order_item_id | is_revenue | line_revenue |
      | 1             | true       | null         |

@owner:marketing
Feature: Customers and products of the core

  Rule: Every customer has one row, with the days of the first and the last order

    Scenario: A customer keeps every value
      Given these customers in staging stg_users:
        | user_id | email         | first_name | last_name | country | plan_type | is_active | created_at | last_login |
        | 7       | ann@shop.test | Ann        | Lee       | FR      | premium   | true      | 2025-01-01 | 2025-11-27 |
      When dim_users is built
      Then core dim_users has exactly these rows:
        | user_id | email         | first_name | last_name | full_name | country | plan_type | is_active | created_at | last_login |
        | 7       | ann@shop.test | Ann        | Lee       | Ann Lee   | FR      | premium   | true      | 2025-01-01 | 2025-11-27 |

    Scenario: The full name leaves out what is missing
      Given these customers in staging stg_users:
        | user_id | first_name | last_name |
        | 1       | Ann        | null      |
        | 2       | null       | Lee       |
        | 3       | null       | null      |
        | 4       | Zoë        | Müller    |
      When dim_users is built
      Then core dim_users has exactly these rows:
        | user_id | full_name  |
        | 1       | Ann        |
        | 2       | Lee        |
        | 3       | null       |
        | 4       | Zoë Müller |

    Scenario: First and last order count orders of every status
      Given these customers in staging stg_users:
        | user_id |
        | 7       |
      And these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 7       | 2025-11-05 | delivered |
        | 2        | 7       | 2025-11-01 | cancelled |
        | 3        | 7       | 2025-11-09 | refunded  |
        | 4        | 8       | 2025-12-24 | delivered |
      When dim_users is built
      Then core dim_users has exactly these rows:
        | user_id | first_order_date | last_order_date | orders_placed |
        | 7       | 2025-11-01       | 2025-11-09      | 3             |

    Scenario: A customer without an order has placed 0, not an unknown number
      Given these customers in staging stg_users:
        | user_id |
        | 7       |
      And no orders in staging stg_orders
      When dim_users is built
      Then core dim_users has exactly these rows:
        | user_id | first_order_date | last_order_date | orders_placed |
        | 7       | null             | null            | 0             |

    Scenario: Orders without a customer are not anybody's
      Given these customers in staging stg_users:
        | user_id |
        | 7       |
      And these orders in staging stg_orders:
        | order_id | user_id | order_date |
        | 1        | null    | 2025-11-01 |
      When dim_users is built
      Then core dim_users has exactly these rows:
        | user_id | first_order_date | orders_placed |
        | 7       | null             | 0             |

    Scenario: An order without a date counts, but dates nothing
      Given these customers in staging stg_users:
        | user_id |
        | 7       |
      And these orders in staging stg_orders:
        | order_id | user_id | order_date |
        | 1        | 7       | null       |
        | 2        | 7       | 2025-11-01 |
      When dim_users is built
      Then core dim_users has exactly these rows:
        | user_id | first_order_date | last_order_date | orders_placed |
        | 7       | 2025-11-01       | 2025-11-01      | 2             |

  Rule: Every product has one row, sold or not

    Scenario: A product keeps every value
      Given these products in staging stg_products:
        | product_id | product_name | category | merchant_id | price | stock_quantity | description | created_at | updated_at |
        | 1          | Tea          | Food     | 9           | 4.50  | 12             | Green       | 2025-01-01 | 2025-02-02 |
      When dim_products is built
      Then core dim_products has exactly these rows:
        | product_id | product_name | category | merchant_id | price | stock_quantity | description | created_at | updated_at |
        | 1          | Tea          | Food     | 9           | 4.50  | 12             | Green       | 2025-01-01 | 2025-02-02 |

    Scenario: A product without a category, a name or a stock stays as it is, and so does a price of 0
      Given these products in staging stg_products:
        | product_id | product_name | category | price | stock_quantity |
        | 1          | Sample       | null     | 0.00  | null           |
        | 2          | null         | Food     | 1.00  | 0              |
      When dim_products is built
      Then core dim_products has exactly these rows:
        | product_id | product_name | category | price | stock_quantity |
        | 1          | Sample       | null     | 0.00  | null           |
        | 2          | null         | Food     | 1.00  | 0              |

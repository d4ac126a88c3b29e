@owner:finance
Feature: Product performance

  One row for every product, by revenue.

  Rule: Sales of a product

    Scenario: A product shows its revenue orders, units and revenue
      Given these products in core dim_products:
        | product_id | product_name | category |
        | 1          | Tea          | Food     |
        | 2          | Cup          | Kitchen  |
      And these order lines in core fact_orders:
        | order_item_id | order_id | product_id | is_revenue | quantity | line_revenue |
        | 1             | 10       | 1          | true       | 2        | 9.00         |
        | 2             | 10       | 1          | true       | 1        | 4.50         |
        | 3             | 11       | 1          | true       | 1        | 4.50         |
        | 4             | 12       | 1          | false      | 7        | 0.00         |
        | 5             | 11       | 2          | true       | 3        | 30.00        |
      When mart_product_performance is built
      Then mart mart_product_performance has exactly these rows in this order:
        | product_id | product_name | category | total_orders | total_units | total_revenue | revenue_rank |
        | 2          | Cup          | Kitchen  | 1            | 3           | 30.00         | 1            |
        | 1          | Tea          | Food     | 2            | 4           | 18.00         | 2            |

    Scenario: A product that was never sold is last, in class C and in the long tail
      Given these products in core dim_products:
        | product_id | product_name |
        | 1          | Tea          |
        | 2          | Cup          |
        | 3          | Spoon        |
      And these order lines in core fact_orders:
        | order_item_id | order_id | product_id | is_revenue | quantity | line_revenue |
        | 1             | 10       | 2          | true       | 1        | 5.00         |
      When mart_product_performance is built
      Then mart mart_product_performance has exactly these rows in this order:
        | product_id | total_orders | total_units | total_revenue | revenue_rank | cumulative_share | abc_class | performance_tier |
        | 2          | 1            | 1           | 5.00          | 1            | 1.0000           | A         | Best Seller      |
        | 1          | 0            | 0           | 0.00          | 2            | 1.0000           | C         | Long Tail        |
        | 3          | 0            | 0           | 0.00          | 3            | 1.0000           | C         | Long Tail        |

    Scenario: A product that is only in cancelled orders has sold nothing
      Given these products in core dim_products:
        | product_id |
        | 1          |
      And these order lines in core fact_orders:
        | order_item_id | order_id | product_id | is_revenue | quantity | line_revenue |
        | 1             | 10       | 1          | false      | 3        | 0.00         |
      When mart_product_performance is built
      Then mart mart_product_performance has exactly these rows:
        | product_id | total_orders | total_units | total_revenue | abc_class | performance_tier |
        | 1          | 0            | 0           | 0.00          | C         | Long Tail        |

    Scenario: Lines of a product that is missing in products keep their revenue, without a name
      Given these products in core dim_products:
        | product_id | product_name | category |
        | 1          | Tea          | Food     |
      And these order lines in core fact_orders:
        | order_item_id | order_id | product_id | is_revenue | quantity | line_revenue |
        | 1             | 10       | 1          | true       | 1        | 3.00         |
        | 2             | 10       | 99         | true       | 1        | 1.00         |
        | 3             | 10       | null       | true       | 1        | 1.00         |
      When mart_product_performance is built
      Then mart mart_product_performance has exactly these rows:
        | product_id | product_name | category | total_revenue |
        | 1          | Tea          | Food     | 3.00          |
        | 99         | null         | null     | 1.00          |
        | null       | null         | null     | 1.00          |
      And the sum of line_revenue in core fact_orders equals the sum of total_revenue in mart mart_product_performance to the cent

    Scenario: If nothing was sold at all, no share is divided by zero
      Given these products in core dim_products:
        | product_id |
        | 1          |
        | 2          |
      And no order lines in core fact_orders
      When mart_product_performance is built
      Then mart mart_product_performance has exactly these rows in this order:
        | product_id | revenue_rank | cumulative_share | abc_class | performance_tier |
        | 1          | 1            | 0.0000           | C         | Long Tail        |
        | 2          | 2            | 0.0000           | C         | Long Tail        |

    Scenario: A product that gave more money back than it brought is in class C
      Given these products in core dim_products:
        | product_id |
        | 1          |
        | 2          |
      And these order lines in core fact_orders:
        | order_item_id | order_id | product_id | is_revenue | quantity | line_revenue |
        | 1             | 10       | 1          | true       | 1        | 8.00         |
        | 2             | 10       | 2          | true       | 1        | -3.00        |
      When mart_product_performance is built
      Then mart mart_product_performance has exactly these rows in this order:
        | product_id | total_revenue | revenue_rank | cumulative_share | abc_class | performance_tier |
        | 1          | 8.00          | 1            | 1.6000           | A         | Best Seller      |
        | 2          | -3.00         | 2            | 1.0000           | C         | Long Tail        |

  Rule: Rank and share

    Scenario: Equal revenue is ranked by the product's number, and thirds are rounded
      Given these order lines in core fact_orders:
        | order_item_id | order_id | product_id | is_revenue | quantity | line_revenue |
        | 1             | 10       | 3          | true       | 1        | 1.00         |
        | 2             | 10       | 1          | true       | 1        | 1.00         |
        | 3             | 10       | 2          | true       | 1        | 1.00         |
      When mart_product_performance is built
      Then mart mart_product_performance has exactly these rows in this order:
        | product_id | revenue_rank | cumulative_share |
        | 1          | 1            | 0.3333           |
        | 2          | 2            | 0.6667           |
        | 3          | 3            | 1.0000           |

  Rule: Class A ends with the product that reaches 80 % of revenue, B with the one that reaches 95 %

    Scenario: The limits met exactly
      Given these order lines in core fact_orders:
        | order_item_id | order_id | product_id | is_revenue | quantity | line_revenue |
        | 1             | 10       | 1          | true       | 1        | 80.00        |
        | 2             | 10       | 2          | true       | 1        | 15.00        |
        | 3             | 10       | 3          | true       | 1        | 5.00         |
      When mart_product_performance is built
      Then mart mart_product_performance has exactly these rows:
        | product_id | cumulative_share | abc_class |
        | 1          | 0.8000           | A         |
        | 2          | 0.9500           | B         |
        | 3          | 1.0000           | C         |

    Scenario: A cent below the limits
      Given these order lines in core fact_orders:
        | order_item_id | order_id | product_id | is_revenue | quantity | line_revenue |
        | 1             | 10       | 1          | true       | 1        | 79.99        |
        | 2             | 10       | 2          | true       | 1        | 10.00        |
        | 3             | 10       | 3          | true       | 1        | 5.00         |
        | 4             | 10       | 4          | true       | 1        | 3.01         |
        | 5             | 10       | 5          | true       | 1        | 2.00         |
      When mart_product_performance is built
      Then mart mart_product_performance has exactly these rows:
        | product_id | abc_class |
        | 1          | A         |
        | 2          | A         |
        | 3          | B         |
        | 4          | B         |
        | 5          | C         |

  Rule: The tier is the place among all products

    Scenario: Of twenty products, the best two are Best Sellers and the last three the Long Tail
      Given these order lines in core fact_orders:
        | order_item_id | order_id | product_id | is_revenue | quantity | line_revenue |
        | 1             | 10       | 1          | true       | 1        | 20.00        |
        | 2             | 10       | 2          | true       | 1        | 19.00        |
        | 3             | 10       | 3          | true       | 1        | 18.00        |
        | 4             | 10       | 4          | true       | 1        | 17.00        |
        | 5             | 10       | 5          | true       | 1        | 16.00        |
        | 6             | 10       | 6          | true       | 1        | 15.00        |
        | 7             | 10       | 7          | true       | 1        | 14.00        |
        | 8             | 10       | 8          | true       | 1        | 13.00        |
        | 9             | 10       | 9          | true       | 1        | 12.00        |
        | 10            | 10       | 10         | true       | 1        | 11.00        |
        | 11            | 10       | 11         | true       | 1        | 10.00        |
        | 12            | 10       | 12         | true       | 1        | 9.00         |
        | 13            | 10       | 13         | true       | 1        | 8.00         |
        | 14            | 10       | 14         | true       | 1        | 7.00         |
        | 15            | 10       | 15         | true       | 1        | 6.00         |
        | 16            | 10       | 16         | true       | 1        | 5.00         |
        | 17            | 10       | 17         | true       | 1        | 4.00         |
        | 18            | 10       | 18         | true       | 1        | 3.00         |
        | 19            | 10       | 19         | true       | 1        | 2.00         |
        | 20            | 10       | 20         | true       | 1        | 1.00         |
      When mart_product_performance is built
      Then mart mart_product_performance has exactly these rows in this order:
        | product_id | performance_tier |
        | 1          | Best Seller      |
        | 2          | Best Seller      |
        | 3          | Strong           |
        | 4          | Strong           |
        | 5          | Strong           |
        | 6          | Strong           |
        | 7          | Steady           |
        | 8          | Steady           |
        | 9          | Steady           |
        | 10         | Steady           |
        | 11         | Steady           |
        | 12         | Steady           |
        | 13         | Slow             |
        | 14         | Slow             |
        | 15         | Slow             |
        | 16         | Slow             |
        | 17         | Slow             |
        | 18         | Long Tail        |
        | 19         | Long Tail        |
        | 20         | Long Tail        |

  Scenario: From the raw tables to the dashboard
    Given these products in raw products:
      | id | name | category |
      | 1  | Tea  | Food     |
      | 2  | Cup  | Kitchen  |
    And these orders in raw orders:
      | id | created_at | status    |
      | 10 | 2025-11-28 | delivered |
      | 11 | 2025-11-28 | refunded  |
    And these order lines in raw order_items:
      | id | order_id | product_id | quantity | line_total |
      | 1  | 10       | 1          | 2        | 9.00       |
      | 2  | 11       | 2          | 1        | 5.00       |
    When mart_product_performance is built
    Then mart mart_product_performance has exactly these rows in this order:
      | product_id | product_name | category | total_orders | total_units | total_revenue | revenue_rank | cumulative_share | abc_class |
      | 1          | Tea          | Food     | 1            | 2           | 9.00          | 1            | 1.0000           | A         |
      | 2          | Cup          | Kitchen  | 0            | 0           | 0.00          | 2            | 1.0000           | C         |

@owner:marketing
Feature: RFM scores and segments of customers

  One row for every customer with a revenue order. Scores are fifths of the customers, 5 is best.

  Rule: Recency, frequency and monetary value

    Scenario: A customer shows the last revenue order, their number and their amount
      Given these customers in core dim_users:
        | user_id | email         | country |
        | 7       | ann@shop.test | FR      |
      And these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 7       | 2025-11-01 | delivered |
        | 2        | 7       | 2025-11-20 | shipped   |
        | 3        | 7       | 2025-11-25 | cancelled |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 10.00        |
        | 2             | 1        | 2.50         |
        | 3             | 2        | 7.00         |
        | 4             | 3        | 0.00         |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows:
        | user_id | email         | country | last_order_date | recency_days | frequency | monetary | lifetime_value |
        | 7       | ann@shop.test | FR      | 2025-11-20      | 5            | 2         | 19.50    | 19.50          |

    Scenario: Recency counts from the newest order of any customer and status, not from today
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 7       | 2024-02-28 | delivered |
        | 2        | null    | 2024-03-01 | refunded  |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows:
        | user_id | last_order_date | recency_days |
        | 7       | 2024-02-28      | 2            |

    Scenario: Who has only cancelled or refunded orders is not a customer yet
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 7       | 2025-11-01 | cancelled |
        | 2        | 8       | 2025-11-01 | refunded  |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has no rows

    Scenario: Orders without a customer belong to nobody
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | null    | 2025-11-01 | delivered |
        | 2        | 7       | 2025-11-01 | delivered |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 10.00        |
        | 2             | 2        | 3.00         |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows:
        | user_id | monetary |
        | 7       | 3.00     |

    Scenario: An order without lines counts, with 0.00
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 7       | 2025-11-01 | delivered |
      And no order lines in core fact_orders
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows:
        | user_id | frequency | monetary | lifetime_value |
        | 7       | 1         | 0.00     | 0.00           |

    Scenario: Lines without an order are nobody's
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 7       | 2025-11-01 | delivered |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 5.00         |
        | 2             | 99       | 80.00        |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows:
        | user_id | monetary |
        | 7       | 5.00     |

    Scenario: Money given back lowers the amount
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 7       | 2025-11-01 | delivered |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 5.00         |
        | 2             | 1        | -5.01        |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows:
        | user_id | monetary |
        | 7       | -0.01    |

    Scenario: A customer who is missing in the customers keeps the row, without an e-mail address
      Given no customers in core dim_users
      And these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 7       | 2025-11-01 | delivered |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows:
        | user_id | email | country | frequency |
        | 7       | null  | null    | 1         |

    Scenario: A customer without an order is not on the dashboard
      Given these customers in core dim_users:
        | user_id |
        | 8       |
      And these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 7       | 2025-11-01 | delivered |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows:
        | user_id |
        | 7       |

  Rule: Scores

    Scenario: The only customer scores 1 in everything
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 7       | 2025-11-01 | delivered |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows:
        | user_id | r_score | f_score | m_score | rfm_segment |
        | 7       | 1       | 1       | 1       | Lost        |

    Scenario: Ties are broken by the customer's number
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 5       | 2025-11-01 | delivered |
        | 2        | 4       | 2025-11-01 | delivered |
        | 3        | 3       | 2025-11-01 | delivered |
        | 4        | 2       | 2025-11-01 | delivered |
        | 5        | 1       | 2025-11-01 | delivered |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows in this order:
        | user_id | r_score | f_score | m_score |
        | 1       | 1       | 1       | 1       |
        | 2       | 2       | 2       | 2       |
        | 3       | 3       | 3       | 3       |
        | 4       | 4       | 4       | 4       |
        | 5       | 5       | 5       | 5       |

    Scenario: Of equally many orders, those of the higher amount score higher
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 1       | 2025-11-01 | delivered |
        | 2        | 2       | 2025-11-01 | delivered |
        | 3        | 3       | 2025-11-01 | delivered |
        | 4        | 4       | 2025-11-01 | delivered |
        | 5        | 5       | 2025-11-01 | delivered |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 50.00        |
        | 2             | 2        | 40.00        |
        | 3             | 3        | 30.00        |
        | 4             | 4        | 20.00        |
        | 5             | 5        | 10.00        |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows in this order:
        | user_id | r_score | f_score | m_score |
        | 1       | 1       | 5       | 5       |
        | 2       | 2       | 4       | 4       |
        | 3       | 3       | 3       | 3       |
        | 4       | 4       | 2       | 2       |
        | 5       | 5       | 1       | 1       |

    Scenario: Of seven customers, the two lowest fifths have two
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 1       | 2025-11-01 | delivered |
        | 2        | 2       | 2025-11-02 | delivered |
        | 3        | 3       | 2025-11-03 | delivered |
        | 4        | 4       | 2025-11-04 | delivered |
        | 5        | 5       | 2025-11-05 | delivered |
        | 6        | 6       | 2025-11-06 | delivered |
        | 7        | 7       | 2025-11-07 | delivered |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows in this order:
        | user_id | r_score |
        | 1       | 1       |
        | 2       | 1       |
        | 3       | 2       |
        | 4       | 2       |
        | 5       | 3       |
        | 6       | 4       |
        | 7       | 5       |

    Scenario: A customer whose order has no date is the least recent
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 1       | 2025-11-01 | delivered |
        | 2        | 2       | null       | delivered |
        | 3        | 3       | 2025-11-03 | delivered |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows in this order:
        | user_id | last_order_date | recency_days | r_score |
        | 1       | 2025-11-01      | 2            | 2       |
        | 2       | null            | null         | 1       |
        | 3       | 2025-11-03      | 0            | 3       |

  Rule: Segments, in marketing's order: the first that matches wins

    Scenario: A Champion, a Loyal customer, a New one, one we Cannot Lose and a Lost one
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 1       | 2025-11-06 | delivered |
        | 2        | 1       | 2025-11-11 | delivered |
        | 3        | 2       | 2025-11-07 | delivered |
        | 4        | 2       | 2025-11-07 | delivered |
        | 5        | 2       | 2025-11-07 | delivered |
        | 6        | 2       | 2025-11-12 | delivered |
        | 7        | 3       | 2025-11-08 | delivered |
        | 8        | 3       | 2025-11-08 | delivered |
        | 9        | 3       | 2025-11-13 | delivered |
        | 10       | 4       | 2025-11-14 | delivered |
        | 11       | 5       | 2025-11-10 | delivered |
        | 12       | 5       | 2025-11-10 | delivered |
        | 13       | 5       | 2025-11-10 | delivered |
        | 14       | 5       | 2025-11-10 | delivered |
        | 15       | 5       | 2025-11-15 | delivered |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 100.00       |
        | 3             | 3        | 400.00       |
        | 7             | 7        | 300.00       |
        | 10            | 10       | 200.00       |
        | 11            | 11       | 500.00       |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows in this order:
        | user_id | recency_days | frequency | monetary | r_score | f_score | m_score | rfm_segment |
        | 1       | 4            | 2         | 100.00   | 1       | 2       | 1       | Lost        |
        | 2       | 3            | 4         | 400.00   | 2       | 4       | 4       | Cannot Lose |
        | 3       | 2            | 3         | 300.00   | 3       | 3       | 3       | Loyal       |
        | 4       | 1            | 1         | 200.00   | 4       | 1       | 2       | New         |
        | 5       | 0            | 5         | 500.00   | 5       | 5       | 5       | Champions   |

    Scenario: At Risk, Hibernating, and two Potential Loyalists beside a Champion
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 1       | 2025-11-06 | delivered |
        | 2        | 1       | 2025-11-06 | delivered |
        | 3        | 1       | 2025-11-06 | delivered |
        | 4        | 1       | 2025-11-06 | delivered |
        | 5        | 1       | 2025-11-11 | delivered |
        | 6        | 2       | 2025-11-07 | delivered |
        | 7        | 2       | 2025-11-07 | delivered |
        | 8        | 2       | 2025-11-12 | delivered |
        | 9        | 3       | 2025-11-13 | delivered |
        | 10       | 4       | 2025-11-09 | delivered |
        | 11       | 4       | 2025-11-09 | delivered |
        | 12       | 4       | 2025-11-09 | delivered |
        | 13       | 4       | 2025-11-14 | delivered |
        | 14       | 5       | 2025-11-10 | delivered |
        | 15       | 5       | 2025-11-15 | delivered |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 300.00       |
        | 6             | 6        | 500.00       |
        | 9             | 9        | 100.00       |
        | 10            | 10       | 200.00       |
        | 14            | 14       | 400.00       |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows in this order:
        | user_id | recency_days | frequency | monetary | r_score | f_score | m_score | rfm_segment        |
        | 1       | 4            | 5         | 300.00   | 1       | 5       | 3       | At Risk            |
        | 2       | 3            | 3         | 500.00   | 2       | 3       | 5       | Hibernating        |
        | 3       | 2            | 1         | 100.00   | 3       | 1       | 1       | Potential Loyalist |
        | 4       | 1            | 4         | 200.00   | 4       | 4       | 2       | Champions          |
        | 5       | 0            | 2         | 400.00   | 5       | 2       | 4       | Potential Loyalist |

    Scenario: Loyal at both ends, Hibernating with one order, and one we Cannot Lose at the limits
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 1       | 2025-11-06 | delivered |
        | 2        | 1       | 2025-11-06 | delivered |
        | 3        | 1       | 2025-11-06 | delivered |
        | 4        | 1       | 2025-11-11 | delivered |
        | 5        | 2       | 2025-11-12 | delivered |
        | 6        | 3       | 2025-11-08 | delivered |
        | 7        | 3       | 2025-11-08 | delivered |
        | 8        | 3       | 2025-11-08 | delivered |
        | 9        | 3       | 2025-11-08 | delivered |
        | 10       | 3       | 2025-11-13 | delivered |
        | 11       | 4       | 2025-11-09 | delivered |
        | 12       | 4       | 2025-11-14 | delivered |
        | 13       | 5       | 2025-11-10 | delivered |
        | 14       | 5       | 2025-11-10 | delivered |
        | 15       | 5       | 2025-11-15 | delivered |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 400.00       |
        | 5             | 5        | 500.00       |
        | 6             | 6        | 100.00       |
        | 11            | 11       | 200.00       |
        | 13            | 13       | 300.00       |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows in this order:
        | user_id | recency_days | frequency | monetary | r_score | f_score | m_score | rfm_segment        |
        | 1       | 4            | 4         | 400.00   | 1       | 4       | 4       | Cannot Lose        |
        | 2       | 3            | 1         | 500.00   | 2       | 1       | 5       | Hibernating        |
        | 3       | 2            | 5         | 100.00   | 3       | 5       | 1       | Loyal              |
        | 4       | 1            | 2         | 200.00   | 4       | 2       | 2       | Potential Loyalist |
        | 5       | 0            | 3         | 300.00   | 5       | 3       | 3       | Loyal              |

    Scenario: New with the latest order, Loyal with more orders, and Lost with three
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 1       | 2025-11-06 | delivered |
        | 2        | 1       | 2025-11-06 | delivered |
        | 3        | 1       | 2025-11-11 | delivered |
        | 4        | 2       | 2025-11-07 | delivered |
        | 5        | 2       | 2025-11-07 | delivered |
        | 6        | 2       | 2025-11-07 | delivered |
        | 7        | 2       | 2025-11-07 | delivered |
        | 8        | 2       | 2025-11-12 | delivered |
        | 9        | 3       | 2025-11-08 | delivered |
        | 10       | 3       | 2025-11-08 | delivered |
        | 11       | 3       | 2025-11-08 | delivered |
        | 12       | 3       | 2025-11-13 | delivered |
        | 13       | 4       | 2025-11-09 | delivered |
        | 14       | 4       | 2025-11-14 | delivered |
        | 15       | 5       | 2025-11-15 | delivered |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 500.00       |
        | 4             | 4        | 300.00       |
        | 9             | 9        | 400.00       |
        | 13            | 13       | 100.00       |
        | 15            | 15       | 200.00       |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows in this order:
        | user_id | recency_days | frequency | monetary | r_score | f_score | m_score | rfm_segment        |
        | 1       | 4            | 3         | 500.00   | 1       | 3       | 5       | Lost               |
        | 2       | 3            | 5         | 300.00   | 2       | 5       | 3       | At Risk            |
        | 3       | 2            | 4         | 400.00   | 3       | 4       | 4       | Loyal              |
        | 4       | 1            | 2         | 100.00   | 4       | 2       | 1       | Potential Loyalist |
        | 5       | 0            | 1         | 200.00   | 5       | 1       | 2       | New                |

    Scenario: Champions at the limits, and Lost with one order
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 1       | 2025-11-11 | delivered |
        | 2        | 2       | 2025-11-07 | delivered |
        | 3        | 2       | 2025-11-12 | delivered |
        | 4        | 3       | 2025-11-08 | delivered |
        | 5        | 3       | 2025-11-08 | delivered |
        | 6        | 3       | 2025-11-13 | delivered |
        | 7        | 4       | 2025-11-09 | delivered |
        | 8        | 4       | 2025-11-09 | delivered |
        | 9        | 4       | 2025-11-09 | delivered |
        | 10       | 4       | 2025-11-09 | delivered |
        | 11       | 4       | 2025-11-14 | delivered |
        | 12       | 5       | 2025-11-10 | delivered |
        | 13       | 5       | 2025-11-10 | delivered |
        | 14       | 5       | 2025-11-10 | delivered |
        | 15       | 5       | 2025-11-15 | delivered |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 400.00       |
        | 2             | 2        | 200.00       |
        | 4             | 4        | 100.00       |
        | 7             | 7        | 300.00       |
        | 12            | 12       | 500.00       |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows in this order:
        | user_id | recency_days | frequency | monetary | r_score | f_score | m_score | rfm_segment |
        | 1       | 4            | 1         | 400.00   | 1       | 1       | 4       | Lost        |
        | 2       | 3            | 2         | 200.00   | 2       | 2       | 2       | Hibernating |
        | 3       | 2            | 3         | 100.00   | 3       | 3       | 1       | Loyal       |
        | 4       | 1            | 5         | 300.00   | 4       | 5       | 3       | Champions   |
        | 5       | 0            | 4         | 500.00   | 5       | 4       | 5       | Champions   |

    Scenario: Who we Cannot Lose has the highest amounts, and a Potential Loyalist comes third
      Given these orders in staging stg_orders:
        | order_id | user_id | order_date | status    |
        | 1        | 1       | 2025-11-06 | delivered |
        | 2        | 1       | 2025-11-06 | delivered |
        | 3        | 1       | 2025-11-06 | delivered |
        | 4        | 1       | 2025-11-06 | delivered |
        | 5        | 1       | 2025-11-11 | delivered |
        | 6        | 2       | 2025-11-07 | delivered |
        | 7        | 2       | 2025-11-07 | delivered |
        | 8        | 2       | 2025-11-07 | delivered |
        | 9        | 2       | 2025-11-12 | delivered |
        | 10       | 3       | 2025-11-08 | delivered |
        | 11       | 3       | 2025-11-13 | delivered |
        | 12       | 4       | 2025-11-09 | delivered |
        | 13       | 4       | 2025-11-09 | delivered |
        | 14       | 4       | 2025-11-14 | delivered |
        | 15       | 5       | 2025-11-15 | delivered |
      And these order lines in core fact_orders:
        | order_item_id | order_id | line_revenue |
        | 1             | 1        | 500.00       |
        | 6             | 6        | 300.00       |
        | 10            | 10       | 400.00       |
        | 12            | 12       | 100.00       |
        | 15            | 15       | 200.00       |
      When mart_customer_rfm is built
      Then mart mart_customer_rfm has exactly these rows in this order:
        | user_id | recency_days | frequency | monetary | r_score | f_score | m_score | rfm_segment        |
        | 1       | 4            | 5         | 500.00   | 1       | 5       | 5       | Cannot Lose        |
        | 2       | 3            | 4         | 300.00   | 2       | 4       | 3       | At Risk            |
        | 3       | 2            | 2         | 400.00   | 3       | 2       | 4       | Potential Loyalist |
        | 4       | 1            | 3         | 100.00   | 4       | 3       | 1       | Loyal              |
        | 5       | 0            | 1         | 200.00   | 5       | 1       | 2       | New                |

  Scenario: From the raw tables to the dashboard
    Given these customers in raw users:
      | id | email         | country |
      | 7  | ann@shop.test | FR      |
    And these orders in raw orders:
      | id | user_id | created_at          | status    |
      | 1  | 7       | 2025-11-28 23:59:59 | delivered |
      | 2  | 7       | 2025-11-30 00:00:00 | refunded  |
    And these order lines in raw order_items:
      | id | order_id | line_total |
      | 1  | 1        | 12.34      |
      | 2  | 2        | 99.00      |
    When mart_customer_rfm is built
    Then mart mart_customer_rfm has exactly these rows:
      | user_id | email         | country | last_order_date | recency_days | frequency | monetary |
      | 7       | ann@shop.test | FR      | 2025-11-28      | 2            | 1         | 12.34    |

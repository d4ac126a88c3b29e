@owner:analytics
Feature: The dashboards find the columns they use
  What Power BI and other tools read of the marts, and what it means. A mart may get more columns; one that is renamed, dropped or
  turned into another type breaks a dashboard, and fails here before anybody opens it. An amount is an exact decimal with two places.

  @critical @ci @nightly
  Scenario: Sales overview
    Then mart mart_sales_overview offers dashboards these columns:
      | name                | kind         | meaning                                           |
      | sale_date           | date         | the day of the orders, in UTC                     |
      | total_revenue       | amount       | revenue of the day                                |
      | total_orders        | whole number | orders that count as revenue                      |
      | total_units         | whole number | units in those orders                             |
      | total_customers     | whole number | different users who ordered                       |
      | average_order_value | amount       | total_revenue / total_orders; null without orders |

  @critical @ci @nightly
  Scenario: Customers
    Then mart mart_customer_rfm offers dashboards these columns:
      | name            | kind         | meaning                                    |
      | user_id         | whole number | who; one row each                          |
      | email           | text         | how to reach them: personal                |
      | country         | text         | three letters                              |
      | last_order_date | date         | of the newest order that counts            |
      | recency_days    | whole number | days from there to the newest order of all |
      | frequency       | whole number | orders that count                          |
      | monetary        | amount       | their revenue                              |
      | r_score         | whole number | 1 to 5; 5 is the most recent fifth         |
      | f_score         | whole number | 1 to 5; 5 is the most frequent fifth       |
      | m_score         | whole number | 1 to 5; 5 is the fifth that spent most     |
      | rfm_segment     | text         | Champions, Loyal, New, …, Lost             |
      | lifetime_value  | amount       | revenue so far; no forecast                |

  @critical @ci @nightly
  Scenario: Product performance
    Then mart mart_product_performance offers dashboards these columns:
      | name             | kind         | meaning                                         |
      | product_id       | whole number | which; one row each                             |
      | product_name     | text         | as shown in the shop                            |
      | category         | text         | as shown in the shop                            |
      | total_orders     | whole number | different orders that count                     |
      | total_units      | whole number | units in those orders                           |
      | total_revenue    | amount       | their revenue                                   |
      | revenue_rank     | whole number | 1 is the product that brings most               |
      | cumulative_share | decimal      | of all revenue, with the products ranked before |
      | abc_class        | text         | A to 80 % of revenue, B to 95 %, C the rest     |
      | performance_tier | text         | Best Seller, Strong, Steady, Slow or Long Tail  |

  @critical @ci @nightly
  Scenario: Daily events
    Then mart mart_daily_events offers dashboards these columns:
      | name       | kind         | meaning                          |
      | event_date | date         | the day of the events, in UTC    |
      | event_type | text         | page_view, add_to_cart, …        |
      | events     | whole number | how many                         |
      | users      | whole number | different known users among them |

  @critical @ci @nightly
  Scenario: Conversion of contacts
    Then mart mart_crm_conversion offers dashboards these columns:
      | name            | kind         | meaning                           |
      | source          | text         | where the contact came from       |
      | campaign_id     | text         | the campaign; (none) without one  |
      | contacts        | whole number | how many                          |
      | converted       | whole number | how many of them bought           |
      | conversion_rate | decimal      | converted / contacts, from 0 to 1 |

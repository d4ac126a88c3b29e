@owner:analytics
Feature: The dashboards find the columns they use
  The columns that Power BI and other tools read from the marts, with their meaning. A mart may have more columns. A column that is renamed,
  dropped or changed to another type fails here before it breaks a dashboard. An amount is an exact decimal with two places.

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
      | user_id         | whole number | the customer; one row each                 |
      | email           | text         | e-mail address; personal                   |
      | country         | text         | country code of three letters              |
      | last_order_date | date         | the day of the newest order that counts    |
      | recency_days    | whole number | days until the newest order of all         |
      | frequency       | whole number | orders that count as revenue               |
      | monetary        | amount       | revenue of those orders                    |
      | r_score         | whole number | 1 to 5; 5 is the most recent fifth         |
      | f_score         | whole number | 1 to 5; 5 is the most frequent fifth       |
      | m_score         | whole number | 1 to 5; 5 is the fifth that spent most     |
      | rfm_segment     | text         | Champions, Loyal, New, …, Lost             |
      | lifetime_value  | amount       | revenue so far; no forecast                |

  @critical @ci @nightly
  Scenario: Product performance
    Then mart mart_product_performance offers dashboards these columns:
      | name             | kind         | meaning                                         |
      | product_id       | whole number | the product; one row each                       |
      | product_name     | text         | as shown in the shop                            |
      | category         | text         | as shown in the shop                            |
      | total_orders     | whole number | different orders that count as revenue          |
      | total_units      | whole number | units in those orders                           |
      | total_revenue    | amount       | revenue of those orders                         |
      | revenue_rank     | whole number | 1 is the product with the most revenue          |
      | cumulative_share | decimal      | share of all revenue up to this rank, 0 to 1    |
      | abc_class        | text         | A to 80 % of revenue, B to 95 %, C the rest     |
      | performance_tier | text         | Best Seller, Strong, Steady, Slow or Long Tail  |

  @critical @ci @nightly
  Scenario: Daily events
    Then mart mart_daily_events offers dashboards these columns:
      | name       | kind         | meaning                          |
      | event_date | date         | the day of the events, in UTC    |
      | event_type | text         | page_view, add_to_cart, …        |
      | events     | whole number | number of events                 |
      | users      | whole number | different known users among them |

  @critical @ci @nightly
  Scenario: Conversion of contacts
    Then mart mart_crm_conversion offers dashboards these columns:
      | name            | kind         | meaning                           |
      | source          | text         | where the contact came from       |
      | campaign_id     | text         | the campaign, or (none)           |
      | contacts        | whole number | number of contacts                |
      | converted       | whole number | number of converted contacts      |
      | conversion_rate | decimal      | converted / contacts, from 0 to 1 |

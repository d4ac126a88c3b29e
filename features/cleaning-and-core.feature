@owner:data-platform
Feature: Cleaning and joining change nothing

  Staging renames and trims, and the core joins. Every value must stay as it was. What is derived is specified by the examples in models/,
  and must be the same when the model runs again.

  @critical @ci @nightly
  Scenario: Cleaning changes nothing in users except blank names
    Then staging stg_users matches raw users row for row:
      | what   | staging stg_users | raw users  |
      | key    | user_id           | id         |
      | column | email             | email      |
      | column | country           | country    |
      | column | plan_type         | plan_type  |
      | column | created_at        | created_at |
      | column | last_login        | last_login |
      | column | is_active         | is_active  |

  @critical @ci @nightly
  Scenario: Cleaning changes nothing in contacts except blank texts
    Then staging stg_crm_contacts matches raw crm_contacts row for row:
      | what   | staging stg_crm_contacts | raw crm_contacts |
      | key    | contact_id               | id               |
      | column | email                    | email            |
      | column | created_at               | created_at       |
      | column | converted                | converted        |
      | column | converted_at             | converted_at     |

  @critical @ci @nightly
  Scenario: Cleaning changes nothing in products, order lines and events
    Then staging stg_products matches raw products row for row:
      | what   | staging stg_products | raw products   |
      | key    | product_id           | id             |
      | column | product_name         | name           |
      | column | merchant_id          | merchant_id    |
      | column | description          | description    |
      | column | category             | category       |
      | column | price                | price          |
      | column | stock_quantity       | stock_quantity |
      | column | created_at           | created_at     |
      | column | updated_at           | updated_at     |
    And staging stg_order_items matches raw order_items row for row:
      | what   | staging stg_order_items | raw order_items |
      | key    | order_item_id           | id              |
      | column | order_id                | order_id        |
      | column | product_id              | product_id      |
      | column | quantity                | quantity        |
      | column | unit_price              | unit_price      |
      | column | line_total              | line_total      |
    And staging stg_events matches raw events row for row:
      | what   | staging stg_events | raw events |
      | key    | event_id           | id         |
      | column | user_id            | user_id    |
      | column | event_type         | event_type |
      | column | event_ts           | event_ts   |
      | column | metadata           | metadata   |

  @critical @ci @nightly
  Scenario: The cleaned tables hold what their models build
    Then staging stg_users has exactly the rows that its model builds
    And staging stg_crm_contacts has exactly the rows that its model builds
    And staging stg_orders has exactly the rows that its model builds
    And staging stg_events has exactly the rows that its model builds

  @critical @ci @nightly
  Scenario: The dimensions hold the cleaned values
    Then core dim_products matches staging stg_products row for row on product_id
    And core dim_users matches staging stg_users row for row on user_id comparing email, first_name, last_name, country, plan_type, is_active, created_at and last_login

  @critical @ci @nightly
  Scenario: Customers have their full name and their order dates
    Then core dim_users has exactly the rows that its model builds

  @critical @ci @nightly
  Scenario: The facts hold every order line with the values of its order
    Then core fact_orders matches staging stg_order_items row for row on order_item_id comparing order_id, product_id, quantity, unit_price and line_total
    And core fact_orders has exactly the rows that its model builds

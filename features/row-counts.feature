@owner:data-platform
Feature: Every row arrives
  Nothing is lost and nothing is invented between the shop's database and the warehouse:
  a table has as many rows in each layer as in the layer before.

  Background:
    Given the latest run

  @critical @ci @nightly
  Scenario Outline: <table> arrive completely
    Then these layers have the same number of rows:
      | dataset           |
      | source <table>    |
      | lake <table>      |
      | raw <table>       |
      | staging <staging> |

    Examples:
      | table        | staging          |
      | users        | stg_users        |
      | products     | stg_products     |
      | orders       | stg_orders       |
      | order_items  | stg_order_items  |
      | events       | stg_events       |
      | crm_contacts | stg_crm_contacts |

  @critical @ci @nightly
  Scenario: Every order line becomes one row of the facts
    Then core fact_orders has as many rows as raw order_items

  @critical @ci @nightly
  Scenario: Every customer and every product becomes one row of its dimension
    Then core dim_users has as many rows as raw users
    And core dim_products has as many rows as raw products

  @critical @ci @nightly
  Scenario: No event of an anonymous visitor is lost
    Given only rows of source events where user_id is null
    And only rows of raw events where user_id is null
    Then raw events has as many rows as source events

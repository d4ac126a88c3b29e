@owner:data-platform
Feature: Every row arrives unchanged

  Counts and sums cannot find a wrong value in a column that is never added up. Here every value of every row is compared.

  @critical @ci @nightly
  Scenario Outline: Every value of <table> arrives in the warehouse
    Then raw <table> matches source <table> row for row on id

    Examples:
      | table        |
      | users        |
      | products     |
      | orders       |
      | order_items  |
      | events       |
      | crm_contacts |

  @critical @ci @nightly
  Scenario: Cleaning renames the columns of orders and changes no value
    Then staging stg_orders matches source orders row for row:
      | what   | staging stg_orders | source orders  |
      | key    | order_id           | id             |
      | column | user_id            | user_id        |
      | column | ordered_at         | created_at     |
      | column | total_amount       | total_amount   |
      | column | status             | status         |
      | column | country            | country        |
      | column | payment_method     | payment_method |

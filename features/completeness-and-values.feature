@owner:data-platform
Feature: Values are present and plausible

  @critical @ci @nightly
  Scenario: Customers can be reached
    Then email is never null in raw users
    And email in raw users is a valid email address
    And email in raw crm_contacts is a valid email address

  @critical @ci @nightly
  Scenario: Orders have a customer, a date, an amount and a status
    Then user_id is never null in raw orders
    And created_at is never null in raw orders
    And total_amount is never null in raw orders
    And status is never null in raw orders

  @critical @ci @nightly
  Scenario: Orders are in a known state
    Then status in raw orders is one of pending, processing, shipped, delivered, cancelled, refunded

  @critical @ci @nightly
  Scenario: Amounts are never negative
    Then total_amount in raw orders is never negative
    And unit_price in raw order_items is never negative
    And line_total in raw order_items is never negative
    And price in raw products is never negative
    And stock_quantity in raw products is never negative

  @warning @nightly
  Scenario: Nobody orders more than five of a product at once
    Then quantity in raw order_items is between 1 and 5

  @critical @ci @nightly
  Scenario: Countries are codes of ISO 3166
    Then country in raw users is a valid three-letter country code
    And country in raw orders is a valid three-letter country code

  @critical @ci @nightly
  Scenario: Plans and categories are known
    Then plan_type in raw users is one of freemium, premium, enterprise
    And category in raw products is one of Fashion, Sports, Beauty, Books, Electronics, Home, Toys

  @critical @ci @nightly
  Scenario: Payments, events, sources and campaigns are of a known kind
    Then payment_method in raw orders is one of card, paypal, apple_pay, google_pay, klarna, bank_transfer
    And event_type in raw events is one of page_view, product_view, search, add_to_cart, checkout, purchase, login, signup
    And source in raw crm_contacts is one of organic, facebook, newsletter, google_ads, trade_fair, referral
    And campaign_id in raw crm_contacts matches [A-Z]+-[0-9]{4}

  @critical @ci @nightly
  Scenario: A line's total is its quantity times its price
    Then line_total equals quantity * unit_price in every row of source order_items
    And line_total equals quantity * unit_price in every row of raw order_items

  @critical @ci @nightly
  Scenario: An order's total is the sum of its lines
    In SQL: a reconciliation of two tables of one layer cannot say in which of the two an amount is wrong.

    Then this query finds no rows in raw:
      """
      SELECT o.id, o.total_amount, SUM(i.line_total) AS lines
      FROM orders o
      LEFT JOIN order_items i ON i.order_id = o.id
      GROUP BY o.id, o.total_amount
      HAVING SUM(i.line_total) IS DISTINCT FROM o.total_amount
      """

  @warning @nightly
  Scenario: Converted contacts have a conversion date, and others have none
    Then converted_at is never null in raw crm_contacts, where converted is true
    And converted_at in raw crm_contacts is always null, where converted is false
    And converted_at in raw crm_contacts is at or after created_at

  @critical @ci @nightly
  Scenario: Products are named
    Then name in raw products is never blank

  @critical @ci @nightly
  Scenario: Nothing happens before it can
    Then updated_at in raw products is at or after created_at
    And last_login in raw users is at or after created_at

  @warning @nightly
  Scenario: What is recorded with an event has the form that was agreed
    Then metadata in raw events is JSON that meets the schema schemas/event.json

  @critical @ci @nightly
  Scenario Outline: The columns of <table> are those of the shop
    Then raw <table> has the same columns as source <table>

    Examples:
      | table        |
      | users        |
      | products     |
      | order_items  |
      | events       |
      | crm_contacts |

  @critical @ci @nightly
  Scenario: The raw orders have the columns that the models expect
    Then raw orders has exactly these columns:
      | name           | type          | nullable |
      | id             | int           | yes      |
      | user_id        | int           | yes      |
      | created_at     | timestamp     | yes      |
      | total_amount   | decimal(10,2) | yes      |
      | status         | text          | yes      |
      | country        | text          | yes      |
      | payment_method | text          | yes      |

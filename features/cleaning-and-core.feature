@owner:data-platform
Feature: Cleaning and joining change nothing

  Staging renames and trims, and the core joins. Every value must stay as it was, and every derived value must be the same when it is
  computed again.

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
    And this query finds no rows in staging:
      """
      SELECT user_id
      FROM stg_users AS cleaned
      FULL JOIN raw.users AS came ON came.id = cleaned.user_id
      WHERE cleaned.first_name IS DISTINCT FROM NULLIF(TRIM(came.first_name, ' '), '')
         OR cleaned.last_name IS DISTINCT FROM NULLIF(TRIM(came.last_name, ' '), '')
      """

  @critical @ci @nightly
  Scenario: Cleaning changes nothing in contacts except blank texts
    Then staging stg_crm_contacts matches raw crm_contacts row for row:
      | what   | staging stg_crm_contacts | raw crm_contacts |
      | key    | contact_id               | id               |
      | column | email                    | email            |
      | column | created_at               | created_at       |
      | column | converted                | converted        |
      | column | converted_at             | converted_at     |
    And this query finds no rows in staging:
      """
      SELECT contact_id
      FROM stg_crm_contacts AS cleaned
      FULL JOIN raw.crm_contacts AS came ON came.id = cleaned.contact_id
      WHERE cleaned.first_name IS DISTINCT FROM NULLIF(TRIM(came.first_name, ' '), '')
         OR cleaned.last_name IS DISTINCT FROM NULLIF(TRIM(came.last_name, ' '), '')
         OR cleaned.source IS DISTINCT FROM NULLIF(TRIM(came.source, ' '), '')
         OR cleaned.campaign_id IS DISTINCT FROM NULLIF(TRIM(came.campaign_id, ' '), '')
      """

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
  Scenario: Dates match their timestamps
    Then this query finds no rows in staging:
      """
      SELECT order_id AS id, order_date AS day
      FROM stg_orders
      WHERE order_date IS DISTINCT FROM CAST(ordered_at AS DATE)
      UNION ALL
      SELECT event_id, event_date
      FROM stg_events
      WHERE event_date IS DISTINCT FROM CAST(event_ts AS DATE)
      """

  @critical @ci @nightly
  Scenario: The dimensions hold the cleaned values
    Then core dim_products matches staging stg_products row for row on product_id
    And core dim_users matches staging stg_users row for row on user_id comparing email, first_name, last_name, country, plan_type, is_active, created_at and last_login

  @critical @ci @nightly
  Scenario: Customers have their full name and their order dates
    Then this query finds no rows in core:
      """
      SELECT u.user_id
      FROM dim_users AS u
      LEFT JOIN (
        SELECT user_id, MIN(order_date) AS first_date, MAX(order_date) AS last_date, COUNT(*) AS orders
        FROM staging.stg_orders
        GROUP BY user_id
      ) AS o ON o.user_id = u.user_id
      WHERE u.full_name IS DISTINCT FROM NULLIF(TRIM(COALESCE(u.first_name, '') || ' ' || COALESCE(u.last_name, ''), ' '), '')
         OR u.first_order_date IS DISTINCT FROM o.first_date
         OR u.last_order_date IS DISTINCT FROM o.last_date
         OR u.orders_placed IS DISTINCT FROM COALESCE(o.orders, 0)
      """

  @critical @ci @nightly
  Scenario: The facts hold every order line with the values of its order
    Then core fact_orders matches staging stg_order_items row for row on order_item_id comparing order_id, product_id, quantity, unit_price and line_total
    And this query finds no rows in core:
      """
      SELECT f.order_item_id
      FROM fact_orders AS f
      LEFT JOIN staging.stg_orders AS o ON o.order_id = f.order_id
      WHERE f.user_id IS DISTINCT FROM o.user_id
         OR f.date_key IS DISTINCT FROM o.order_date
         OR f.ordered_at IS DISTINCT FROM o.ordered_at
         OR f.country IS DISTINCT FROM o.country
         OR f.status IS DISTINCT FROM o.status
      """
    And this query finds no rows in core:
      """
      SELECT order_item_id, is_revenue, line_total, line_revenue
      FROM fact_orders
      WHERE is_revenue IS NULL OR line_revenue IS DISTINCT FROM CASE WHEN is_revenue THEN line_total ELSE 0 END
      """

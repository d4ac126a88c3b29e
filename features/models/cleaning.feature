@owner:data-platform
Feature: Cleaning the raw tables

  Staging renames columns and makes blank texts null. It drops no row and changes no amount.

  Rule: Customers

    Scenario: A customer keeps every value
      Given these customers in raw users:
        | id | email         | first_name | last_name | country | plan_type | created_at          | last_login          | is_active |
        | 7  | ann@shop.test | Ann        | Lee       | FR      | premium   | 2025-01-02 03:04:05 | 2025-11-28 06:07:08 | true      |
      When stg_users is built
      Then staging stg_users has exactly these rows:
        | user_id | email         | first_name | last_name | country | plan_type | created_at          | last_login          | is_active |
        | 7       | ann@shop.test | Ann        | Lee       | FR      | premium   | 2025-01-02 03:04:05 | 2025-11-28 06:07:08 | true      |

    Scenario: Blanks around a name are removed, and a name of blanks is no name
      Given these customers in raw users:
        | id | first_name | last_name |
        | 1  | " Ann "    | " Lee"    |
        | 2  | "   "      |           |
        | 3  | null       | "O Neil " |
      When stg_users is built
      Then staging stg_users has exactly these rows:
        | user_id | first_name | last_name |
        | 1       | Ann        | Lee       |
        | 2       | null       | null      |
        | 3       | null       | O Neil    |

    Scenario: Accents stay as they are
      Given these customers in raw users:
        | id | first_name | last_name |
        | 1  | Zoë        | Müller    |
      When stg_users is built
      Then staging stg_users has exactly these rows:
        | user_id | first_name | last_name |
        | 1       | Zoë        | Müller    |

    Scenario: Blanks in other columns of a customer are not cleaned, so that they reconcile
      Given these customers in raw users:
        | id | email            | country | plan_type |
        | 1  | " ann@shop.test" | ""      | " free"   |
      When stg_users is built
      Then staging stg_users has exactly these rows:
        | user_id | email            | country | plan_type |
        | 1       | " ann@shop.test" | ""      | " free"   |

    Scenario: A customer who never logged in and is neither active nor inactive stays unknown
      Given these customers in raw users:
        | id | last_login | is_active |
        | 1  | null       | null      |
        | 2  | null       | false     |
      When stg_users is built
      Then staging stg_users has exactly these rows:
        | user_id | last_login | is_active |
        | 1       | null       | null      |
        | 2       | null       | false     |

  Rule: Contacts

    Scenario: A contact keeps every value
      Given these contacts in raw crm_contacts:
        | id | email        | first_name | last_name | source | campaign_id | created_at          | converted | converted_at        |
        | 1  | bo@shop.test | Bo         | Berg      | ads    | spring      | 2025-03-01 10:00:00 | true      | 2025-03-02 11:00:00 |
      When stg_crm_contacts is built
      Then staging stg_crm_contacts has exactly these rows:
        | contact_id | email        | first_name | last_name | source | campaign_id | created_at          | converted | converted_at        |
        | 1          | bo@shop.test | Bo         | Berg      | ads    | spring      | 2025-03-01 10:00:00 | true      | 2025-03-02 11:00:00 |

    Scenario: Blank names, sources and campaigns are null
      Given these contacts in raw crm_contacts:
        | id | first_name | last_name | source  | campaign_id |
        | 1  | "  "       | ""        | " "     | ""          |
        | 2  | " Bo"      | "Berg "   | " ads " | " spring "  |
      When stg_crm_contacts is built
      Then staging stg_crm_contacts has exactly these rows:
        | contact_id | first_name | last_name | source | campaign_id |
        | 1          | null       | null      | null   | null        |
        | 2          | Bo         | Berg      | ads    | spring      |

  Rule: Orders

    Scenario: An order keeps every value, and has a day
      Given these orders in raw orders:
        | id | user_id | created_at          | total_amount | status  | country | payment_method |
        | 1  | 7       | 2025-11-28 10:11:12 | 19.99        | shipped | FR      | card           |
      When stg_orders is built
      Then staging stg_orders has exactly these rows:
        | order_id | user_id | ordered_at          | order_date | total_amount | status  | country | payment_method |
        | 1        | 7       | 2025-11-28 10:11:12 | 2025-11-28 | 19.99        | shipped | FR      | card           |

    Scenario: The last second of a day still belongs to it
      Given these orders in raw orders:
        | id | created_at                 |
        | 1  | 2025-11-28 23:59:59        |
        | 2  | 2025-11-28 23:59:59.999999 |
        | 3  | 2025-11-29 00:00:00        |
      When stg_orders is built
      Then staging stg_orders has exactly these rows:
        | order_id | order_date |
        | 1        | 2025-11-28 |
        | 2        | 2025-11-28 |
        | 3        | 2025-11-29 |

    Scenario: Orders of every status stay, and so do those without one
      Given these orders in raw orders:
        | id | status    | created_at |
        | 1  | cancelled | 2025-11-28 |
        | 2  | refunded  | 2025-11-28 |
        | 3  | null      | null       |
      When stg_orders is built
      Then staging stg_orders has exactly these rows:
        | order_id | status    | order_date |
        | 1        | cancelled | 2025-11-28 |
        | 2        | refunded  | 2025-11-28 |
        | 3        | null      | null       |

  Rule: Order lines, products and events

    Scenario: An order line keeps every value
      Given these order lines in raw order_items:
        | id | order_id | product_id | quantity | unit_price | line_total |
        | 1  | 2        | 3          | 4        | 5.25       | 21.00      |
      When stg_order_items is built
      Then staging stg_order_items has exactly these rows:
        | order_item_id | order_id | product_id | quantity | unit_price | line_total |
        | 1             | 2        | 3          | 4        | 5.25       | 21.00      |

    Scenario: A wrong line total is not corrected: it is for a check to find
      Given these order lines in raw order_items:
        | id | quantity | unit_price | line_total |
        | 1  | 2        | 5.00       | 9.99       |
      When stg_order_items is built
      Then staging stg_order_items has exactly these rows:
        | order_item_id | quantity | unit_price | line_total |
        | 1             | 2        | 5.00       | 9.99       |

    Scenario: A product keeps every value
      Given these products in raw products:
        | id | merchant_id | name | description | category | price | stock_quantity | created_at | updated_at |
        | 1  | 9           | Tea  | Green       | Food     | 4.50  | 12             | 2025-01-01 | 2025-02-02 |
      When stg_products is built
      Then staging stg_products has exactly these rows:
        | product_id | merchant_id | product_name | description | category | price | stock_quantity | created_at | updated_at |
        | 1          | 9           | Tea          | Green       | Food     | 4.50  | 12             | 2025-01-01 | 2025-02-02 |

    Scenario: A product without a name or a category stays
      Given these products in raw products:
        | id | name | category |
        | 1  | null | Food     |
        | 2  | Tea  | null     |
      When stg_products is built
      Then staging stg_products has exactly these rows:
        | product_id | product_name | category |
        | 1          | null         | Food     |
        | 2          | Tea          | null     |

    Scenario: An event keeps every value, and has a day
      Given these events in raw events:
        | id | user_id | event_type | event_ts                   | metadata         |
        | 1  | 7       | page_view  | 2025-11-28 23:59:59.999999 | {"page": "home"} |
      When stg_events is built
      Then staging stg_events has exactly these rows:
        | event_id | user_id | event_type | event_ts                   | event_date | metadata         |
        | 1        | 7       | page_view  | 2025-11-28 23:59:59.999999 | 2025-11-28 | {"page": "home"} |

    Scenario: Events of unknown visitors, and those without a type, stay
      Given these events in raw events:
        | id | user_id | event_type | event_ts |
        | 1  | null    | page_view  | null     |
        | 2  | 7       | null       | null     |
      When stg_events is built
      Then staging stg_events has exactly these rows:
        | event_id | user_id | event_type | event_ts | event_date |
        | 1        | null    | page_view  | null     | null       |
        | 2        | 7       | null       | null     | null       |

@owner:marketing
Feature: Events and campaigns

  Rule: Events are counted by day and type

    Scenario: Every day and type has its events and its known users
      Given these events in staging stg_events:
        | event_id | user_id | event_type | event_date |
        | 1        | 7       | page_view  | 2025-11-28 |
        | 2        | 7       | page_view  | 2025-11-28 |
        | 3        | 8       | page_view  | 2025-11-28 |
        | 4        | 7       | purchase   | 2025-11-28 |
        | 5        | 7       | page_view  | 2025-11-29 |
      When mart_daily_events is built
      Then mart mart_daily_events has exactly these rows in this order:
        | event_date | event_type | events | users |
        | 2025-11-28 | page_view  | 3      | 2     |
        | 2025-11-28 | purchase   | 1      | 1     |
        | 2025-11-29 | page_view  | 1      | 1     |

    Scenario: Unknown visitors bring events, not users
      Given these events in staging stg_events:
        | event_id | user_id | event_type | event_date |
        | 1        | null    | page_view  | 2025-11-28 |
        | 2        | null    | page_view  | 2025-11-28 |
      When mart_daily_events is built
      Then mart mart_daily_events has exactly these rows:
        | event_date | event_type | events | users |
        | 2025-11-28 | page_view  | 2      | 0     |

    Scenario: Events without a day or a type are counted, too
      Given these events in staging stg_events:
        | event_id | user_id | event_type | event_date |
        | 1        | 7       |            | 2025-11-28 |
        | 2        | 7       | page_view  | null       |
        | 3        | 7       | null       | 2025-11-28 |
      When mart_daily_events is built
      Then mart mart_daily_events has exactly these rows:
        | event_date | event_type | events | users |
        | 2025-11-28 |            | 1      | 1     |
        | null       | page_view  | 1      | 1     |
        | 2025-11-28 | null       | 1      | 1     |

    Scenario: A day without an event has no row
      Given no events in staging stg_events
      When mart_daily_events is built
      Then mart mart_daily_events has no rows

    Scenario: From the raw table, midnight begins the next day
      Given these events in raw events:
        | id | user_id | event_type | event_ts                   |
        | 1  | 7       | page_view  | 2025-11-28 23:59:59.999999 |
        | 2  | 7       | page_view  | 2025-11-29 00:00:00        |
      When mart_daily_events is built
      Then mart mart_daily_events has exactly these rows:
        | event_date | event_type | events |
        | 2025-11-28 | page_view  | 1      |
        | 2025-11-29 | page_view  | 1      |

  Rule: Contacts are counted by source and campaign

    Scenario: The conversion rate is the share of contacts that became customers
      Given these contacts in staging stg_crm_contacts:
        | contact_id | source | campaign_id | converted |
        | 1          | ads    | spring      | true      |
        | 2          | ads    | spring      | false     |
        | 3          | ads    | spring      | false     |
        | 4          | ads    | autumn      | true      |
        | 5          | email  | spring      | false     |
      When mart_crm_conversion is built
      Then mart mart_crm_conversion has exactly these rows in this order:
        | source | campaign_id | contacts | converted | conversion_rate |
        | ads    | autumn      | 1        | 1         | 1.0000          |
        | ads    | spring      | 3        | 1         | 0.3333          |
        | email  | spring      | 1        | 0         | 0.0000          |

    Scenario: Two thirds are rounded up
      Given these contacts in staging stg_crm_contacts:
        | contact_id | source | campaign_id | converted |
        | 1          | ads    | spring      | true      |
        | 2          | ads    | spring      | true      |
        | 3          | ads    | spring      | false     |
      When mart_crm_conversion is built
      Then mart mart_crm_conversion has exactly these rows:
        | source | campaign_id | conversion_rate |
        | ads    | spring      | 0.6667          |

    Scenario: Contacts without a source or a campaign are the group (none)
      Given these contacts in staging stg_crm_contacts:
        | contact_id | source | campaign_id | converted |
        | 1          | null   | null        | true      |
        | 2          | null   | null        | false     |
        | 3          | ads    | null        | false     |
        | 4          | null   | spring      | false     |
      When mart_crm_conversion is built
      Then mart mart_crm_conversion has exactly these rows:
        | source | campaign_id | contacts | converted | conversion_rate |
        | (none) | (none)      | 2        | 1         | 0.5000          |
        | ads    | (none)      | 1        | 0         | 0.0000          |
        | (none) | spring      | 1        | 0         | 0.0000          |

    Scenario: A source or a campaign that is called (none) is in the same group
      Given these contacts in staging stg_crm_contacts:
        | contact_id | source | campaign_id |
        | 1          | null   | spring      |
        | 2          | (none) | spring      |
        | 3          | ads    | null        |
        | 4          | ads    | (none)      |
      When mart_crm_conversion is built
      Then mart mart_crm_conversion has exactly these rows:
        | source | campaign_id | contacts |
        | (none) | spring      | 2        |
        | ads    | (none)      | 2        |

    Scenario: A contact of whom nobody knows whether he converted has not
      Given these contacts in staging stg_crm_contacts:
        | contact_id | source | campaign_id | converted |
        | 1          | ads    | spring      | null      |
        | 2          | ads    | spring      | true      |
      When mart_crm_conversion is built
      Then mart mart_crm_conversion has exactly these rows:
        | source | campaign_id | contacts | converted | conversion_rate |
        | ads    | spring      | 2        | 1         | 0.5000          |

    Scenario: From the raw table, a blank source is (none), and blanks around a campaign do not divide it
      Given these contacts in raw crm_contacts:
        | id | source | campaign_id | converted |
        | 1  | "  "   | spring      | false     |
        | 2  | null   | " spring "  | true      |
      When mart_crm_conversion is built
      Then mart mart_crm_conversion has exactly these rows:
        | source | campaign_id | contacts | converted |
        | (none) | spring      | 2        | 1         |

    Scenario: Campaigns that differ in case or in an accent are two
      Given these contacts in staging stg_crm_contacts:
        | contact_id | source | campaign_id | converted |
        | 1          | ads    | Noel        | false     |
        | 2          | ads    | Noël        | false     |
        | 3          | ads    | noel        | false     |
      When mart_crm_conversion is built
      Then mart mart_crm_conversion has exactly these rows:
        | source | campaign_id | contacts |
        | ads    | Noel        | 1        |
        | ads    | Noël        | 1        |
        | ads    | noel        | 1        |

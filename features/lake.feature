@owner:data-platform
Feature: The lake holds what was extracted
  Every file is what its manifest says: its size, its fingerprint (SHA-256), its rows and its control totals.

  @critical @ci @nightly
  Scenario Outline: The file of <table> is as it was extracted
    Then lake <table> agrees with its manifest

    Examples:
      | table        |
      | users        |
      | products     |
      | orders       |
      | order_items  |
      | events       |
      | crm_contacts |

  @critical @nightly
  Scenario: Missing and empty texts stay two different things
    Given only rows of source products where description is null
    And only rows of lake products where description is null
    And only rows of raw products where description is null
    Then lake products has as many rows as source products
    And raw products has as many rows as source products

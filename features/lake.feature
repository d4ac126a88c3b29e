@owner:data-platform
Feature: The lake holds what was extracted
  Every file agrees with its manifest: size, fingerprint (SHA-256), number of rows and control totals.

  @critical @ci @nightly
  Scenario Outline: The file of <table> is unchanged since its extraction
    Then lake <table> agrees with its manifest

    Examples:
      | table        |
      | users        |
      | products     |
      | orders       |
      | order_items  |
      | events       |
      | crm_contacts |

  @critical @ci @nightly
  Scenario: Missing and empty texts stay distinct
    Given only rows of source products where description is null
    And only rows of lake products where description is null
    And only rows of raw products where description is null
    Then lake products has as many rows as source products
    And raw products has as many rows as source products

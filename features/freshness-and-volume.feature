@owner:data-platform
Feature: The data is current
  The age of a row is measured from the start of the run. For a run of a past date it is measured from the end of that date.

  @warning @nightly
  Scenario Outline: The newest <column> in <dataset> is not stale
    Then the newest <column> in <dataset> is at most 26 hours older than the run

    Examples:
      | dataset         | column     |
      | source orders   | created_at |
      | raw orders      | created_at |
      | raw events      | event_ts   |

@owner:data-platform
Feature: The data is of the day
  Older than the run is older than its start; a run of a named date that is over counts from the end of that date.

  @warning @nightly
  Scenario Outline: The newest <column> in <dataset> is not stale
    Then the newest <column> in <dataset> is at most 26 hours older than the run

    Examples:
      | dataset         | column     |
      | source orders   | created_at |
      | raw orders      | created_at |
      | raw events      | event_ts   |

@owner:data-platform
Feature: The data is current and complete
  The age of a row is measured from the start of the run. For a run of a past date it is measured from the end of that date.

  @warning @nightly
  Scenario Outline: The newest <column> in <dataset> is not stale
    Then the newest <column> in <dataset> is at most 26 hours older than the run

    Examples:
      | dataset         | column     |
      | source orders   | created_at |
      | raw orders      | created_at |
      | raw events      | event_ts   |

  # At scale 1 of the sandbox, a day has too few orders for half of its revenue to be told from chance; half of its events are found.
  @warning @nightly
  Scenario: The last whole day has as many events and as much revenue as usual
    Then the rows of raw events by day of event_ts are usual
    And revenue in raw orders by day is usual

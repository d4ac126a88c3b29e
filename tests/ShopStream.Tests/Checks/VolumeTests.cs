using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class VolumeTests
{
    private const string RowsOfEvents = "rows of raw events";
    private const string SumOfQuantity = "sum of quantity of raw order_items";
    private static readonly Relation Events = new(new Dataset(Layer.Raw, "events"));
    private static readonly TrackedMetric Rows = TrackedMetric.RowsOf(Events);
    private static readonly TrackedMetric Quantity = TrackedMetric.SumIn(new Relation(new Dataset(Layer.Raw, "order_items")), "quantity");

    [TestCase("1200", "Passed: within 20 % of 1,000 rows, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 1,200 rows")]
    [TestCase("1201", "Failed: within 20 % of 1,000 rows, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 1,201 rows | +201 rows (+20.1 %)")]
    [TestCase("800", "Passed: within 20 % of 1,000 rows, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 800 rows")]
    [TestCase("799", "Failed: within 20 % of 1,000 rows, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 799 rows | −201 rows (−20.1 %)")]
    [TestCase("0", "Failed: within 20 % of 1,000 rows, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 0 rows | −1,000 rows (−100.0 %)")]
    public void Row_count_is_compared_with_the_mean_of_previous_runs(string now, string message) =>
        new NearHistoricalMean(Rows, 20, 3).After(SampleHistory.Days(RowsOfEvents, 5, 900, 1100, 1000), now).Message().Should().Be(message);

    [Test]
    public void Value_exactly_at_a_periodic_bound_passes()
    {
        // The mean is 100/3, and 10 % more is 110/3, which is not a finite decimal: 36.66 is within the bound, 36.67 is not.
        var past = SampleHistory.Days(SumOfQuantity, 33, 33, 34);
        new NearHistoricalMean(Quantity, 10, 3).After(past, "1", "1", "36.66").Outcome.Should().Be(Outcome.Passed);
        new NearHistoricalMean(Quantity, 10, 3).After(past, "1", "1", "36.67").Outcome.Should().Be(Outcome.Failed);
        new NearHistoricalMean(Quantity, 0, 3).After(SampleHistory.Days(SumOfQuantity, 33, 34, 35), "1", "1", "34").Outcome.Should().Be(Outcome.Passed);
    }

    [Test]
    public void An_average_is_recorded_as_a_quotient_and_compared_with_its_past()
    {
        var average = TrackedFigure.Of(new MeasuredFigure(new Average("quantity"), Quantity.Past.Metric.Relation));
        var past = SampleHistory.Days("average quantity of raw order_items", 3, 3, 3);

        // Rows, values, sum and number of values.
        new NearHistoricalMean(average, 10, 3)
            .After(past, "3", "3", "10", "3")
            .Message()
            .Should()
            .Be("Failed: within 10 % of 3.00, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 3.33 | +0.33 (+11.11 %)");
        new NearHistoricalMean(average, 10, 3).After(past, "3", "0", null, "0").Outcome.Should().Be(Outcome.NotJudged);
    }

    [Test]
    public void A_share_is_compared_in_percent()
    {
        var share = TrackedFigure.Of(new MeasuredFigure(new ShareOfDifferent("v"), Events));

        new NearHistoricalMean(share, 10, 1)
            .After(SampleHistory.Days("share of different v of raw events", 50), "4", "4", "3", "4")
            .Message()
            .Should()
            .Be("Failed: within 10 % of 50.00 %, the mean of the run of 2026-11-26 | 75.00 % | +25.00 percentage points (+50.0 %)");
    }

    [Test]
    public void A_figure_of_two_columns_has_no_history() =>
        FluentActions
            .Invoking(() => TrackedFigure.Of(new MeasuredFigure(new MutualInformation("a", "b"), Events)))
            .Should()
            .Throw<FormatException>()
            .WithMessage("*is not recorded by runs: expected a figure of one column*");

    [Test]
    public void One_previous_run_is_enough_for_a_mean() =>
        new NearHistoricalMean(Rows, 10, 1)
            .After(SampleHistory.Days(RowsOfEvents, 7, 100), "111")
            .Message()
            .Should()
            .Be("Failed: within 10 % of 100 rows, the mean of the run of 2026-11-26 | 111 rows | +11 rows (+11.0 %)");

    [TestCase(new double[0], "NotJudged: the history has no run of an earlier date with the rows of raw events; 3 are required (every run adds one)")]
    [TestCase(new double[] { 1 }, "NotJudged: the history has 1 run of an earlier date with the rows of raw events; 3 are required (every run adds one)")]
    [TestCase(new double[] { 1, 2 }, "NotJudged: the history has 2 runs of an earlier date with the rows of raw events; 3 are required (every run adds one)")]
    public void Too_short_history_is_not_judged(double[] past, string message) =>
        new NearHistoricalMean(Rows, 20, 3).After(SampleHistory.Days(RowsOfEvents, [.. past.Select(p => (decimal)p)]), "5").Message().Should().Be(message);

    [Test]
    public void Each_earlier_date_counts_once_and_later_dates_are_ignored()
    {
        var past = SampleHistory.Of(
            RowsOfEvents,
            (SampleHistory.Friday.AddDays(-2), 999_999),
            (SampleHistory.Friday.AddDays(-1), 100),
            (SampleHistory.Friday.AddDays(-2), 100),
            (SampleHistory.Friday, 999_999),
            (SampleHistory.Friday.AddDays(1), 999_999)
        );
        new NearHistoricalMean(Rows, 5, 2)
            .After(past, "105")
            .Message()
            .Should()
            .Be("Passed: within 5 % of 100 rows, the mean of the 2 runs of 2026-11-25 to 2026-11-26 | 105 rows");
        new NearHistoricalMean(Rows, 5, 3).After(past, "105").Outcome.Should().Be(Outcome.NotJudged);
    }

    [Test]
    public void Zero_after_zero_is_not_judged_but_rows_after_zero_fail()
    {
        new NearHistoricalMean(Rows, 20, 2)
            .After(SampleHistory.Days(RowsOfEvents, 0, 0), "0")
            .Message()
            .Should()
            .Be("NotJudged: rows of raw events: 0 now and in the last 2 runs");
        new NearHistoricalMean(Rows, 20, 2)
            .After(SampleHistory.Days(RowsOfEvents, 0, 0), "1")
            .Message()
            .Should()
            .Be("Failed: within 20 % of 0 rows, the mean of the 2 runs of 2026-11-25 to 2026-11-26 | 1 row | +1 row");
    }

    [Test]
    public void Sum_of_no_rows_is_zero_and_sum_of_only_nulls_is_not_judged()
    {
        var past = SampleHistory.Days(SumOfQuantity, 10.50m, 9.50m);
        new NearHistoricalMean(Quantity, 20, 2)
            .After(past, "5", "5", "11.25")
            .Message()
            .Should()
            .Be("Passed: within 20 % of 10.00, the mean of the 2 runs of 2026-11-25 to 2026-11-26 | 11.25");
        new NearHistoricalMean(Quantity, 20, 2)
            .After(past, "0", "0", null)
            .Message()
            .Should()
            .Be("Failed: within 20 % of 10.00, the mean of the 2 runs of 2026-11-25 to 2026-11-26 | 0.00 | −10.00 quantity (−100.0 %)");
        new NearHistoricalMean(Quantity, 20, 2)
            .After(past, "5", "0", null)
            .Message()
            .Should()
            .Be("NotJudged: quantity is null in all 5 rows of raw order_items: there are no values to check");
        new UsualForWeekday(Quantity).After(past, "5", "0", null).Outcome.Should().Be(Outcome.NotJudged);
    }

    [Test]
    public void Negative_mean_has_a_tolerance()
    {
        var past = SampleHistory.Days(SumOfQuantity, -100, -100);
        new NearHistoricalMean(Quantity, 10, 2).After(past, "1", "1", "-110").Outcome.Should().Be(Outcome.Passed);
        new NearHistoricalMean(Quantity, 10, 2).After(past, "1", "1", "-110.01").Outcome.Should().Be(Outcome.Failed);
    }

    // Median 103, MAD 2: 3.5 · 2 / 0.6745 = 10.378 either way.
    [TestCase(
        "113",
        "Passed: 92.62 to 113.38 rows: within 3.5 modified z-scores of the median 103 (MAD 2) of 5 Fridays from 2026-10-23 to 2026-11-20 | 113 rows"
    )]
    [TestCase(
        "114",
        "Failed: 92.62 to 113.38 rows: within 3.5 modified z-scores of the median 103 (MAD 2) "
            + "of 5 Fridays from 2026-10-23 to 2026-11-20 | 114 rows | +11 rows from the median"
    )]
    [TestCase(
        "93",
        "Passed: 92.62 to 113.38 rows: within 3.5 modified z-scores of the median 103 (MAD 2) of 5 Fridays from 2026-10-23 to 2026-11-20 | 93 rows"
    )]
    [TestCase(
        "92",
        "Failed: 92.62 to 113.38 rows: within 3.5 modified z-scores of the median 103 (MAD 2) "
            + "of 5 Fridays from 2026-10-23 to 2026-11-20 | 92 rows | −11 rows from the median"
    )]
    public void Usual_range_uses_the_same_weekdays_and_ignores_one_outlier(string now, string message) =>
        new UsualForWeekday(Rows).After(SampleHistory.Fridays(RowsOfEvents, 101, 104, 1_000_000, 103, 101), now).Message().Should().Be(message);

    [TestCase("107", Outcome.Passed)]
    [TestCase("108", Outcome.Failed)]
    [TestCase("99", Outcome.Passed)]
    [TestCase("98", Outcome.Failed)]
    public void Allowed_distance_can_be_given_in_MADs(string now, Outcome outcome) =>
        new UsualForWeekday(Rows, 2).After(SampleHistory.Fridays(RowsOfEvents, 101, 104, 1_000_000, 103, 101), now).Outcome.Should().Be(outcome);

    [Test]
    public void Other_weekdays_do_not_count()
    {
        var days = SampleHistory.Days(RowsOfEvents, [.. Enumerable.Repeat(100m, 20)]);
        new UsualForWeekday(Rows)
            .After(days, "5000")
            .Message()
            .Should()
            .Be("NotJudged: the history has 2 Fridays with the rows of raw events; 4 are required (every run adds one)");
    }

    [TestCase(0, "no Fridays")]
    [TestCase(1, "1 Friday")]
    [TestCase(3, "3 Fridays")]
    public void Too_few_values_of_the_weekday_are_not_judged(int fridays, string message) =>
        new UsualForWeekday(Rows)
            .After(SampleHistory.Fridays(RowsOfEvents, [.. Enumerable.Repeat(100m, fridays)]), "100")
            .Message()
            .Should()
            .Be($"NotJudged: the history has {message} with the rows of raw events; 4 are required (every run adds one)");

    [Test]
    public void Four_weekdays_are_enough_and_any_change_of_a_constant_value_fails()
    {
        var past = SampleHistory.Fridays(RowsOfEvents, 100, 100, 100, 100);
        new UsualForWeekday(Rows).After(past, "100").Outcome.Should().Be(Outcome.Passed);
        new UsualForWeekday(Rows).After(past, "101").Outcome.Should().Be(Outcome.Failed);
        new UsualForWeekday(Rows, 3).After(past, "101").Outcome.Should().Be(Outcome.Failed);
    }

    [Test]
    public void Zero_on_every_Friday_is_not_judged() =>
        new UsualForWeekday(Rows)
            .After(SampleHistory.Fridays(RowsOfEvents, 0, 0, 0, 0), "0")
            .Message()
            .Should()
            .Be("NotJudged: rows of raw events: 0 now and on all earlier Fridays");

    [Test]
    public void Values_older_than_a_quarter_are_ignored()
    {
        var past = SampleHistory.Fridays(RowsOfEvents, [.. Enumerable.Repeat(5m, 20), .. Enumerable.Repeat(1000m, 13)]);
        new UsualForWeekday(Rows).After(past, "1000").Outcome.Should().Be(Outcome.Passed);
        new UsualForWeekday(Rows).After(past, "5").Message().Should().Contain("of 13 Fridays from 2026-08-28 to 2026-11-20");
    }

    [Test]
    public void Usual_range_of_an_amount_is_written_to_the_cent() =>
        new UsualForWeekday(Quantity, 1)
            .After(SampleHistory.Fridays(SumOfQuantity, 10.004m, 12.5m, 11, 14), "1", "1", "9")
            .Message()
            .Should()
            .Be(
                "Failed: 10.50 to 13.00: within 1 MAD of the median 11.75 (MAD 1.25) "
                    + "of 4 Fridays from 2026-10-30 to 2026-11-20 | 9.00 | −2.75 quantity from the median"
            );

    [Test]
    public void Spread_of_equal_values_uses_the_mean_deviation() =>
        new UsualForWeekday(Rows)
            .After(SampleHistory.Fridays(RowsOfEvents, 100, 100, 100, 100, 101), "200")
            .Message()
            .Should()
            .Contain("within 3.5 z-scores by the mean deviation of the median 100 (MAD 0)");

    [Test]
    public void Single_row_is_singular_and_one_MAD_too()
    {
        new NearHistoricalMean(Rows, 0, 1)
            .After(SampleHistory.Days(RowsOfEvents, 2), "1")
            .Message()
            .Should()
            .Be("Failed: within 0 % of 2 rows, the mean of the run of 2026-11-26 | 1 row | −1 row (−50.0 %)");
        new UsualForWeekday(Rows, 2.5m).After(SampleHistory.Fridays(RowsOfEvents, 1, 2, 3, 4), "2").Expected.Should().Contain("within 2.5 MADs of");
    }

    [Test]
    public void Filtered_metric_has_its_own_history()
    {
        var some = Events.Where(new Compares("id", Comparison.AtMost, "10"));
        var businessMetric = new BusinessMetric(
            "revenue",
            new IsOneOf("status", ["paid"]),
            new Dictionary<string, BusinessMetricTable>(StringComparer.Ordinal)
        );

        TrackedMetric.RowsOf(Events).Past.Name.Should().Be(RowsOfEvents);
        TrackedMetric.RowsOf(some).Past.Name.Should().Be($"rows of {some}").And.NotBe(RowsOfEvents);
        TrackedMetric.AmountOf(businessMetric.Name, Events, new Measure(some, [], "amount")).Past.Name.Should().Be("revenue of raw events");
    }
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Verdicts;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class VolumeTests
{
    private const string RowsOfEvents = "rows of raw events";
    private const string SumOfQuantity = "sum of quantity of raw order_items";
    private static readonly Relation Events = new(new Dataset(Layer.Raw, "events"));
    private static readonly TrackedFigure Rows = TrackedFigure.RowsOf(Events);
    private static readonly TrackedFigure Quantity = TrackedFigure.SumIn(new Relation(new Dataset(Layer.Raw, "order_items")), "quantity");

    [TestCase("1200", "Passed: within 20 % of 1,000 rows, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 1,200 rows")]
    [TestCase("1201", "Failed: within 20 % of 1,000 rows, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 1,201 rows | +201 rows (+20.1 %)")]
    [TestCase("800", "Passed: within 20 % of 1,000 rows, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 800 rows")]
    [TestCase("799", "Failed: within 20 % of 1,000 rows, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 799 rows | −201 rows (−20.1 %)")]
    [TestCase("0", "Failed: within 20 % of 1,000 rows, the mean of the 3 runs of 2026-11-24 to 2026-11-26 | 0 rows | −1,000 rows (−100.0 %)")]
    public void A_number_of_rows_is_near_the_mean_of_its_last_runs(string now, string said) =>
        new NearItsMean(Rows, 20, 3).After(Earlier.Days(RowsOfEvents, 5, 900, 1100, 1000), now).Said().Should().Be(said);

    [Test]
    public void Exactly_the_bound_of_a_mean_without_a_last_digit_is_within()
    {
        // The mean is 100/3; 10 % more is 110/3, which no decimal is: 36.66 is within, 36.67 is not.
        var past = Earlier.Days(SumOfQuantity, 33, 33, 34);
        new NearItsMean(Quantity, 10, 3).After(past, "1", "1", "36.66").Outcome.Should().Be(Outcome.Passed);
        new NearItsMean(Quantity, 10, 3).After(past, "1", "1", "36.67").Outcome.Should().Be(Outcome.Failed);
        new NearItsMean(Quantity, 0, 3).After(Earlier.Days(SumOfQuantity, 33, 34, 35), "1", "1", "34").Outcome.Should().Be(Outcome.Passed);
    }

    [Test]
    public void One_run_is_a_mean_too() =>
        new NearItsMean(Rows, 10, 1).After(Earlier.Days(RowsOfEvents, 7, 100), "111").Said().Should().Be("Failed: within 10 % of 100 rows, the mean of the run of 2026-11-26 | 111 rows | +11 rows (+11.0 %)");

    [TestCase(new double[0], "NotJudged: the history has no run of an earlier date with the rows of raw events, 3 are needed: every run adds one")]
    [TestCase(new double[] { 1 }, "NotJudged: the history has 1 run of an earlier date with the rows of raw events, 3 are needed: every run adds one")]
    [TestCase(new double[] { 1, 2 }, "NotJudged: the history has 2 runs of an earlier date with the rows of raw events, 3 are needed: every run adds one")]
    public void A_history_that_is_too_short_is_not_judged(double[] past, string said) =>
        new NearItsMean(Rows, 20, 3).After(Earlier.Days(RowsOfEvents, [.. past.Select(p => (decimal)p)]), "5").Said().Should().Be(said);

    [Test]
    public void Runs_of_one_date_count_once_and_neither_the_judged_date_nor_later_ones_count()
    {
        var past = Earlier.Of(RowsOfEvents, (Earlier.Friday.AddDays(-2), 999_999), (Earlier.Friday.AddDays(-1), 100), (Earlier.Friday.AddDays(-2), 100), (Earlier.Friday, 999_999), (Earlier.Friday.AddDays(1), 999_999));
        new NearItsMean(Rows, 5, 2).After(past, "105").Said().Should().Be("Passed: within 5 % of 100 rows, the mean of the 2 runs of 2026-11-25 to 2026-11-26 | 105 rows");
        new NearItsMean(Rows, 5, 3).After(past, "105").Outcome.Should().Be(Outcome.NotJudged);
    }

    [Test]
    public void Nothing_now_and_nothing_before_is_not_judged_but_something_after_nothing_is_too_much()
    {
        new NearItsMean(Rows, 20, 2).After(Earlier.Days(RowsOfEvents, 0, 0), "0").Said().Should().Be("NotJudged: rows of raw events: nothing now, and nothing in the last 2 runs");
        new NearItsMean(Rows, 20, 2).After(Earlier.Days(RowsOfEvents, 0, 0), "1").Said().Should().Be("Failed: within 20 % of 0 rows, the mean of the 2 runs of 2026-11-25 to 2026-11-26 | 1 row | +1 row");
    }

    [Test]
    public void A_sum_over_no_rows_is_nothing_and_one_over_nulls_alone_is_not_judged()
    {
        var past = Earlier.Days(SumOfQuantity, 10.50m, 9.50m);
        new NearItsMean(Quantity, 20, 2).After(past, "5", "5", "11.25").Said().Should().Be("Passed: within 20 % of 10.00, the mean of the 2 runs of 2026-11-25 to 2026-11-26 | 11.25");
        new NearItsMean(Quantity, 20, 2).After(past, "0", "0", null).Said().Should().Be("Failed: within 20 % of 10.00, the mean of the 2 runs of 2026-11-25 to 2026-11-26 | 0.00 | −10.00 quantity (−100.0 %)");
        new NearItsMean(Quantity, 20, 2).After(past, "5", "0", null).Said().Should().Be("NotJudged: quantity is null in all 5 rows of raw order_items: there is no value to judge");
        new UsualForItsWeekday(Quantity).After(past, "5", "0", null).Outcome.Should().Be(Outcome.NotJudged);
    }

    [Test]
    public void A_mean_below_zero_has_a_width_too()
    {
        var past = Earlier.Days(SumOfQuantity, -100, -100);
        new NearItsMean(Quantity, 10, 2).After(past, "1", "1", "-110").Outcome.Should().Be(Outcome.Passed);
        new NearItsMean(Quantity, 10, 2).After(past, "1", "1", "-110.01").Outcome.Should().Be(Outcome.Failed);
    }

    // Median 103, MAD 2: 3.5 · 2 / 0.6745 = 10.378 either way.
    [TestCase("113", "Passed: 92.62 to 113.38 rows: within 3.5 modified z-scores of the median 103 (MAD 2) of 5 Fridays from 2026-10-23 to 2026-11-20 | 113 rows")]
    [TestCase("114", "Failed: 92.62 to 113.38 rows: within 3.5 modified z-scores of the median 103 (MAD 2) of 5 Fridays from 2026-10-23 to 2026-11-20 | 114 rows | +11 rows from the median")]
    [TestCase("93", "Passed: 92.62 to 113.38 rows: within 3.5 modified z-scores of the median 103 (MAD 2) of 5 Fridays from 2026-10-23 to 2026-11-20 | 93 rows")]
    [TestCase("92", "Failed: 92.62 to 113.38 rows: within 3.5 modified z-scores of the median 103 (MAD 2) of 5 Fridays from 2026-10-23 to 2026-11-20 | 92 rows | −11 rows from the median")]
    public void What_is_usual_is_told_by_the_same_weekdays_and_one_outlier_among_them_moves_nothing(string now, string said) =>
        new UsualForItsWeekday(Rows).After(Earlier.Fridays(RowsOfEvents, 101, 104, 1_000_000, 103, 101), now).Said().Should().Be(said);

    [TestCase("107", Outcome.Passed)]
    [TestCase("108", Outcome.Failed)]
    [TestCase("99", Outcome.Passed)]
    [TestCase("98", Outcome.Failed)]
    public void A_number_of_mads_is_a_width_of_its_own(string now, Outcome outcome) =>
        new UsualForItsWeekday(Rows, 2).After(Earlier.Fridays(RowsOfEvents, 101, 104, 1_000_000, 103, 101), now).Outcome.Should().Be(outcome);

    [Test]
    public void Other_weekdays_do_not_count()
    {
        var days = Earlier.Days(RowsOfEvents, [.. Enumerable.Repeat(100m, 20)]);
        new UsualForItsWeekday(Rows).After(days, "5000").Said().Should().Be("NotJudged: the history has 2 Fridays with the rows of raw events, 4 are needed: every run adds one");
    }

    [TestCase(0, "no Fridays")]
    [TestCase(1, "1 Friday")]
    [TestCase(3, "3 Fridays")]
    public void Too_few_of_the_weekday_are_not_judged(int fridays, string said) =>
        new UsualForItsWeekday(Rows).After(Earlier.Fridays(RowsOfEvents, [.. Enumerable.Repeat(100m, fridays)]), "100").Said()
            .Should().Be($"NotJudged: the history has {said} with the rows of raw events, 4 are needed: every run adds one");

    [Test]
    public void Four_of_the_weekday_are_enough_and_where_all_are_the_same_any_other_value_is_unusual()
    {
        var past = Earlier.Fridays(RowsOfEvents, 100, 100, 100, 100);
        new UsualForItsWeekday(Rows).After(past, "100").Outcome.Should().Be(Outcome.Passed);
        new UsualForItsWeekday(Rows).After(past, "101").Outcome.Should().Be(Outcome.Failed);
        new UsualForItsWeekday(Rows, 3).After(past, "101").Outcome.Should().Be(Outcome.Failed);
    }

    [Test]
    public void Nothing_on_every_friday_is_not_judged() =>
        new UsualForItsWeekday(Rows).After(Earlier.Fridays(RowsOfEvents, 0, 0, 0, 0), "0").Said().Should().Be("NotJudged: rows of raw events: nothing now, and nothing on Fridays before");

    [Test]
    public void What_was_usual_more_than_a_quarter_of_a_year_ago_does_not_count()
    {
        var past = Earlier.Fridays(RowsOfEvents, [.. Enumerable.Repeat(5m, 20), .. Enumerable.Repeat(1000m, 13)]);
        new UsualForItsWeekday(Rows).After(past, "1000").Outcome.Should().Be(Outcome.Passed);
        new UsualForItsWeekday(Rows).After(past, "5").Said().Should().Contain("of 13 Fridays from 2026-08-28 to 2026-11-20");
    }

    [Test]
    public void A_figure_of_some_rows_has_a_past_of_its_own()
    {
        var some = Events.Where(new Compares("id", Comparison.AtMost, "10"));
        var rule = new Rule("revenue", new IsOneOf("status", ["paid"]), new Dictionary<string, RuleTable>(StringComparer.Ordinal));

        TrackedFigure.RowsOf(Events).Past.Name.Should().Be(RowsOfEvents);
        TrackedFigure.RowsOf(some).Past.Name.Should().Be($"rows of {some}").And.NotBe(RowsOfEvents);
        TrackedFigure.AmountOf(rule.Name, Events, new Measure(some, [], "amount")).Past.Name.Should().Be("revenue of raw events");
    }
}

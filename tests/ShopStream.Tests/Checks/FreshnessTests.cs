using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class FreshnessTests
{
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));

    [TestCase("2026-11-26 04:00:00", "Passed: at most 26 hours older than the run of 2026-11-27 06:00:00 UTC | 2026-11-26 04:00:00, 26 h 0 min older")]
    [TestCase(
        "2026-11-26 03:59:59.999999",
        "Failed: at most 26 hours older than the run of 2026-11-27 06:00:00 UTC | 2026-11-26 03:59:59, 26 h 0 min older | +less than 1 s"
    )]
    [TestCase(
        "2026-11-26 03:30:00",
        "Failed: at most 26 hours older than the run of 2026-11-27 06:00:00 UTC | 2026-11-26 03:30:00, 26 h 30 min older | +30 min 0 s"
    )]
    [TestCase("2026-11-27 06:00:00", "Passed: at most 26 hours older than the run of 2026-11-27 06:00:00 UTC | 2026-11-27 06:00:00, 0 s older")]
    [TestCase("2026-11-20", "Failed: at most 26 hours older than the run of 2026-11-27 06:00:00 UTC | 2026-11-20 00:00:00, 7 days 6 h older | +6 days 4 h")]
    public void Freshness_check_fails_above_its_age_limit(string newest, string message) =>
        Hours(26).After(RunHistory.Empty, "5000", newest).Message().Should().Be(message);

    [TestCase("2026-11-27 05:59:59.5", "less than 1 s older")]
    [TestCase("2026-11-27 05:59:59", "1 s older")]
    [TestCase("2026-11-27 05:59:01", "59 s older")]
    [TestCase("2026-11-27 05:59:00", "1 min 0 s older")]
    [TestCase("2026-11-27 05:00:01", "59 min 59 s older")]
    [TestCase("2026-11-27 05:00:00", "1 h 0 min older")]
    [TestCase("2026-11-25 06:01:00", "47 h 59 min older")]
    [TestCase("2026-11-25 06:00:00", "2 days 0 h older")]
    [TestCase("2023-11-27 06:00:00", "1,096 days 0 h older")]
    public void Age_is_written_in_its_two_largest_units(string newest, string age) =>
        new Freshness(Orders, "created_at", new Age(5000, "day")).After(RunHistory.Empty, "1", newest).Actual.Should().EndWith($", {age}");

    [TestCase("2026-11-27 03:00:00", "Passed: at most 4 hours older than the run of 2026-11-27 06:00:00 UTC | a hidden timestamp, older")]
    [TestCase("2026-11-27 01:00:00", "Failed: at most 4 hours older than the run of 2026-11-27 06:00:00 UTC | a hidden timestamp, older")]
    [TestCase(
        "2026-11-27 07:00:00",
        "Passed: at most 4 hours older than the run of 2026-11-27 06:00:00 UTC "
            + "| a hidden timestamp, newer | The newest created_at is later than the run: check the clock and the time zone of the system that writes it."
    )]
    [TestCase("soon", "Error: the newest created_at in raw orders is '(hidden 1)': expected a date or a timestamp")]
    public void Hidden_timestamp_cannot_be_calculated_from_the_evaluation(string newest, string message)
    {
        var check = Hours(4);
        var now = new EvaluationContext(EvaluationContext.MomentOf(SampleHistory.SixFridays, null), new DateOnly(2026, 11, 27), RunHistory.Empty);
        var measurements = new Measurements { RedactionPolicy = new RedactionPolicy(SampleLevel.Full, PersonalColumns.Parse("orders.created_at")) };
        foreach (
            var (metric, measurement) in check
                .GetMetrics()
                .Zip([SampleMeasurements.Row(1), SampleMeasurements.Rows("newest", [newest]), new RunMoment().Measure(now)])
        )
            measurements.Add(metric, measurement);

        check.Evaluate(measurements).Message().Should().Be(message);
    }

    [Test]
    public void Age_of_a_date_counts_from_the_start_of_that_day()
    {
        Hours(6).After(RunHistory.Empty, "1", "2026-11-27").Outcome.Should().Be(Quality.Results.Outcome.Passed);
        Hours(5).After(RunHistory.Empty, "1", "2026-11-27").Outcome.Should().Be(Quality.Results.Outcome.Failed);
    }

    [TestCase(2, "minute", "2026-11-27 05:58:00", "2026-11-27 05:57:59")]
    [TestCase(3, "day", "2026-11-24 06:00:00", "2026-11-24 05:59:59")]
    public void Age_limit_respects_its_unit(long count, string unit, string fresh, string stale)
    {
        var check = new Freshness(Orders, "created_at", new Age(count, unit));
        check.After(RunHistory.Empty, "1", fresh).Outcome.Should().Be(Quality.Results.Outcome.Passed);
        check.After(RunHistory.Empty, "1", stale).Outcome.Should().Be(Quality.Results.Outcome.Failed);
    }

    [TestCase("2026-11-27 06:05:00", null)]
    [TestCase("2026-11-27 06:05:01", "The newest created_at is 5 min 1 s later than the run: check the clock and the time zone of the system that writes it.")]
    public void Future_values_pass_with_a_note_beyond_clock_skew(string newest, string? note)
    {
        var evaluation = Hours(26).After(RunHistory.Empty, "5000", newest);
        evaluation.Outcome.Should().Be(Quality.Results.Outcome.Passed);
        evaluation.Note.Should().Be(note);
    }

    [Test]
    public void Freshness_of_an_empty_table_or_column_is_not_judged()
    {
        Hours(26).After(RunHistory.Empty, "0", null).Message().Should().Be("NotJudged: raw orders is empty");
        Hours(26)
            .After(RunHistory.Empty, "3", null)
            .Message()
            .Should()
            .Be("NotJudged: created_at is null in all 3 rows of raw orders: there are no values to check");
    }

    [TestCase("abc")]
    [TestCase("20261127")]
    [TestCase("infinity")]
    [TestCase("06:00:00")]
    public void Value_that_is_not_a_time_is_an_error(string newest) =>
        Hours(26)
            .After(RunHistory.Empty, "3", newest)
            .Message()
            .Should()
            .Be($"Error: the newest created_at in raw orders is '{newest}': expected a date or a timestamp");

    [Test]
    public void Stale_data_of_a_past_date_fails_and_names_the_command_for_that_date()
    {
        var date = new DateOnly(2026, 1, 15);
        var now = new EvaluationContext(EvaluationContext.MomentOf(SampleHistory.SixFridays, null), date, RunHistory.Empty);
        var then = new EvaluationContext(EvaluationContext.MomentOf(SampleHistory.SixFridays, date), date, RunHistory.Empty);

        Hours(26)
            .From(now, "5", "2026-01-15 23:50:00")
            .Note.Should()
            .Be("The data is from 2026-01-15, a past date; use --date 2026-01-15 to check it as of the end of that date.");
        Hours(26)
            .From(then, "5", "2026-01-15 23:50:00")
            .Message()
            .Should()
            .Be("Passed: at most 26 hours older than the run of 2026-01-16 00:00:00 UTC | 2026-01-15 23:50:00, 10 min 0 s older");
        Hours(26).From(then, "5", "2026-01-14 20:00:00").Note.Should().BeNull();
    }

    [TestCase("2026-11-26", "2026-11-27T00:00:00Z")]
    [TestCase("2026-11-27", "2026-11-27T06:00:00Z")]
    [TestCase("2026-12-01", "2026-11-27T06:00:00Z")]
    [TestCase("9999-12-31", "2026-11-27T06:00:00Z")]
    [TestCase("", "2026-11-27T06:00:00Z")]
    public void Evaluation_time_is_the_run_start_or_the_end_of_the_requested_date(string named, string moment) =>
        EvaluationContext
            .MomentOf(SampleHistory.SixFridays, named.Length == 0 ? null : DateOnly.Parse(named, CultureInfo.InvariantCulture))
            .Should()
            .Be(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture));

    [TestCase(0, "hour")]
    [TestCase(-1, "day")]
    [TestCase(long.MaxValue, "minute")]
    [TestCase(1, "month")]
    public void Invalid_age_is_rejected(long count, string unit) => FluentActions.Invoking(() => new Age(count, unit)).Should().Throw<FormatException>();

    private static Freshness Hours(long hours) => new(Orders, "created_at", new Age(hours, "hour"));
}

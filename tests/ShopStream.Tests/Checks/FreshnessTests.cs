using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class FreshnessTests
{
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));

    [TestCase("2026-11-26 04:00:00", "Passed: at most 26 hours older than the run of 2026-11-27 06:00:00 UTC | 2026-11-26 04:00:00, 26 h 0 min older")]
    [TestCase("2026-11-26 03:59:59.999999", "Failed: at most 26 hours older than the run of 2026-11-27 06:00:00 UTC | 2026-11-26 03:59:59, 26 h 0 min older | +less than 1 s")]
    [TestCase("2026-11-26 03:30:00", "Failed: at most 26 hours older than the run of 2026-11-27 06:00:00 UTC | 2026-11-26 03:30:00, 26 h 30 min older | +30 min 0 s")]
    [TestCase("2026-11-27 06:00:00", "Passed: at most 26 hours older than the run of 2026-11-27 06:00:00 UTC | 2026-11-27 06:00:00, 0 s older")]
    [TestCase("2026-11-20", "Failed: at most 26 hours older than the run of 2026-11-27 06:00:00 UTC | 2026-11-20 00:00:00, 7 days 6 h older | +6 days 4 h")]
    public void The_newest_value_may_be_so_old_and_no_older(string newest, string said) =>
        Hours(26).After(RunHistory.Empty, "5000", newest).Said().Should().Be(said);

    [Test]
    public void A_day_counts_from_its_start()
    {
        Hours(6).After(RunHistory.Empty, "1", "2026-11-27").Outcome.Should().Be(Quality.Verdicts.Outcome.Passed);
        Hours(5).After(RunHistory.Empty, "1", "2026-11-27").Outcome.Should().Be(Quality.Verdicts.Outcome.Failed);
    }

    [TestCase(2, "minute", "2026-11-27 05:58:00", "2026-11-27 05:57:59")]
    [TestCase(3, "day", "2026-11-24 06:00:00", "2026-11-24 05:59:59")]
    public void An_age_has_a_unit(long count, string unit, string fresh, string stale)
    {
        var check = new Freshness(Orders, "created_at", new Age(count, unit));
        check.After(RunHistory.Empty, "1", fresh).Outcome.Should().Be(Quality.Verdicts.Outcome.Passed);
        check.After(RunHistory.Empty, "1", stale).Outcome.Should().Be(Quality.Verdicts.Outcome.Failed);
    }

    [TestCase("2026-11-27 06:05:00", null)]
    [TestCase("2026-11-27 06:05:01", "The newest created_at lies 5 min 1 s in the future of the run: look at the clock or the time zone of who writes it.")]
    public void What_lies_in_the_future_passes_with_a_note_where_clocks_do_not_explain_it(string newest, string? note)
    {
        var verdict = Hours(26).After(RunHistory.Empty, "5000", newest);
        verdict.Outcome.Should().Be(Quality.Verdicts.Outcome.Passed);
        verdict.Note.Should().Be(note);
    }

    [Test]
    public void Without_rows_or_values_there_is_nothing_to_judge()
    {
        Hours(26).After(RunHistory.Empty, "0", null).Said().Should().Be("NotJudged: raw orders is empty");
        Hours(26).After(RunHistory.Empty, "3", null).Said().Should().Be("NotJudged: created_at is null in all 3 rows of raw orders: there is no value to judge");
    }

    [TestCase("abc")]
    [TestCase("20261127")]
    [TestCase("infinity")]
    [TestCase("06:00:00")]
    public void What_is_no_time_is_an_error_and_not_fresh(string newest) =>
        Hours(26).After(RunHistory.Empty, "3", newest).Said().Should().Be($"Error: the newest created_at in raw orders is '{newest}': expected a day or a timestamp");

    [Test]
    public void Old_data_of_an_old_date_is_old_and_the_way_to_judge_that_date_is_told()
    {
        var date = new DateOnly(2026, 1, 15);
        var now = new Standpoint(Standpoint.MomentOf(Earlier.Six, null), date, RunHistory.Empty);
        var then = new Standpoint(Standpoint.MomentOf(Earlier.Six, date), date, RunHistory.Empty);

        Hours(26).From(now, "5", "2026-01-15 23:50:00").Note.Should().Be("The data is of 2026-01-15, which is over; --date 2026-01-15 judges it as of the end of that date.");
        Hours(26).From(then, "5", "2026-01-15 23:50:00").Said().Should().Be("Passed: at most 26 hours older than the run of 2026-01-16 00:00:00 UTC | 2026-01-15 23:50:00, 10 min 0 s older");
        Hours(26).From(then, "5", "2026-01-14 20:00:00").Note.Should().BeNull();
    }

    [TestCase("2026-11-26", "2026-11-27T00:00:00Z")]
    [TestCase("2026-11-27", "2026-11-27T06:00:00Z")]
    [TestCase("2026-12-01", "2026-11-27T06:00:00Z")]
    [TestCase("9999-12-31", "2026-11-27T06:00:00Z")]
    [TestCase("", "2026-11-27T06:00:00Z")]
    public void The_moment_is_the_start_of_the_run_or_the_end_of_the_date_that_was_asked_for(string named, string moment) =>
        Standpoint.MomentOf(Earlier.Six, named.Length == 0 ? null : DateOnly.Parse(named, CultureInfo.InvariantCulture)).Should().Be(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture));

    [TestCase(0, "hour")]
    [TestCase(-1, "day")]
    [TestCase(long.MaxValue, "minute")]
    [TestCase(1, "month")]
    public void An_age_that_cannot_be_is_refused(long count, string unit) =>
        FluentActions.Invoking(() => new Age(count, unit)).Should().Throw<FormatException>();

    private static Freshness Hours(long hours) => new(Orders, "created_at", new Age(hours, "hour"));
}

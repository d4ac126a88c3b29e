using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Tests.Data;

[Category("Fast")]
public sealed class LastPeriodTests
{
    // A nightly run, and a run of a date that is over.
    private static readonly SnapshotTime Night = new(new DateOnly(2026, 3, 31), new DateTimeOffset(2026, 3, 31, 4, 15, 0, TimeSpan.FromHours(2)));
    private static readonly SnapshotTime Late = new(new DateOnly(2026, 3, 31), new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));

    [TestCase("7 days", "2026-03-25 00:00:00", "2026-04-01 00:00:00")]
    [TestCase("1 day", "2026-03-31 00:00:00", "2026-04-01 00:00:00")]
    [TestCase("4 weeks", "2026-03-04 00:00:00", "2026-04-01 00:00:00")]
    [TestCase("1 month", "2026-03-01 00:00:00", "2026-04-01 00:00:00", Description = "of the last day of a month, the whole month")]
    [TestCase("2 months", "2026-02-01 00:00:00", "2026-04-01 00:00:00")]
    [TestCase("365,250 days", "1026-03-25 00:00:00", "2026-04-01 00:00:00")]
    public void Days_weeks_and_months_end_with_the_date_whenever_it_is_run(string text, string from, string before)
    {
        foreach (var taken in new[] { Night, Late })
            LastPeriod.Parse(text).Bounds(taken).Should().Be((Moment(from), Moment(before)));
    }

    [Test]
    public void Hours_end_with_the_snapshot_or_with_the_date_if_that_is_over()
    {
        LastPeriod.Parse("24 hours").Bounds(Night).Should().Be((Moment("2026-03-30 02:15:00"), Moment("2026-03-31 02:15:00")));
        LastPeriod.Parse("24 hours").Bounds(Late).Should().Be((Moment("2026-03-31 00:00:00"), Moment("2026-04-01 00:00:00")));
    }

    [TestCase("2026-03-30", "2026-02-28", "2026-03-31", Description = "February has no 31st: its last day")]
    [TestCase("2026-02-28", "2026-02-01", "2026-03-01")]
    [TestCase("2024-02-28", "2024-01-29", "2024-02-29")]
    [TestCase("2024-12-31", "2024-12-01", "2025-01-01")]
    public void A_month_ends_with_the_date(string date, string from, string before) =>
        LastPeriod
            .Of(1, CalendarUnit.Month)
            .Bounds(new SnapshotTime(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), Late.At))
            .Should()
            .Be((Moment($"{from} 00:00:00"), Moment($"{before} 00:00:00")));

    [TestCase("12,000 months")]
    [TestCase("365,250 days")]
    [TestCase("52,178 weeks")]
    public void What_begins_before_the_year_1_begins_with_it(string text) =>
        LastPeriod.Parse(text).Bounds(Night with { Date = new DateOnly(900, 1, 1) }).From.Should().Be(DateTime.MinValue);

    [Test]
    public void The_last_date_of_all_has_an_end() =>
        LastPeriod.Parse("1 day").Bounds(Night with { Date = DateOnly.MaxValue }).Before.Should().Be(DateTime.MaxValue);

    [TestCase("0 days", "no value is within the last 0 days: expected 1 day or more")]
    [TestCase("365,251 days", "the last 365,251 days are more than a thousand years: expected at most 365,250 days")]
    [TestCase("99999999999999999999 hours", "*more than a thousand years*")]
    [TestCase("week", "'week' is not a period: expected a number of hours, days, weeks or months, such as 7 days")]
    [TestCase("7 years", "'7 years' is not a period*")]
    [TestCase("7 days or so", "'7 days or so' is not a period*")]
    public void Other_periods_are_refused(string text, string message) =>
        FluentActions.Invoking(() => ConditionText.Parse($"created_at is within the last {text}")).Should().Throw<FormatException>().WithMessage(message);

    [Test]
    public void Condition_has_one_id_for_all_nights()
    {
        var condition = ConditionText.Parse("created_at is within the last 7 days");

        condition.Should().Be(new IsWithinLast("created_at", LastPeriod.Of(7, CalendarUnit.Day)));
        condition.Id.Should().Be("within-last(\"created_at\",7,\"day\")");
        condition.ToString().Should().Be("created_at is within the last 7 days");
        ConditionText.Parse($"{new IsWithinLast("Order Date", LastPeriod.Of(1_000, CalendarUnit.Hour))}").Columns.Should().Equal("Order Date");
        condition.Id.Should().NotBe(ConditionText.Parse("created_at is within the last 7 weeks").Id);
    }

    [Test]
    public void Metric_definition_does_not_depend_on_the_run() =>
        FluentActions
            .Invoking(() =>
                BusinessMetricText.Parse(new Dictionary<string, string>(StringComparer.Ordinal) { ["rule.recent"] = "paid_at is within the last 7 days" })
            )
            .Should()
            .Throw<FormatException>()
            .WithMessage("*rule.recent*'paid_at is within the last 7 days' depends on the run*Given only rows of raw orders where*");

    private static DateTime Moment(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}

using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Checks;

[TestFixture, Category("Fast")]
internal sealed class UsualDayTests
{
    private static readonly DateOnly Date = new(2025, 11, 28);
    private static readonly Relation Events = new(new Dataset(Layer.Raw, "events"));
    private static readonly GroupKey Day = new("event_ts", ByDay: true);
    private static readonly UsualDay Rows = new(new MeasuredFigure(new NumberOfRows(), Events), [Day]);
    private static readonly UsualDay ByType = Rows with { By = [new GroupKey("event_type"), Day] };

    [Test]
    public void A_day_that_is_not_usual_says_what_was_found_what_is_usual_and_how_that_is_known()
    {
        var evaluation = Evaluate(Rows, [.. Series(200, back => back == 1 ? 500 : 1_000 + (Noise(back, 100)))]);

        evaluation.Outcome.Should().Be(Outcome.Failed);
        evaluation.Expected.Should().MatchRegex("^[0-9]{3} to 1,[0-9]{3} rows on Thursday 2025-11-27$");
        evaluation.Actual.Should().Be("500 rows");
        evaluation.Difference.Should().MatchRegex(@"^−[0-9]{3} rows \(−5[0-9]\.[0-9] %\)$");
        evaluation
            .Note.Should()
            .MatchRegex(
                @"^1,0[0-9]{2} rows were predicted; a usual Thursday has 1,0[0-9]{2} rows\. A day is predicted by the median of its weekday in 8 weeks and the "
                    + @"level of the last 14 days\. On 1[0-9]{2} days before, predictions were off by [0-9]\.[0-9] % \(the robust scale Qn\); "
                    + @"3\.[89] times as much is usual\.$"
            );
        Evaluate(Rows, [.. Series(200, back => 1_000 + (Noise(back, 100)))]).Actual.Should().MatchRegex("^1,0[0-9]{2} rows$");
    }

    [TestCase("2025-11-28 02:00:00", null, "2025-11-27", Description = "the night after")]
    [TestCase("2025-11-30 02:00:00", null, "2025-11-28", Description = "the date is over")]
    [TestCase("2025-11-30 02:00:00", "2025-11-28 02:00:00", "2025-11-27", Description = "checked again later: the snapshot is the same")]
    [TestCase("2025-11-29 00:00:00", "2025-11-30 02:00:00", "2025-11-28", Description = "run later for the date")]
    public void The_last_day_that_was_over_when_the_data_was_taken_is_judged(string moment, string? snapshot, string day) =>
        new EvaluationContext(Moment(moment), Date, RunHistory.Empty) { SnapshotAt = snapshot is null ? null : Moment(snapshot) }
            .LastWholeDay.Should()
            .Be(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture));

    [Test]
    public void A_short_table_is_not_judged_and_says_how_many_days_are_needed()
    {
        Evaluate(Rows, [.. Series(40, _ => 9)]).Note.Should().Be("the number of rows in raw events: 39 days before 2025-11-27: at least 56 are needed");
        Evaluate(Rows, []).Note.Should().Be("raw events has no rows of the last 400 days");
    }

    [Test]
    public void Groups_are_judged_by_themselves_and_those_that_cannot_be_are_named()
    {
        IReadOnlyList<string?>[] rows =
        [
            .. Series(200, back => back == 1 ? 0 : 1_000 + (Noise(back, 100)), "view"),
            .. Series(200, back => 50 + (Noise(back, 10)), "buy"),
            .. Series(20, _ => 5, [null]),
        ];

        var evaluation = Evaluate(ByType, rows);

        evaluation.Outcome.Should().Be(Outcome.Failed);
        evaluation.Expected.Should().Be("usual values on Thursday 2025-11-27, for each event_type");
        evaluation.Actual.Should().Be("1 of 2 groups not usual");
        evaluation.Keys.Should().ContainSingle().Which.Should().MatchRegex("^event_type=view: 0 rows, usual are [0-9]{3} to 1,[0-9]{3} rows$");
        evaluation.Note.Should().EndWith("1 group cannot be judged, one of them because of 19 days before 2025-11-27: at least 56 are needed.");
    }

    [Test]
    public void Too_many_groups_are_an_error()
    {
        var many = Enumerable.Range(0, 100_001).Select(i => (IReadOnlyList<string?>)[$"{i}", "2025-11-27", "1"]);

        Evaluate(ByType, [.. many]).Should().BeEquivalentTo(new { Outcome = Outcome.Error });
    }

    [Test]
    public void Values_of_a_personal_column_are_not_shown()
    {
        var check = new UsualDay(new MeasuredFigure(new ExtremeValue("phone", IsLargest: true), new Relation(new Dataset(Layer.Raw, "users"))), [Day]);

        check
            .Evaluate(new Measurements { RedactionPolicy = new RedactionPolicy(SampleLevel.Keys, PersonalColumns.Default) })
            .Note.Should()
            .Be("phone is personal: its values are not shown");
    }

    [Test]
    public void One_query_reads_the_days_of_the_last_400() =>
        Rows.GetMetrics().OfType<GroupedMetric>().Single().Relation.ToString().Should().Be("raw events where event_ts is within the last 400 days");

    private static int Noise(int back, int most) => new Random(back).Next(most);

    private static Evaluation Evaluate(UsualDay check, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        var measurements = new Measurements();
        measurements.Add(check.GetMetrics().First(), new Measurement([], rows));
        measurements.Add(new LastWholeDay(), new LastWholeDay().Measure(new EvaluationContext(Moment("2025-11-28 02:00:00"), Date, RunHistory.Empty)));
        return check.Evaluate(measurements);
    }

    // Days back from the date; 1 is the judged one. A day without rows is not there.
    private static IEnumerable<IReadOnlyList<string?>> Series(int days, Func<int, int> rows, params string?[] group) =>
        Enumerable
            .Range(1, days)
            .Where(back => rows(back) > 0)
            .Select(back =>
                (IReadOnlyList<string?>)
                    [.. group, Date.AddDays(-back).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), rows(back).ToString(CultureInfo.InvariantCulture)]
            );

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

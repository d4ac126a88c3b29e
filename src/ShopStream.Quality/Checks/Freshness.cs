using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>
/// the newest created_at in raw orders is at most 26 hours older than the run. Timestamps are in UTC; a date counts as its midnight. A
/// timestamp after the run's moment passes, with a note if it is further ahead than clocks usually differ.
/// </summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Timestamp or date column.</param>
/// <param name="Limit">Maximum age of the newest value.</param>
public sealed record Freshness(Relation Relation, string Column, Age Limit) : ICheck
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF"];

    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Newest => new(Relation, new MaxOf(Column));

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Newest, new RunMoment()];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        if (measurements[Newest].Rows[0][0] is not { } text)
            return FigureText.OnlyNulls(Column, Relation, rows);
        if (!DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var newest))
            return new Evaluation
            {
                Outcome = Outcome.Error,
                Note =
                    $"the newest {Identifier.Written(Column)} in {Relation} is "
                    + $"'{measurements.RedactionPolicy.Redact(Relation.Reference(Column), text)}': expected a date or a timestamp",
            };
        var run = RunMoment.MomentIn(measurements[new RunMoment()]);
        var age = run - newest;
        var expected = $"at most {Limit} older than the run of {Moment(run)} UTC";
        // The age and the run's moment together would reveal the hidden timestamp.
        var isHidden = measurements.RedactionPolicy.Hides(Relation.Reference(Column));
        string Describe(string direction, TimeSpan by) =>
            isHidden ? $"a hidden timestamp, {direction}" : $"{Moment(newest)}, {FigureText.Duration(by)} {direction}";
        if (age > Limit.Span)
        {
            var date = RunMoment.DateIn(measurements[new RunMoment()]);
            return Evaluation.Failed(expected, Describe("older", age), isHidden ? null : $"+{FigureText.Duration(age - Limit.Span)}") with
            {
                Note =
                    date.ToDateTime(TimeOnly.MinValue) < run.AddDays(-1)
                        ? $"The data is from {date:yyyy-MM-dd}, a past date; use --date {date:yyyy-MM-dd} to check it as of the end of that date."
                        : null,
            };
        }
        if (age >= TimeSpan.Zero)
            return Evaluation.Passed(expected, Describe("older", age));
        return Evaluation.Passed(expected, Describe("newer", -age)) with
        {
            Note =
                -age > ClockTolerance
                    ? $"The newest {Identifier.Written(Column)} is {(isHidden ? "" : FigureText.Duration(-age) + " ")}later than the run: "
                        + "check the clock and the time zone of the system that writes it."
                    : null,
        };
    }

    private static string Moment(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

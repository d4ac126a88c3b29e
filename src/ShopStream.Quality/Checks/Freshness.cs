using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>
/// the newest created_at in raw orders is at most 26 hours older than the run. Timestamps mean UTC; a day counts from its start. What lies in
/// the run's future is not old: it passes, with a note where clocks alone cannot explain it.
/// </summary>
/// <param name="Relation">The rows concerned.</param>
/// <param name="Column">A timestamp or a day.</param>
/// <param name="Limit">How old the newest may be.</param>
public sealed record Freshness(Relation Relation, string Column, Age Limit) : ICheck
{
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(5);

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF"];

    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Newest => new(Relation, new MaxOf(Column));

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Newest, new RunMoment()];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0) return Evaluation.NotJudged($"{Relation} is empty");
        if (measurements[Newest].Rows[0][0] is not { } text) return FigureText.OnlyNulls(Column, Relation, rows);
        if (!DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var newest))
            return new Evaluation { Outcome = Outcome.Error, Note = $"the newest {Column} in {Relation} is '{measurements.RedactionPolicy.Redact(Relation.Reference(Column), text)}': expected a day or a timestamp" };
        var run = RunMoment.MomentIn(measurements[new RunMoment()]);
        var age = run - newest;
        var expected = $"at most {Limit} older than the run of {Moment(run)} UTC";
        // With the run's own moment an age would tell it.
        var hides = measurements.RedactionPolicy.Hides(Relation.Reference(Column));
        string Shown(string than, TimeSpan by) => hides ? $"a moment that is not shown, {than}" : $"{Moment(newest)}, {FigureText.Duration(by)} {than}";
        if (age > Limit.Span)
        {
            var date = RunMoment.DateIn(measurements[new RunMoment()]);
            return Evaluation.Failed(expected, Shown("older", age), hides ? null : $"+{FigureText.Duration(age - Limit.Span)}") with
            {
                Note = date.ToDateTime(TimeOnly.MinValue) < run.AddDays(-1) ? $"The data is of {date:yyyy-MM-dd}, which is over; --date {date:yyyy-MM-dd} judges it as of the end of that date." : null,
            };
        }
        if (age >= TimeSpan.Zero) return Evaluation.Passed(expected, Shown("older", age));
        return Evaluation.Passed(expected, Shown("newer", -age)) with
        {
            Note = -age > ClocksDiffer ? $"The newest {Column} lies {(hides ? "" : FigureText.Duration(-age) + " ")}in the future of the run: look at the clock or the time zone of who writes it." : null,
        };
    }

    private static string Moment(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>
/// raw events has rows for every day of event_ts: every day from the first to the last one that occurs, both in UTC. A last day that is not over
/// is a day like any other, because it has rows. NULLs are ignored.
/// </summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Column of dates or timestamps.</param>
/// <param name="ExceptWeekends">Whether Saturdays and Sundays may be without rows.</param>
public sealed record EveryDay(Relation Relation, string Column, bool ExceptWeekends) : ICheck
{
    /// <summary>Most days, some 270 years.</summary>
    public const int MostDays = 100_000;

    private GroupedMetric Days => new(Relation, [new GroupKey(Column, ByDay: true)], [new CountRows()]) { Most = MostDays + 1 };

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Days];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => [new ConditionUse(Relation, new Compares(Column, Comparison.AtLeast, "1970-01-01"))];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var groups = measurements[Days].Rows;
        if (groups.Count == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        var texts = groups.Select(g => g[0]).OfType<string>().ToList();
        if (texts.Count == 0)
            return FigureText.OnlyNulls(Column, Relation, Measurement.TryNumber(groups[0][1]) ?? 0);
        if (texts.Count > MostDays || texts.Find(t => DayOf(t) is null) is not null)
            return new Evaluation
            {
                Outcome = Outcome.Error,
                Note =
                    texts.Count > MostDays
                        ? $"{Identifier.Written(Column)} in {Relation} has more than {MostDays:#,##0} days: limit the rows with 'Given only rows of'"
                        : $"{Identifier.Written(Column)} in {Relation} has a day without a place in the calendar, such as infinity: "
                            + "leave it out with 'Given only rows of'",
            };
        var present = texts.Select(t => DayOf(t)!.Value).ToHashSet();
        var (first, last) = (present.Min(), present.Max());
        var expected = Enumerable
            .Range(0, last.DayNumber - first.DayNumber + 1)
            .Select(first.AddDays)
            .Where(d => !ExceptWeekends || d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            .ToList();
        var missing = expected.Where(d => !present.Contains(d)).ToList();
        var (from, to) = (Shown(first, measurements), Shown(last, measurements));
        var wanted = $"rows on {FigureText.Count(expected.Count, "day")} from {from} to {to}{(ExceptWeekends ? ", weekends excepted" : "")}";
        if (missing.Count == 0)
            return Evaluation.Passed(wanted, "none is missing");
        return Evaluation.Failed(wanted, $"{FigureText.Count(missing.Count, "day")} without rows", $"−{FigureText.Count(missing.Count, "day")}") with
        {
            Keys = [.. missing.Take(Sample.Limit).Select(d => $"day of {Identifier.Written(Column)}={Shown(d, measurements)}")],
        };
    }

    private static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private string? Shown(DateOnly day, Measurements measurements) =>
        measurements.RedactionPolicy.Redact(Relation.Reference(Column), day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}

using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>
/// raw events has rows for every day of event_ts: every hour, day, week or month from the first to the last one that occurs, of each group. A last one that
/// is not over is one like any other, because it has rows.
/// </summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Column of dates or timestamps.</param>
/// <param name="Unit">Part of the calendar.</param>
/// <param name="ExceptWeekends">Whether Saturdays and Sundays may be without rows; only for days.</param>
/// <param name="By">Column whose values are judged one by one; null for all rows together.</param>
public sealed record EveryPeriod(Relation Relation, string Column, CalendarUnit Unit, bool ExceptWeekends, string? By) : ICheck
{
    private CalendarRows Rows => new(Relation, Column, Unit, By);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows.Metric];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => Rows.Uses;

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var (groups, nothing) = Rows.Read(measurements);
        if (nothing is not null)
            return nothing;
        var expected = groups.Select(g => (g.Group, g.Rows, Wanted: Between(g.Rows.Keys.Min(), g.Rows.Keys.Max()).ToList())).ToList();
        var missing = expected.SelectMany(g => g.Wanted.Where(w => !g.Rows.ContainsKey(w)).Select(w => (g.Group, Beginning: w))).ToList();
        var (first, last) = (groups.Min(g => g.Rows.Keys.Min()), groups.Max(g => g.Rows.Keys.Max()));
        var unit = Unit.Name();
        var wanted =
            $"rows on {Counted.Of(expected.Sum(g => (decimal)g.Wanted.Count), unit)} from {Rows.Shown(first, measurements)} "
            + $"to {Rows.Shown(last, measurements)}{(ExceptWeekends ? ", weekends excepted" : "")}{(By is null ? "" : $", for each {Identifier.Written(By)}")}";
        if (missing.Count == 0)
            return Evaluation.Passed(wanted, "none is missing");
        return Evaluation.Failed(wanted, $"{Counted.Of(missing.Count, unit)} without rows", $"−{Counted.Of(missing.Count, unit)}") with
        {
            Keys = [.. missing.Take(Sample.Limit).Select(m => Rows.Key(m.Group, m.Beginning, measurements))],
        };
    }

    private IEnumerable<DateTime> Between(DateTime first, DateTime last)
    {
        for (var moment = first; moment <= last; moment = Unit.Next(moment))
        {
            if (!ExceptWeekends || moment.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                yield return moment;
        }
    }
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>
/// no day of created_at in raw orders has fewer than 50 % of the median rows: of the rows of all days that have some, in each group. What is not over at the
/// moment of the run is not judged.
/// </summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Column of dates or timestamps.</param>
/// <param name="Unit">Part of the calendar.</param>
/// <param name="Percent">Share of the median, above 0.</param>
/// <param name="By">Column whose values are judged one by one; null for all rows together.</param>
public sealed record NoThinPeriod(Relation Relation, string Column, CalendarUnit Unit, decimal Percent, string? By) : ICheck
{
    /// <summary>Fewest parts of the calendar that a median says something of.</summary>
    public const int Fewest = 3;

    private CalendarRows Rows => new(Relation, Column, Unit, By);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows.Metric, new RunMoment()];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => Rows.Uses;

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var (groups, nothing) = Rows.Read(measurements);
        if (nothing is not null)
            return nothing;
        var run = RunMoment.MomentIn(measurements[new RunMoment()]);
        var unit = Unit.Name();
        var judged = groups
            .Select(g => (g.Group, Rows: g.Rows.Where(r => Unit.Next(r.Key) <= run).OrderBy(r => r.Key).ToList()))
            .Where(g => g.Rows.Count >= Fewest)
            .ToList();
        if (judged.Count == 0)
            return Evaluation.NotJudged(
                $"{Relation} has fewer than {Fewest:0} {unit}s of {Identifier.Written(Column)} that are over: there is no median to compare with"
            );
        // The lower one of the middle two, as everywhere.
        var thin = judged
            .Select(g => (g.Group, g.Rows, Median: g.Rows.Select(r => r.Value).Order().ElementAt((g.Rows.Count - 1) / 2)))
            .SelectMany(g => g.Rows.Where(r => r.Value * 100 < Percent * g.Median).Select(r => (g.Group, r.Key, Rows: r.Value, g.Median)))
            .ToList();
        var expected = string.Create(
            CultureInfo.InvariantCulture,
            $"at least {Percent:0.############################} % of the median rows on {Counted.Of(judged.Sum(g => (decimal)g.Rows.Count), unit)}"
        );
        if (thin.Count == 0)
            return Evaluation.Passed(expected, $"no {unit} has fewer");
        return Evaluation.Failed(expected, $"{Counted.Of(thin.Count, unit)} with fewer", $"+{Counted.Of(thin.Count, unit)}") with
        {
            Keys =
            [
                .. thin.Take(Sample.Limit).Select(t => $"{Rows.Key(t.Group, t.Key, measurements)}: {FigureText.Rows(t.Rows)}, the median is {t.Median:#,##0}"),
            ],
        };
    }
}

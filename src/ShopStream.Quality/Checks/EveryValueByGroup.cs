using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>country in raw users is in upper case, in at least 99 % of rows, for each signup_date: a condition judged in every group of rows.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Condition">Condition that must hold.</param>
/// <param name="JudgesNulls">Whether NULL is judged, too. If not, a group of nothing but NULLs has no values, and is left out.</param>
/// <param name="Allowed">How many rows of a group may be otherwise; a share is one of its values.</param>
/// <param name="By">Column whose values make the groups; NULL is a group, too.</param>
public sealed record EveryValueByGroup(Relation Relation, Condition Condition, bool JudgesNulls, Allowance Allowed, string By) : ICheck
{
    private Condition Judged => new AllOf(JudgesNulls ? [] : [.. Condition.Columns.Distinct(StringComparer.Ordinal).Select(c => new Not(new IsNull(c)))]);

    private GroupVerdict Verdict => new(Relation, By);

    private GroupedMetric Groups => Verdict.Measure(new CountWhere(Judged), new CountWhere(new Not(Condition)));

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Groups];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var groups = measurements[Groups].Rows;
        if (Verdict.WhyNot(groups.Count) is { } why)
            return why;
        var counted = groups
            .Select(g => (Group: g[0], Judged: Measurement.TryNumber(g[1]) ?? 0, Breaking: Measurement.TryNumber(g[2]) ?? 0))
            .Where(g => g.Judged > 0)
            .ToList();
        if (counted.Count == 0)
            return Evaluation.NotJudged($"no row of {Relation} has a value: there are no values to check");
        var missed = counted.FindAll(g => !Allowed.Allows(g.Breaking, g.Judged));
        return Verdict.Of(
            $"every row: {Condition}{Allowed}",
            counted.Count,
            missed.ConvertAll(g => (g.Group, $"{FigureText.Rows(g.Breaking)} of {g.Judged:#,##0}")),
            measurements
        );
    }
}

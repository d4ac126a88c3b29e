using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>raw orders has as many rows as source orders, for each country: in every group of either side.</summary>
/// <param name="Expected">Rows with the expected numbers.</param>
/// <param name="Actual">Rows that are judged, also of another store.</param>
/// <param name="By">Column of both whose values make the groups; NULL is a group, too.</param>
public sealed record SameRowCountByGroup(Relation Expected, Relation Actual, string By) : TwoSidedCheck
{
    private protected override (Relation One, Relation Other)? Sides => (Expected, Actual);

    /// <inheritdoc />
    public override Dataset? WrongRowsOf => Actual.Dataset;

    private GroupedMetric GroupsExpected => new GroupVerdict(Expected, By).Measure(new CountRows());

    private GroupedMetric GroupsFound => Verdict.Measure(new CountRows());

    private GroupVerdict Verdict => new(Actual, By);

    /// <inheritdoc />
    public override IEnumerable<Metric> GetMetrics() => [GroupsExpected, GroupsFound];

    private protected override SameRowCountByGroup On(Func<Relation, Relation> limited) => this with { Expected = limited(Expected), Actual = limited(Actual) };

    private protected override Evaluation Judge(Measurements measurements)
    {
        var (wanted, found) = (Counts(measurements[GroupsExpected]), Counts(measurements[GroupsFound]));
        if (Verdict.WhyNot(Math.Max(wanted.Count, found.Count), $"no rows in {Expected} or {Actual}") is { } why)
            return why;
        var groups = wanted.Keys.Union(found.Keys).ToList();
        var differing = groups
            .Select(g => (Group: g, Wanted: wanted.GetValueOrDefault(g), Found: found.GetValueOrDefault(g)))
            .Where(g => g.Wanted != g.Found)
            .OrderBy(g => g.Group.Value, StringComparer.Ordinal)
            .Select(g => (g.Group.Value, $"expected {FigureText.Rows(g.Wanted)}, found {g.Found:#,##0} ({FigureText.SignedRows(g.Found - g.Wanted)})"))
            .ToList();
        var verdict = Verdict.Of($"as many rows as in {Expected}", groups.Count, differing, measurements);
        // Some groups have more rows, others less.
        return differing.Count == 0 ? verdict : verdict with { Difference = Counted.Of(differing.Count, "group") };
    }

    private static Dictionary<(bool IsNull, string? Value), decimal> Counts(Measurement groups) =>
        groups.Rows.ToDictionary(r => (r[0] is null, r[0]), r => Measurement.TryNumber(r[1]) ?? 0);
}

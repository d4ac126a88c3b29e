using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>raw orders has as many rows as source orders, for each country: in every group of either side.</summary>
/// <param name="Expected">Rows with the expected numbers.</param>
/// <param name="Actual">Rows that are judged, also of another store.</param>
/// <param name="By">Column of both whose values make the groups; NULL is a group, too.</param>
public sealed record SameRowCountByGroup(Relation Expected, Relation Actual, string By) : ICheck
{
    /// <inheritdoc />
    public Dataset? WrongRowsOf => Actual.Dataset;

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Groups(Expected), Groups(Actual)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var (expected, actual) = (measurements[Groups(Expected)].Rows, measurements[Groups(Actual)].Rows);
        var by = Identifier.Written(By);
        if (expected.Count == 0 && actual.Count == 0)
            return Evaluation.NotJudged($"no rows in {Expected} or {Actual}");
        if (Math.Max(expected.Count, actual.Count) > EveryValueByGroup.MostGroups)
            return new Evaluation
            {
                Outcome = Outcome.Error,
                Note =
                    $"{by} has more than {EveryValueByGroup.MostGroups:#,##0} different values: "
                    + $"expected a column of at most {EveryValueByGroup.MostGroups:#,##0} groups",
            };
        var (wanted, found) = (Counts(expected), Counts(actual));
        var groups = wanted.Keys.Union(found.Keys).ToList();
        var differing = groups
            .Select(g => (Group: g, Wanted: wanted.GetValueOrDefault(g), Found: found.GetValueOrDefault(g)))
            .Where(g => g.Wanted != g.Found)
            .OrderBy(g => g.Group.Value, StringComparer.Ordinal)
            .ToList();
        var expectation = $"as many rows as in {Expected}, for each {by}";
        if (differing.Count == 0)
            return Evaluation.Passed(expectation, $"{(groups.Count == 1 ? "the one group" : $"all {groups.Count:#,##0} groups")} as expected");
        var policy = measurements.RedactionPolicy;
        return Evaluation.Failed(
            expectation,
            $"{differing.Count:#,##0} of {FigureText.Count(groups.Count, "group")} not as expected",
            FigureText.Count(differing.Count, "group")
        ) with
        {
            Keys =
                policy.Level == SampleLevel.None
                    ? []
                    :
                    [
                        .. differing
                            .Take(Sample.Limit)
                            .Select(g =>
                                $"{by}={policy.Redact(Actual.Reference(By), g.Group.Value) ?? "null"}: "
                                + $"expected {FigureText.Rows(g.Wanted)}, found {g.Found:#,##0} ({FigureText.SignedRows(g.Found - g.Wanted)})"
                            ),
                    ],
        };
    }

    private static Dictionary<(bool IsNull, string? Value), decimal> Counts(IReadOnlyList<IReadOnlyList<string?>> rows) =>
        rows.ToDictionary(r => (r[0] is null, r[0]), r => Measurement.TryNumber(r[1]) ?? 0);

    private GroupedMetric Groups(Relation rows) => new(rows, [new GroupKey(By)], [new CountRows()]) { Most = EveryValueByGroup.MostGroups + 1 };
}

using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>
/// Drills a failed reconciliation down from the total to groups, orders and lines, and finds the first layer in which each key differs.
/// Compares aggregates first, then only the keys that differ.
/// </summary>
/// <param name="catalog">Existing tables and columns.</param>
/// <param name="businessMetrics">Metric definitions, which provide the row keys of tables.</param>
/// <param name="collector">Collects the metrics.</param>
public sealed class DrillDownRunner(Catalog catalog, IReadOnlyCollection<BusinessMetric> businessMetrics, MetricCollector collector)
{
    private const int MaxGroups = 100_000;
    private KeyComparer? keys;

    /// <summary>Approximate number of keys in memory at once; default 100,000.</summary>
    internal int KeysPerPart { get; init; } = 100_000;

    private KeyComparer Keys => keys ??= new KeyComparer(collector, KeysPerPart);

    /// <summary>Drills down a reconciliation. If a store fails, the result is partial and has a note.</summary>
    /// <param name="check">Failed reconciliation.</param>
    /// <param name="cancellationToken">Cancels the drill-down.</param>
    public async Task<DrillDownResult> RunAsync(IReconciliation check, CancellationToken cancellationToken)
    {
        var sides = check.Sides;
        // If the check queried the live source, which has changed since the snapshot, the drill-down does so as well.
        var live = check.GetMetrics().Any(m => m.Store == StoreId.Source && collector.Measurements.Find(m)?.Note is not null);
        var path = new LineagePath(catalog, sides, businessMetrics, live);
        var found = new DrillDownFindings(sides.AmountName, new CauseTallies(), [], [], path.Keys.SelectMany(path.Columns).Any(collector.Measurements.RedactionPolicy.Hides));
        try
        {
            return await RunAsync(path, found, live, cancellationToken);
        }
        catch (StoreException e)
        {
            return Result(found, found.Tally.Net, new Dictionary<string, string>(StringComparer.Ordinal), $"The drill-down is incomplete: {e.Reason.Reason}.", complete: false);
        }
    }

    private async Task<DrillDownResult> RunAsync(LineagePath path, DrillDownFindings found, bool live, CancellationToken cancellationToken)
    {
        var (expected, actual) = (path.Expected, path.Actual);
        var amounts = await Keys.NumbersAsync([expected.Total, actual.Total, .. path.Levels.Select(l => l.Total)], cancellationToken);
        var (wanted, difference) = (amounts[0], amounts[1] - amounts[0]);
        found.Steps.Add(new DrillDownLevelResult("total", 1, difference == 0 ? 0 : 1));
        if (path.Keys.Count > 0)
        {
            long groups = 0;
            var compared = await Keys.CompareAsync([expected, actual], [], _ => groups++, cancellationToken);
            found.Steps.Add(new DrillDownLevelResult(string.Join(", ", path.Keys), compared, groups));
        }
        found.Layers.AddRange(path.Levels.Zip(amounts.Skip(2), (level, amount) => new DrillDownLayer($"{level.Dataset}", amount, amount - wanted)));
        if (path.Levels.Count < 2 || path.Levels[^1].Dataset != actual.Dataset)
            found.Layers.Add(new DrillDownLayer($"{actual.Dataset}", wanted + difference, difference));
        if (path.Levels.Count >= 2) await CompareKeysAsync(path, found, live, cancellationToken);
        await CompareMartGroupsAsync(path, found, cancellationToken);
        var lines = path.Levels.Count < 2 ? new Dictionary<string, string>(StringComparer.Ordinal) : await new DetailRows(Keys, path.Levels).ExplainAsync(found.Tally.Top, found.Steps, cancellationToken);
        return Result(found, difference, lines, path.Levels.Count >= 2 ? null : "The two sides have no common row key, so the drill-down ends with the groups.");
    }

    // Compares the expected side with the last dataset that has row keys, and locates differences in the datasets between.
    private async Task CompareKeysAsync(LineagePath path, DrillDownFindings found, bool live, CancellationToken cancellationToken)
    {
        long differing = 0;
        var compared = await Keys.CompareAsync(path.Levels, path.Keys, traced =>
        {
            differing++;
            var cause = traced.Cause;
            // The live source was queried: rows that are missing in the lake arrived after the snapshot.
            if (live && cause is DifferenceCause.Missing && traced.Dataset.Layer == Layer.Lake) cause = DifferenceCause.ArrivedLate;
            found.Tally.Add(Describe(path, traced.Difference.Key, [path.Grain!]), traced, cause);
        }, cancellationToken);
        found.Steps.Add(new DrillDownLevelResult(path.Grain!, compared, differing));
    }

    // Finds differences that first occur in aggregates without row keys, between the facts and the mart.
    private async Task CompareMartGroupsAsync(LineagePath path, DrillDownFindings found, CancellationToken cancellationToken)
    {
        var from = path.Levels.Count >= 2 ? path.Levels[^1] : null;
        if (from is not null && from.Dataset == path.Actual.Dataset) return;
        var expected = from is null ? path.Expected : path.ByGroup(from) ?? Ungrouped(from);
        var actual = expected.Key.Count == path.Actual.Key.Count ? path.Actual : Ungrouped(path.Actual);
        var groups = new List<TracedDifference>();
        await Keys.CompareAsync([expected, actual], [], traced =>
        {
            if (groups.Count < MaxGroups) groups.Add(traced);
            else found.Tally.Add(Describe(path, traced.Difference.Key, path.Keys), traced, traced.Cause);
        }, cancellationToken);
        // If the differences of the groups cancel out, the amount moved from one group to another.
        var moved = groups.Count > 1 && path.Keys.Count == 1 && groups.Sum(g => g.Difference.Net) == 0;
        foreach (var group in groups)
            found.Tally.Add(Describe(path, group.Difference.Key, path.Keys), group, moved ? DifferenceCause.Moved(path.Keys[0]) : group.Cause);
    }

    private static DrillDownLevel Ungrouped(DrillDownLevel level) =>
        level with { Key = [], Groups = new Dictionary<string, GroupKey>(StringComparer.Ordinal), Status = null, Moment = null, Row = null };

    private string Describe(LineagePath path, string identity, IReadOnlyList<string> names)
    {
        var values = KeyText.Values(identity).ToList();
        return values.Count == 0 ? "total" : string.Join(", ", values.Select((v, i) => Cell(values.Count == names.Count ? names[i] : names.Count == 0 ? "key" : names[0], v)));

        string Cell(string name, string? value) => $"{name}={(value is not null && path.Columns(name).Any(collector.Measurements.RedactionPolicy.Hides) ? collector.Measurements.RedactionPolicy.Mask(value) : value is null ? "null" : VisibleCharacters.Line(value))}";
    }

    private DrillDownResult Result(DrillDownFindings found, decimal difference, IReadOnlyDictionary<string, string> lines, string? note, bool complete = true) => new()
    {
        Metric = found.What,
        Difference = difference,
        Levels = found.Steps,
        Layers = found.Layers,
        FirstDivergentLayer = found.Tally.FirstDivergentLayer?.ToString(),
        Causes = found.Tally.Causes,
        Rows = collector.Measurements.RedactionPolicy.Level == SampleLevel.None ? [] : [.. found.Tally.Top.Take(DrillDownResult.MostRows).Select(c => Row(c, lines, found.HidesGroups))],
        Differences = found.Tally.Count > CauseTallies.MaxDifferences || !complete ? null : [.. found.Tally.Top.Select(c => (c.Name, c.Traced.Difference.Net))],
        Note = note,
    };

    private static DrillDownRow Row(DifferenceWithCause item, IReadOnlyDictionary<string, string> lines, bool hidesGroups)
    {
        var difference = item.Traced.Difference;
        return new DrillDownRow(
            item.Name, item.Cause, difference.ExpectedAmount, difference.ActualAmount, difference.Net, $"{item.Traced.Dataset}",
            hidesGroups || (lines.GetValueOrDefault(item.Name) ?? item.Traced.Detail) is not { } detail ? null : VisibleCharacters.Line(detail));
    }

    private sealed record DrillDownFindings(string What, CauseTallies Tally, List<DrillDownLevelResult> Steps, List<DrillDownLayer> Layers, bool HidesGroups);
}

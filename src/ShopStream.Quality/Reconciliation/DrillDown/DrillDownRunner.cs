using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>
/// Where a reconciliation that failed parts: from the total to the group, the order and the line, and along the hops from the source to
/// the mart, on aggregates first, until the keys are named and the first dataset that has them otherwise.
/// </summary>
/// <param name="catalog">The tables and columns that exist.</param>
/// <param name="businessMetrics">Say what names the rows of a table.</param>
/// <param name="collector">Runs the queries.</param>
public sealed class DrillDownRunner(Catalog catalog, IReadOnlyCollection<BusinessMetric> businessMetrics, MetricCollector collector)
{
    private const int MostGroups = 100_000;
    private KeyComparer? keys;

    /// <summary>About so many keys are held in memory at once.</summary>
    internal int PartKeys { get; init; } = 100_000;

    private KeyComparer Keys => keys ??= new KeyComparer(collector, PartKeys);

    /// <summary>Goes down; a store that does not answer ends it with a note.</summary>
    /// <param name="check">One that failed.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<DrillDownResult> RunAsync(IReconciliation check, CancellationToken cancellationToken)
    {
        var sides = check.Sides;
        // A source that was asked now has gone on since its snapshot: it is asked now again.
        var live = check.GetMetrics().Any(q => q.Store == StoreId.Source && collector.Measurements.Find(q)?.Note is not null);
        var path = new LineagePath(catalog, sides, businessMetrics, live);
        var found = new DrillDownFindings(sides.AmountName, new CauseTallies(), [], [], path.Keys.SelectMany(path.Columns).Any(collector.Measurements.RedactionPolicy.Hides));
        try
        {
            return await RunAsync(path, found, live, cancellationToken);
        }
        catch (StoreException e)
        {
            return Result(found, found.Tally.Net, new Dictionary<string, string>(StringComparer.Ordinal), $"The way down ended early: {e.Reason.Reason}.", whole: false);
        }
    }

    private async Task<DrillDownResult> RunAsync(LineagePath path, DrillDownFindings found, bool live, CancellationToken cancellationToken)
    {
        var (expected, actual) = (path.Expected, path.Actual);
        var amounts = await Keys.NumbersAsync([expected.Total, actual.Total, .. path.Levels.Select(r => r.Total)], cancellationToken);
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
        if (path.Levels.Count >= 2) await KeysAsync(path, found, live, cancellationToken);
        await MartGroupsAsync(path, found, cancellationToken);
        var lines = path.Levels.Count < 2 ? new Dictionary<string, string>(StringComparer.Ordinal) : await new DetailRows(Keys, path.Levels).ExplainAsync(found.Tally.Top, found.Steps, cancellationToken);
        return Result(found, difference, lines, path.Levels.Count >= 2 ? null : "The rows of the two sides are not named alike, so that the way down ends with the groups.");
    }

    // The expected side against the last dataset that names the rows, with those between.
    private async Task KeysAsync(LineagePath path, DrillDownFindings found, bool live, CancellationToken cancellationToken)
    {
        long differing = 0;
        var compared = await Keys.CompareAsync(path.Levels, path.Keys, traced =>
        {
            differing++;
            var kind = traced.Cause;
            // The source was asked now: what the lake does not have came after the snapshot.
            if (live && kind is DifferenceCause.Missing && traced.Dataset.Layer == Layer.Lake) kind = DifferenceCause.ArrivedLate;
            found.Tally.Add(Describe(path, traced.Difference.Key, [path.Grain!]), traced, kind);
        }, cancellationToken);
        found.Steps.Add(new DrillDownLevelResult(path.Grain!, compared, differing));
    }

    // What parts only after the rows are no longer named: between the facts and the mart.
    private async Task MartGroupsAsync(LineagePath path, DrillDownFindings found, CancellationToken cancellationToken)
    {
        var from = path.Levels.Count >= 2 ? path.Levels[^1] : null;
        if (from is not null && from.Dataset == path.Actual.Dataset) return;
        var expected = from is null ? path.Expected : path.ByGroup(from) ?? Ungrouped(from);
        var actual = expected.Key.Count == path.Actual.Key.Count ? path.Actual : Ungrouped(path.Actual);
        var groups = new List<TracedDifference>();
        await Keys.CompareAsync([expected, actual], [], traced =>
        {
            if (groups.Count < MostGroups) groups.Add(traced);
            else found.Tally.Add(Describe(path, traced.Difference.Key, path.Keys), traced, traced.Cause);
        }, cancellationToken);
        // Groups whose differences cancel out: what one lost another has.
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

    private DrillDownResult Result(DrillDownFindings found, decimal difference, IReadOnlyDictionary<string, string> lines, string? note, bool whole = true) => new()
    {
        Metric = found.What,
        Difference = difference,
        Levels = found.Steps,
        Layers = found.Layers,
        FirstDivergentLayer = found.Tally.FirstDivergentLayer?.ToString(),
        Causes = found.Tally.Causes,
        Rows = collector.Measurements.RedactionPolicy.Level == SampleLevel.None ? [] : [.. found.Tally.Top.Take(DrillDownResult.MostRows).Select(c => Row(c, lines, found.HidesGroups))],
        Differences = found.Tally.Count > CauseTallies.Largest || !whole ? null : [.. found.Tally.Top.Select(c => (c.What, c.Traced.Difference.Net))],
        Note = note,
    };

    private static DrillDownRow Row(DifferenceWithCause classified, IReadOnlyDictionary<string, string> lines, bool hidesGroups)
    {
        var difference = classified.Traced.Difference;
        return new DrillDownRow(
            classified.What, classified.Cause, difference.ExpectedAmount, difference.ActualAmount, difference.Net, $"{classified.Traced.Dataset}",
            hidesGroups || (lines.GetValueOrDefault(classified.What) ?? classified.Traced.Detail) is not { } detail ? null : VisibleCharacters.Line(detail));
    }

    private sealed record DrillDownFindings(string What, CauseTallies Tally, List<DrillDownLevelResult> Steps, List<DrillDownLayer> Layers, bool HidesGroups);
}

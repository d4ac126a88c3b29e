using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Disclosure;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Reconciliation.Descending;

/// <summary>
/// Where a reconciliation that failed parts: from the total to the group, the order and the line, and along the hops from the source to
/// the mart, on aggregates first, until the keys are named and the first dataset that has them otherwise.
/// </summary>
/// <param name="catalog">The tables and columns that exist.</param>
/// <param name="rules">Say what names the rows of a table.</param>
/// <param name="asker">Runs the queries.</param>
public sealed class Descent(Catalog catalog, IReadOnlyCollection<Rule> rules, Asker asker)
{
    private const int MostGroups = 100_000;
    private KeyComparer? keys;

    /// <summary>About so many keys are held in memory at once.</summary>
    internal int PartKeys { get; init; } = 100_000;

    private KeyComparer Keys => keys ??= new KeyComparer(asker, PartKeys);

    /// <summary>Goes down; a store that does not answer ends it with a note.</summary>
    /// <param name="check">One that failed.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public async Task<LadderResult> DescendAsync(IReconciliation check, CancellationToken cancellation)
    {
        var sides = check.Sides;
        // A source that was asked now has gone on since its snapshot: it is asked now again.
        var live = check.Ask().Any(q => q.Store == StoreId.Source && asker.Answers.Find(q)?.Note is not null);
        var way = new Way(catalog, sides, rules, live);
        var found = new Found(sides.What, new Tally(), [], [], way.Keys.SelectMany(way.Columns).Any(asker.Answers.Discretion.Hides));
        try
        {
            return await DescendAsync(way, found, live, cancellation);
        }
        catch (StoreException e)
        {
            return Result(found, found.Tally.Net, new Dictionary<string, string>(StringComparer.Ordinal), $"The way down ended early: {e.Why.Reason}.", whole: false);
        }
    }

    private async Task<LadderResult> DescendAsync(Way way, Found found, bool live, CancellationToken cancellation)
    {
        var (expected, actual) = (way.Expected, way.Actual);
        var amounts = await Keys.NumbersAsync([expected.Total, actual.Total, .. way.Rungs.Select(r => r.Total)], cancellation);
        var (wanted, difference) = (amounts[0], amounts[1] - amounts[0]);
        found.Steps.Add(new LadderStep("total", 1, difference == 0 ? 0 : 1));
        if (way.Keys.Count > 0)
        {
            long groups = 0;
            var compared = await Keys.CompareAsync([expected, actual], [], _ => groups++, cancellation);
            found.Steps.Add(new LadderStep(string.Join(", ", way.Keys), compared, groups));
        }
        found.Hops.AddRange(way.Rungs.Zip(amounts.Skip(2), (rung, amount) => new LadderHop($"{rung.Dataset}", amount, amount - wanted)));
        if (way.Rungs.Count < 2 || way.Rungs[^1].Dataset != actual.Dataset)
            found.Hops.Add(new LadderHop($"{actual.Dataset}", wanted + difference, difference));
        if (way.Rungs.Count >= 2) await KeysAsync(way, found, live, cancellation);
        await LastGroupsAsync(way, found, cancellation);
        var lines = way.Rungs.Count < 2 ? new Dictionary<string, string>(StringComparer.Ordinal) : await new Lines(Keys, way.Rungs).BelowAsync(found.Tally.Top, found.Steps, cancellation);
        return Result(found, difference, lines, way.Rungs.Count >= 2 ? null : "The rows of the two sides are not named alike, so that the way down ends with the groups.");
    }

    // The expected side against the last dataset that names the rows, with those between.
    private async Task KeysAsync(Way way, Found found, bool live, CancellationToken cancellation)
    {
        long differing = 0;
        var compared = await Keys.CompareAsync(way.Rungs, way.Keys, traced =>
        {
            differing++;
            var kind = traced.Class;
            // The source was asked now: what the lake does not have came after the snapshot.
            if (live && kind is DifferenceClass.Missing && traced.Dataset.Layer == Layer.Lake) kind = DifferenceClass.ArrivedLate;
            found.Tally.Add(Named(way, traced.Difference.Key, [way.Grain!]), traced, kind);
        }, cancellation);
        found.Steps.Add(new LadderStep(way.Grain!, compared, differing));
    }

    // What parts only after the rows are no longer named: between the facts and the mart.
    private async Task LastGroupsAsync(Way way, Found found, CancellationToken cancellation)
    {
        var from = way.Rungs.Count >= 2 ? way.Rungs[^1] : null;
        if (from is not null && from.Dataset == way.Actual.Dataset) return;
        var expected = from is null ? way.Expected : way.ByGroup(from) ?? Whole(from);
        var actual = expected.Key.Count == way.Actual.Key.Count ? way.Actual : Whole(way.Actual);
        var groups = new List<Traced>();
        await Keys.CompareAsync([expected, actual], [], traced =>
        {
            if (groups.Count < MostGroups) groups.Add(traced);
            else found.Tally.Add(Named(way, traced.Difference.Key, way.Keys), traced, traced.Class);
        }, cancellation);
        // Groups whose differences cancel out: what one lost another has.
        var moved = groups.Count > 1 && way.Keys.Count == 1 && groups.Sum(g => g.Difference.Net) == 0;
        foreach (var group in groups)
            found.Tally.Add(Named(way, group.Difference.Key, way.Keys), group, moved ? DifferenceClass.Moved(way.Keys[0]) : group.Class);
    }

    private static Rung Whole(Rung rung) =>
        rung with { Key = [], Groups = new Dictionary<string, GroupKey>(StringComparer.Ordinal), Status = null, Moment = null, Row = null };

    private string Named(Way way, string identity, IReadOnlyList<string> names)
    {
        var values = KeyText.Values(identity).ToList();
        return values.Count == 0 ? "total" : string.Join(", ", values.Select((v, i) => Cell(values.Count == names.Count ? names[i] : names.Count == 0 ? "key" : names[0], v)));

        string Cell(string name, string? value) => $"{name}={(value is not null && way.Columns(name).Any(asker.Answers.Discretion.Hides) ? asker.Answers.Discretion.Hidden(value) : value is null ? "null" : Visible.Line(value))}";
    }

    private LadderResult Result(Found found, decimal difference, IReadOnlyDictionary<string, string> lines, string? note, bool whole = true) => new()
    {
        What = found.What,
        Difference = difference,
        Steps = found.Steps,
        Hops = found.Hops,
        FirstHop = found.Tally.FirstHop?.ToString(),
        Classes = found.Tally.Classes,
        Rows = asker.Answers.Discretion.Level == SampleLevel.None ? [] : [.. found.Tally.Top.Take(LadderResult.MostRows).Select(c => Row(c, lines, found.HidesGroups))],
        Differences = found.Tally.Count > Tally.Largest || !whole ? null : [.. found.Tally.Top.Select(c => (c.What, c.Traced.Difference.Net))],
        Note = note,
    };

    private static LadderRow Row(Classified classified, IReadOnlyDictionary<string, string> lines, bool hidesGroups)
    {
        var difference = classified.Traced.Difference;
        return new LadderRow(
            classified.What, classified.Class, difference.Wanted, difference.Found, difference.Net, $"{classified.Traced.Dataset}",
            hidesGroups || (lines.GetValueOrDefault(classified.What) ?? classified.Traced.Detail) is not { } detail ? null : Visible.Line(detail));
    }

    private sealed record Found(string What, Tally Tally, List<LadderStep> Steps, List<LadderHop> Hops, bool HidesGroups);
}

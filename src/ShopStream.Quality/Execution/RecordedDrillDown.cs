using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Quality.Execution;

/// <summary>The drill-down where the snapshot's rows are lost: the recorded groups are compared with those of each layer, and no rows are named.</summary>
/// <param name="comparer">Measures the layers.</param>
internal sealed class RecordedDrillDown(KeyComparer comparer)
{
    /// <summary>Finds the first level in which each group differs from the recorded one.</summary>
    /// <param name="gaps">Groups that differ in the check.</param>
    /// <param name="levels">Levels by group, in the order of the lineage; the last one is the actual side.</param>
    /// <param name="damaged">
    /// The damaged files by group: what they have in common with the level in which a group first differs was loaded from them. Null if they are not upstream.
    /// </param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyList<TracedDifference>> TraceAsync(
        IReadOnlyList<GroupGap> gaps,
        IReadOnlyList<DrillDownLevel> levels,
        DrillDownLevel? damaged,
        CancellationToken cancellationToken
    )
    {
        var inFiles = damaged is null || gaps.Count == 0 ? null : await ReadAsync(damaged, cancellationToken);
        var open = gaps.ToDictionary(g => g.Group, StringComparer.Ordinal);
        var found = new List<TracedDifference>();
        foreach (var level in levels.SkipLast(1))
        {
            if (open.Count == 0)
                break;
            var entries = level.Read(await comparer.MeasureAsync(level.Entries([]), cancellationToken), []);
            foreach (var gap in open.Values.ToList())
            {
                var there = entries.GetValueOrDefault(gap.Group)?.Where(e => e.CountedRows > 0).ToList() ?? [];
                if (there.Sum(e => e.Counted) == gap.Expected)
                    continue;
                var first = FirstOf(gap.Group, there.Sum(e => e.Counted), level);
                found.Add(new TracedDifference(Whole(gap), first, first, new KeyDifference(gap.Group, Recorded(gap.Expected), there)));
                open.Remove(gap.Group);
            }
        }
        return
        [
            .. found,
            .. open
                .Values.Select(g => (Gap: g, First: FirstOf(g.Group, g.Actual, levels[^1])))
                .Select(g => new TracedDifference(Whole(g.Gap), g.First, g.First, Whole(g.Gap))),
        ];

        DrillDownLevel FirstOf(string group, decimal amount, DrillDownLevel level) =>
            inFiles is not null && (inFiles.GetValueOrDefault(group)?.Sum(e => e.Counted) ?? 0) == amount ? damaged! : level;
    }

    // A file may be so damaged that it cannot be read.
    private async Task<Dictionary<string, List<Entry>>?> ReadAsync(DrillDownLevel level, CancellationToken cancellationToken)
    {
        try
        {
            return level.Read(await comparer.MeasureAsync(level.Entries([]), cancellationToken), []);
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private static KeyDifference Whole(GroupGap gap) =>
        new(gap.Group, Recorded(gap.Expected), gap.Actual == gap.Expected ? [Row(gap.Actual)] : Recorded(gap.Actual));

    // Only amounts are recorded: nothing is said of rows.
    private static IReadOnlyList<Entry> Recorded(decimal amount) => amount == 0 ? [] : [Row(amount)];

    private static Entry Row(decimal amount) => new([], null, null, 1, amount, 1, amount);
}

using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>The drill-down where the snapshot's rows are lost: the recorded groups are compared with those of each layer, and no rows are named.</summary>
/// <param name="comparer">Measures the layers.</param>
internal sealed class RecordedDrillDown(KeyComparer comparer)
{
    /// <summary>Finds the first level in which each group differs from the recorded one.</summary>
    /// <param name="gaps">Groups that differ in the check.</param>
    /// <param name="levels">Levels by group, in the order of the lineage; the last one is the actual side.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyList<TracedDifference>> TraceAsync(IReadOnlyList<GroupGap> gaps, IReadOnlyList<DrillDownLevel> levels, CancellationToken cancellationToken)
    {
        var open = gaps.ToDictionary(g => g.Group, StringComparer.Ordinal);
        var found = new List<TracedDifference>();
        foreach (var level in levels.SkipLast(1))
        {
            if (open.Count == 0) break;
            var entries = level.Read(await comparer.MeasureAsync(level.Entries([]), cancellationToken), []);
            foreach (var gap in open.Values.ToList())
            {
                var there = entries.GetValueOrDefault(gap.Group)?.Where(e => e.CountedRows > 0).ToList() ?? [];
                if (there.Sum(e => e.Counted) == gap.Expected && (there.Count > 0 || gap.Expected != 0)) continue;
                found.Add(Traced(gap, level, new KeyDifference(gap.Group, Recorded(gap.Expected), there)));
                open.Remove(gap.Group);
            }
        }
        return [.. found, .. open.Values.Select(g => Traced(g, levels[^1], new KeyDifference(g.Group, Recorded(g.Expected), Recorded(g.Actual))))];
    }

    private static TracedDifference Traced(GroupGap gap, DrillDownLevel level, KeyDifference atLevel) =>
        new(new KeyDifference(gap.Group, Recorded(gap.Expected), Recorded(gap.Actual)), level, level, atLevel);

    // Only amounts are recorded: nothing is said of rows.
    private static IReadOnlyList<Entry> Recorded(decimal amount) => amount == 0 ? [] : [new Entry([], null, null, 1, amount, 1, amount)];
}

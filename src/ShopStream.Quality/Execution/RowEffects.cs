using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Quality.Execution;

/// <summary>Finds the groups of a key's difference by its rows, such as the lines of an order that are of several categories.</summary>
/// <param name="comparer">Measures the rows.</param>
internal sealed class RowEffects(KeyComparer comparer)
{
    /// <summary>Effects by group, and the amounts whose group the rows do not tell either.</summary>
    /// <param name="open">Keys whose difference is not placed.</param>
    /// <param name="before">Last level with all group keys.</param>
    /// <param name="after">Last level.</param>
    /// <param name="groups">Names of the group keys.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<(IReadOnlyDictionary<string, GroupEffect> Effects, IReadOnlyList<decimal> Rests)> FindAsync(
        IReadOnlyList<TracedDifference> open,
        DrillDownLevel before,
        DrillDownLevel after,
        IReadOnlyList<string> groups,
        CancellationToken cancellationToken
    )
    {
        var effects = new Dictionary<string, GroupEffect>(StringComparer.Ordinal);
        if (open.Count == 0)
            return (effects, []);
        if (before.IsRow || before.Key.Count != 1 || !before.HasSameShape(after) || open.Any(d => KeyText.HasNull(d.Difference.Key)))
            return (effects, [.. open.Select(d => d.Unplaced)]);
        var (wanted, found) = (await ReadAsync(before, groups), await ReadAsync(after, []));
        var rests = new List<decimal>();
        foreach (var row in wanted.Keys.Union(found.Keys, StringComparer.Ordinal))
        {
            var entries = wanted.GetValueOrDefault(row) ?? [];
            var amount = (found.GetValueOrDefault(row)?.Sum(e => e.Counted) ?? 0) - entries.Sum(e => e.Counted);
            var group = entries.Select(e => KeyText.Identity(e.Group)).Distinct(StringComparer.Ordinal).ToList();
            if (amount == 0)
                continue;
            if (group.Count == 1)
                effects[group[0]] = effects.GetValueOrDefault(group[0]) with { Amount = effects.GetValueOrDefault(group[0]).Amount + amount };
            else
                rests.Add(amount);
        }
        return (effects, rests);

        async Task<Dictionary<string, List<Entry>>> ReadAsync(DrillDownLevel level, IReadOnlyList<string> of)
        {
            var rows = level with { Key = [level.Key[0], new GroupKey(level.Row!.Column)] };
            var condition = new IsOneOf(level.Key[0].Column, [.. open.Select(d => KeyText.Values(d.Difference.Key).Single()!)]);
            return rows.Read(await comparer.MeasureAsync(rows.Entries(of, condition), cancellationToken), of);
        }
    }
}

using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Quality.Execution;

/// <summary>
/// Finds the looked-up table that repeats a key: a row that it has twice doubles the rows that point to it, although their own table is right.
/// </summary>
/// <param name="comparer">Measures the numbers of rows.</param>
internal sealed class RepeatedLookups(KeyComparer comparer)
{
    /// <summary>Returns the differences with <see cref="TracedDifference.RepeatedLookup"/>.</summary>
    /// <param name="differences">Keys that differ, located in a level.</param>
    /// <param name="part">Condition of the part of a level that is compared; null if it is compared as a whole.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="StoreException">A store did not respond or rejected a query.</exception>
    public async Task<IReadOnlyList<TracedDifference>> LocateAsync(
        IReadOnlyList<TracedDifference> differences,
        Func<DrillDownLevel, Condition?> part,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var level in differences.Where(IsRepeated).GroupBy(d => d.Level))
        {
            var keys = level.Select(d => d.Difference.Key).ToList();
            var byValue = level.Key.Key.Count == 1 && keys.Count <= KeyComparer.MaxKeysByValue && !keys.Exists(KeyText.HasNull);
            var only = byValue ? new IsOneOf(level.Key.Key[0].Column, [.. keys.Select(k => KeyText.Values(k).Single()!)]) : part(level.Key);
            await LocateAsync(level.Key, keys, only, found, cancellationToken);
        }
        return [.. differences.Select(d => found.TryGetValue(d.Difference.Key, out var table) ? d with { RepeatedLookup = table } : d)];
    }

    // A key that a looked-up table has itself cannot be counted without it.
    private static bool IsRepeated(TracedDifference difference) =>
        difference.Level.Links.Count > 0
        && difference.AtLevel.Actual.Sum(e => e.Rows) > difference.AtLevel.Expected.Sum(e => e.Rows)
        && difference.Level.Key.Select(k => k.Column).Concat(difference.Level.Rows.Conditions.SelectMany(c => c.Columns)).All(IsOwn);

    private static bool IsOwn(string column) => Identifier.Split(column).Table is null;

    // Adds one lookup after the other: the first with which a key has more rows repeats it.
    private async Task LocateAsync(
        DrillDownLevel level,
        IReadOnlyList<string> keys,
        Condition? only,
        Dictionary<string, string> found,
        CancellationToken cancellationToken
    )
    {
        var before = await CountAsync(0);
        for (var joined = 1; joined <= level.Links.Count; joined++)
        {
            var after = await CountAsync(joined);
            foreach (var key in keys.Where(k => after.GetValueOrDefault(k) > before.GetValueOrDefault(k)))
                found.TryAdd(key, level.Links[joined - 1].Table);
            before = after;
        }

        async Task<Dictionary<string, decimal>> CountAsync(int lookups)
        {
            var rows = new Relation(level.Rows.Dataset, level.Rows.Conditions, [.. level.Links.Take(lookups)]);
            var measured = await comparer.MeasureAsync(
                new GroupedMetric(only is null ? rows : rows.Where(only), level.Key, [new CountRows()]),
                cancellationToken
            );
            return measured.Rows.ToDictionary(
                r => KeyText.Identity([.. r.Take(level.Key.Count)]),
                r => Measurement.TryNumber(r[level.Key.Count]) ?? 0,
                StringComparer.Ordinal
            );
        }
    }
}

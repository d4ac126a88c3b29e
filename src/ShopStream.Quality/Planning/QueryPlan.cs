using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Planning;

/// <summary>
/// Merges metrics into as few queries as possible: one per table and its lookups for aggregates, whatever their filters; one per relation for groups, whatever
/// their keys, and its totals; one per metric for all others. Aggregates that hold the values of columns in memory, and groups by different keys, are spread
/// over several queries, and those of one column or key stay together: they share the values.
/// </summary>
public static class QueryPlan
{
    // PostgreSQL returns at most 1,664 columns.
    private const int MostMetrics = 800;

    /// <summary>Queries in the order of their first metric. Metrics that no query measures are left out.</summary>
    /// <param name="metrics">Metrics of any store; equal ones are measured once.</param>
    /// <param name="sql">Returns the SQL renderer of a store.</param>
    public static IReadOnlyList<PlannedQuery> Create(IEnumerable<Metric> metrics, Func<StoreId, SqlText> sql) =>
        [
            .. WithTotals(
                    [
                        .. metrics
                            .Where(m => m.IsQueried)
                            .DistinctBy(m => m.Id, StringComparer.Ordinal)
                            .GroupBy(m => m.QueryFamily, StringComparer.Ordinal)
                            .SelectMany(Parts),
                    ],
                    sql
                )
                .Select(part => part[0].Plan(part, sql(part[0].Store))),
        ];

    // The totals of rows that are read for groups anyway.
    private static List<Metric[]> WithTotals(List<Metric[]> parts, Func<StoreId, SqlText> sql)
    {
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (
                GroupingSets.Totals(parts[i]) is { } totals
                && parts.FindIndex(p => GroupingSets.CanTake(p, totals)) is >= 0 and var groups
                && sql(totals[0].Store).Dialect.HasEmptyGroupingSet
            )
            {
                parts[groups] = [.. parts[groups], .. totals];
                parts.RemoveAt(i);
            }
        }
        return parts;
    }

    // What holds nothing is in the first part.
    private static IEnumerable<Metric[]> Parts(IEnumerable<Metric> family)
    {
        var held = new List<string>();
        int PartOf(Metric metric)
        {
            if (metric.Held is not { } values)
                return 0;
            if (!held.Contains(values, StringComparer.Ordinal))
                held.Add(values);
            return held.FindIndex(h => string.Equals(h, values, StringComparison.Ordinal)) / metric.MostHeld;
        }
        return family.GroupBy(PartOf).SelectMany(part => part.Chunk(MostMetrics));
    }

    /// <summary>A separate query for one metric: shown to be run by hand, or used when a merged query was rejected.</summary>
    public static PlannedQuery Single(Metric metric, Func<StoreId, SqlText> sql) => metric.Plan([metric], sql(metric.Store));
}

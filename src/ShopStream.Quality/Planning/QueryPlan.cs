using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Planning;

/// <summary>
/// Merges metrics into as few queries as possible: one per table and its lookups for aggregates, whatever their filters; one per relation and
/// keys for groups; one per metric for all others.
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
            .. metrics
                .Where(m => m.IsQueried)
                .DistinctBy(m => m.Id, StringComparer.Ordinal)
                .GroupBy(m => m.QueryFamily, StringComparer.Ordinal)
                .SelectMany(family => family.Chunk(MostMetrics))
                .Select(part => part[0].Plan(part, sql(part[0].Store))),
        ];

    /// <summary>A separate query for one metric: shown to be run by hand, or used when a merged query was rejected.</summary>
    public static PlannedQuery Single(Metric metric, Func<StoreId, SqlText> sql) => metric.Plan([metric], sql(metric.Store));
}

using ShopStream.Quality.Data;

namespace ShopStream.Quality.Planning;

/// <summary>A query and the metrics it measures.</summary>
/// <param name="Store">Store that runs it.</param>
/// <param name="Sql">SQL text; empty for <see cref="ManifestDifferences"/>, which hashes a file instead.</param>
/// <param name="Slots">The metrics, and in which columns of the result each of them is.</param>
public sealed record PlannedQuery(StoreId Store, string Sql, IReadOnlyList<Slot> Slots)
{
    /// <summary>Metrics it measures.</summary>
    public IEnumerable<Metric> Metrics => Slots.Select(s => s.Metric);

    /// <summary>Splits the result of the query into a measurement per metric.</summary>
    public IEnumerable<(Metric Metric, Measurement Measurement)> Split(Measurement result) =>
        Slots.Select(s => (s.Metric, s.Columns is null || result.Missing is not null ? result : Project(result, s.Columns)));

    private static Measurement Project(Measurement result, IReadOnlyList<int> columns) => result with
    {
        Columns = [.. columns.Select(c => result.Columns[c])],
        Rows = [.. result.Rows.Select(row => (IReadOnlyList<string?>)[.. columns.Select(c => row[c])])],
    };
}

/// <summary>The part of a query's result that belongs to one metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Columns">Indexes of its columns in the result; null for all columns.</param>
public sealed record Slot(Metric Metric, IReadOnlyList<int>? Columns);

/// <summary>Merges metrics into as few queries as possible: one per table and its lookups for aggregates, whatever their filters; one per relation and keys for groups; one per metric for all others.</summary>
public static class QueryPlan
{
    // PostgreSQL returns at most 1,664 columns.
    private const int MostMetrics = 800;

    /// <summary>Queries in the order of their first metric. <see cref="Shape"/> and <see cref="RunContextMetric"/> need no query.</summary>
    /// <param name="metrics">Metrics of any store; equal ones are measured once.</param>
    /// <param name="sql">Returns the SQL renderer of a store.</param>
    public static IReadOnlyList<PlannedQuery> Create(IEnumerable<Metric> metrics, Func<StoreId, SqlText> sql)
    {
        var queries = new List<PlannedQuery>();
        var distinct = metrics.Where(m => m is not (Shape or RunContextMetric)).DistinctBy(m => m.Key, StringComparer.Ordinal);
        foreach (var family in distinct.GroupBy(MergeKey, StringComparer.Ordinal))
        {
            foreach (var part in family.Chunk(MostMetrics))
            {
                queries.Add(part[0] switch
                {
                    AggregateMetric first => Merge(first, [.. part.Cast<AggregateMetric>()], sql),
                    GroupedMetric first => Merge(first, [.. part.Cast<GroupedMetric>()], sql),
                    ManifestDifferences manifest => new PlannedQuery(manifest.Store, "", [new Slot(manifest, null)]),
                    var single => new PlannedQuery(single.Store, sql(single.Store).Of(single), [new Slot(single, null)]),
                });
            }
        }
        return queries;
    }

    /// <summary>A separate query for one metric: shown to be run by hand, or used when a merged query was rejected.</summary>
    public static PlannedQuery Single(Metric metric, Func<StoreId, SqlText> sql) => Create([metric], sql)[0];

    private static string MergeKey(Metric metric) => metric switch
    {
        // Aggregates with different filters share a query, those with different lookups do not: a key that is not unique multiplies rows.
        AggregateMetric f => $"figures of {new Relation(f.Relation.Dataset, null, f.Relation.Lookups)}",
        GroupedMetric g => $"groups of {g.Relation} by {string.Join(", ", g.By)}",
        _ => metric.Key,
    };

    private static PlannedQuery Merge(AggregateMetric first, List<AggregateMetric> metrics, Func<StoreId, SqlText> sql)
    {
        var slots = metrics.Select((f, i) => new Slot(f, [i]));
        return new PlannedQuery(first.Store, sql(first.Store).Aggregates(metrics), [.. slots]);
    }

    private static PlannedQuery Merge(GroupedMetric first, List<GroupedMetric> groups, Func<StoreId, SqlText> sql)
    {
        var aggregates = groups.SelectMany(g => g.Aggregates).DistinctBy(a => a.ToString(), StringComparer.Ordinal).ToList();
        var position = aggregates.Select((a, i) => (a, i)).ToDictionary(x => x.a.ToString(), x => first.By.Count + x.i, StringComparer.Ordinal);
        var keys = Enumerable.Range(0, first.By.Count);
        var slots = groups.Select(g => new Slot(g, [.. keys, .. g.Aggregates.Select(a => position[a.ToString()])]));
        return new PlannedQuery(first.Store, sql(first.Store).Groups(first.Relation, first.By, aggregates), [.. slots]);
    }
}

using ShopStream.Quality.Data;

namespace ShopStream.Quality.Planning;

/// <summary>One query, and the questions it answers.</summary>
/// <param name="Store">Whom it is sent to.</param>
/// <param name="Sql">Empty for <see cref="ManifestDifferences"/>, which hash a file instead.</param>
/// <param name="Slots">Where in its rows each answer stands.</param>
public sealed record PlannedQuery(StoreId Store, string Sql, IReadOnlyList<Slot> Slots)
{
    /// <summary>The questions it answers.</summary>
    public IEnumerable<Metric> Metrics => Slots.Select(s => s.Metric);

    /// <summary>The answer to each question, cut from the query's own.</summary>
    public IEnumerable<(Metric Question, Measurement Answer)> Split(Measurement whole) =>
        Slots.Select(s => (Question: s.Metric, s.Columns is null || whole.Missing is not null ? whole : Cut(whole, s.Columns)));

    private static Measurement Cut(Measurement whole, IReadOnlyList<int> columns) => whole with
    {
        Columns = [.. columns.Select(c => whole.Columns[c])],
        Rows = [.. whole.Rows.Select(row => (IReadOnlyList<string?>)[.. columns.Select(c => row[c])])],
    };
}

/// <param name="Metric">What is answered.</param>
/// <param name="Columns">Which of the query's columns hold the answer; null for all.</param>
public sealed record Slot(Metric Metric, IReadOnlyList<int>? Columns);

/// <summary>The fewest queries that answer a set of questions: one per table (and what it looks up) for figures, whatever their filters, one per relation and keys for groups, one each for the rest.</summary>
public static class QueryPlan
{
    /// <summary>Queries in the order in which their first question was asked. Shapes and what the run itself knows need none.</summary>
    /// <param name="metrics">Of any store; equal ones are asked once.</param>
    /// <param name="sql">Renders for a store.</param>
    public static IReadOnlyList<PlannedQuery> Create(IEnumerable<Metric> metrics, Func<StoreId, SqlText> sql)
    {
        var queries = new List<PlannedQuery>();
        var distinct = metrics.Where(q => q is not (Shape or RunContextMetric)).DistinctBy(q => q.Key, StringComparer.Ordinal);
        foreach (var family in distinct.GroupBy(FusionKey, StringComparer.Ordinal))
        {
            var members = family.ToList();
            queries.Add(members[0] switch
            {
                AggregateMetric first => Fuse(first, members.ConvertAll(m => (AggregateMetric)m), sql),
                GroupedMetric first => Fuse(first, members.ConvertAll(m => (GroupedMetric)m), sql),
                ManifestDifferences own => new PlannedQuery(own.Store, "", [new Slot(own, null)]),
                var own => new PlannedQuery(own.Store, sql(own.Store).Of(own), [new Slot(own, null)]),
            });
        }
        return queries;
    }

    /// <summary>A query of its own for one question: to be run again by a person, or when a fused query was refused.</summary>
    public static PlannedQuery Single(Metric metric, Func<StoreId, SqlText> sql) => Create([metric], sql)[0];

    private static string FusionKey(Metric metric) => metric switch
    {
        // A filter does not keep figures apart, a lookup does: where its key is not unique it multiplies rows.
        AggregateMetric f => $"figures of {new Relation(f.Relation.Dataset, null, f.Relation.Lookups)}",
        GroupedMetric g => $"groups of {g.Relation} by {string.Join(", ", g.By)}",
        _ => metric.Key,
    };

    private static PlannedQuery Fuse(AggregateMetric first, List<AggregateMetric> metrics, Func<StoreId, SqlText> sql)
    {
        var slots = metrics.Select((f, i) => new Slot(f, [i]));
        return new PlannedQuery(first.Store, sql(first.Store).Aggregates(metrics), [.. slots]);
    }

    private static PlannedQuery Fuse(GroupedMetric first, List<GroupedMetric> groups, Func<StoreId, SqlText> sql)
    {
        var aggregates = groups.SelectMany(g => g.Aggregates).DistinctBy(a => a.ToString(), StringComparer.Ordinal).ToList();
        var position = aggregates.Select((a, i) => (a, i)).ToDictionary(x => x.a.ToString(), x => first.By.Count + x.i, StringComparer.Ordinal);
        var keys = Enumerable.Range(0, first.By.Count);
        var slots = groups.Select(g => new Slot(g, [.. keys, .. g.Aggregates.Select(a => position[a.ToString()])]));
        return new PlannedQuery(first.Store, sql(first.Store).Groups(first.Relation, first.By, aggregates), [.. slots]);
    }
}

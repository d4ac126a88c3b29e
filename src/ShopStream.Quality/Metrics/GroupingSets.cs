using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// Groups of one relation by different keys, and its totals, in one query with GROUPING SETS: its tables are read and joined once, and each aggregated
/// expression, such as a digest, is computed once per row.
/// </summary>
internal static class GroupingSets
{
    /// <summary>Groupings of one query at most: all of their groups are held in memory together.</summary>
    public const int Most = 4;

    // Each total is computed for every grouping, too. So many cost less than one more scan.
    private const int MostTotals = 8;

    /// <summary>Whether all metrics of a query are totals that any grouping of their rows can take; null if not.</summary>
    public static IReadOnlyList<AggregateMetric>? Totals(IReadOnlyList<Metric> query) =>
        query.Count <= MostTotals && query.All(m => m is AggregateMetric { Aggregate: CountRows or CountWhere or SumOf or SumWhere or MinOf or MaxOf })
            ? [.. query.Cast<AggregateMetric>()]
            : null;

    /// <summary>Whether a query groups rows that totals can be taken from.</summary>
    public static bool CanTake(IReadOnlyList<Metric> query, IReadOnlyList<AggregateMetric> totals) =>
        query[0] is GroupedMetric { Most: null, By.Count: > 0, Relation: var rows }
        && totals.All(t =>
            t.Relation.Dataset == rows.Dataset
            && t.Relation.Lookups.SequenceEqual(rows.Lookups)
            && rows.Conditions.All(c => t.Relation.Conditions.Any(own => string.Equals(own.Id, c.Id, StringComparison.Ordinal)))
        );

    /// <summary>The query. Its columns: the number of the grouping, the keys of all groupings, the aggregates of all groupings.</summary>
    /// <param name="family">Metrics of one relation: groups, each with at least one key, first; then the totals that are taken from it.</param>
    /// <param name="sql">Renders SQL in the dialect of the store.</param>
    public static PlannedQuery Plan(IReadOnlyList<Metric> family, SqlText sql)
    {
        var groups = family.OfType<GroupedMetric>().ToList();
        var relation = groups[0].Relation;
        var keys = Distinct(groups.SelectMany(g => g.By).Select(k => ($"{k}", sql.Key(relation, k))));
        var aggregates = Distinct(
            groups
                .SelectMany(g => g.Aggregates)
                .Select(a => ($"{a}", Rendered(a)))
                .Concat(family.OfType<AggregateMetric>().Select(t => (t.Name(t.Further(relation)), Rendered(t))))
        );
        var (expressions, values) = (keys.ConvertAll(k => k.Sql), aggregates.ConvertAll(a => a.Sql));
        var columns = keys.Select(k => $"{k.Sql} AS {sql.Dialect.KeyAlias(k.Name)}")
            .Concat(aggregates.Select(a => $"{a.Sql} AS {sql.Dialect.Alias(a.Name)}"))
            .Prepend($"GROUPING({string.Join(", ", expressions)}) AS {sql.Dialect.Alias("grouping")}");
        var sets = family.Select(KeysOf).DistinctBy(Bits).Select(set => $"({string.Join(", ", set.Distinct().Select(k => expressions[k]))})");
        return new PlannedQuery(
            relation.Dataset.Store,
            $"SELECT {string.Join(",\n       ", columns)}\n{sql.From(relation)}\nGROUP BY GROUPING SETS ({string.Join(", ", sets)})\n"
                + $"ORDER BY {string.Join(", ", Enumerable.Range(1, keys.Count + 1))}",
            [.. family.Select(SlotOf)]
        );

        string Rendered(object of) =>
            of is AggregateMetric total ? total.Aggregate.ToSql(sql, relation, total.Further(relation)) : ((Aggregate)of).ToSql(sql, relation, null);

        IReadOnlyList<int> KeysOf(Metric metric) => metric is GroupedMetric group ? [.. group.By.Select(k => expressions.IndexOf(sql.Key(relation, k)))] : [];

        // What GROUPING returns: a bit per key, the first one highest, which is 1 if the rows are not grouped by it.
        long Bits(IReadOnlyList<int> set) => set.Aggregate((1L << keys.Count) - 1, (bits, k) => bits & ~(1L << (keys.Count - 1 - k)));

        Slot SlotOf(Metric metric)
        {
            var set = KeysOf(metric);
            IEnumerable<string> own = metric is GroupedMetric group ? group.Aggregates.Select(Rendered) : [Rendered(metric)];
            return new Slot(
                metric,
                [.. set.Select(k => 1 + k), .. own.Select(a => 1 + keys.Count + values.IndexOf(a))],
                new RowsOfSlot(0, Bits(set).ToString(CultureInfo.InvariantCulture), metric is AggregateMetric total ? [OverNoRows(total)] : null)
            );
        }
    }

    private static string? OverNoRows(AggregateMetric total) => total.Aggregate is CountRows or CountWhere ? "0" : null;

    private static List<(string Name, string Sql)> Distinct(IEnumerable<(string Name, string Sql)> columns) =>
        [.. columns.DistinctBy(c => c.Sql, StringComparer.Ordinal)];
}

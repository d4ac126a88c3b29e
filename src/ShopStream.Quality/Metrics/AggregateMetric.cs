using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>An aggregate over the rows of a relation; one row with its value. Metrics of the same table share one query.</summary>
public sealed record AggregateMetric(Relation Relation, Aggregate Aggregate) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("aggregate", Relation.Id, Aggregate.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Concat(Aggregate.Columns.Select(Relation.Reference));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => TypedUse.Of(Relation).Concat(Aggregate.Uses(Relation));

    // Aggregates with different filters share a query, those with different lookups do not: a key that is not unique multiplies rows. Nor do those of the
    // last days share one with others, which would read all rows.
    /// <inheritdoc />
    public override string QueryFamily =>
        Identity.Of("aggregates", new Relation(Relation.Dataset, Relation.Conditions.OfType<IsWithinLast>(), Relation.Lookups).Id);

    /// <inheritdoc />
    public override string? Held => Aggregate.Held;

    /// <summary>Number of non-NULL values of a column.</summary>
    internal static AggregateMetric Values(Relation relation, string column) => new(relation, new CountWhere(new Not(new IsNull(column))));

    /// <summary>One query for several aggregates of one relation; a column per aggregate, in the same order.</summary>
    public static string ToSql(SqlText sql, Relation relation, IReadOnlyList<Aggregate> aggregates)
    {
        var columns = aggregates.Select(a => $"{a.ToSql(sql, relation, [])} AS {sql.Dialect.Alias($"{a}")}");
        return $"SELECT {string.Join(",\n       ", columns)}{From(sql, relation, aggregates)}";
    }

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => Together(sql, [this]).Sql;

    /// <inheritdoc />
    public override PlannedQuery Plan(IReadOnlyList<Metric> family, SqlText sql)
    {
        var (query, order) = Together(sql, [.. family.Cast<AggregateMetric>()]);
        return new PlannedQuery(Store, query, [.. order.Select((f, i) => new Slot(f, [i]))]);
    }

    /// <inheritdoc />
    public override string ToSampleSql(SqlText sql, Sample sample)
    {
        var relation = sample.Violation is null ? Relation : Relation.Where(sample.Violation);
        return $"SELECT {sql.Shown(relation, sample.Show)}\n{sql.From(relation)}{sample.End("1")}";
    }

    /// <inheritdoc />
    public override string ToString() => $"{Aggregate} of {Relation}";

    // One query for aggregates over different rows of one table: a pass for all that are of rows, and one for each column whose values are counted.
    private static (string Sql, IReadOnlyList<AggregateMetric> Order) Together(SqlText sql, IReadOnlyList<AggregateMetric> metrics)
    {
        var parts = new List<(string Sql, IReadOnlyList<AggregateMetric> Order)>();
        var ofRows = metrics.Where(m => m.Aggregate is not OverValues).ToList();
        if (ofRows.Count > 0)
            parts.Add((OfRows(sql, ofRows), ofRows));
        var ofValues = metrics.Where(m => m.Aggregate is OverValues).Select(m => (Metric: m, Aggregate: (OverValues)m.Aggregate));
        foreach (var values in ofValues.GroupBy(m => Identity.Of("of", m.Metric.Relation.Id, m.Aggregate.ValuesId), StringComparer.Ordinal))
        {
            var together = values.Select(m => (m.Aggregate, m.Metric.Name(m.Metric.Relation.Conditions))).ToList();
            parts.Add((OverValues.Together(sql, values.First().Metric.Relation, together), [.. values.Select(m => m.Metric)]));
        }
        return parts is [var only]
            ? only
            : (
                $"SELECT *\nFROM {string.Join("\nCROSS JOIN ", parts.Select((p, i) => $"(\n{SqlText.Indent(p.Sql)}\n) AS part{i + 1}"))}",
                [.. parts.SelectMany(p => p.Order)]
            );
    }

    // A column per metric, in the same order. Conditions that all metrics share are in WHERE, the others in CASE.
    private static string OfRows(SqlText sql, List<AggregateMetric> metrics)
    {
        var first = metrics[0].Relation;
        var shared = metrics
            .Select(f => f.Relation.Conditions.AsEnumerable())
            .Aggregate((a, b) => a.IntersectBy(b.Select(c => c.Id), c => c.Id, StringComparer.Ordinal))
            .ToList();
        var rows = new Relation(first.Dataset, shared, first.Lookups);
        var columns = metrics.Select(f =>
        {
            var only = f.Further(rows);
            return $"{f.Aggregate.ToSql(sql, rows, only)} AS {sql.Dialect.Alias(f.Name(only))}";
        });
        return $"SELECT {string.Join(",\n       ", columns)}{From(sql, rows, metrics.Select(f => f.Aggregate))}";
    }

    /// <summary>Names it in a query, of whose rows it is measured on those for which further conditions hold.</summary>
    internal string Name(IReadOnlyCollection<Condition> only) => only.Count == 0 ? $"{Aggregate}" : $"{Aggregate}, only {string.Join(" and ", only)}";

    /// <summary>Its conditions that a query's rows do not fulfil already.</summary>
    internal IReadOnlyList<Condition> Further(Relation rows) =>
        [.. Relation.Conditions.ExceptBy(rows.Conditions.Select(c => c.Id), c => c.Id, StringComparer.Ordinal)];

    // Without an aggregate, a SELECT of subqueries would return a row per row of the table, so FROM is omitted.
    private static string From(SqlText sql, Relation relation, IEnumerable<Aggregate> aggregates) =>
        aggregates.All(a => a.IsSubquery) ? "" : $"\n{sql.From(relation)}";
}

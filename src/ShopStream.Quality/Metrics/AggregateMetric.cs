using System.Globalization;
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

    // Aggregates with different filters share a query, those with different lookups do not: a key that is not unique multiplies rows.
    /// <inheritdoc />
    public override string QueryFamily => Identity.Of("aggregates", new Relation(Relation.Dataset, null, Relation.Lookups).Id);

    /// <summary>Number of non-NULL values of a column.</summary>
    internal static AggregateMetric Values(Relation relation, string column) => new(relation, new CountWhere(new Not(new IsNull(column))));

    /// <summary>One query for several aggregates of one relation; a column per aggregate, in the same order.</summary>
    public static string ToSql(SqlText sql, Relation relation, IReadOnlyList<Aggregate> aggregates)
    {
        var columns = aggregates.Select(a => $"{a.ToSql(sql, relation, [])} AS {sql.Dialect.Alias($"{a}")}");
        return $"SELECT {string.Join(",\n       ", columns)}{From(sql, relation, aggregates)}";
    }

    /// <summary>
    /// One query for aggregates over different rows of one table; a column per metric, in the same order. Conditions that all metrics share are
    /// in WHERE, the others in CASE.
    /// </summary>
    public static string ToSql(SqlText sql, IReadOnlyList<AggregateMetric> metrics)
    {
        var first = metrics[0].Relation;
        var shared = metrics
            .Select(f => f.Relation.Conditions.AsEnumerable())
            .Aggregate((a, b) => a.IntersectBy(b.Select(c => c.Id), c => c.Id, StringComparer.Ordinal))
            .ToList();
        var rows = new Relation(first.Dataset, shared, first.Lookups);
        List<Condition> Only(AggregateMetric metric) => [.. metric.Relation.Conditions.ExceptBy(shared.Select(c => c.Id), c => c.Id, StringComparer.Ordinal)];
        var quantiles = Quantiles(sql, rows, metrics, Only);
        var columns = metrics.Select(f =>
        {
            var only = Only(f);
            var name = only.Count == 0 ? $"{f.Aggregate}" : $"{f.Aggregate}, only {string.Join(" and ", only)}";
            return $"{quantiles.GetValueOrDefault(f.Id) ?? f.Aggregate.ToSql(sql, rows, only)} AS {sql.Dialect.Alias(name)}";
        });
        return $"SELECT {string.Join(",\n       ", columns)}{From(sql, rows, metrics.Select(f => f.Aggregate))}";
    }

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => ToSql(sql, Relation, [Aggregate]);

    /// <inheritdoc />
    public override PlannedQuery Plan(IReadOnlyList<Metric> family, SqlText sql) =>
        new(Store, ToSql(sql, [.. family.Cast<AggregateMetric>()]), [.. family.Select((f, i) => new Slot(f, [i]))]);

    /// <inheritdoc />
    public override string ToSampleSql(SqlText sql, Sample sample)
    {
        var relation = sample.Violation is null ? Relation : Relation.Where(sample.Violation);
        return $"SELECT {sql.Shown(relation, sample.Show)}\n{sql.From(relation)}\nORDER BY 1\nLIMIT {Sample.LimitText}";
    }

    /// <inheritdoc />
    public override string ToString() => $"{Aggregate} of {Relation}";

    // Several quantiles of the same values, by id: a store collects and sorts the values once for all of them.
    private static Dictionary<string, string> Quantiles(
        SqlText sql,
        Relation rows,
        IReadOnlyList<AggregateMetric> metrics,
        Func<AggregateMetric, IReadOnlyList<Condition>> only
    )
    {
        if (sql.Dialect.Quantiles is not { } together)
            return [];
        return metrics
            .Where(m => m.Aggregate is QuantileOf)
            .GroupBy(m => sql.When(rows, only(m), sql.Column(rows, ((QuantileOf)m.Aggregate).Column)), StringComparer.Ordinal)
            .Select(g => (Values: g.Key, Metrics: g.ToList()))
            .Where(g => g.Metrics.Count > 1)
            .SelectMany(g =>
            {
                var list = together(g.Values, [.. g.Metrics.Select(m => ((QuantileOf)m.Aggregate).Share)]);
                return g.Metrics.Select((m, i) => (m.Id, Sql: string.Create(CultureInfo.InvariantCulture, $"{list}[{i + 1}]")));
            })
            .ToDictionary(q => q.Id, q => q.Sql, StringComparer.Ordinal);
    }

    // Without an aggregate, a SELECT of subqueries would return a row per row of the table, so FROM is omitted.
    private static string From(SqlText sql, Relation relation, IEnumerable<Aggregate> aggregates) =>
        aggregates.All(a => a.IsSubquery(sql.Dialect)) ? "" : $"\n{sql.From(relation)}";
}

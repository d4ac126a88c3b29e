using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>Aggregates by group; a row per group: keys, then aggregates. Metrics of the same relation share queries, also with different keys.</summary>
public sealed record GroupedMetric(Relation Relation, IReadOnlyList<GroupKey> By, IReadOnlyList<Aggregate> Aggregates) : Metric(Relation.Dataset.Store)
{
    /// <summary>Most groups to read, in the order of their keys; null for all.</summary>
    public int? Most { get; init; }

    /// <inheritdoc />
    public override string Id =>
        Most is { } most
            ? Identity.Of("groups", Relation.Id, Identity.List(By.Select(k => k.Id)), Identity.List(Aggregates.Select(a => a.Id)), Identity.Number(most))
            : Identity.Of("groups", Relation.Id, Identity.List(By.Select(k => k.Id)), Identity.List(Aggregates.Select(a => a.Id)));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References =>
        Relation.References.Concat(By.Select(k => k.Column).Concat(Aggregates.SelectMany(a => a.Columns)).Select(Relation.Reference));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => TypedUse.Of(Relation).Concat(Aggregates.SelectMany(a => a.Uses(Relation)));

    // A limited number of groups depends on their order, and a total has no key: neither shares a query with groups by other keys.
    /// <inheritdoc />
    public override string QueryFamily =>
        Most is null && By.Count > 0 ? Identity.Of("groups", Relation.Id) : Identity.Of("groups", Relation.Id, Grouping, Identity.Number(Most));

    /// <inheritdoc />
    public override string? Held => Grouping;

    /// <inheritdoc />
    public override int MostHeld => GroupingSets.Most;

    /// <summary>Names the keys.</summary>
    internal string Grouping => Identity.List(By.Select(k => k.Id));

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => ToSql(sql, Aggregates, ordered: true);

    /// <inheritdoc />
    public override PlannedQuery Plan(IReadOnlyList<Metric> family, SqlText sql)
    {
        if (family.Any(m => m is not GroupedMetric other || !string.Equals(other.Grouping, Grouping, StringComparison.Ordinal)))
            return GroupingSets.Plan(family, sql);
        var groups = family.Cast<GroupedMetric>().ToList();
        var aggregates = groups.SelectMany(g => g.Aggregates).DistinctBy(a => a.Id, StringComparer.Ordinal).ToList();
        var position = aggregates.Select((a, i) => (a, i)).ToDictionary(x => x.a.Id, x => By.Count + x.i, StringComparer.Ordinal);
        var keys = Enumerable.Range(0, By.Count);
        return new PlannedQuery(
            Store,
            ToSql(sql, aggregates, ordered: true),
            [.. groups.Select(g => new Slot(g, [.. keys, .. g.Aggregates.Select(a => position[a.Id])]))]
        );
    }

    // Grouped by a key or by a personal column, a group identifies a row; grouped by day or country, it does not.
    /// <inheritdoc />
    public override bool NamesRows(Func<ColumnReference, bool> identifies) => By.Any(k => identifies(Relation.Reference(k.Column)));

    /// <inheritdoc />
    public override string ToString() => $"{string.Join(", ", Aggregates)} of {Relation} by {string.Join(", ", By)}";

    /// <summary>The query without an order, for use in another one.</summary>
    internal string ToUnorderedSql(SqlText sql) => ToSql(sql, Aggregates, ordered: false);

    private string ToSql(SqlText sql, IReadOnlyList<Aggregate> aggregates, bool ordered)
    {
        var keys = By.Select(k => $"{sql.Key(Relation, k)} AS {sql.Dialect.KeyAlias($"{k}")}");
        var values = aggregates.Select(a => $"{a.ToSql(sql, Relation, null)} AS {sql.Dialect.Alias($"{a}")}");
        var positions = string.Join(", ", Enumerable.Range(1, By.Count));
        var grouping = By.Count == 0 ? "" : $"\nGROUP BY {positions}{(ordered ? $"\nORDER BY {positions}" : "")}";
        var limit = Most is { } most ? $"\nLIMIT {most.ToString(CultureInfo.InvariantCulture)}" : "";
        return $"SELECT {string.Join(",\n       ", keys.Concat(values))}\n{sql.From(Relation)}{grouping}{limit}";
    }
}

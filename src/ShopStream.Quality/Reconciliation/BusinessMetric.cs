using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Reconciliation;

/// <summary>A metric definition: an amount such as revenue, defined once, with the rows that count and its column in each table.</summary>
/// <param name="Name">Name in sentences, such as revenue.</param>
/// <param name="Condition">Condition of the rows that count.</param>
/// <param name="Tables">Columns by table name; valid in every layer with a table of that name.</param>
public sealed record BusinessMetric(string Name, Condition Condition, IReadOnlyDictionary<string, BusinessMetricTable> Tables)
{
    /// <summary>Name of the metric that the verdict, the layers and the history are about, if the settings define it.</summary>
    public const string Revenue = "revenue";

    /// <summary>The condition as written in the settings.</summary>
    public string Text { get; init; } = $"{Condition}";

    /// <summary>The measure in a dataset, over the rows that count.</summary>
    /// <exception cref="FormatException">The definition does not cover the table or one of the keys.</exception>
    public Measure In(Relation relation, IReadOnlyList<string> keys)
    {
        var dataset = relation.Dataset;
        if (!Tables.TryGetValue(dataset.Table, out var table))
            throw new FormatException(
                $"{Name} is not defined for {dataset}{Nearest.NameHint(dataset.Table, Tables.Keys)}; "
                    + $"add a setting rule.{Name}.in.{Identifier.Written(dataset.Table)}"
            );
        var by = keys.Select(k =>
                table.Keys.TryGetValue(k, out var key)
                    ? key
                    : throw new FormatException(
                        $"{Name} has no key '{k}' in {Identifier.Written(dataset.Table)}{Nearest.Hint(k, table.Keys.Keys)}; "
                            + $"add '{k}: <column>' to the setting rule.{Name}.in.{Identifier.Written(dataset.Table)}"
                    )
            )
            .ToList();
        var columns = by.Select(k => k.Column).Append(table.Column).Concat(relation.Conditions.Concat(table.FiltersFor(Condition)).SelectMany(c => c.Columns));
        var (lookups, counted) = (table.Needed(columns).ToList(), table.FiltersFor(Condition).ToList());
        return new Measure(new Relation(dataset, relation.Conditions.Concat(counted), lookups), by, table.Column, table.RowKey)
        {
            Groups = counted.Count == 0 ? null : new CountedRows(new Relation(dataset, relation.Conditions, lookups), new AllOf(counted)),
            Domain = table.DomainOf(by) is { } domain ? new GroupDomain(new Relation(dataset with { Table = domain.Table }), domain.By) : null,
        };
    }
}

/// <summary>Columns of a metric definition in a table.</summary>
/// <param name="Column">Column of the amount.</param>
/// <param name="Filter">Looked-up table that the condition applies to; "" for the table itself, null if all rows count.</param>
/// <param name="Lookups">Tables of the same layer to join.</param>
/// <param name="Keys">Group keys by name, such as day, country, category.</param>
/// <param name="RowKey">Entity of a row and its key column; null if rows are aggregates.</param>
public sealed record BusinessMetricTable(
    string Column,
    string? Filter,
    IReadOnlyList<Lookup> Lookups,
    IReadOnlyDictionary<string, GroupKey> Keys,
    RowKey? RowKey
)
{
    // A join that is not needed would cost a scan.
    internal IEnumerable<Lookup> Needed(IEnumerable<string> columns)
    {
        var tables = columns.Select(c => Identifier.Split(c).Table).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var lookup in Lookups.Reverse().Where(l => tables.Contains(l.Table)))
            if (Identifier.Split(lookup.On).Table is { } table)
                tables.Add(table);
        return Lookups.Where(l => tables.Contains(l.Table));
    }

    // Group keys that are all columns of one looked-up table, or point to it: the table's rows are the groups that exist.
    internal (string Table, IReadOnlyList<GroupKey> By)? DomainOf(IReadOnlyList<GroupKey> by)
    {
        var keys = by.Select(key =>
                Lookups
                    .Where(l => string.Equals(l.On, key.Column, StringComparison.Ordinal))
                    .Select(l => (l.Table, By: key with { Column = l.Key }))
                    .Concat(
                        Lookups
                            .Where(l => string.Equals(l.Table, Identifier.Split(key.Column).Table, StringComparison.Ordinal))
                            .Select(l => (l.Table, By: key with { Column = Identifier.Split(key.Column).Column }))
                    )
                    .FirstOrDefault()
            )
            .ToList();
        return keys.Count > 0 && keys[0].Table is { } table && keys.TrueForAll(k => string.Equals(k.Table, table, StringComparison.Ordinal))
            ? (table, [.. keys.Select(k => k.By)])
            : null;
    }

    /// <summary>Column of an entity (order, line) or a group key (day); null if the table has neither.</summary>
    internal GroupKey? Find(string name) =>
        RowKey is { } row && string.Equals(row.Entity, name, StringComparison.Ordinal) ? new GroupKey(row.Column) : Keys.GetValueOrDefault(name);

    internal IEnumerable<Condition> FiltersFor(Condition condition) =>
        Filter switch
        {
            null => [],
            "" => [condition],
            _ => [condition.WithRelation(Filter)],
        };
}

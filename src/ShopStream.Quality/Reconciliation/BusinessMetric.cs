using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation;

/// <summary>A business rule with a name, defined once: which rows count, and where each table carries the amount.</summary>
/// <param name="Name">As sentences use it: revenue.</param>
/// <param name="Condition">Which rows count.</param>
/// <param name="Tables">By table name; one definition serves every layer that has a table of the name.</param>
public sealed record BusinessMetric(string Name, Condition Condition, IReadOnlyDictionary<string, BusinessMetricTable> Tables)
{
    /// <summary>The condition as the settings have it.</summary>
    public string Text { get; init; } = $"{Condition}";

    /// <summary>The amount in a dataset, over the rows that count.</summary>
    /// <exception cref="FormatException">The rule says nothing of such a table, or nothing of one of the keys.</exception>
    public Measure In(Relation relation, IReadOnlyList<string> keys)
    {
        var dataset = relation.Dataset;
        if (!Tables.TryGetValue(dataset.Table, out var table))
            throw new FormatException($"the rule {Name} does not say where {dataset} carries it{Nearest.Hint(dataset.Table, Tables.Keys)}; add a setting rule.{Name}.in.{dataset.Table}");
        var by = keys.Select(k => table.Keys.TryGetValue(k, out var key)
            ? key
            : throw new FormatException($"the rule {Name} does not say what '{k}' is in {dataset.Table}{Nearest.Hint(k, table.Keys.Keys)}; add '{k}: <column>' to the setting rule.{Name}.in.{dataset.Table}")).ToList();
        var columns = by.Select(k => k.Column).Append(table.Column).Concat(relation.Conditions.Concat(table.FiltersFor(Condition)).SelectMany(c => c.Columns));
        return new Measure(new Relation(dataset, relation.Conditions.Concat(table.FiltersFor(Condition)), table.Needed(columns)), by, table.Column, table.RowKey);
    }
}

/// <summary>Where a table carries a rule's amount.</summary>
/// <param name="Column">The amount.</param>
/// <param name="Filter">Whether, and on which looked-up table ("" for its own), the rule's condition chooses the rows.</param>
/// <param name="Lookups">Tables of the same layer that are joined.</param>
/// <param name="Keys">Names for grouping, such as day, country, category, and the columns they mean.</param>
/// <param name="RowKey">What names a row, such as order, and in which column; null where rows are aggregates.</param>
public sealed record BusinessMetricTable(string Column, string? Filter, IReadOnlyList<Lookup> Lookups, IReadOnlyDictionary<string, GroupKey> Keys, RowKey? RowKey)
{
    // A join that nobody needs costs a scan.
    internal IEnumerable<Lookup> Needed(IEnumerable<string> columns)
    {
        var tables = columns.Where(c => c.Contains('.', StringComparison.Ordinal)).Select(c => c[..c.IndexOf('.', StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);
        foreach (var lookup in Lookups.Reverse().Where(l => tables.Contains(l.Table) && l.On.Contains('.', StringComparison.Ordinal)))
            tables.Add(lookup.On[..lookup.On.IndexOf('.', StringComparison.Ordinal)]);
        return Lookups.Where(l => tables.Contains(l.Table));
    }

    /// <summary>Where it carries what a row may be (order, line) or a group (day); null where it does not.</summary>
    internal GroupKey? Find(string name) =>
        RowKey is { } row && string.Equals(row.Entity, name, StringComparison.Ordinal) ? new GroupKey(row.Column) : Keys.GetValueOrDefault(name);

    internal IEnumerable<Condition> FiltersFor(Condition rule) => Filter switch
    {
        null => [],
        "" => [rule],
        _ => [rule.WithRelation(Filter)],
    };
}

/// <param name="Entity">What a row is: order, line. Rows of two tables are compared where the word is the same.</param>
/// <param name="Column">The column whose values name the rows.</param>
public sealed record RowKey(string Entity, string Column);

/// <summary>An amount by group in one dataset: one side of a reconciliation.</summary>
/// <param name="Relation">Which rows.</param>
/// <param name="By">Grouped by; none for the total.</param>
/// <param name="Column">The amount.</param>
/// <param name="RowKey">What names a row; null where only amounts can be compared.</param>
public sealed record Measure(Relation Relation, IReadOnlyList<GroupKey> By, string Column, RowKey? RowKey = null);

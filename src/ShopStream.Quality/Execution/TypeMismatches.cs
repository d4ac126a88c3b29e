using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Execution;

/// <summary>
/// Finds columns whose type does not allow what a metric does with them: a constant of another type, a bound without an order, a sum without numbers.
/// </summary>
public static class TypeMismatches
{
    /// <summary>Lists all mismatches; each message names the column, its type, what was found and what is expected.</summary>
    /// <param name="catalog">Column types. Columns that it does not have are skipped.</param>
    /// <param name="uses">What metrics and checks do with columns.</param>
    /// <param name="unseen">Layers whose catalog could not be read; their columns are not checked.</param>
    public static IEnumerable<string> Mismatches(this Catalog catalog, IEnumerable<TypedUse> uses, IReadOnlySet<Layer> unseen) =>
        uses.SelectMany(use => use.Mismatches(reference => unseen.Contains(reference.Dataset.Layer) ? null : catalog.Column(reference)))
            .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Lists the constants of a metric definition that a model would not compare as a check does, because a model does not know the types of its columns.
    /// </summary>
    /// <param name="catalog">Column types.</param>
    /// <param name="metric">A metric definition that models use.</param>
    public static IEnumerable<string> ModelMismatches(this Catalog catalog, BusinessMetric metric)
    {
        var relations =
            from table in catalog.Tables
            where table.Dataset.Layer >= Layer.Raw && metric.Tables.ContainsKey(table.Dataset.Table)
            let definition = metric.Tables[table.Dataset.Table]
            select new Relation(table.Dataset, definition.FiltersFor(metric.Condition), definition.Lookups);
        return relations
            .SelectMany(r => r.Conditions.SelectMany(c => (TypedUse[])[new ConditionUse(r, c), new ModelUse(r, c)]))
            .SelectMany(use => use.Mismatches(catalog.Column))
            .Distinct(StringComparer.Ordinal);
    }

    private static ColumnInfo? Column(this Catalog catalog, ColumnReference reference) =>
        catalog.Find(reference.Dataset)?.Columns.FirstOrDefault(c => string.Equals(c.Name, reference.Column, StringComparison.Ordinal));
}

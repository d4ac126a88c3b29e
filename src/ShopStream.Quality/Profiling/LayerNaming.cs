using ShopStream.Quality.Data;

namespace ShopStream.Quality.Profiling;

/// <summary>Finds related tables by name, such as orders, stg_orders and fact_orders.</summary>
internal static class LayerNaming
{
    private static readonly string[] Prefixes = ["stg_", "dim_", "fact_", "mart_"];

    /// <summary>Table name without the prefix of its layer.</summary>
    public static string Subject(string table) =>
        Prefixes.FirstOrDefault(p => table.StartsWith(p, StringComparison.OrdinalIgnoreCase) && table.Length > p.Length) is { } prefix
            ? table[prefix.Length..]
            : table;

    /// <summary>Table with the same subject in the nearest upstream layer; null if there is none.</summary>
    public static TableInfo? UpstreamOf(Dataset dataset, Catalog catalog) =>
        catalog
            .Tables.Where(t =>
                t.Dataset.Layer < dataset.Layer && string.Equals(Subject(t.Dataset.Table), Subject(dataset.Table), StringComparison.OrdinalIgnoreCase)
            )
            .OrderByDescending(t => t.Dataset.Layer)
            .ThenBy(t => t.Dataset.Table, StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>Table of the same layer that a column such as user_id refers to, and its key; null if there is none.</summary>
    public static (Dataset Table, string Key)? ReferencedTable(TableInfo table, string column, Catalog catalog)
    {
        if (!column.EndsWith("_id", StringComparison.OrdinalIgnoreCase) || column.Length == 3)
            return null;
        var one = column[..^3];
        string[] names = [one, one + "s", one + "es", one[^1] is 'y' ? one[..^1] + "ies" : one];
        foreach (
            var parent in catalog
                .Tables.Where(t => t.Dataset.Layer == table.Dataset.Layer && t.Dataset != table.Dataset)
                .OrderBy(t => t.Dataset.Table, StringComparer.Ordinal)
        )
        {
            if (!names.Contains(Subject(parent.Dataset.Table), StringComparer.OrdinalIgnoreCase))
                continue;
            string[] keys = ["id", column];
            var key =
                parent.Key.Count == 1 ? keys.FirstOrDefault(k => string.Equals(k, parent.Key[0], StringComparison.Ordinal)) : keys.FirstOrDefault(parent.Has);
            if (key is not null && SameKind(table, column, parent, key))
                return (parent.Dataset, key);
        }
        return null;
    }

    private static bool SameKind(TableInfo table, string column, TableInfo parent, string key) =>
        ColumnTraits.Of(table).FirstOrDefault(c => string.Equals(c.Name, column, StringComparison.Ordinal))?.Kind
        == ColumnTraits.Of(parent).FirstOrDefault(c => string.Equals(c.Name, key, StringComparison.Ordinal))?.Kind;
}

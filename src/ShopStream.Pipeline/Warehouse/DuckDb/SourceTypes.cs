using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Marks the columns of raw tables that arrive as text, because the warehouse lacks their type.</summary>
internal static class SourceTypes
{
    /// <summary>The same tables; in raw, columns that arrive as text have the type they have in the source.</summary>
    /// <param name="tables">The warehouse's tables.</param>
    /// <param name="manifest">Has the types of the source.</param>
    public static IReadOnlyList<TableInfo> WithSourceTypes(this IEnumerable<TableInfo> tables, Manifest manifest)
    {
        var types = manifest.Tables.SelectMany(t => t.Columns.Select(c => (Key: (t.Table, c.Name), c.Type))).ToDictionary(c => c.Key, c => c.Type);
        return
        [
            .. tables.Select(t =>
                t.Dataset.Layer != Layer.Raw
                    ? t
                    : t with
                    {
                        Columns = [.. t.Columns.Select(c => c with { SourceType = Of(types.GetValueOrDefault((t.Dataset.Table, c.Name)), c) })],
                    }
            ),
        ];
    }

    private static string? Of(string? source, ColumnInfo column) =>
        source is not null && ColumnType.Parse(column.Type).IsText && !ColumnType.Parse(source).IsText ? source : null;
}

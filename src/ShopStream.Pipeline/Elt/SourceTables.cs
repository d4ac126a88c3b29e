using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>The tables that a source names, found in its catalog.</summary>
internal static class SourceTables
{
    /// <param name="source">Names the tables.</param>
    /// <param name="catalog">The tables and columns of the source.</param>
    /// <exception cref="UsageException">A table is missing, has no columns, or has names that the warehouse cannot hold.</exception>
    public static List<TableInfo> Find(SourceAddress source, Catalog catalog)
    {
        var names = catalog.Tables.Select(t => t.Dataset.Table);
        var missing = source
            .Tables.Where(t => catalog.Find(new Dataset(Layer.Source, t)) is null)
            .Select(t => $"{Identifier.Written(t)}{Nearest.NameHint(t, names)}")
            .ToList();
        if (missing.Count > 0)
            throw new UsageException(
                $"{source.Description}, schema {source.Schema}, has no table {string.Join(", no table ", missing)}. "
                    + $"Expected tables, views or materialized views: {Identifier.Written(source.Tables)} (setting source.tables). "
                    + "A foreign table is read through a materialized view; a table of another schema is named as schema.table."
            );
        var tables = source.Tables.Select(t => catalog.Find(new Dataset(Layer.Source, t))!).ToList();
        if (tables.Where(t => t.Columns.Count == 0).Select(t => t.Dataset.Table).ToList() is { Count: > 0 } empty)
            throw new UsageException(
                $"{source.Description}, schema {source.Schema}: {Identifier.Written(empty)} {(empty.Count == 1 ? "has" : "have")} no columns. "
                    + $"Expected at least one: add columns, or leave {(empty.Count == 1 ? "it" : "them")} out of source.tables."
            );
        var unnamed = tables
            .SelectMany(t =>
                t.Columns.Where(c => Identifier.Fault(c.Name) is not null)
                    .Select(c => $"a column of {t.Dataset}, {VisibleCharacters.Line(Identifier.Written(c.Name))}, {Identifier.Fault(c.Name)}")
            )
            .ToList();
        if (unnamed.Count > 0)
            throw new UsageException(
                $"{source.Description}, schema {source.Schema}: {string.Join("; ", unnamed)}, or leave the column out with source.columns.<table>."
            );
        // The warehouse ignores case: one would silently replace the other.
        if (FindDuplicate(source.Tables) is { } table)
            throw new UsageException(
                $"source.tables names {Identifier.Written(table)} more than once (the warehouse ignores case). Expected every table once."
            );
        if (source.Tables.FirstOrDefault(t => t.EndsWith(ModelNames.NextSuffix, StringComparison.OrdinalIgnoreCase)) is { } reserved)
            throw new UsageException(
                $"source.tables names {Identifier.Written(reserved)}: the suffix {ModelNames.NextSuffix} is reserved for tables being loaded. "
                    + "Leave the table out, or read it through a view of another name."
            );
        if (
            tables.Select(t => (Table: t.Dataset, Column: FindDuplicate(t.Columns.Select(c => c.Name)))).FirstOrDefault(t => t.Column is not null) is
            { Column: { } column } duplicate
        )
            throw new UsageException(
                $"{duplicate.Table} has more than one column {Identifier.Written(column)} (the warehouse ignores case). "
                    + "Leave the table out of source.tables, or rename a column."
            );
        return tables;
    }

    private static string? FindDuplicate(IEnumerable<string> names) =>
        names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Last()).FirstOrDefault();
}

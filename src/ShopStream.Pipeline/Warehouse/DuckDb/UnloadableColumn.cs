using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Names the column whose values the warehouse cannot hold.</summary>
internal static partial class UnloadableColumn
{
    /// <summary>A retry does not help: a value has to be corrected, or its column left out.</summary>
    /// <param name="date">The partition.</param>
    /// <param name="table">The table that was loaded.</param>
    /// <param name="e">What DuckDB reports.</param>
    public static UsageException Problem(DateOnly date, ManifestTable table, DuckDBException e)
    {
        var column =
            Column().Match(e.Message) is { Success: true } match
            && table.Columns.FirstOrDefault(c => string.Equals(c.Name, match.Groups["name"].Value, StringComparison.OrdinalIgnoreCase)) is { } known
                ? known
                : null;
        var place = column is null ? Identifier.Written(table.Table) : $"{Identifier.Written(table.Table)}.{Identifier.Written(column.Name)} ({column.Type})";
        var line = Line().Match(e.Message) is { Success: true } at ? $", line {at.Groups["line"].Value} of {table.Key}" : "";
        // The names of the table's columns are shown, its values are not.
        var reason = DuckFailure
            .Explain(e, $"{table.Table} {string.Join(' ', table.Columns.Select(c => $"{c.Name} {c.Type} {DuckTypes.ToDuckDb(c.Type)}"))}")
            .ReplaceLineEndings(" ");
        return new UsageException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{place}{line}: the warehouse cannot hold a value: {reason} "
                    + $"The load of {date:yyyy-MM-dd} was rolled back, and the warehouse is unchanged. "
                    + $"Correct the value in the source, "
                    + $"read the table through a view that does, or leave the column out with source.columns.{Identifier.Written(table.Table)}."
            ),
            e
        );
    }

    [GeneratedRegex(
        """\b[Cc]olumn (with name )?"(?<name>[^"]+)"|\bColumn (?<name>\S+) is being converted|\bsource column (?<name>\S+)|\bsum\((?<name>[^)]+)\)""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Column();

    [GeneratedRegex(@"\b(CSV Error on Line: |in line )(?<line>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}

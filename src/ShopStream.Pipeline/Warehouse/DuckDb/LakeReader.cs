using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>SQL with which DuckDB reads a lake file: every column with the source's type, nothing inferred.</summary>
internal static class LakeReader
{
    // Longest supported row in bytes. PostgreSQL allows 1 GB per field, but here a row must fit into a buffer.
    private const string LongestRow = "32000000";

    /// <summary>read_csv(…) or read_json(…) over a local file.</summary>
    public static string From(string path, IReadOnlyList<ColumnInfo> columns, bool json)
    {
        var typed = string.Join(", ", columns.Select(c => $"{Sql.Literal(c.Name)}: {Sql.Literal(DuckTypes.ToDuckDb(c.Type))}"));
        return json
            ? $"read_json({DuckPath.Literal(path)}, {DuckPath.NothingDerived}, format = 'newline_delimited', "
                + $"auto_detect = false, maximum_object_size = {LongestRow}, columns = {{{typed}}})"
            // Values may contain any line break. NULL is an empty field, '' is "": a quoted field is never NULL.
            : $"read_csv({DuckPath.Literal(path)}, {DuckPath.NothingDerived}, auto_detect = false, header = true, "
                + "delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, "
                + $"strict_mode = true, new_line = '\\n', max_line_size = {LongestRow}, buffer_size = {LongestRow}, columns = {{{typed}}})";
    }
}

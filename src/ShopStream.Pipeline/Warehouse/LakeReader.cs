using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>How DuckDB reads a lake file: every column with the source's type, nothing guessed.</summary>
internal static class LakeReader
{
    // The longest row there may be, in bytes; PostgreSQL's own limit of a field is 1 GB, but a row has to fit into a buffer here.
    private const string LongestRow = "32000000";

    /// <summary>read_csv(…) or read_json(…) over a local file.</summary>
    public static string From(string path, IReadOnlyList<ColumnInfo> columns, bool json)
    {
        var typed = string.Join(", ", columns.Select(c => $"{Sql.Literal(c.Name)}: {Sql.Literal(DuckTypes.ToDuckDb(c.Type))}"));
        return json
            ? $"read_json({Sql.Literal(path)}, format = 'newline_delimited', auto_detect = false, maximum_object_size = {LongestRow}, columns = {{{typed}}})"
            // Values may hold line breaks of any kind. NULL is nothing between the commas, '' is "": a quoted field is never NULL.
            : $"read_csv({Sql.Literal(path)}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, strict_mode = true, new_line = '\\n', max_line_size = {LongestRow}, buffer_size = {LongestRow}, columns = {{{typed}}})";
    }
}

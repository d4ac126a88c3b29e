using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>How DuckDB reads a lake file: every column with the source's type, nothing guessed.</summary>
internal static class LakeReader
{
    /// <summary>read_csv(…) or read_json(…) over a local file.</summary>
    public static string From(string path, IReadOnlyList<ColumnInfo> columns, bool json)
    {
        var typed = string.Join(", ", columns.Select(c => $"{Sql.Literal(c.Name)}: {Sql.Literal(DuckTypes.ToDuckDb(c.Type))}"));
        return json
            ? $"read_json({Sql.Literal(path)}, format = 'newline_delimited', auto_detect = false, columns = {{{typed}}})"
            // NULL is nothing between the commas, '' is "": a quoted field is never NULL.
            : $"read_csv({Sql.Literal(path)}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, strict_mode = true, columns = {{{typed}}})";
    }
}

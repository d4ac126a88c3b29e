using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>How DuckDB reads a lake file: every column with the source's type, nothing guessed.</summary>
internal static class LakeReader
{
    // DuckDB's own default ends at 2 MB. No line may be longer than a buffer, and every thread holds one: DuckDB's default of 32 MB stays.
    private const int LongestLine = 32_000_000;

    /// <summary>read_csv(…) or read_json(…) over a local file.</summary>
    public static string From(string path, IReadOnlyList<ColumnInfo> columns, bool json)
    {
        var typed = string.Join(", ", columns.Select(c => $"{Sql.Literal(c.Name)}: {Sql.Literal(DuckTypes.ToDuckDb(c.Type))}"));
        return json
            ? $"read_json({Sql.Literal(path)}, format = 'newline_delimited', auto_detect = false, columns = {{{typed}}})"
            // Values may hold the other line breaks. NULL is nothing between the commas, '' is "": a quoted field is never NULL.
            : $"read_csv({Sql.Literal(path)}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, strict_mode = true, new_line = '\\n', max_line_size = {LongestLine}, buffer_size = {LongestLine}, columns = {{{typed}}})";
    }
}

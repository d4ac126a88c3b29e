using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>SQL with which DuckDB reads a lake file: every column with the source's type, nothing inferred.</summary>
internal static class LakeReader
{
    // Longest supported row in bytes. PostgreSQL allows 1 GB per field, but here a row must fit into a buffer.
    private const long LongestRow = 32_000_000;

    // Buffers for rows of usual length. DuckDB takes two or more for each thread; for JSON never less than 32 MiB, twice the longest object.
    private const long UsualCsv = 4_000_000;
    private const long UsualJson = 16_000_000;

    /// <summary>read_csv(…) or read_json(…) over local files.</summary>
    /// <param name="paths">The files of one table; without any, the relation has the columns and no row.</param>
    /// <param name="columns">The columns of the files, in file order.</param>
    /// <param name="json">Whether a file has one JSON object per line; otherwise it is CSV with a header.</param>
    /// <param name="longestRow">The longest row, in bytes; null if that is not known, then rows of 32 MB can be read, with larger buffers.</param>
    public static string From(IReadOnlyList<string> paths, IReadOnlyList<ColumnInfo> columns, bool json, long? longestRow)
    {
        if (paths.Count == 0)
            return $"(SELECT {string.Join(", ", columns.Select(c => $"CAST(NULL AS {DuckTypes.ToDuckDb(c.Type)}) AS {Sql.Quote(c.Name)}"))} WHERE false)";
        var files = paths is [var only] ? DuckPath.Literal(only) : $"[{string.Join(", ", paths.Select(DuckPath.Literal))}]";
        var typed = string.Join(", ", columns.Select(c => $"{Sql.Literal(c.Name)}: {Sql.Literal(DuckTypes.ToDuckDb(c.Type))}"));
        var buffer = longestRow <= (json ? UsualJson : UsualCsv) ? (json ? UsualJson : UsualCsv) : LongestRow;
        return json
            ? $"read_json({files}, {DuckPath.NothingDerived}, format = 'newline_delimited', "
                + $"auto_detect = false, maximum_object_size = {buffer}, columns = {{{typed}}})"
            // Values may contain any line break. NULL is an empty field, '' is "": a quoted field is never NULL.
            : $"read_csv({files}, {DuckPath.NothingDerived}, auto_detect = false, header = true, "
                + "delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, "
                + $"strict_mode = true, new_line = '\\n', max_line_size = {buffer}, buffer_size = {buffer}, columns = {{{typed}}})";
    }

    /// <summary>The longest row of files; null if that of one is not known, or a file is not as it was written.</summary>
    /// <param name="files">The files, as the manifest has them.</param>
    /// <param name="copies">Their local copies, in the same order.</param>
    public static long? LongestOf(IReadOnlyList<TableFile> files, IReadOnlyList<LocalCopy> copies) =>
        files.Zip(copies).All(f => f.First.LongestRow is not null && string.Equals(f.First.Sha256, f.Second.Sha256, StringComparison.Ordinal))
            ? files.Max(f => f.LongestRow)
            : null;
}

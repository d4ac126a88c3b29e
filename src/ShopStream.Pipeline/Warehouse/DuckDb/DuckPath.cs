using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>
/// Passes paths to DuckDB by exact name. In the path of a file that is read, DuckDB takes *, ? and [ as a pattern, and name=value as a column.
/// </summary>
internal static class DuckPath
{
    /// <summary>Arguments of read_csv and read_json that derive nothing from a path: no columns, and no compression from its ending.</summary>
    public const string NothingDerived = "hive_partitioning = false, filename = false, union_by_name = false, compression = 'uncompressed'";

    /// <summary>A literal that matches one file or folder only.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="UsageException">The path cannot be written as such a literal.</exception>
    public static string Literal(string path) => Sql.Literal(Exact(path));

    /// <summary>The path with every pattern character in brackets, which match that character alone.</summary>
    /// <inheritdoc cref="Literal"/>
    public static string Exact(string path)
    {
        if (path.IndexOfAny(['*', '?', '[']) < 0)
            return path;
        // DuckDB has no way to write a backslash in a pattern.
        if (path.Contains('\\', StringComparison.Ordinal) && Path.DirectorySeparatorChar is not '\\')
            throw new UsageException($"DuckDB cannot read a path with a backslash and one of * ? [: '{path}'. Name another folder with --work or --lake");
        return string.Concat(path.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : $"{c}"));
    }

    /// <summary>The absolute path of a database file.</summary>
    /// <exception cref="UsageException">DuckDB cannot keep a database there.</exception>
    public static string OfDatabase(string path)
    {
        var full = Path.GetFullPath(path);
        // DuckDB puts .wal in front of the question mark, as in a URL.
        return !full.Contains('?', StringComparison.Ordinal)
            ? full
            : throw new UsageException($"DuckDB cannot keep a database in a path with a question mark: '{full}'. Name another folder with --work");
    }
}

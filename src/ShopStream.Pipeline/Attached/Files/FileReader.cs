using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Attached.Files;

/// <summary>
/// SQL with which DuckDB reads the files of other tools. Names of columns come from the files. The types of CSV and JSON are those of the table
/// that they are copied from, and text where that is not known: nothing is inferred from values. Parquet has types of its own.
/// </summary>
/// <param name="options">Separators of CSV.</param>
/// <param name="known">Columns with their types, of the source or else of the warehouse.</param>
internal sealed class FileReader(AttachedLakeOptions options, IReadOnlyList<ColumnInfo> known)
{
    // Longest supported row in bytes, as in our own lake.
    private const string LongestRow = "32000000";
    private const string NothingDerived = "hive_partitioning = false, filename = false";

    /// <summary>A SELECT over the files.</summary>
    /// <param name="paths">Absolute; at least one.</param>
    /// <param name="form">Format and compression.</param>
    /// <param name="jsonColumns">Names of the columns of JSON files: from a SELECT of <see cref="JsonNames"/>.</param>
    public string Select(IReadOnlyList<string> paths, FileForm form, IReadOnlyList<string> jsonColumns) =>
        form.Format switch
        {
            LakeFormat.Csv => string.Join(
                "\nUNION ALL BY NAME\n",
                paths.GroupBy(p => Header(p, form), HeaderComparer.Instance).Select(g => $"SELECT * FROM {Csv([.. g], form, g.Key)}")
            ),
            LakeFormat.Json => string.Join(
                "\nUNION ALL BY NAME\n",
                paths.GroupBy(p => FileStart.IsArray(p, form.Compression)).Select(g => Json([.. g], form, g.Key, jsonColumns))
            ),
            _ => $"SELECT * FROM read_parquet({List(paths)}, {NothingDerived}, union_by_name = true)",
        };

    /// <summary>A SELECT whose columns are those of JSON files.</summary>
    public static string JsonNames(IReadOnlyList<string> paths, FileForm form) =>
        string.Join(
            "\nUNION ALL BY NAME\n",
            paths
                .GroupBy(p => FileStart.IsArray(p, form.Compression))
                .Select(g =>
                    $"SELECT * FROM read_json({List([.. g])}, {NothingDerived}, union_by_name = true, format = '{FormatOf(g.Key)}', "
                    + $"compression = '{form.CompressionName}', maximum_object_size = {LongestRow}, sample_size = -1, maximum_depth = 1, "
                    + "records = true, field_appearance_threshold = 0, map_inference_threshold = -1)"
                )
        );

    /// <summary>The column as the catalog has it: with the type of the table that it is copied from, where DuckDB has read it as that.</summary>
    /// <param name="name">Name in the files.</param>
    /// <param name="duckDb">Type as DESCRIBE prints it.</param>
    public ColumnInfo Column(string name, string duckDb) =>
        Find(name) is { } column && string.Equals(DuckTypes.ToDuckDb(column.Type), duckDb, StringComparison.Ordinal)
            ? new ColumnInfo(name, column.Type, Nullable: true)
            : new ColumnInfo(name, DuckTypes.ToPortable(duckDb), Nullable: true);

    // In strict mode, DuckDB finds no rows where new_line is '\r\n': left out, it reads them. Otherwise a lone CR is a part of a value.
    private string Csv(IReadOnlyList<string> paths, FileForm form, (IReadOnlyList<string> Names, bool HasCarriageReturns) header) =>
        $"read_csv({List(paths)}, {NothingDerived}, auto_detect = false, header = true, delim = {Sql.Literal(options.Delimiter)}, "
        + $"quote = '\"', escape = '\"', nullstr = {Sql.Literal(options.Null)}, allow_quoted_nulls = false, strict_mode = true, "
        + $"{(header.HasCarriageReturns ? "" : "new_line = '\\n', ")}compression = '{form.CompressionName}', "
        + $"max_line_size = {LongestRow}, buffer_size = {LongestRow}, columns = {{{Typed(header.Names, "VARCHAR")}}})";

    // A value of a column without a known type is JSON first: text without its quotes.
    private string Json(IReadOnlyList<string> paths, FileForm form, bool isArray, IReadOnlyList<string> names)
    {
        var columns = names.Select(n => Find(n) is null ? $"{Sql.Quote(n)} ->> '$' AS {Sql.Quote(n)}" : Sql.Quote(n));
        return $"SELECT {string.Join(", ", columns)} FROM read_json({List(paths)}, {NothingDerived}, union_by_name = false, "
            + $"format = '{FormatOf(isArray)}', compression = '{form.CompressionName}', auto_detect = false, "
            + $"maximum_object_size = {LongestRow}, columns = {{{Typed(names, "JSON")}}})";
    }

    private string Typed(IEnumerable<string> names, string unknown) =>
        string.Join(", ", names.Select(n => $"{Sql.Literal(n)}: {Sql.Literal(Find(n) is { } column ? DuckTypes.ToDuckDb(column.Type) : unknown)}"));

    private ColumnInfo? Find(string name) => known.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));

    private (IReadOnlyList<string> Names, bool HasCarriageReturns) Header(string path, FileForm form) =>
        FileStart.Header(path, form.Compression, options.Delimiter[0]);

    private static string FormatOf(bool isArray) => isArray ? "array" : "newline_delimited";

    private static string List(IReadOnlyList<string> paths) => $"[{string.Join(", ", paths.Select(DuckPath.Literal))}]";

    private sealed class HeaderComparer : IEqualityComparer<(IReadOnlyList<string> Names, bool HasCarriageReturns)>
    {
        public static HeaderComparer Instance { get; } = new();

        public bool Equals((IReadOnlyList<string> Names, bool HasCarriageReturns) x, (IReadOnlyList<string> Names, bool HasCarriageReturns) y) =>
            x.HasCarriageReturns == y.HasCarriageReturns && x.Names.SequenceEqual(y.Names, StringComparer.Ordinal);

        public int GetHashCode((IReadOnlyList<string> Names, bool HasCarriageReturns) header) =>
            header.Names.Aggregate(0, (hash, name) => HashCode.Combine(hash, name.GetHashCode(StringComparison.Ordinal)));
    }
}

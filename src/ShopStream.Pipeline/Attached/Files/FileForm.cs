using System.Runtime.InteropServices;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Attached.Files;

/// <summary>Format and compression of a file.</summary>
/// <param name="Format">The format.</param>
/// <param name="Compression">How the whole file is compressed; Parquet's own codecs are none of it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileForm(LakeFormat Format, Compression Compression)
{
    private static readonly (string Ending, LakeFormat Format)[] Formats =
    [
        (".csv", LakeFormat.Csv),
        (".json", LakeFormat.Json),
        (".jsonl", LakeFormat.Json),
        (".ndjson", LakeFormat.Json),
        (".parquet", LakeFormat.Parquet),
        (".pq", LakeFormat.Parquet),
    ];

    private static readonly (string Ending, Compression Compression)[] Compressions =
    [
        (".gz", Compression.Gzip),
        (".gzip", Compression.Gzip),
        (".zst", Compression.Zstd),
        (".zstd", Compression.Zstd),
    ];

    /// <summary>The name that DuckDB has for the compression.</summary>
    public string CompressionName =>
        Compression switch
        {
            Compression.Gzip => "gzip",
            Compression.Zstd => "zstd",
            _ => "uncompressed",
        };

    /// <summary>By the settings, or else by the name of the file: orders.csv.gz, part-0.snappy.parquet.</summary>
    /// <param name="table">The table of the file.</param>
    /// <param name="key">The file.</param>
    /// <param name="options">What the settings say.</param>
    /// <exception cref="UsageException">Neither says the format.</exception>
    public static FileForm Of(string table, string key, AttachedLakeOptions options)
    {
        var name = key[(key.LastIndexOf('/') + 1)..];
        var packed = Compressions.FirstOrDefault(c => name.EndsWith(c.Ending, StringComparison.OrdinalIgnoreCase));
        var bare = name[..^(packed.Ending?.Length ?? 0)];
        var named = Formats.Where(f => bare.EndsWith(f.Ending, StringComparison.OrdinalIgnoreCase)).Select(f => (LakeFormat?)f.Format).FirstOrDefault();
        var format =
            (options.Formats.TryGetValue(table, out var own) ? own : options.Format ?? named)
            ?? throw new UsageException(
                $"lake.layout finds {key}, whose name does not say its format: expected the ending .csv, .json, .jsonl, .ndjson or .parquet, with or "
                    + $"without .gz or .zst. Set lake.format.{Quality.Data.Identifier.Written(table)} or lake.format to csv, json or parquet"
            );
        return new FileForm(format, options.Compression ?? packed.Compression);
    }
}

using ShopStream.Pipeline.Lake;

namespace ShopStream.Pipeline.Options;

/// <summary>Formats of a lake's files.</summary>
public enum LakeFormat
{
    /// <summary>CSV with a header.</summary>
    Csv,

    /// <summary>One JSON object per line, or one array of objects.</summary>
    Json,

    /// <summary>Parquet.</summary>
    Parquet,
}

/// <summary>A lake that other tools fill: its files are only read.</summary>
/// <param name="Layout">Where the files of a table are; a file belongs to the first pattern that it matches.</param>
public sealed record AttachedLakeOptions(IReadOnlyList<LakePattern> Layout)
{
    /// <summary>The layout of the reference, by the name that settings call it.</summary>
    public const string Preset = "shopstream";

    /// <summary>What <see cref="Preset"/> stands for.</summary>
    public const string PresetLayout =
        "raw/postgres/{table}/{date:yyyy-MM-dd}/{table}_{date:yyyyMMdd}.csv*, raw/{table}/{date:yyyy-MM-dd}/{table}_{date:yyyyMMdd}.json*";

    /// <summary>The format of all files; null for that of each file's name.</summary>
    public LakeFormat? Format { get; init; }

    /// <summary>The format of single tables, by table.</summary>
    public IReadOnlyDictionary<string, LakeFormat> Formats { get; init; } = new Dictionary<string, LakeFormat>(StringComparer.Ordinal);

    /// <summary>The compression of all files; null for that of each file's name.</summary>
    public Compression? Compression { get; init; }

    /// <summary>What separates the values of a CSV file; one character, default a comma.</summary>
    public string Delimiter { get; init; } = ",";

    /// <summary>What a CSV file has for NULL, without quotes; default nothing.</summary>
    public string Null { get; init; } = "";

    /// <summary>The only tables to read, because no check needs others; null for all.</summary>
    public IReadOnlySet<string>? Only { get; init; }
}

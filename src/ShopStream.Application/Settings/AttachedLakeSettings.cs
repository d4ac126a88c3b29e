using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Settings;

/// <summary>Reads the settings of a lake that other tools fill.</summary>
internal static class AttachedLakeSettings
{
    private const string FormatOf = "lake.format.";

    private static readonly (string Word, LakeFormat Format)[] Formats = [("csv", LakeFormat.Csv), ("json", LakeFormat.Json), ("parquet", LakeFormat.Parquet)];

    private static readonly (string Word, Compression Compression)[] Compressions =
    [
        ("none", Compression.None),
        ("gzip", Compression.Gzip),
        ("zstd", Compression.Zstd),
    ];

    /// <summary>The values of the setting <c>lake.format</c>.</summary>
    public static IReadOnlyList<string> FormatWords { get; } = [.. Formats.Select(f => f.Word)];

    /// <returns>Null where the lake is not attached.</returns>
    public static AttachedLakeOptions? Read(SettingsReader reader)
    {
        if (reader.Optional("lake.layout") is null)
            return null;
        if (reader.Optional("lake") is null)
        {
            reader.Problem("lake", "is not set, and lake.layout is: expected the folder or s3://bucket/prefix of the files");
            return null;
        }
        var delimiter = reader.Text("lake.csv.delimiter") is "tab" ? "\t" : reader.Text("lake.csv.delimiter");
        if (delimiter.Length != 1 || delimiter is "\"" or "\n" or "\r")
            reader.Problem("lake.csv.delimiter", $"is '{delimiter}': expected one character, such as ; or |, or tab");
        return new AttachedLakeOptions(reader.Made("lake.layout", Layout) ?? [])
        {
            Format = reader.Valid("lake.format") is { Length: > 0 } format
                ? Formats.First(f => string.Equals(f.Word, format, StringComparison.Ordinal)).Format
                : null,
            Formats = Tables(reader),
            Compression = reader.Valid("lake.compression") is { Length: > 0 } packed
                ? Compressions.First(c => string.Equals(c.Word, packed, StringComparison.Ordinal)).Compression
                : null,
            Delimiter = delimiter,
            Null = reader.Text("lake.csv.null"),
        };
    }

    private static IReadOnlyList<LakePattern> Layout(string text) =>
        [
            .. Identifier
                .Items(string.Equals(text.Trim(), AttachedLakeOptions.Preset, StringComparison.Ordinal) ? AttachedLakeOptions.PresetLayout : text)
                .Select(LakePattern.Parse),
        ];

    private static Dictionary<string, LakeFormat> Tables(SettingsReader reader)
    {
        var formats = new Dictionary<string, LakeFormat>(StringComparer.Ordinal);
        foreach (var (setting, parts, _) in reader.Family(FormatOf))
        {
            // The name of a table may have dots.
            var word = reader.Valid(setting);
            if (word.Length > 0)
                formats[Identifier.Read(string.Join('.', parts))] = Formats.First(f => string.Equals(f.Word, word, StringComparison.Ordinal)).Format;
        }
        return formats;
    }
}

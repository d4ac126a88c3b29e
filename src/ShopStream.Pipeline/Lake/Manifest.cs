using System.Text.Json;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Lake;

/// <summary>What one extraction brought: written last, so that a date without its manifest does not exist.</summary>
public sealed record Manifest
{
    /// <summary>The version of this shape.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The date partition.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The run that wrote it.</summary>
    public required string RunId { get; init; }

    /// <summary>When the snapshot was taken, by the source's clock, UTC.</summary>
    public required DateTimeOffset SnapshotAt { get; init; }

    /// <summary>The source's WAL position at about that moment; null where it may not be read.</summary>
    public string? SnapshotLsn { get; init; }

    /// <summary>The source's server and database, without credentials.</summary>
    public required string Source { get; init; }

    /// <summary>The schema of its tables.</summary>
    public required string SourceSchema { get; init; }

    /// <summary>The extracted tables.</summary>
    public required IReadOnlyList<ManifestTable> Tables { get; init; }

    /// <summary>What the specs asked the source, answered in the snapshot; by <see cref="Metric.Key"/>.</summary>
    public required IReadOnlyDictionary<string, RecordedMeasurement> Answers { get; init; }

    /// <summary>The keys of all files that it names.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> Files => Tables.Select(t => t.Key).Concat(Answers.Values.Select(a => a.File).OfType<string>());

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    /// <summary>As UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <exception cref="JsonException">Not a manifest of schema 1.</exception>
    public static Manifest FromJson(ReadOnlySpan<byte> json)
    {
        var manifest = JsonSerializer.Deserialize<Manifest>(json, Options) ?? throw new JsonException("the manifest is empty");
        return manifest.Schema == 1 ? manifest : throw new JsonException($"the manifest has schema {manifest.Schema}; this version reads schema 1");
    }

    /// <summary>The run that wrote it, if that much can be read.</summary>
    public static string? RunIdOf(ReadOnlySpan<byte> json)
    {
        try
        {
            return FromJson(json).RunId;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The source's tables as they were in the snapshot.</summary>
    public IEnumerable<TableInfo> SourceTables => Tables.Select(t => t.As(Layer.Source));
}

/// <summary>One extracted table.</summary>
public sealed record ManifestTable
{
    /// <summary>Its name.</summary>
    public required string Table { get; init; }

    /// <summary>Its file's key in the lake.</summary>
    public required string Key { get; init; }

    /// <summary>Of the file as it is stored.</summary>
    public required long Bytes { get; init; }

    /// <summary>Of the file as it is stored, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How the file is packed; manifests that do not say have plain files.</summary>
    public Compression Compression { get; init; }

    /// <summary>In the table's order.</summary>
    public required IReadOnlyList<ColumnInfo> Columns { get; init; }

    /// <summary>The primary key's columns.</summary>
    public required IReadOnlyList<string> PrimaryKey { get; init; }

    /// <summary>Control totals of the snapshot: by figure, as invariant text.</summary>
    public required IReadOnlyDictionary<string, string?> Totals { get; init; }

    /// <summary>The control total of all rows.</summary>
    public long Rows => long.Parse(Totals[new CountRows().ToString()] ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The table as a layer has it: the source with its constraints, the others with every column nullable.</summary>
    public TableInfo As(Layer layer) =>
        new(new Dataset(layer, Table), layer == Layer.Source ? Columns : [.. Columns.Select(c => c with { Nullable = true })], PrimaryKey);
}

/// <summary>An answer of the snapshot.</summary>
/// <param name="Columns">By name.</param>
/// <param name="Rows">Cells as invariant text.</param>
/// <param name="Seconds">How long the query took.</param>
/// <param name="File">For a stream of values: the lake file that holds them, one a line.</param>
/// <param name="Sha256">Of that file.</param>
/// <param name="Missing">Why there is no answer; null where there is one.</param>
public sealed record RecordedMeasurement(
    IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, double Seconds, string? File = null, string? Sha256 = null, MissingMeasurement? Missing = null);

using System.Text.Json;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Describes one extraction. It is written last, so a date without a manifest does not exist.</summary>
public sealed record Manifest
{
    /// <summary>Version of the format.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The date partition.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The run that wrote it.</summary>
    public required string RunId { get; init; }

    /// <summary>When the snapshot was taken, by the source's clock, UTC.</summary>
    public required DateTimeOffset SnapshotAt { get; init; }

    /// <summary>The source's WAL position at about that moment; null if it may not be read.</summary>
    public string? SnapshotLsn { get; init; }

    /// <summary>The source's server and database, without credentials.</summary>
    public required string Source { get; init; }

    /// <summary>Whether the source was a sandbox with generated data; manifests without this property are of a named source or of an earlier version.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public bool Sandbox { get; init; }

    /// <summary>Schema of the source's tables.</summary>
    public required string SourceSchema { get; init; }

    /// <summary>Tables of other schemas, by the names that they have here; null for none.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, SourcePlace>? SourcePlaces { get; init; }

    /// <summary>The extracted tables.</summary>
    public required IReadOnlyList<ManifestTable> Tables { get; init; }

    /// <summary>Recorded measurements of source metrics, taken in the snapshot; by <see cref="Metric.Key"/>.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("answers")]
    public required IReadOnlyDictionary<string, RecordedMeasurement> Measurements { get; init; }

    /// <summary>Where the files are until they have been copied to their own keys; null once they have been, as in every finished run.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public PendingExchange? Exchange { get; init; }

    /// <summary>What relative conditions count from.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public SnapshotTime Taken => new(Date, SnapshotAt);

    /// <summary>Keys of all files that the manifest names, each with its SHA-256.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<(string Key, string Sha256)> Hashes =>
        Tables.SelectMany(t => t.Files).Select(f => (f.Key, f.Sha256)).Concat(RecordedFiles.Select(f => (f.Key, f.Sha256)));

    /// <summary>Keys of the files that this run has written, each with its SHA-256; the others are those of earlier runs.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<(string Key, string Sha256)> Written =>
        Tables.SelectMany(t => t.Files).Where(IsOwn).Select(f => (f.Key, f.Sha256)).Concat(RecordedFiles);

    /// <summary>Rows and bytes of the tables' files that this run has written.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public (long Rows, long Bytes) Extracted
    {
        get
        {
            var files = Tables.SelectMany(t => t.Files.Select(f => (Table: t, File: f))).Where(f => IsOwn(f.File)).ToList();
            return (files.Sum(f => f.File.Partition?.Rows ?? f.Table.Rows), files.Sum(f => f.File.Bytes));
        }
    }

    /// <summary>Keys of files that earlier runs have written.</summary>
    internal IReadOnlySet<string> CarriedKeys() => Files.Except(Written.Select(f => f.Key), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);

    private bool IsOwn(TableFile file) => file.SnapshotAt is null || file.SnapshotAt == SnapshotAt;

    private IEnumerable<(string Key, string Sha256)> RecordedFiles => Measurements.Values.Where(m => m.File is not null).Select(m => (m.File!, m.Sha256!));

    /// <summary>Keys of all files that the manifest names.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> Files => Hashes.Select(f => f.Key);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        AllowDuplicateProperties = false,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>Serialises the manifest as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Reads and validates a manifest.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="date">The date of the folder in which the manifest lies; it has to be the manifest's own.</param>
    /// <exception cref="JsonException">The JSON is not a manifest of that date. The message names the field, what was found and what was expected.</exception>
    public static Manifest FromJson(ReadOnlySpan<byte> json, DateOnly date)
    {
        var manifest = Deserialized(json);
        ManifestValidation.Validate(manifest, date);
        return manifest;
    }

    /// <summary>The run that wrote the manifest; null if the JSON cannot be read.</summary>
    public static string? RunIdOf(ReadOnlySpan<byte> json)
    {
        try
        {
            return Deserialized(json).RunId;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Manifest Deserialized(ReadOnlySpan<byte> json) => JsonText.Read<Manifest>(json, Options, hasNulls: true);

    /// <summary>The source's tables as of the snapshot.</summary>
    public IEnumerable<TableInfo> SourceTables => Tables.Select(t => t.As(Layer.Source));
}

/// <summary>Files of a manifest that have not been copied to their own keys yet.</summary>
/// <param name="Folder">Prefix under which they are stored; ends in '/'.</param>
/// <param name="Replaced">Keys of files of the manifest before that this one no longer names; they are deleted at the end.</param>
public sealed record PendingExchange(string Folder, IReadOnlyList<string> Replaced);

/// <summary>One extracted table.</summary>
public sealed record ManifestTable
{
    /// <summary>Name of the table.</summary>
    public required string Table { get; init; }

    /// <summary>Key of the table's file in the lake. A table with partitions has no such file; the key then says where it would be.</summary>
    public required string Key { get; init; }

    /// <summary>Size of the stored file, or of all partitions' files, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the stored file, lower-case hex; of a table with partitions that of their names and hashes.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How the table is divided; null for a table of one file. See <see cref="Partitions"/>.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? PartitionedBy { get; init; }

    /// <summary>The partitions, by name; null for a table of one file.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ManifestPartition>? Partitions { get; init; }

    /// <summary>Version of the partitions' hashes of keys and rows; 0 in manifests without this property. Those of two versions cannot be compared.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public int HashVersion { get; init; }

    /// <summary>The latest change that the watermark of the snapshot shows, UTC, at most the snapshot's moment; null without one.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>What this run found changed in closed partitions although nothing announced it; null for nothing.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SilentChange>? SilentChanges { get; init; }

    /// <summary>Compression of the file; manifests without this property have uncompressed files.</summary>
    public Compression Compression { get; init; }

    /// <summary>Columns in table order.</summary>
    public required IReadOnlyList<ColumnInfo> Columns { get; init; }

    /// <summary>The primary key's columns.</summary>
    public required IReadOnlyList<string> PrimaryKey { get; init; }

    /// <summary>Control totals of the snapshot, by name, as invariant text.</summary>
    public required IReadOnlyDictionary<string, string?> Totals { get; init; }

    /// <summary>The longest row of the file, in bytes before compression; null with partitions, and in manifests of earlier versions.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public long? LongestRow { get; init; }

    /// <summary>Whether the file has one JSON object per line; otherwise it is CSV with a header.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsJson => LakeLayout.IsJson(Key);

    /// <summary>The table's file, or those of its partitions.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<TableFile> Files =>
        Partitions is null
            ? [new TableFile(Key, Bytes, Sha256, null) { LongestRow = LongestRow }]
            : [.. Partitions.Select(p => new TableFile(p.Key, p.Bytes, p.Sha256, p.SnapshotAt) { Partition = p, LongestRow = p.LongestRow })];

    /// <summary>Row count, from the control totals.</summary>
    public long Rows => ControlTotals.RowsOf(Totals);

    /// <summary>The table in a layer: the source has its constraints, in other layers every column is nullable.</summary>
    public TableInfo As(Layer layer) =>
        new(new Dataset(layer, Table), layer == Layer.Source ? Columns : [.. Columns.Select(c => c with { Nullable = true })], PrimaryKey);
}

/// <summary>A file of an extracted table.</summary>
/// <param name="Key">Its key in the lake.</param>
/// <param name="Bytes">Size, in bytes.</param>
/// <param name="Sha256">SHA-256, lower-case hex.</param>
/// <param name="SnapshotAt">Snapshot from which a partition was written; null for a table of one file, which is that of its manifest.</param>
public sealed record TableFile(string Key, long Bytes, string Sha256, DateTimeOffset? SnapshotAt)
{
    /// <summary>The partition in the file; null for a table of one file.</summary>
    public ManifestPartition? Partition { get; init; }

    /// <summary>The longest row, in bytes before compression; null if that is not known.</summary>
    public long? LongestRow { get; init; }
}

/// <summary>Recorded measurement of a source metric, taken in the snapshot.</summary>
/// <param name="Columns">Column names.</param>
/// <param name="Rows">Cells as invariant text.</param>
/// <param name="Seconds">How long the query took.</param>
/// <param name="File">For recorded values or rows: key of the lake file that holds them, one per line; otherwise null.</param>
/// <param name="Sha256">SHA-256 of that file; null without a file.</param>
/// <param name="Missing">Why the measurement is missing; null if it was taken.</param>
public sealed record RecordedMeasurement(
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string?>> Rows,
    double Seconds,
    string? File = null,
    string? Sha256 = null,
    MissingMeasurement? Missing = null
);

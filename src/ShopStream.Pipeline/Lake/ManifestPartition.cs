namespace ShopStream.Pipeline.Lake;

/// <summary>A partition of an extracted table: rows of one file, which later dates may refer to as long as the rows are the same.</summary>
public sealed record ManifestPartition
{
    /// <summary>Name of the partition: a day, the least key of a range, or null for rows without a value.</summary>
    public required string Name { get; init; }

    /// <summary>Key of the partition's file in the lake. No other run writes this key.</summary>
    public required string Key { get; init; }

    /// <summary>Size of the stored file, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the stored file, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Moment of the snapshot from which the file was written, UTC.</summary>
    public required DateTimeOffset SnapshotAt { get; init; }

    /// <summary>Control totals of the partition's rows, by name, as invariant text.</summary>
    public required IReadOnlyDictionary<string, string?> Totals { get; init; }

    /// <summary>The longest row of the file, in bytes before compression; null in manifests of earlier versions.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public long? LongestRow { get; init; }

    /// <summary>Sum of the hashes of the keys, by the source; null for a table without a key.</summary>
    public string? Keys { get; init; }

    /// <summary>The seal: sum of the hashes of all rows, by the source.</summary>
    public required string Seal { get; init; }

    /// <summary>Number of nights since the source's rows were last compared with the seal; 0 if it was this one.</summary>
    public int NightsUnverified { get; init; }

    /// <summary>Row count, from the control totals.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Rows => ControlTotals.RowsOf(Totals);
}

/// <summary>What has changed in a closed partition although nothing announced it.</summary>
/// <param name="Partition">Name of the partition.</param>
/// <param name="Expected">Rows that were sealed.</param>
/// <param name="Found">Rows of the source now.</param>
/// <param name="Updated">Rows that have other values, but the same watermark.</param>
/// <param name="Deleted">Rows that are in no partition any more.</param>
/// <param name="Keys">Keys of some of these rows, as text.</param>
public sealed record SilentChange(string Partition, long Expected, long Found, long Updated, long Deleted, IReadOnlyList<string> Keys);

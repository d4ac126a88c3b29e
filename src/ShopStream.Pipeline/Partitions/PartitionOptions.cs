namespace ShopStream.Pipeline.Partitions;

/// <summary>Which tables are extracted by partition; all others are extracted whole.</summary>
public sealed record PartitionOptions
{
    /// <summary>Default of <see cref="VerifyNights"/>.</summary>
    public const int UsualVerifyNights = 7;

    /// <summary>No table.</summary>
    public static PartitionOptions None { get; } = new();

    /// <summary>How tables are divided, by table.</summary>
    public IReadOnlyDictionary<string, PartitionSpec> Tables { get; init; } = new Dictionary<string, PartitionSpec>(StringComparer.Ordinal);

    /// <summary>All closed partitions are compared with their seals within this number of nights, from 1. Default: 7.</summary>
    public int VerifyNights { get; init; } = UsualVerifyNights;
}

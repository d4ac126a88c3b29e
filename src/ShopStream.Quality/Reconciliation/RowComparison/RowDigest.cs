namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>Rows of a bucket: how many there are, and two sums of their hashes.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="First">Sum of the hashes of the rows.</param>
/// <param name="Second">Sum of hashes that are computed in another way, so that both sums agree by chance with a probability of about 2^-128.</param>
public sealed record BucketDigest(long Rows, Int128 First, Int128 Second);

/// <summary>
/// Digest of all rows of a reading, by the hash of their key, computed inside a store. Two digests of one store can be compared if their types are
/// equal: buckets that agree have the same rows.
/// </summary>
/// <param name="Types">The store's types of the cells.</param>
/// <param name="Buckets">The buckets that have rows.</param>
/// <param name="KeysWithNull">Number of rows with a NULL in their key.</param>
public sealed record RowDigest(IReadOnlyList<string> Types, IReadOnlyDictionary<int, BucketDigest> Buckets, long KeysWithNull)
{
    // Reading more than a quarter of the rows by bucket costs more than reading all of them.
    private const int MostBuckets = Count / 4;

    /// <summary>Number of buckets.</summary>
    public const int Count = 4096;

    /// <summary>Number of rows.</summary>
    public long Rows => Buckets.Values.Sum(b => b.Rows);

    /// <summary>The buckets whose rows differ, ascending; null if the digests do not tell, or too many differ to read them alone.</summary>
    public IReadOnlyList<int>? Differing(RowDigest other)
    {
        if (!Types.SequenceEqual(other.Types, StringComparer.Ordinal))
            return null;
        List<int> differing =
        [
            .. Buckets.Keys.Union(other.Buckets.Keys).Where(b => Buckets.GetValueOrDefault(b) != other.Buckets.GetValueOrDefault(b)).Order(),
        ];
        return differing.Count > MostBuckets ? null : differing;
    }
}

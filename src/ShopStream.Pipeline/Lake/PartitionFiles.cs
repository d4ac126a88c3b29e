using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ShopStream.Pipeline.Lake;

/// <summary>The files of partitions, to which the manifests of several dates may refer.</summary>
internal static class PartitionFiles
{
    /// <summary>SHA-256 of the names and hashes of partitions, in lower-case hex: the hash of a table that has them.</summary>
    public static string HashOf(IEnumerable<ManifestPartition> partitions) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(partitions.Select(p => $"{p.Name} {p.Key} {p.Sha256}\n")))));

    /// <summary>
    /// Keys to which a manifest refers, also one of a run that has not exchanged its files yet. A run that is at work holds a reader's lease of the date
    /// that it builds on, so that its references are those of that date's manifest.
    /// </summary>
    /// <param name="lake">The lake.</param>
    /// <param name="cancellationToken">Cancels listing and reading.</param>
    /// <returns>Null if a manifest cannot be read: any file may be one of its own.</returns>
    public static async Task<IReadOnlySet<string>?> UsedAsync(ILake lake, CancellationToken cancellationToken) =>
        await ManifestsAsync(lake, cancellationToken) is { } manifests ? UsedBy(manifests) : null;

    /// <summary>Keys to which one of these manifests refers.</summary>
    public static IReadOnlySet<string> UsedBy(IEnumerable<Manifest> manifests) => manifests.SelectMany(m => m.Files).ToHashSet(StringComparer.Ordinal);

    /// <summary>All manifests, also those of runs that have not exchanged their files yet; null if one cannot be read.</summary>
    public static async Task<IReadOnlyList<Manifest>?> ManifestsAsync(ILake lake, CancellationToken cancellationToken)
    {
        var keys = new List<(string Key, DateOnly Date)>();
        foreach (var prefix in new[] { LakeLayout.RecordedRoot, LakeLayout.Next })
        await foreach (var entry in lake.ListAsync(prefix, cancellationToken))
            if (LakeLayout.DateOf(entry.Key) is { } date && LakeLayout.IsManifest(entry.Key, date))
                keys.Add((entry.Key, date));
        try
        {
            var manifests = await lake.AllAsync(
                keys,
                async (of, token) => await lake.TryReadAsync(of.Key, token) is { } json ? Manifest.FromJson(json, of.Date) : null,
                cancellationToken
            );
            return [.. manifests.OfType<Manifest>()];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Text.Json;

namespace ShopStream.Pipeline.Lake;

/// <summary>State of a lake date.</summary>
public enum LakeDateState
{
    /// <summary>The manifest exists, and no run holds a lease.</summary>
    Complete,

    /// <summary>There are files but no readable manifest: for readers the date does not exist.</summary>
    WithoutManifest,

    /// <summary>A run holds the lease and writes the date.</summary>
    Leased,

    /// <summary>The lease has expired; its run is dead.</summary>
    LeaseExpired,
}

/// <summary>A file of a lake date.</summary>
/// <param name="Key">Relative to the lake's root.</param>
/// <param name="Bytes">Listed size in bytes; null if the manifest names the file but it is missing.</param>
/// <param name="Stored">The manifest's entry; null if the manifest does not name the file.</param>
public sealed record LakeDateFile(string Key, long? Bytes, StoredFile? Stored);

/// <summary>A manifest's entry for a file.</summary>
/// <param name="Table">The table in the file; null for recorded values and rows.</param>
/// <param name="Rows">Row count of a table; otherwise null.</param>
/// <param name="Bytes">Size of a table's file; otherwise null.</param>
/// <param name="Sha256">SHA-256, lower-case hex.</param>
public sealed record StoredFile(string? Table, long? Rows, long? Bytes, string? Sha256);

/// <summary>One date of the lake.</summary>
/// <param name="Date">The partition.</param>
/// <param name="State">State of the date.</param>
/// <param name="Manifest">The manifest; null if there is none, or it cannot be read.</param>
/// <param name="Problem">Why the existing manifest cannot be read; otherwise null.</param>
/// <param name="Lease">Lease of the run that writes the date; null if none.</param>
/// <param name="Files">Files named by the manifest and files found, by key; without the manifest, leases and unfinished files.</param>
public sealed record LakeDate(DateOnly Date, LakeDateState State, Manifest? Manifest, string? Problem, LakeLease? Lease, IReadOnlyList<LakeDateFile> Files)
{
    /// <summary>Files of a run that has not exchanged them yet: it is at work, or was interrupted, and the next run uses or removes them.</summary>
    public IReadOnlyList<LakeEntry> Unfinished { get; init; } = [];
}

/// <summary>Lists the lake's contents by date.</summary>
public static class LakeListing
{
    /// <param name="lake">The lake; it is listed once, and its manifests and leases are read.</param>
    /// <param name="only">The only date to list; null for all.</param>
    /// <param name="clock">Decides which leases have expired.</param>
    /// <param name="cancellationToken">Cancels listing and reading.</param>
    /// <returns>Dates in ascending order.</returns>
    public static async Task<IReadOnlyList<LakeDate>> ReadAsync(ILake lake, DateOnly? only, TimeProvider clock, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<DateOnly, List<LakeEntry>>();
        var partitions = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var entry in lake.ListAsync(LakeLayout.Root, cancellationToken))
        {
            if (LakeLayout.IsPartition(entry.Key))
                partitions[entry.Key] = entry.Bytes;
            if (LakeLayout.DateOf(entry.Key) is not { } date || (only ?? date) != date)
                continue;
            if (!found.TryGetValue(date, out var entries))
                found[date] = entries = [];
            entries.Add(entry);
        }

        // A date's folder also has files of partitions that only later dates refer to.
        var manifests = partitions.Count > 0 ? await PartitionFiles.ManifestsAsync(lake, cancellationToken) : null;
        var used = manifests is null ? null : PartitionFiles.UsedBy(manifests);
        // A run of a later date that was interrupted may have left files that it no longer refers to: the next run of that date deletes them.
        var replaced = (manifests ?? []).SelectMany(m => m.Exchange?.Replaced ?? []).ToHashSet(StringComparer.Ordinal);
        return await lake.AllAsync(
            [.. found],
            (of, token) => ReadAsync(lake, of.Key, new Listed(of.Value, partitions, used, replaced), clock, token),
            cancellationToken
        );
    }

    // What a date's folders have, the files of all partitions with their sizes, those that a manifest refers to, and those that a run has yet to delete.
    private sealed record Listed(List<LakeEntry> Entries, Dictionary<string, long> Partitions, IReadOnlySet<string>? Used, HashSet<string> Replaced)
    {
        public bool IsOfOthers(string key) => Used is not null && Used.Contains(key) && Partitions.ContainsKey(key);

        public long? BytesOf(string key, Dictionary<string, long> own) =>
            own.TryGetValue(key, out var bytes) || Partitions.TryGetValue(key, out bytes) ? bytes : null;
    }

    private static async Task<LakeDate> ReadAsync(ILake lake, DateOnly date, Listed found, TimeProvider clock, CancellationToken cancellationToken)
    {
        var entries = found.Entries;
        string manifestKey = LakeLayout.ManifestKey(date),
            leaseKey = LakeLayout.LeaseKey(date);
        var listed = entries.ToDictionary(e => e.Key, e => e.Bytes, StringComparer.Ordinal);
        var (manifest, problem) = listed.ContainsKey(manifestKey) ? Read(await lake.TryReadAsync(manifestKey, cancellationToken), date) : (null, null);
        var lease = listed.ContainsKey(leaseKey) && await lake.TryReadAsync(leaseKey, cancellationToken) is { } json ? LakeLease.FromJson(json) : null;
        var stored = manifest is null ? [] : StoredFiles(manifest);
        var state = lease is not null
            ? lease.IsStale(clock.GetUtcNow())
                ? LakeDateState.LeaseExpired
                : LakeDateState.Leased
            : manifest is null
                ? LakeDateState.WithoutManifest
                : LakeDateState.Complete;
        // During an exchange the files of the manifest are elsewhere, and those under its own keys are replaced next.
        bool IsUnfinished(string key) =>
            !stored.ContainsKey(key)
            && !found.IsOfOthers(key)
            && (manifest?.Exchange is not null || found.Replaced.Contains(key) || key.StartsWith(LakeLayout.Next, StringComparison.Ordinal));
        var files = stored
            .Keys.Union(listed.Keys.Where(k => !LakeLayout.IsLease(k) && !IsUnfinished(k) && !found.IsOfOthers(k)), StringComparer.Ordinal)
            .Except([manifestKey], StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(k => new LakeDateFile(k, found.BytesOf(k, listed), stored.GetValueOrDefault(k)));
        return new LakeDate(date, state, manifest, problem, lease, [.. files])
        {
            Unfinished =
            [
                .. entries.Where(e => IsUnfinished(e.Key) && !LakeLayout.IsLease(e.Key) && !string.Equals(e.Key, manifestKey, StringComparison.Ordinal)),
            ],
        };
    }

    private static (Manifest?, string?) Read(byte[]? json, DateOnly date)
    {
        // The manifest was deleted after it was listed.
        if (json is null)
            return (null, null);
        try
        {
            return (Manifest.FromJson(json, date), null);
        }
        catch (JsonException e)
        {
            return (null, $"the manifest is not valid: {e.Message}");
        }
    }

    private static Dictionary<string, StoredFile> StoredFiles(Manifest manifest)
    {
        var files = new Dictionary<string, StoredFile>(StringComparer.Ordinal);
        var carried = manifest.CarriedKeys();
        string Stored(string key) => manifest.Exchange is { } exchange && !carried.Contains(key) ? NextLake.StoredKey(exchange.Folder, key) : key;
        foreach (var table in manifest.Tables)
        foreach (var file in table.Files)
            files[Stored(file.Key)] = new StoredFile(table.Table, file.Partition?.Rows ?? table.Rows, file.Bytes, file.Sha256);
        foreach (var recorded in manifest.Measurements.Values)
            if (recorded.File is { } key)
                files[Stored(key)] = new StoredFile(null, null, null, recorded.Sha256);
        return files;
    }
}

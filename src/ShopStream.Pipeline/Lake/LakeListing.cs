using System.Text.Json;

namespace ShopStream.Pipeline.Lake;

/// <summary>What a date of the lake is.</summary>
public enum LakeDateState
{
    /// <summary>Its manifest is there, and nobody writes.</summary>
    Complete,

    /// <summary>There are files without a manifest that can be read: for readers the date does not exist.</summary>
    WithoutManifest,

    /// <summary>A run has claimed it and writes it.</summary>
    Claimed,

    /// <summary>A run has claimed it, and should have ended by now.</summary>
    ClaimedByDeadRun,
}

/// <param name="Key">Relative to the lake's root.</param>
/// <param name="Bytes">As listed; null where the manifest names it and it is missing.</param>
/// <param name="Stored">What the manifest says; null where it does not name the file.</param>
public sealed record LakeDateFile(string Key, long? Bytes, StoredFile? Stored);

/// <param name="Table">The table that it holds; null for values and rows that a scenario asked for.</param>
/// <param name="Rows">Of a table; else null.</param>
/// <param name="Bytes">Of a table; else null.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record StoredFile(string? Table, long? Rows, long? Bytes, string? Sha256);

/// <summary>One date of the lake.</summary>
/// <param name="Date">The partition.</param>
/// <param name="State">Whether it is whole.</param>
/// <param name="Manifest">Null where there is none that can be read.</param>
/// <param name="Problem">Why the manifest that is there cannot be read; else null.</param>
/// <param name="Lease">Of the run that writes it; else null.</param>
/// <param name="Files">Those of the manifest and those that are there, by key; manifest and claim are none of them.</param>
public sealed record LakeDate(DateOnly Date, LakeDateState State, Manifest? Manifest, string? Problem, LakeLease? Lease, IReadOnlyList<LakeDateFile> Files);

/// <summary>What the lake holds, by date.</summary>
public static class LakeListing
{
    /// <param name="lake">Is listed once; manifests and claims are read.</param>
    /// <param name="only">One date; null for all.</param>
    /// <param name="clock">Tells which claims are stale.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Ascending.</returns>
    public static async Task<IReadOnlyList<LakeDate>> ReadAsync(ILake lake, DateOnly? only, TimeProvider clock, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<DateOnly, List<LakeEntry>>();
        await foreach (var entry in lake.ListAsync(LakeLayout.Root, cancellationToken))
        {
            if (LakeLayout.DateOf(entry.Key) is not { } date || (only ?? date) != date) continue;
            if (!found.TryGetValue(date, out var entries)) found[date] = entries = [];
            entries.Add(entry);
        }

        var dates = new List<LakeDate>();
        foreach (var (date, entries) in found) dates.Add(await ReadAsync(lake, date, entries, clock, cancellationToken));
        return dates;
    }

    private static async Task<LakeDate> ReadAsync(ILake lake, DateOnly date, List<LakeEntry> entries, TimeProvider clock, CancellationToken cancellationToken)
    {
        string manifestKey = LakeLayout.ManifestKey(date), claimKey = LakeLayout.LeaseKey(date);
        var there = entries.ToDictionary(e => e.Key, e => e.Bytes, StringComparer.Ordinal);
        var (manifest, problem) = there.ContainsKey(manifestKey) ? Read(await lake.TryReadAsync(manifestKey, cancellationToken)) : (null, null);
        var claim = there.ContainsKey(claimKey) && await lake.TryReadAsync(claimKey, cancellationToken) is { } json ? LakeLease.FromJson(json) : null;
        var kept = manifest is null ? [] : StoredFiles(manifest);
        var state = claim is not null ? claim.IsStale(clock.GetUtcNow()) ? LakeDateState.ClaimedByDeadRun : LakeDateState.Claimed
            : manifest is null ? LakeDateState.WithoutManifest : LakeDateState.Complete;
        var files = kept.Keys.Union(there.Keys, StringComparer.Ordinal).Except([manifestKey, claimKey], StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(k => new LakeDateFile(k, there.TryGetValue(k, out var bytes) ? bytes : null, kept.GetValueOrDefault(k)));
        return new LakeDate(date, state, manifest, problem, claim, [.. files]);
    }

    private static (Manifest?, string?) Read(byte[]? json)
    {
        // It was taken away since the list was made.
        if (json is null) return (null, null);
        try
        {
            return (Manifest.FromJson(json), null);
        }
        catch (JsonException e)
        {
            return (null, e.Message);
        }
    }

    private static Dictionary<string, StoredFile> StoredFiles(Manifest manifest)
    {
        var files = new Dictionary<string, StoredFile>(StringComparer.Ordinal);
        foreach (var table in manifest.Tables) files[table.Key] = new StoredFile(table.Table, table.Rows, table.Bytes, table.Sha256);
        foreach (var answer in manifest.Answers.Values)
            if (answer.File is { } key) files[key] = new StoredFile(null, null, null, answer.Sha256);
        return files;
    }
}

using System.Text.Json;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>
/// Replaces a date in the lake while its lease is held. The new files are written beside the old ones, with a manifest that says where they are.
/// That manifest then replaces the old one, in one step: from then on readers see the new files, wherever they are. Only now they are copied
/// to their own keys, and a manifest without the note of the exchange replaces the one that has it. A run that dies in between leaves the old
/// state or the new, and the next run finishes or removes what it left.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="date">The date, leased by this run.</param>
/// <param name="owner">The work folder's identifier: the new files of each work folder have a prefix of their own.</param>
internal sealed class LakeExchange(ILake lake, DateOnly date, string owner)
{
    private static readonly string[] Nothing = [];

    private readonly string folder = LakeLayout.NextFolder(date, owner);
    private readonly string manifestKey = LakeLayout.ManifestKey(date);

    /// <summary>Where the new files are written, under the keys that they will have.</summary>
    public ILake Next => new NextLake(lake, folder);

    /// <summary>Finishes the exchange that an earlier run began, if its files are the ones in use; otherwise removes them.</summary>
    /// <param name="isLoaded">Whether the warehouse was loaded from a manifest.</param>
    /// <param name="cancellationToken">Cancels the work; the next run continues.</param>
    public async Task RecoverAsync(Func<Manifest, Task<bool>> isLoaded, CancellationToken cancellationToken)
    {
        var current = await ReadAsync(lake, cancellationToken);
        // The warehouse shows them, but the lake does not yet.
        if (current?.Exchange is null && await ReadAsync(Next, cancellationToken) is { Exchange: not null } next && await isLoaded(next))
        {
            await WriteAsync(next, cancellationToken);
            current = next;
        }
        if (current?.Exchange is null)
        {
            await DeleteUnusedAsync(cancellationToken);
            return;
        }
        try
        {
            await FinishAsync(current, cancellationToken);
        }
        catch (InfrastructureException) when (!cancellationToken.IsCancellationRequested)
        {
            // A file that is lost or was changed can never be exchanged: the run that follows replaces the date.
            if (await AreWholeAsync(current, cancellationToken))
                throw;
        }
    }

    /// <summary>Writes the new manifest beside the new files. From now on they are complete, and <see cref="CommitAsync"/> may follow.</summary>
    /// <returns>The manifest with the note of the exchange.</returns>
    public async Task<Manifest> PrepareAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var replaced = (await ReadAsync(lake, cancellationToken))?.Files ?? Nothing;
        var next = manifest with { Exchange = new PendingExchange(folder, [.. replaced.Except(manifest.Files, StringComparer.Ordinal)]) };
        using var content = new MemoryStream(next.ToJson(), writable: false);
        await Next.WriteAsync(manifestKey, content, cancellationToken);
        return next;
    }

    /// <summary>Shows the new files in place of the old ones.</summary>
    /// <param name="next">The manifest that <see cref="PrepareAsync"/> returned.</param>
    /// <param name="cancellationToken">Cancels the exchange; the next run finishes it.</param>
    public async Task CommitAsync(Manifest next, CancellationToken cancellationToken)
    {
        await WriteAsync(next, cancellationToken);
        await FinishAsync(next, cancellationToken);
    }

    /// <summary>The manifest of files that are complete but not exchanged; null if no work folder has any that fit.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="date">The date.</param>
    /// <param name="fits">Chooses among the manifests of several work folders.</param>
    /// <param name="cancellationToken">Cancels listing and reading.</param>
    public static async Task<Manifest?> FindNextAsync(ILake lake, DateOnly date, Func<Manifest, bool> fits, CancellationToken cancellationToken)
    {
        var name = LakeLayout.ManifestKey(date)[LakeLayout.Root.Length..];
        await foreach (var entry in lake.ListAsync(LakeLayout.NextFolder(date), cancellationToken))
            if (
                entry.Key.EndsWith("/" + name, StringComparison.Ordinal)
                && Parse(await lake.TryReadAsync(entry.Key, cancellationToken), date) is { Exchange: not null } next
                && fits(next)
            )
                return next;
        return null;
    }

    private async Task<bool> AreWholeAsync(Manifest current, CancellationToken cancellationToken)
    {
        var files = NextLake.Of(lake, current);
        var whole = await lake.AllAsync(
            [.. current.Hashes],
            async (file, token) => string.Equals((await files.HashAsync(file.Key, token))?.Sha256, file.Sha256, StringComparison.Ordinal),
            cancellationToken
        );
        return whole.All(isWhole => isWhole);
    }

    private async Task FinishAsync(Manifest current, CancellationToken cancellationToken)
    {
        var (from, replaced) = current.Exchange!;
        await lake.EachAsync(
            current.Written,
            (file, token) => lake.CopyAsync(NextLake.StoredKey(from, file.Key), file.Key, file.Sha256, token),
            cancellationToken
        );
        var used = replaced.Any(LakeLayout.IsPartition) ? await PartitionFiles.UsedAsync(lake, cancellationToken) : new HashSet<string>(StringComparer.Ordinal);
        await lake.EachAsync(replaced.Where(k => !LakeLayout.IsPartition(k) || used?.Contains(k) == false), lake.DeleteAsync, cancellationToken);
        await WriteAsync(current with { Exchange = null }, cancellationToken);
        // Those of other work folders are outdated, too.
        await DeleteAllAsync(LakeLayout.NextFolder(date), cancellationToken);
    }

    private Task<Manifest?> ReadAsync(ILake from, CancellationToken cancellationToken) => ReadAsync(from, manifestKey, date, cancellationToken);

    // One that cannot be read is replaced like one that does not exist.
    private static async Task<Manifest?> ReadAsync(ILake from, string key, DateOnly date, CancellationToken cancellationToken) =>
        Parse(await from.TryReadAsync(key, cancellationToken), date);

    private static Manifest? Parse(byte[]? json, DateOnly date)
    {
        try
        {
            return json is null ? null : Manifest.FromJson(json, date);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task WriteAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(manifest.ToJson(), writable: false);
        await lake.WriteAsync(manifestKey, content, cancellationToken);
    }

    // Those of another work folder may be the ones that its warehouse shows, unless they are incomplete.
    private async Task DeleteUnusedAsync(CancellationToken cancellationToken)
    {
        var prefix = LakeLayout.NextFolder(date);
        var folders = new Dictionary<string, bool>(StringComparer.Ordinal);
        await foreach (var entry in lake.ListAsync(prefix, cancellationToken))
        {
            var owned = prefix + entry.Key[prefix.Length..].Split('/')[0] + "/";
            folders[owned] = folders.GetValueOrDefault(owned) || string.Equals(entry.Key, NextLake.StoredKey(owned, manifestKey), StringComparison.Ordinal);
        }
        foreach (var (owned, isComplete) in folders)
            if (!isComplete || string.Equals(owned, folder, StringComparison.Ordinal))
                await DeleteAllAsync(owned, cancellationToken);
    }

    // The manifest first: files without it are never taken for complete.
    private async Task DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await foreach (var entry in lake.ListAsync(prefix, cancellationToken))
            found.Add(entry.Key);
        foreach (
            var ofManifests in found.ToLookup(k => k.EndsWith(manifestKey[LakeLayout.Root.Length..], StringComparison.Ordinal)).OrderByDescending(g => g.Key)
        )
            await lake.EachAsync(ofManifests, lake.DeleteAsync, cancellationToken);
    }
}

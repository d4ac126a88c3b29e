using System.Runtime.CompilerServices;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Lake;

/// <summary>A lake in a local folder: temp file, fsync, rename.</summary>
/// <param name="root">The folder; made on the first write.</param>
/// <param name="clock">Tells what is left over from long ago.</param>
internal sealed class LocalLake(string root, TimeProvider clock) : ILake
{
    private readonly string root = Path.GetFullPath(root);
    private int swept;

    /// <inheritdoc />
    public string Description => $"the folder {root}";

    private string Temporary => Path.Combine(root, ".tmp");

    /// <inheritdoc />
    public Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellation) => GuardedAsync(key, async () =>
    {
        var (temporary, bytes, sha256) = await StoreAsync(content, cancellation);
        File.Move(temporary, Prepared(key), overwrite: true);
        return new LakeFile(key, bytes, sha256);
    });

    /// <inheritdoc />
    public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) => GuardedAsync(key, async () =>
    {
        using var stream = new MemoryStream(content.ToArray());
        var (temporary, _, _) = await StoreAsync(stream, cancellation);
        try
        {
            // A hard link and not a move: link(2) alone refuses a name that is taken, between processes as well.
            return HardLink.TryCreate(temporary, Prepared(key));
        }
        finally
        {
            File.Delete(temporary);
        }
    });

    /// <inheritdoc />
    public Task<byte[]?> TryReadAsync(string key, CancellationToken cancellation) => GuardedAsync(key, async () =>
        File.Exists(PathOf(key)) ? await File.ReadAllBytesAsync(PathOf(key), cancellation) : null);

    /// <inheritdoc />
    public Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellation) => GuardedAsync(key, async () =>
    {
        if (!File.Exists(PathOf(key))) return null;
        await using var stream = new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        var (bytes, sha256) = await HashedCopy.RunAsync(stream, Stream.Null, cancellation);
        return new LocalCopy(PathOf(key), bytes, sha256, isTemporary: false);
    });

    /// <inheritdoc />
    public async IAsyncEnumerable<LakeEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        if (!Directory.Exists(root)) yield break;
        var entries = new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(f => new LakeEntry(Path.GetRelativePath(root, f.FullName).Replace('\\', '/'), f.Length))
            .Where(e => e.Key.StartsWith(prefix, StringComparison.Ordinal) && !e.Key.StartsWith(".tmp/", StringComparison.Ordinal))
            .OrderBy(e => e.Key, StringComparer.Ordinal).ToList();
        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc />
    public Task DeleteAsync(string key, CancellationToken cancellation) => GuardedAsync(key, () =>
    {
        if (File.Exists(PathOf(key))) File.Delete(PathOf(key));
        return Task.FromResult(true);
    });

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<(string Path, long Bytes, string Sha256)> StoreAsync(Stream content, CancellationToken cancellation)
    {
        SweepOnce();
        var temporary = Path.Combine(Temporary, Guid.NewGuid().ToString("n"));
        try
        {
            await using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
            var (bytes, sha256) = await HashedCopy.RunAsync(content, file, cancellation);
            file.Flush(flushToDisk: true);
            return (temporary, bytes, sha256);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // Files of runs that were killed. A day is longer than any extraction that is still at work.
    private void SweepOnce()
    {
        Directory.CreateDirectory(Temporary);
        if (Interlocked.Exchange(ref swept, 1) == 1) return;
        foreach (var file in new DirectoryInfo(Temporary).EnumerateFiles().Where(f => f.LastWriteTimeUtc < clock.GetUtcNow().UtcDateTime.AddDays(-1)))
            file.Delete();
    }

    private string Prepared(string key)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private string PathOf(string key)
    {
        LakeKey.Check(key);
        return Path.Combine(root, key.Replace('/', Path.DirectorySeparatorChar));
    }

    private async Task<T> GuardedAsync<T>(string key, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InfrastructureException($"{key} in {Description}: {e.Message} Check the folder's space and rights, and run again.", e);
        }
    }
}

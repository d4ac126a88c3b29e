using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Lake;

/// <summary>A lake in a local folder: temp file, fsync, rename.</summary>
/// <param name="root">The folder; made on the first write.</param>
public sealed class LocalLake(string root) : ILake
{
    private const int BufferSize = 1 << 18;
    private readonly string root = Path.GetFullPath(root);

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
        var (bytes, sha256) = await CopyAsync(stream, Stream.Null, cancellation);
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
        Directory.CreateDirectory(Temporary);
        var temporary = Path.Combine(Temporary, Guid.NewGuid().ToString("n"));
        try
        {
            await using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
            var (bytes, sha256) = await CopyAsync(content, file, cancellation);
            file.Flush(flushToDisk: true);
            return (temporary, bytes, sha256);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static async Task<(long Bytes, string Sha256)> CopyAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long bytes = 0;
            // COPY hands out a row at a time: a system call for each would cost more than the rows.
            for (int read; (read = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)) > 0; bytes += read)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
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

using ZstdSharp;

namespace ShopStream.Pipeline.Lake;

/// <summary>Compresses objects whose key ends in .gz or .zst, and decompresses them when fetched. Sizes and hashes are those of the stored bytes.</summary>
internal sealed class PackedLake(ILake inner) : ILake
{
    public ILake Inner => inner;

    public string Description => inner.Description;

    public TimeSpan? ClockAhead => inner.ClockAhead;

    public int RequestsAtATime => inner.RequestsAtATime;

    public async Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        if (Compressions.OfKey(key) is var compression and not Compression.None)
        {
            await using var compressed = new PackingStream(content, compression);
            return await inner.WriteAsync(key, compressed, cancellationToken);
        }

        return await inner.WriteAsync(key, content, cancellationToken);
    }

    public async Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellationToken)
    {
        var stored = await inner.FetchAsync(key, scratch, cancellationToken);
        if (stored is null || Compressions.OfKey(key) is not (var compression and not Compression.None))
            return stored;
        using (stored)
        {
            var path = Path.Combine(Path.GetFullPath(scratch), $"{Guid.NewGuid():N}-{Path.GetFileNameWithoutExtension(key)}");
            try
            {
                await DecompressAsync(stored.Path, compression, path, cancellationToken);
                return new LocalCopy(path, stored.Bytes, stored.Sha256, isTemporary: true);
            }
            catch
            {
                File.Delete(path);
                throw;
            }
        }
    }

    public string FolderOf(string key, string scratch) =>
        Compressions.OfKey(key) is Compression.None ? inner.FolderOf(key, scratch) : Path.GetFullPath(scratch);

    public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.TryCreateAsync(key, content, cancellationToken);

    public Task<byte[]?> TryReadAsync(string key, CancellationToken cancellationToken) => inner.TryReadAsync(key, cancellationToken);

    public Task<LakeFile?> HashAsync(string key, CancellationToken cancellationToken) => inner.HashAsync(key, cancellationToken);

    // Without unpacking it: the copy has the same compression.
    public Task CopyAsync(string from, string to, string sha256, CancellationToken cancellationToken) => inner.CopyAsync(from, to, sha256, cancellationToken);

    public IAsyncEnumerable<LakeEntry> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public Task TidyAsync(Func<string, bool> isDead, CancellationToken cancellationToken) => inner.TidyAsync(isDead, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static async Task DecompressAsync(string from, Compression compression, string to, CancellationToken cancellationToken)
    {
        await using var stored = DiskProblem.Translate(from, "read it", () => File.OpenRead(from));
        await using var content = compression.Decompress(stored);
        await using var file = DiskProblem.Translate(
            to,
            "create it",
            () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                return new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous);
            }
        );
        try
        {
            await DiskProblem.TranslateAsync(
                to,
                "write it",
                async () =>
                {
                    await content.CopyToAsync(file, 1 << 17, cancellationToken);
                    await file.FlushAsync(cancellationToken);
                    return true;
                }
            );
        }
        catch (Exception e) when (e is InvalidDataException or ZstdException || e.InnerException is EndOfStreamException)
        {
            // A damaged file: its hash differs from the manifest's, and the caller reports both.
        }
    }
}

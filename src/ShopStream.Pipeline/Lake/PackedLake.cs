using ZstdSharp;

namespace ShopStream.Pipeline.Lake;

/// <summary>Packs what is written under a key that ends in .gz or .zst, and unpacks it where it is fetched; sizes and hashes are those of the stored bytes.</summary>
internal sealed class PackedLake(ILake inner) : ILake
{
    public ILake Inner => inner;

    public string Description => inner.Description;

    public TimeSpan? ClockAhead => inner.ClockAhead;

    public async Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellation)
    {
        if (Compressions.OfKey(key) is var compression and not Compression.None)
        {
            await using var packing = new PackingStream(content, compression);
            return await inner.WriteAsync(key, packing, cancellation);
        }

        return await inner.WriteAsync(key, content, cancellation);
    }

    public async Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellation)
    {
        var stored = await inner.FetchAsync(key, scratch, cancellation);
        if (stored is null || Compressions.OfKey(key) is not (var compression and not Compression.None)) return stored;
        using (stored)
        {
            var path = Path.Combine(Path.GetFullPath(scratch), $"{Guid.NewGuid():N}-{Path.GetFileNameWithoutExtension(key)}");
            try
            {
                await UnpackAsync(stored.Path, compression, path, cancellation);
                return new LocalCopy(path, stored.Bytes, stored.Sha256, isTemporary: true);
            }
            catch
            {
                File.Delete(path);
                throw;
            }
        }
    }

    public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) => inner.TryCreateAsync(key, content, cancellation);

    public Task<byte[]?> TryReadAsync(string key, CancellationToken cancellation) => inner.TryReadAsync(key, cancellation);

    public Task<LakeFile?> HashAsync(string key, CancellationToken cancellation) => inner.HashAsync(key, cancellation);

    public IAsyncEnumerable<LakeEntry> ListAsync(string prefix, CancellationToken cancellation) => inner.ListAsync(prefix, cancellation);

    public Task DeleteAsync(string key, CancellationToken cancellation) => inner.DeleteAsync(key, cancellation);

    public Task TidyAsync(CancellationToken cancellation) => inner.TidyAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static async Task UnpackAsync(string from, Compression compression, string to, CancellationToken cancellation)
    {
        await using var stored = DiskProblem.Guard(from, "read it", () => File.OpenRead(from));
        await using var content = compression.Unpacking(stored);
        await using var file = DiskProblem.Guard(to, "create it", () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            return new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous);
        });
        try
        {
            await DiskProblem.GuardAsync(to, "write it", async () =>
            {
                await content.CopyToAsync(file, 1 << 17, cancellation);
                await file.FlushAsync(cancellation);
                return true;
            });
        }
        catch (Exception e) when (e is InvalidDataException or ZstdException || e.InnerException is EndOfStreamException)
        {
            // A stored file that is none any more: its hash differs from the manifest's, and whoever fetched it says so with both.
        }
    }
}

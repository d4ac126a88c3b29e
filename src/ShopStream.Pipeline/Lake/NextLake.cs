using System.Runtime.CompilerServices;

namespace ShopStream.Pipeline.Lake;

/// <summary>A lake whose objects are stored below a prefix: the files of a date before they are exchanged, under the keys that they will have.</summary>
/// <param name="inner">The lake itself; disposing this one disposes it.</param>
/// <param name="folder">The prefix, ending in '/'; see <see cref="LakeLayout.NextFolder(DateOnly, string)"/>.</param>
/// <param name="carried">Keys of files of earlier runs, which are where they are; null for none.</param>
internal sealed class NextLake(ILake inner, string folder, IReadOnlySet<string>? carried = null) : ILake
{
    public string Description => inner.Description;

    public TimeSpan? ClockAhead => inner.ClockAhead;

    public int RequestsAtATime => inner.RequestsAtATime;

    /// <summary>The lake in which a manifest's files are found under their own keys.</summary>
    public static ILake Of(ILake lake, Manifest manifest) =>
        manifest.Exchange is { } exchange ? new NextLake(lake, exchange.Folder, manifest.CarriedKeys()) : lake;

    public string StoredKey(string key) => inner.StoredKey(Place(key));

    public async Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellationToken) =>
        await inner.WriteAsync(StoredKey(folder, key), content, cancellationToken) with
        {
            Key = key,
        };

    public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.TryCreateAsync(StoredKey(folder, key), content, cancellationToken);

    public Task<byte[]?> TryReadAsync(string key, CancellationToken cancellationToken) => inner.TryReadAsync(Place(key), cancellationToken);

    public async Task<LakeFile?> HashAsync(string key, CancellationToken cancellationToken) =>
        await inner.HashAsync(Place(key), cancellationToken) is { } found ? found with { Key = key } : null;

    public Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellationToken) =>
        inner.FetchAsync(Place(key), scratch, cancellationToken);

    public string FolderOf(string key, string scratch) => inner.FolderOf(Place(key), scratch);

    public Task CopyAsync(string from, string to, string sha256, CancellationToken cancellationToken) =>
        inner.CopyAsync(StoredKey(folder, from), StoredKey(folder, to), sha256, cancellationToken);

    public async IAsyncEnumerable<LakeEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in inner.ListAsync(StoredKey(folder, prefix), cancellationToken))
            yield return entry with
            {
                Key = LakeLayout.Root + entry.Key[folder.Length..],
            };
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(StoredKey(folder, key), cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private string Place(string key) => carried?.Contains(key) == true ? key : StoredKey(folder, key);

    internal static string StoredKey(string folder, string key) => folder + key[LakeLayout.Root.Length..];
}

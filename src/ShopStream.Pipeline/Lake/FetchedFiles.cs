using System.Collections.Concurrent;

namespace ShopStream.Pipeline.Lake;

/// <summary>Objects of a lake as local files. Each is fetched and hashed once, when it is first needed, and kept until this is disposed. Thread-safe.</summary>
/// <param name="lake">The lake; it stays open.</param>
/// <param name="scratch">Folder for downloads.</param>
internal sealed class FetchedFiles(ILake lake, string scratch) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>The lake.</summary>
    public ILake Lake => lake;

    /// <summary>Folder for downloads.</summary>
    public string Scratch => scratch;

    /// <summary>The object as a local file, which this class disposes; null if the key does not exist.</summary>
    /// <param name="key">Key of the object.</param>
    /// <param name="cancellationToken">Cancels the fetch; the next call starts it again.</param>
    public async Task<LocalCopy?> FetchAsync(string key, CancellationToken cancellationToken)
    {
        var entry = entries.GetOrAdd(key, _ => new Entry());
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            if (!entry.IsFetched)
            {
                entry.Copy = await lake.FetchAsync(key, scratch, cancellationToken);
                entry.IsFetched = true;
            }
            return entry.Copy;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        foreach (var entry in entries.Values)
        {
            entry.Copy?.Dispose();
            entry.Gate.Dispose();
        }
        return ValueTask.CompletedTask;
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public bool IsFetched { get; set; }

        public LocalCopy? Copy { get; set; }
    }
}

using System.Collections.Concurrent;

namespace ShopStream.Pipeline.Lake;

/// <summary>Objects of a lake as local files. Each is fetched and hashed once, when it is first needed, and kept until this is disposed. Thread-safe.</summary>
/// <param name="lake">The lake; it stays open.</param>
/// <param name="scratch">Folder for downloads.</param>
internal sealed class FetchedFiles(ILake lake, string scratch) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    // Of all that read the lake at the same time.
    private readonly SemaphoreSlim? places = lake.RequestsAtATime > 1 ? new(lake.RequestsAtATime, lake.RequestsAtATime) : null;

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
                entry.Copy = await FetchOneAsync(key, cancellationToken);
                entry.IsFetched = true;
            }
            return entry.Copy;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    /// <summary>Fetches objects that are needed soon, several at a time.</summary>
    /// <param name="keys">Keys of the objects; it does not matter whether they exist.</param>
    /// <param name="cancellationToken">Cancels all fetches.</param>
    public Task FetchAllAsync(IEnumerable<string> keys, CancellationToken cancellationToken) => lake.EachAsync(keys, FetchAsync, cancellationToken);

    private async Task<LocalCopy?> FetchOneAsync(string key, CancellationToken cancellationToken)
    {
        if (places is null)
            return await lake.FetchAsync(key, scratch, cancellationToken);
        await places.WaitAsync(cancellationToken);
        try
        {
            return await lake.FetchAsync(key, scratch, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        places?.Dispose();
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

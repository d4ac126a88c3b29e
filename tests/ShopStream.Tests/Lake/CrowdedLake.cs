using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>
/// A lake that takes eight requests at a time. Requests of one kind wait until so many are there, which proves that they overlap, and are counted, which
/// proves that there are never more.
/// </summary>
/// <param name="inner">Does what is requested.</param>
/// <param name="kind">The kind of request: write, read, hash, fetch, copy, delete or list.</param>
internal sealed class CrowdedLake(ILake inner, string kind) : ILake
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource crowd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock counting = new();
    private readonly List<string> begun = [];
    private int running;

    /// <summary>How many requests are waited for. Default: 8.</summary>
    public int Crowd { get; init; } = 8;

    /// <summary>What happens to a request before it is done; null for nothing.</summary>
    public Func<string, CancellationToken, Task>? Before { get; init; }

    /// <summary>The most requests of the kind at a time.</summary>
    public int Most { get; private set; }

    /// <summary>Keys of the requests of the kind that have begun.</summary>
    public IReadOnlyList<string> Begun
    {
        get
        {
            lock (counting)
                return [.. begun];
        }
    }

    public string Description => inner.Description;

    public int RequestsAtATime => 8;

    public Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellationToken) =>
        CountAsync(
            "write",
            key,
            async ready =>
            {
                // As an upload: what is stored was read before.
                using var copy = new MemoryStream();
                await content.CopyToAsync(copy, cancellationToken);
                copy.Position = 0;
                await ready;
                return await inner.WriteAsync(key, copy, cancellationToken);
            },
            cancellationToken
        );

    public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.TryCreateAsync(key, content, cancellationToken);

    public Task<byte[]?> TryReadAsync(string key, CancellationToken cancellationToken) =>
        CountAsync("read", key, ready => AfterAsync(ready, () => inner.TryReadAsync(key, cancellationToken)), cancellationToken);

    public Task<LakeFile?> HashAsync(string key, CancellationToken cancellationToken) =>
        CountAsync("hash", key, ready => AfterAsync(ready, () => inner.HashAsync(key, cancellationToken)), cancellationToken);

    public Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellationToken) =>
        CountAsync("fetch", key, ready => AfterAsync(ready, () => inner.FetchAsync(key, scratch, cancellationToken)), cancellationToken);

    public string FolderOf(string key, string scratch) => inner.FolderOf(key, scratch);

    public Task CopyAsync(string from, string to, string sha256, CancellationToken cancellationToken) =>
        CountAsync("copy", to, ready => AfterAsync(ready, () => DoneAsync(inner.CopyAsync(from, to, sha256, cancellationToken))), cancellationToken);

    public IAsyncEnumerable<LakeEntry> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        CountAsync("delete", key, ready => AfterAsync(ready, () => DoneAsync(inner.DeleteAsync(key, cancellationToken))), cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<bool> DoneAsync(Task request)
    {
        await request;
        return true;
    }

    private static async Task<T> AfterAsync<T>(Task ready, Func<Task<T>> request)
    {
        await ready;
        return await request();
    }

    private async Task<T> CountAsync<T>(string of, string key, Func<Task, Task<T>> request, CancellationToken cancellationToken)
    {
        if (!string.Equals(of, kind, StringComparison.Ordinal))
            return await request(Task.CompletedTask);
        lock (counting)
        {
            begun.Add(key);
            Most = Math.Max(Most, ++running);
            if (running == Crowd)
                crowd.TrySetResult();
        }
        try
        {
            return await request(ReadyAsync(key, cancellationToken));
        }
        finally
        {
            lock (counting)
                running--;
        }
    }

    private async Task ReadyAsync(string key, CancellationToken cancellationToken)
    {
        await crowd.Task.WaitAsync(Patience, cancellationToken);
        await Task.Yield();
        if (Before is not null)
            await Before(key, cancellationToken);
    }
}

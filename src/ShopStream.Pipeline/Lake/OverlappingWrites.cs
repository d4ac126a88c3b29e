using System.Runtime.ExceptionServices;

namespace ShopStream.Pipeline.Lake;

/// <summary>
/// Writes files whose rows come from streams that can only be read one file after the other. Where the lake takes several requests at a time, the
/// next file is read while those before it are stored. All tables of a run share the limit of files.
/// </summary>
/// <param name="lake">The lake.</param>
internal sealed class OverlappingWrites(ILake lake) : IDisposable
{
    // A file that is stored is in memory until the lake has it: of one stream, as much as a part of an upload besides the file that is read.
    private const long MostBytes = S3Parts.Smallest;

    private readonly SemaphoreSlim? places = lake.RequestsAtATime > 1 ? new(lake.RequestsAtATime, lake.RequestsAtATime) : null;

    /// <summary>Writes all files of a stream. The first failure cancels the others, and is thrown when all of them have ended.</summary>
    /// <param name="nextAsync">Goes to the next file, after the one before was read to its end: its key and rows; null at the end.</param>
    /// <param name="json">Whether the rows are JSON.</param>
    /// <param name="cancellationToken">Cancels reading and writing.</param>
    /// <returns>The files, in the order in which they were read.</returns>
    public async Task<IReadOnlyList<LakeFile>> RunAsync(
        Func<CancellationToken, Task<(string Key, Stream Rows)?>> nextAsync,
        bool json,
        CancellationToken cancellationToken
    )
    {
        using var writes = new Writes(cancellationToken);
        try
        {
            while (await nextAsync(writes.Stop.Token) is var (key, rows))
            {
                await writes.MakeRoomAsync();
                if (places is not null)
                    await places.WaitAsync(writes.Stop.Token);
                var content = new EndingStream(rows);
                var write = writes.Begin(content, lake.WriteRowsAsync(key, content, json, writes.Stop.Token), places);
                await (places is null ? write : Task.WhenAny(write, content.Ended).Unwrap());
            }
            return await Task.WhenAll(writes.All);
        }
        catch
        {
            if (await writes.EndAsync() is { } first && !cancellationToken.IsCancellationRequested)
                ExceptionDispatchInfo.Throw(first);
            throw;
        }
    }

    public void Dispose() => places?.Dispose();

    /// <summary>The writes of one stream.</summary>
    private sealed class Writes(CancellationToken cancellationToken) : IDisposable
    {
        private readonly List<(Task Write, EndingStream Content)> running = [];
        private Exception? first;

        public CancellationTokenSource Stop { get; } = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        public List<Task<LakeFile>> All { get; } = [];

        public Task Begin(EndingStream content, Task<LakeFile> write, SemaphoreSlim? places)
        {
            All.Add(WatchAsync(write, places));
            running.Add((All[^1], content));
            return All[^1];
        }

        /// <summary>Waits until those that are being stored take little memory.</summary>
        public async Task MakeRoomAsync()
        {
            running.RemoveAll(w => w.Write.IsCompleted);
            while (running.Sum(w => w.Content.Bytes) > MostBytes)
            {
                await Task.WhenAny(running.Select(w => w.Write));
                running.RemoveAll(w => w.Write.IsCompleted);
            }
        }

        /// <summary>Cancels the writes and waits for their end.</summary>
        /// <returns>The first failure; null if none has failed.</returns>
        public async Task<Exception?> EndAsync()
        {
            var failure = first;
            await Stop.CancelAsync();
            await ((Task)Task.WhenAll(All)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return failure;
        }

        public void Dispose() => Stop.Dispose();

        private async Task<LakeFile> WatchAsync(Task<LakeFile> write, SemaphoreSlim? places)
        {
            try
            {
                return await write;
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref first, e, null);
                await Stop.CancelAsync();
                throw;
            }
            finally
            {
                places?.Release();
            }
        }
    }

    /// <summary>Passes a file's rows through, and says when it was read to its end. What follows in the stream is of the next file.</summary>
    private sealed class EndingStream(Stream rows) : ReadStream
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long bytes;

        public Task Ended => ended.Task;

        public long Bytes => Volatile.Read(ref bytes);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.IsEmpty || ended.Task.IsCompleted)
                return 0;
            var read = await rows.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                ended.SetResult();
            Volatile.Write(ref bytes, bytes + read);
            return read;
        }
    }
}

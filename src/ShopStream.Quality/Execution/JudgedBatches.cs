using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace ShopStream.Quality.Execution;

/// <summary>
/// Judges rows beside the one who reads them: batches of rows go to workers, each with verdicts of its own. Fewer rows than a batch are judged by the reader.
/// </summary>
/// <typeparam name="T">Verdicts on rows, added up in the end.</typeparam>
/// <param name="workers">Most workers; at least 1.</param>
/// <param name="create">Verdicts on no rows.</param>
/// <param name="judge">Adds a row to verdicts.</param>
internal sealed class JudgedBatches<T>(int workers, Func<T> create, JudgedBatches<T>.Judge judge) : IDisposable
    where T : class
{
    private const int Size = 64 * 1024;
    private const int Prefix = sizeof(int);

    private readonly List<Task<T>> started = [];
    private BlockingCollection<(byte[] Bytes, int Length)>? open;
    private ExceptionDispatchInfo? failure;
    private byte[] batch = [];
    private int length;

    /// <summary>Adds a row to verdicts.</summary>
    /// <param name="verdicts">The verdicts.</param>
    /// <param name="row">Its bytes; valid only during the call.</param>
    public delegate void Judge(T verdicts, ReadOnlySpan<byte> row);

    /// <summary>Adds a row. Waits while the workers have enough to do.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        if (length + Prefix + row.Length > batch.Length)
            Begin(Prefix + row.Length);
        BinaryPrimitives.WriteInt32LittleEndian(batch.AsSpan(length), row.Length);
        row.CopyTo(batch.AsSpan(length + Prefix));
        length += Prefix + row.Length;
    }

    /// <summary>The verdicts on all rows, of each worker.</summary>
    /// <exception cref="Exception">What judging threw first.</exception>
    public async Task<IReadOnlyList<T>> AllAsync()
    {
        var own = create();
        if (failure is null)
            JudgeAll(own, batch.AsSpan(0, length));
        open?.CompleteAdding();
        var others = await Task.WhenAll(started);
        failure?.Throw();
        return [own, .. others];
    }

    /// <summary>Ends the workers, if <see cref="AllAsync"/> was not called, because reading failed.</summary>
    public void Dispose()
    {
        open?.CompleteAdding();
        Task.WaitAll([.. started]);
        open?.Dispose();
    }

    private void Begin(int needed)
    {
        if (length > 0)
        {
            open ??= new BlockingCollection<(byte[], int)>(boundedCapacity: 2 * workers);
            if (started.Count < workers)
                started.Add(Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            open.Add((batch, length));
        }
        (batch, length) = (new byte[Math.Max(Size, needed)], 0);
    }

    // A worker that fails goes on taking batches, so that the reader never waits for a worker that has ended.
    private T Work()
    {
        var verdicts = create();
        foreach (var (bytes, filled) in open!.GetConsumingEnumerable())
        {
            if (failure is not null)
                continue;
            try
            {
                JudgeAll(verdicts, bytes.AsSpan(0, filled));
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            }
        }
        return verdicts;
    }

    private void JudgeAll(T verdicts, ReadOnlySpan<byte> rows)
    {
        while (!rows.IsEmpty)
        {
            var row = rows.Slice(Prefix, BinaryPrimitives.ReadInt32LittleEndian(rows));
            judge(verdicts, row);
            rows = rows[(Prefix + row.Length)..];
        }
    }
}

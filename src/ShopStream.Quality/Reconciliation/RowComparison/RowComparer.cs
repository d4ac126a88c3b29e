using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>In which way a key's rows differ.</summary>
internal enum RowDifference
{
    /// <summary>Expected, and not there.</summary>
    Missing,

    /// <summary>There, and not expected.</summary>
    Extra,

    /// <summary>There more often than expected.</summary>
    Repeated,

    /// <summary>There, but less often than expected.</summary>
    Rarer,

    /// <summary>As often as expected, with other values.</summary>
    Changed,
}

/// <summary>What a comparison found.</summary>
/// <param name="Rows">Rows that differ, by <see cref="RowDifference"/>; of a key whose rows are changed one is counted.</param>
/// <param name="Shown">The first keys of each kind, in the order of their values.</param>
/// <param name="AtLeast">Whether it stopped at its limit.</param>
internal sealed record RowsCompared(IReadOnlyList<long> Rows, IReadOnlyList<IReadOnlyList<byte[]>> Shown, bool AtLeast)
{
    public long Total => Rows.Sum();
}

/// <summary>
/// Two streams of rows, compared by key as multisets. Both are dealt into partitions; where count and sum of hashes agree nothing is looked
/// at again, and the rest is compared a partition at a time: memory does not grow with the rows nor with the differences.
/// </summary>
internal sealed class RowComparer : IDisposable
{
    // Beyond a few the memory is what is short.
    private const int MostWorkers = 4;
    private static readonly int Kinds = Enum.GetValues<RowDifference>().Length;
    private readonly long budget;

    /// <param name="budget">Bytes that both sides together may hold; about as much again is needed beside it.</param>
    /// <param name="spill">Makes an empty stream for what is beyond.</param>
    public RowComparer(long budget, Func<Stream> spill) =>
        (this.budget, Actual, Expected) = (budget, new RowSide(budget / 2, spill), new RowSide(budget / 2, spill));

    public RowSide Actual { get; }

    public RowSide Expected { get; }

    /// <param name="stopAfter">As soon as so many differences are found no more are looked for; null for all.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public RowsCompared Compare(long? stopAfter, CancellationToken cancellationToken)
    {
        var tally = new Tally(stopAfter);
        var differing = Enumerable.Range(0, RowSide.Partitions).Where(p => !Actual.Agrees(Expected, p));
        var workers = Math.Min(MostWorkers, Environment.ProcessorCount);
        // A loop's tasks come and go: each with tables of its own would leave behind more than it needs.
        var tables = new ConcurrentBag<KeyTable>();
        try
        {
            Parallel.ForEach(
                differing,
                new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken },
                () => tables.TryTake(out var table) ? table : new KeyTable(),
                (partition, _, table) =>
                {
                    ComparePartition(partition, table, tally, workers, cancellationToken);
                    return table;
                },
                tables.Add);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return new RowsCompared(tally.Rows, [.. tally.Shown.Select(s => (IReadOnlyList<byte[]>)[.. s])], tally.Stopped);
    }

    public void Dispose()
    {
        Actual.Dispose();
        Expected.Dispose();
    }

    private void ComparePartition(int partition, KeyTable table, Tally tally, int workers, CancellationToken cancellationToken)
    {
        var shares = (ulong)Math.Max(1, (Actual.BytesOf(partition) + Expected.BytesOf(partition)) * workers / Math.Max(1, budget / 4));
        for (ulong share = 0; share < shares && !tally.Stopped; share++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fill(table, partition, share, shares);
            tally.Count(table);
        }
    }

    private void Fill(KeyTable table, int partition, ulong share, ulong shares)
    {
        table.Clear();
        Expected.Visit(partition, (hash, key) =>
        {
            var keyHash = RowHash.Of(key);
            if (shares > 1 && (keyHash >> 24) % shares != share) return;
            ref var entry = ref table.At(keyHash, key);
            entry.Expected++;
            entry.ExpectedSum = unchecked(entry.ExpectedSum + hash);
        });
        Actual.Visit(partition, (hash, key) =>
        {
            var keyHash = RowHash.Of(key);
            if (shares > 1 && (keyHash >> 24) % shares != share) return;
            ref var entry = ref table.At(keyHash, key);
            entry.Actual++;
            entry.ActualSum = unchecked(entry.ActualSum + hash);
        });
    }

    private sealed class ByBytes : IComparer<byte[]>
    {
        public static readonly ByBytes Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }

    // What all workers have found.
    private sealed class Tally(long? stopAfter)
    {
        private readonly Lock gate = new();

        public long[] Rows { get; } = new long[Kinds];

        public SortedSet<byte[]>[] Shown { get; } = [.. Enumerable.Range(0, Kinds).Select(_ => new SortedSet<byte[]>(ByBytes.Instance))];

        public bool Stopped { get; private set; }

        public void Count(KeyTable table)
        {
            foreach (ref readonly var entry in table.Entries)
            {
                if (entry.Actual == entry.Expected && entry.ActualSum == entry.ExpectedSum) continue;
                var (kind, differing) = Differs(entry);
                lock (gate)
                {
                    if (Stopped) return;
                    Rows[(int)kind] += differing;
                    Show(Shown[(int)kind], table.KeyOf(entry));
                    Stopped = stopAfter <= Rows.Sum();
                }
            }
        }

        private static (RowDifference Kind, long Rows) Differs(in KeyTable.Entry entry) => entry switch
        {
            { Actual: 0 } => (RowDifference.Missing, entry.Expected),
            { Expected: 0 } => (RowDifference.Extra, entry.Actual),
            _ when entry.Actual > entry.Expected => (RowDifference.Repeated, entry.Actual - entry.Expected),
            _ when entry.Actual < entry.Expected => (RowDifference.Rarer, entry.Expected - entry.Actual),
            _ => (RowDifference.Changed, 1),
        };

        // The least keys, not the first: which partition a key is in differs from run to run.
        private static void Show(SortedSet<byte[]> shown, ReadOnlySpan<byte> key)
        {
            if (shown.Count == Sample.Limit)
            {
                if (key.SequenceCompareTo(shown.Max) >= 0) return;
                shown.Remove(shown.Max!);
            }
            shown.Add(key.ToArray());
        }
    }
}

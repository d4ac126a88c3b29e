using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>How the rows of a key differ.</summary>
internal enum RowDifference
{
    /// <summary>Expected but not found.</summary>
    Missing,

    /// <summary>Found but not expected.</summary>
    Extra,

    /// <summary>Found more often than expected.</summary>
    MoreThanOnce,

    /// <summary>Found less often than expected.</summary>
    LessOften,

    /// <summary>Found as often as expected, but with other values.</summary>
    Changed,
}

/// <summary>Result of a comparison.</summary>
/// <param name="Rows">Number of rows that differ, by <see cref="RowDifference"/>; a key with changed rows counts once.</param>
/// <param name="Shown">The smallest keys of each kind, sorted.</param>
/// <param name="AtLeast">Whether the comparison stopped at its limit, so that the numbers are lower bounds.</param>
internal sealed record RowsCompared(IReadOnlyList<long> Rows, IReadOnlyList<IReadOnlyList<byte[]>> Shown, bool AtLeast)
{
    public long Total => Rows.Sum();
}

/// <summary>Receives a key whose rows differ; one at a time.</summary>
/// <param name="kind">How they differ.</param>
/// <param name="expected">Number of rows expected.</param>
/// <param name="actual">Number of rows found.</param>
/// <param name="key">Bytes of the key; valid only during the call.</param>
internal delegate void DifferingKey(RowDifference kind, long expected, long actual, ReadOnlySpan<byte> key);

/// <summary>
/// Compares two streams of rows by key, as multisets. Both are partitioned by key. Partitions whose row count and hash sum agree are skipped,
/// the others are compared one at a time, so that memory is bounded whatever the number of rows and differences.
/// </summary>
internal sealed class RowComparer : IDisposable
{
    // Every worker needs memory for its table, so more workers are not faster.
    private const int MaxWorkers = 4;
    private static readonly int Kinds = Enum.GetValues<RowDifference>().Length;
    private readonly long budget;

    /// <summary>Creates a comparison.</summary>
    /// <param name="budget">Memory for the rows of both sides, in bytes; comparing needs about as much again.</param>
    /// <param name="spill">Creates an empty stream for rows beyond the budget.</param>
    public RowComparer(long budget, Func<Stream> spill) =>
        (this.budget, Actual, Expected) = (budget, new RowSide(budget / 2, spill), new RowSide(budget / 2, spill));

    public RowSide Actual { get; }

    public RowSide Expected { get; }

    /// <summary>Compares the rows added to both sides.</summary>
    /// <param name="stopAfter">Number of differences after which the comparison stops; null for no limit.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <param name="each">Receives every key whose rows differ; null if they are only counted.</param>
    public RowsCompared Compare(long? stopAfter, CancellationToken cancellationToken, DifferingKey? each = null)
    {
        var tally = new Tally(stopAfter, each);
        var differing = Enumerable.Range(0, RowSide.Partitions).Where(p => !Actual.Agrees(Expected, p));
        var workers = Math.Min(MaxWorkers, Environment.ProcessorCount);
        // Tables are reused, because Parallel.ForEach starts more tasks than workers and each new table would stay in memory.
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
                tables.Add
            );
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
        Expected.Visit(
            partition,
            (hash, key) =>
            {
                var keyHash = RowHash.Of(key);
                if (shares > 1 && (keyHash >> 24) % shares != share)
                    return;
                ref var entry = ref table.At(keyHash, key);
                entry.Expected++;
                entry.ExpectedSum = unchecked(entry.ExpectedSum + hash);
            }
        );
        Actual.Visit(
            partition,
            (hash, key) =>
            {
                var keyHash = RowHash.Of(key);
                if (shares > 1 && (keyHash >> 24) % shares != share)
                    return;
                ref var entry = ref table.At(keyHash, key);
                entry.Actual++;
                entry.ActualSum = unchecked(entry.ActualSum + hash);
            }
        );
    }

    private sealed class ByBytes : IComparer<byte[]>
    {
        public static readonly ByBytes Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }

    // Collects the differences of all workers.
    private sealed class Tally(long? stopAfter, DifferingKey? each)
    {
        private readonly Lock gate = new();

        public long[] Rows { get; } = new long[Kinds];

        public SortedSet<byte[]>[] Shown { get; } = [.. Enumerable.Range(0, Kinds).Select(_ => new SortedSet<byte[]>(ByBytes.Instance))];

        public bool Stopped { get; private set; }

        public void Count(KeyTable table)
        {
            foreach (ref readonly var entry in table.Entries)
            {
                if (entry.Actual == entry.Expected && entry.ActualSum == entry.ExpectedSum)
                    continue;
                var (kind, differing) = Differs(entry);
                lock (gate)
                {
                    if (Stopped)
                        return;
                    Rows[(int)kind] += differing;
                    each?.Invoke(kind, entry.Expected, entry.Actual, table.KeyOf(entry));
                    Show(Shown[(int)kind], table.KeyOf(entry));
                    Stopped = stopAfter <= Rows.Sum();
                }
            }
        }

        private static (RowDifference Kind, long Rows) Differs(in KeyTable.Entry entry) =>
            entry switch
            {
                { Actual: 0 } => (RowDifference.Missing, entry.Expected),
                { Expected: 0 } => (RowDifference.Extra, entry.Actual),
                _ when entry.Actual > entry.Expected => (RowDifference.MoreThanOnce, entry.Actual - entry.Expected),
                _ when entry.Actual < entry.Expected => (RowDifference.LessOften, entry.Expected - entry.Actual),
                _ => (RowDifference.Changed, 1),
            };

        // The smallest keys, not the first ones found, because partitions depend on the random seed of the hash.
        private static void Show(SortedSet<byte[]> shown, ReadOnlySpan<byte> key)
        {
            if (shown.Count == Sample.Limit)
            {
                if (key.SequenceCompareTo(shown.Max) >= 0)
                    return;
                shown.Remove(shown.Max!);
            }
            shown.Add(key.ToArray());
        }
    }
}

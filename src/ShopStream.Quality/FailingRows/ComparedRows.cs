using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.FailingRows;

/// <summary>
/// Finds every row that a row-level comparison finds different: compares the keys again, and then reads the values of those rows whose values differ.
/// Memory is bounded, whatever the number of differences.
/// </summary>
internal sealed class ComparedRows : IDisposable
{
    private const long Budget = 32L << 20;

    private readonly RowCollector rows;
    private readonly Func<Stream> spill;
    private readonly RowReading actual;
    private readonly RowReading expected;
    private readonly RowSide found;
    private readonly RowSide wanted;
    private readonly ShownValues shown;
    private readonly Action<FailingRow> add;
    private readonly IReadOnlyList<(string Name, bool IsPersonal)> cells;

    /// <param name="metric">The comparison.</param>
    /// <param name="collector">The stores, and where rows are spilled.</param>
    /// <param name="shown">Redacts the values.</param>
    /// <param name="add">Receives the rows.</param>
    public ComparedRows(RowDifferences metric, MetricCollector collector, ShownValues shown, Action<FailingRow> add)
    {
        (rows, spill, this.shown, this.add) = (collector.RowCollector(Budget), collector.Spill, shown, add);
        (actual, expected) = metric.Sides(collector.Catalog);
        (found, wanted) = (new RowSide(Budget / 2, spill, keepsRows: true), new RowSide(Budget / 2, spill, keepsRows: true));
        bool Hides(RowReading side, RowCell cell) => shown.Policy.Hides(new ColumnReference(side.Relation.Dataset, cell.Name));
        cells = [.. actual.Cells.Zip(expected.Cells, (a, e) => (a.Name, Hides(actual, a) || Hides(expected, e)))];
    }

    /// <summary>Finds the rows.</summary>
    /// <param name="changed">Number of keys whose values differ, as measured.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <exception cref="StoreException">A store did not respond or rejected a query.</exception>
    public async Task FindAsync(long changed, CancellationToken cancellationToken)
    {
        // The comparison that the verdict is from has just left its keys behind.
        ReturnMemory();
        var filter = new KeyFilter(changed);
        var any = false;
        using (var keys = new RowComparer(Budget, spill))
        {
            await rows.ReadBothAsync(actual, keys.Actual, expected, keys.Expected, cancellationToken);
            await Task.Run(() => keys.Compare(null, cancellationToken, Differs), cancellationToken);
        }
        if (!any)
            return;
        ReturnMemory();
        await rows.ReadBothAsync(actual, new Chosen(filter, found), expected, new Chosen(filter, wanted), cancellationToken);
        await Task.Run(() => AddChanged(cancellationToken), cancellationToken);

        void Differs(RowDifference kind, long ofExpected, long ofActual, ReadOnlySpan<byte> key)
        {
            if (kind is RowDifference.Changed)
            {
                any = true;
                filter.Add(RowHash.Of(key));
                return;
            }
            var cause = kind switch
            {
                RowDifference.Missing => "missing",
                RowDifference.Extra => "extra",
                RowDifference.MoreThanOnce => "more than once",
                _ => "less often than expected",
            };
            add(new FailingRow(KeyOf(CanonicalText.Of(key)), null, FigureText.Rows(ofExpected), FigureText.Rows(ofActual), cause, null));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        found.Dispose();
        wanted.Dispose();
    }

    // The collector keeps free memory for later, and what comes next takes as much.
    private static void ReturnMemory() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private void AddChanged(CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < RowSide.Partitions; partition++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (before, after) = (Sorted(wanted, partition), Sorted(found, partition));
            for (int b = 0, a = 0; b < before.Count && a < after.Count; )
            {
                var order = Key(before[b]).SequenceCompareTo(Key(after[a]));
                if (order != 0)
                {
                    // A key of one side only, which was told from its keys, or which the filter has taken for another one.
                    (b, a) = order < 0 ? (b + 1, a) : (b, a + 1);
                    continue;
                }
                var (nextB, nextA) = (EndOfKey(before, b), EndOfKey(after, a));
                AddChanged(Except(before, b, nextB, after, a, nextA), Except(after, a, nextA, before, b, nextB));
                (b, a) = (nextB, nextA);
            }
            // On processors with large caches, the collector would let the rows of many partitions pile up.
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        }
    }

    // Rows of one key without those that the other side has as well.
    private static List<byte[]> Except(List<byte[]> rows, int from, int to, List<byte[]> others, int otherFrom, int otherTo)
    {
        var left = new List<byte[]>();
        for (; from < to; from++)
        {
            while (otherFrom < otherTo && others[otherFrom].AsSpan().SequenceCompareTo(rows[from]) < 0)
                otherFrom++;
            if (otherFrom < otherTo && others[otherFrom].AsSpan().SequenceEqual(rows[from]))
                otherFrom++;
            else
                left.Add(rows[from]);
        }
        return left;
    }

    private void AddChanged(List<byte[]> before, List<byte[]> after)
    {
        if (before.Count != 1 || after.Count != 1)
        {
            if (before.Count > 0 || after.Count > 0)
                add(new FailingRow(KeyOf(CanonicalText.Of(Key((before.Count > 0 ? before : after)[0]))), null, null, null, "other values", null));
            return;
        }
        var (expectedCells, actualCells) = (CanonicalText.Of(before[0]), CanonicalText.Of(after[0]));
        var key = KeyOf(expectedCells);
        for (var i = actual.Keys.Count; i < cells.Count; i++)
        {
            if (string.Equals(expectedCells[i], actualCells[i], StringComparison.Ordinal))
                continue;
            var (name, isPersonal) = cells[i];
            add(new FailingRow(key, name, shown.Other(expectedCells[i], isPersonal), shown.Other(actualCells[i], isPersonal), "other values", null));
        }
    }

    private static List<byte[]> Sorted(RowSide side, int partition)
    {
        var sorted = new List<byte[]>();
        side.Visit(partition, (_, row) => sorted.Add(row.ToArray()));
        sorted.Sort(static (x, y) => x.AsSpan().SequenceCompareTo(y));
        return sorted;
    }

    private int EndOfKey(List<byte[]> sorted, int from)
    {
        var to = from + 1;
        while (to < sorted.Count && Key(sorted[to]).SequenceEqual(Key(sorted[from])))
            to++;
        return to;
    }

    private ReadOnlySpan<byte> Key(byte[] row) => row.AsSpan(0, CanonicalText.LengthOf(row, actual.Keys.Count));

    private string? KeyOf(IReadOnlyList<string?> values) =>
        FailingRow.KeyOf([.. values.Take(actual.Keys.Count).Select((value, i) => (cells[i].Name, shown.Key(value, cells[i].IsPersonal)))]);

    // The rows whose key may be one of those that differ.
    private sealed class Chosen(KeyFilter filter, RowSide side) : IRowSink
    {
        public void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull)
        {
            if (filter.MayHave(RowHash.Of(row[..keyLength])))
                side.Add(row, keyLength, keyHasNull);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Execution;

/// <summary>
/// Measures <see cref="RowDifferences"/>: both stores push their rows in parallel, and the rows to be shown are then read again by key. Two tables of one
/// store are compared in that store first, and only rows that may differ are read.
/// </summary>
/// <param name="Catalog">Columns and their types.</param>
/// <param name="Stores">Stores of both sides.</param>
/// <param name="Spill">Creates an empty stream for data beyond <paramref name="Budget"/>.</param>
/// <param name="Budget">Maximum size of keys and hashes in memory, in bytes.</param>
/// <param name="RedactionPolicy">Redacts the rows shown.</param>
internal sealed record RowCollector(
    Catalog Catalog,
    IReadOnlyDictionary<StoreId, IStore> Stores,
    Func<Stream> Spill,
    long Budget,
    RedactionPolicy RedactionPolicy
)
{
    public const long DefaultBudget = 256L << 20;

    public async Task<Measurement> CollectAsync(RowDifferences metric, CancellationToken cancellationToken)
    {
        if (FindAbsentSide(metric) is { } absent)
            return absent;
        if (metric.Columns is null && FindOneSidedColumns(metric) is { Count: > 0 } columns)
            return new Measurement([RowDifferences.ColumnsDiffer], columns);
        var (actual, expected) = metric.Sides(Catalog);
        if (FindIncomparableColumns(actual, expected) is { } reason)
            return Measurement.None(reason);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var digests = await DigestsAsync(actual, expected, cancellationToken);
            using var comparison = new RowComparer(Budget, Spill);
            await ReadBothAsync(actual, comparison.Actual, expected, comparison.Expected, digests, cancellationToken);
            var compared = await Task.Run(() => comparison.Compare(metric.StopAfter, cancellationToken), cancellationToken);
            var shown = compared.Total == 0 ? [] : await ReadShownRowsAsync(compared, actual, expected, cancellationToken);
            var (found, wanted) = (comparison.Actual, comparison.Expected);
            long[] values =
            [
                digests?.Expected.Rows ?? wanted.Rows,
                digests?.Actual.Rows ?? found.Rows,
                .. compared.Rows,
                digests?.Expected.KeysWithNull ?? wanted.KeysWithNull,
                digests?.Actual.KeysWithNull ?? found.KeysWithNull,
                compared.AtLeast ? 1 : 0,
            ];
            return new Measurement(
                RowDifferences.Figures,
                [
                    [.. values.Select(v => v.ToString(CultureInfo.InvariantCulture))],
                    .. shown,
                ]
            )
            {
                Note = Note(actual, expected),
                Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            };
        }
        catch (StoreException e)
        {
            return Measurement.None(e.Reason) with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
        }
    }

    /// <summary>Reads the rows of both sides that may differ, as the digests of their store tell.</summary>
    /// <exception cref="StoreException">A store did not respond or rejected a query.</exception>
    public async Task ReadBothAsync(RowReading actual, IRowSink found, RowReading expected, IRowSink wanted, CancellationToken cancellationToken) =>
        await ReadBothAsync(actual, found, expected, wanted, await DigestsAsync(actual, expected, cancellationToken), cancellationToken);

    private async Task ReadBothAsync(
        RowReading actual,
        IRowSink found,
        RowReading expected,
        IRowSink wanted,
        Digests? digests,
        CancellationToken cancellationToken
    )
    {
        if (digests is not { Differing: [] })
            await ReadAllAsync(
                actual with
                {
                    OnlyBuckets = digests?.Differing,
                },
                found,
                expected with
                {
                    OnlyBuckets = digests?.Differing,
                },
                wanted,
                cancellationToken
            );
    }

    private IStore StoreOf(RowReading reading) => Stores[reading.Relation.Dataset.Store];

    private string? Note(params RowReading[] readings)
    {
        var notes = readings.Select(r => StoreOf(r).NoteFor(r)).Where(n => n is not null).Distinct(StringComparer.Ordinal).ToList();
        return notes.Count == 0 ? null : string.Join(" ", notes);
    }

    // Null if the stores differ, or the digests do not tell which rows to read.
    private async Task<Digests?> DigestsAsync(RowReading actual, RowReading expected, CancellationToken cancellationToken)
    {
        if (StoreOf(actual).Id != StoreOf(expected).Id)
            return null;
        // One after the other: an engine runs each on all cores.
        if (
            await StoreOf(actual).DigestAsync(actual, cancellationToken) is { } found
            && await StoreOf(expected).DigestAsync(expected, cancellationToken) is { } wanted
            && found.Differing(wanted) is { } differing
        )
            return new Digests(found, wanted, differing);
        return null;
    }

    // If one side fails, the other is cancelled: its remaining rows, possibly millions, are not needed.
    private async Task ReadAllAsync(RowReading actual, IRowSink found, RowReading expected, IRowSink wanted, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] both =
        [
            Task.Run(() => StoreOf(actual).ReadRowsAsync(actual, found, stop.Token), stop.Token),
            Task.Run(() => StoreOf(expected).ReadRowsAsync(expected, wanted, stop.Token), stop.Token),
        ];
        var first = await Task.WhenAny(both);
        if (!first.IsCompletedSuccessfully)
            await stop.CancelAsync();
        await Task.WhenAll(both).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await first;
        await Task.WhenAll(both);
    }

    private async Task<List<IReadOnlyList<string?>>> ReadShownRowsAsync(
        RowsCompared compared,
        RowReading actual,
        RowReading expected,
        CancellationToken cancellationToken
    )
    {
        var keys = compared.Shown.SelectMany(k => k).ToList();
        IReadOnlyList<IReadOnlyList<string?>> only = [.. keys.Select(k => CanonicalText.Of(k))];
        var (found, wanted) = (new RequestedRows(keys), new RequestedRows(keys));
        var line = new RowLine(actual, expected, RedactionPolicy);
        try
        {
            await ReadAllAsync(actual with { OnlyKeys = only }, found, expected with { OnlyKeys = only }, wanted, cancellationToken);
        }
        catch (StoreException)
        {
            // The keys are known, so the evaluation is complete without the values.
        }
        return
        [
            .. compared.Shown.SelectMany(
                (of, kind) =>
                    of.Select(key =>
                        (IReadOnlyList<string?>)
                            [line.Of((RowDifference)kind, key, found.Of(key), wanted.Of(key)), line.Likeness(key, found.Of(key), wanted.Of(key))]
                    )
            ),
        ];
    }

    private sealed record Digests(RowDigest Actual, RowDigest Expected, IReadOnlyList<int> Differing);

    // Tables that exist are known: what the catalog lacks is in a store that is not attached, which says so.
    private Measurement? FindAbsentSide(RowDifferences metric) =>
        new[] { metric.Actual, metric.Expected }
            .Where(side => Catalog.Find(side.Dataset) is null)
            .Select(side => Stores[side.Dataset.Store].FindKnown(metric))
            .FirstOrDefault(measurement => measurement is not null);

    private List<IReadOnlyList<string?>> FindOneSidedColumns(RowDifferences metric)
    {
        var (actual, expected) = (Catalog.Find(metric.Actual.Dataset)!, Catalog.Find(metric.Expected.Dataset)!);
        return
        [
            .. expected.Columns.Where(c => !actual.Has(c.Name)).Select(c => (IReadOnlyList<string?>)[$"{c.Name} exists only in {expected.Dataset}"]),
            .. actual.Columns.Where(c => !expected.Has(c.Name)).Select(c => (IReadOnlyList<string?>)[$"{c.Name} exists only in {actual.Dataset}"]),
        ];
    }

    private static MissingMeasurement? FindIncomparableColumns(RowReading actual, RowReading expected)
    {
        var incomparable = actual
            .Cells.Zip(expected.Cells)
            .Where(p => p.First.Kind != p.Second.Kind)
            .Select(p =>
                $"{p.First.Name} in {actual.Relation.Dataset} is {p.First.Type} ({p.First.Kind.Description()}), "
                + $"{p.Second.Name} in {expected.Relation.Dataset} is {p.Second.Type} ({p.Second.Kind.Description()})"
            )
            .ToList();
        return incomparable.Count == 0
            ? null
            : new MissingMeasurement(
                "rows cannot be compared by value because the column types differ in kind: "
                    + $"{string.Join("; ", incomparable)}. List the columns to compare: comparing …",
                MissingMeasurementKind.Refused
            );
    }
}

/// <summary>Keeps the rows of the requested keys.</summary>
internal sealed class RequestedRows : IRowSink
{
    // A key may have very many rows; a few are enough to show.
    private const int RowsPerKey = 4;
    private readonly Dictionary<string, List<IReadOnlyList<string?>>> byKey = new(StringComparer.Ordinal);

    public RequestedRows(IEnumerable<byte[]> keys)
    {
        foreach (var key in keys)
            byKey[Convert.ToHexString(key)] = [];
    }

    public void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull)
    {
        if (byKey.TryGetValue(Convert.ToHexString(row[..keyLength]), out var rows) && rows.Count < RowsPerKey)
            rows.Add(CanonicalText.Of(row));
    }

    public IReadOnlyList<IReadOnlyList<string?>> Of(byte[] key) => byKey[Convert.ToHexString(key)];
}

using System.Collections.Concurrent;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.MutationTesting;

/// <summary>
/// A store that measures each metric once while a mutant is planted, and each metric that the mutant does not reach once for all mutants: drill-downs of
/// many checks read the same rows.
/// </summary>
/// <param name="store">Measures.</param>
/// <param name="isReached">Whether a metric may differ with the planted mutant.</param>
/// <param name="unreached">Measurements without a mutant, by key; shared by all mutants.</param>
internal sealed class MemoizedStore(IStore store, Func<Metric, bool> isReached, ConcurrentDictionary<string, Measurement> unreached) : IStore
{
    // Measurements that are remembered, and the rows of the largest of them: at a larger scale, rows are read in parts that no other mutant needs.
    private const int MostMeasurements = 4_000;
    private const int MostRows = 20_000;

    private readonly ConcurrentDictionary<string, Measurement> reached = new(StringComparer.Ordinal);

    public StoreId Id => store.Id;

    public SqlText Sql => store.Sql;

    public Measurement? FindKnown(Metric metric) => store.FindKnown(metric) ?? MemoryOf(metric).GetValueOrDefault(metric.Id);

    public bool IsRecorded(OrderedValues values) => store.IsRecorded(values);

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        var measurement = await store.MeasureAsync(query, cancellationToken);
        if (measurement.Missing is not null)
            return measurement;
        foreach (var (metric, one) in query.Split(measurement).Where(m => m.Measurement.Rows.Count <= MostRows))
        {
            if (MemoryOf(metric) is { Count: < MostMeasurements } memory)
                memory.TryAdd(metric.Id, one);
        }
        return measurement;
    }

    public IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellationToken) => store.ValuesAsync(values, cancellationToken);

    public string? NoteFor(OrderedValues values) => store.NoteFor(values);

    public bool IsRecorded(RowReading reading) => store.IsRecorded(reading);

    public ValueTask<string?> DamageOfAsync(Dataset dataset, CancellationToken cancellationToken) => store.DamageOfAsync(dataset, cancellationToken);

    public Task<RowDigest?> DigestAsync(RowReading reading, CancellationToken cancellationToken) => store.DigestAsync(reading, cancellationToken);

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken) => store.ReadRowsAsync(reading, sink, cancellationToken);

    public string? NoteFor(RowReading reading) => store.NoteFor(reading);

    /// <summary>Does not dispose the store, which the next mutant uses.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ConcurrentDictionary<string, Measurement> MemoryOf(Metric metric) => isReached(metric) ? reached : unreached;
}

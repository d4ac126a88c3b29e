using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Execution;

/// <summary>
/// A system that metrics are measured on: PostgreSQL, the lake, the warehouse. A failed query does not throw, it returns a
/// <see cref="Measurement"/> with the reason.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>Which store this is.</summary>
    StoreId Id { get; }

    /// <summary>Renders SQL in the store's dialect.</summary>
    SqlText Sql { get; }

    /// <summary>A measurement that is available without a query, such as one recorded in a manifest; null if a query is needed.</summary>
    Measurement? FindKnown(Metric metric);

    /// <summary>Whether the column's values were recorded with the snapshot, so that no query is needed.</summary>
    bool IsRecorded(OrderedValues values) => false;

    /// <summary>Runs one query. Thread-safe.</summary>
    /// <returns>The rows, or a measurement with <see cref="Measurement.Missing"/> if the query was rejected or the store did not respond in time.</returns>
    Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken);

    /// <summary>Streams the values of a column in ascending order of their UTF-8 bytes.</summary>
    /// <exception cref="StoreException">The query was rejected or failed while streaming.</exception>
    IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellationToken);

    /// <summary>Note on how the values are read, used as <see cref="Measurement.Note"/>; null if there is none.</summary>
    string? NoteFor(OrderedValues values) => null;

    /// <summary>Whether the rows were recorded with the snapshot, so that no query is needed.</summary>
    bool IsRecorded(RowReading reading) => false;

    /// <summary>Why the store's rows of a table are no longer those of the snapshot; null if they are.</summary>
    ValueTask<string?> DamageOfAsync(Dataset dataset, CancellationToken cancellationToken) => default;

    /// <summary>Digest of the rows, computed inside the store, so that equal rows need not be read; null if the store does not compute it.</summary>
    /// <exception cref="StoreException">The query was rejected or failed.</exception>
    Task<RowDigest?> DigestAsync(RowReading reading, CancellationToken cancellationToken) => Task.FromResult<RowDigest?>(null);

    /// <summary>Pushes all rows of a reading into the sink, in any order, on the calling thread or another one.</summary>
    /// <exception cref="StoreException">The query was rejected or failed while streaming.</exception>
    Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken) =>
        throw new StoreException(new MissingMeasurement($"{Sql.Name} does not support reading rows one by one", MissingMeasurementKind.Refused));

    /// <summary>Pushes all rows of a query, as text and in any order, on the calling thread or another one.</summary>
    /// <param name="query">Query of one metric.</param>
    /// <param name="rows">Receives the rows.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="StoreException">The query was rejected, failed while streaming, or the store cannot run it now.</exception>
    Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken) =>
        throw new StoreException(new MissingMeasurement($"{Sql.Name} does not support reading the rows of a query", MissingMeasurementKind.Refused));

    /// <summary>Note on how the rows are read; null if there is none.</summary>
    string? NoteFor(RowReading reading) => null;
}

/// <summary>A stream of values or rows failed before its end.</summary>
public sealed class StoreException(MissingMeasurement reason, Exception? inner = null) : Exception(reason.Reason, inner)
{
    /// <summary>Why it failed.</summary>
    public MissingMeasurement Reason { get; } = reason;
}

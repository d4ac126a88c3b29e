using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Execution;

/// <summary>A system that answers questions: PostgreSQL, the lake, the warehouse. It never throws for a query that fails; it says why.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>Which.</summary>
    StoreId Id { get; }

    /// <summary>Renders its SQL.</summary>
    SqlText Sql { get; }

    /// <summary>The answer that is known without asking, as a manifest keeps it; null where it has to be asked.</summary>
    Measurement? FindKnown(Metric metric);

    /// <summary>Whether a column's values are kept and need no query.</summary>
    bool IsRecorded(OrderedValues values) => false;

    /// <summary>Sends one query. Safe to call side by side.</summary>
    /// <returns>The rows; or <see cref="Measurement.Missing"/> where the query was refused or the store did not answer in time.</returns>
    Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken);

    /// <summary>Streams the values of a column in their order.</summary>
    /// <exception cref="StoreException">The query was refused or broke off.</exception>
    IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellationToken);

    /// <summary>What the reader should know of how values are asked, as <see cref="Measurement.Note"/>; null where nothing.</summary>
    string? NoteFor(OrderedValues values) => null;

    /// <summary>Whether rows are kept and need no query.</summary>
    bool IsRecorded(RowReading reading) => false;

    /// <summary>Pushes all rows of a reading, in any order, on the caller's thread or its own.</summary>
    /// <exception cref="StoreException">The query was refused or broke off.</exception>
    Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken) =>
        throw new StoreException(new MissingMeasurement($"{Sql.Name} does not give its rows one by one", MissingMeasurementKind.Refused));

    /// <summary>What the reader should know of how rows are read; null where nothing.</summary>
    string? NoteFor(RowReading reading) => null;
}

/// <summary>A stream of values ended early.</summary>
public sealed class StoreException(MissingMeasurement why, Exception? inner = null) : Exception(why.Reason, inner)
{
    /// <summary>Why.</summary>
    public MissingMeasurement Reason { get; } = why;
}

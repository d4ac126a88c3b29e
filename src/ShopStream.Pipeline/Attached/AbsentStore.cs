using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Attached;

/// <summary>A store that is not attached: checks that need it are not judged.</summary>
/// <param name="id">The store.</param>
/// <param name="reason">Why it is not there, and what would attach it.</param>
internal sealed class AbsentStore(StoreId id, string reason) : IStore
{
    private MissingMeasurement Missing => new(reason, MissingMeasurementKind.NotJudged);

    public StoreId Id => id;

    public SqlText Sql { get; } = new(id == StoreId.Source ? Dialect.PostgreSql() : Dialect.DuckDb);

    public Measurement? FindKnown(Metric metric) => Measurement.None(Missing);

    public Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken) => Task.FromResult(Measurement.None(Missing));

    public IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellationToken) => throw new StoreException(Missing);

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken) => throw new StoreException(Missing);

    public Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken) => throw new StoreException(Missing);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

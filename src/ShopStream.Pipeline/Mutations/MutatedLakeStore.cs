using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Mutations;

/// <summary>The lake's store during mutation testing.</summary>
/// <param name="rows">Measures rows.</param>
/// <param name="files">Compares files with the manifest.</param>
internal sealed class MutatedLakeStore(IStore rows, MutatedFiles files) : IStore
{
    public StoreId Id => StoreId.Lake;

    public SqlText Sql => rows.Sql;

    public Measurement? FindKnown(Metric metric) => null;

    public Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken) =>
        query.Slots[0].Metric is ManifestDifferences file ? files.MeasureAsync(query, file, cancellationToken) : rows.MeasureAsync(query, cancellationToken);

    public IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellationToken) => rows.ValuesAsync(values, cancellationToken);

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken) => rows.ReadRowsAsync(reading, sink, cancellationToken);

    public ValueTask<string?> DamageOfAsync(Dataset dataset, CancellationToken cancellationToken) =>
        new(dataset.Layer == Layer.Lake ? files.DamageOf(dataset.Table) : null);

    public ValueTask DisposeAsync() => rows.DisposeAsync();
}

using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowForRow;

namespace ShopStream.Pipeline.Proving;

/// <summary>The lake of a ground: its rows, and its files.</summary>
/// <param name="rows">Asked for rows.</param>
/// <param name="files">Compared with the manifest.</param>
internal sealed class GroundLake(IStore rows, GroundFiles files) : IStore
{
    public StoreId Id => StoreId.Lake;

    public SqlText Sql => rows.Sql;

    public Answer? Known(Question question) => null;

    public Task<Answer> AskAsync(PlannedQuery query, CancellationToken cancellation) =>
        query.Slots[0].Question is ManifestDifferences file ? files.AskAsync(query, file, cancellation) : rows.AskAsync(query, cancellation);

    public IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellation) => rows.ValuesAsync(values, cancellation);

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellation) => rows.ReadRowsAsync(reading, sink, cancellation);

    public ValueTask DisposeAsync() => rows.DisposeAsync();
}

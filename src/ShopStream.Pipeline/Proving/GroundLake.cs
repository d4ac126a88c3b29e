using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowForRow;

namespace ShopStream.Pipeline.Proving;

/// <summary>The lake of a copy: its rows, and whether its files are still those of the manifest.</summary>
/// <param name="rows">Asks for rows.</param>
/// <param name="changed">The datasets whose files were changed after the manifest was written.</param>
internal sealed class GroundLake(DuckStore rows, Func<Dataset, bool> changed) : IStore
{
    public StoreId Id => StoreId.Lake;

    public SqlText Sql => rows.Sql;

    public Answer? Known(Question question) => question is ManifestDifferences m
        ? new Answer(["what", "manifest", "file"], changed(m.Dataset) ? [["SHA-256", "that of the file as it was written", "another one"]] : [])
        : null;

    public Task<Answer> AskAsync(PlannedQuery query, CancellationToken cancellation) => rows.AskAsync(query, cancellation);

    public IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellation) => rows.ValuesAsync(values, cancellation);

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellation) => rows.ReadRowsAsync(reading, sink, cancellation);

    public ValueTask DisposeAsync() => rows.DisposeAsync();
}

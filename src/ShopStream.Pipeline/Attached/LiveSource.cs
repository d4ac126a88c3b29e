using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Attached;

/// <summary>The source as it is at the time of the check: all queries see one snapshot.</summary>
/// <param name="snapshot">Stays open as long as the store is used.</param>
/// <param name="date">Date of the data.</param>
internal sealed class LiveSource(SourceSnapshot snapshot, DateOnly date) : IStore
{
    private const string Note = "Measured on the live source.";

    private readonly IStore store = snapshot.ToStore(date);

    public StoreId Id => StoreId.Source;

    public SqlText Sql => store.Sql;

    public Measurement? FindKnown(Metric metric) => null;

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken) =>
        await store.MeasureAsync(query, cancellationToken) with
        {
            Note = Note,
        };

    public IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellationToken) => store.ValuesAsync(values, cancellationToken);

    public string? NoteFor(OrderedValues values) => Note;

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken) => store.ReadRowsAsync(reading, sink, cancellationToken);

    public Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken) => store.ReadTextAsync(query, rows, cancellationToken);

    public string? NoteFor(RowReading reading) => Note;

    public ValueTask DisposeAsync() => store.DisposeAsync();
}

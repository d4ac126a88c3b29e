using System.Runtime.CompilerServices;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Attached.Files;

/// <summary>The lake of another pipeline as a store. It has no manifest.</summary>
/// <param name="views">A view over the files of each table.</param>
/// <param name="tables">The files, for notes.</param>
internal sealed class AttachedLakeStore(IStore views, IReadOnlyList<LakeTable> tables) : IStore
{
    public StoreId Id => StoreId.Lake;

    public SqlText Sql => views.Sql;

    public Measurement? FindKnown(Metric metric) =>
        metric is ManifestDifferences
            ? Measurement.None(
                new MissingMeasurement("the lake of another pipeline has no manifest: compare it with the source instead", MissingMeasurementKind.NotJudged)
            )
            : views.FindKnown(metric);

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        var measured = await views.MeasureAsync(query, cancellationToken);
        var note = NoteFor(query.Metrics.SelectMany(m => m.References).Select(r => r.Dataset));
        return measured.Missing is { } missing ? Measurement.None(WithFiles(missing, note)) : measured with { Note = note };
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var read = views.ValuesAsync(values, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NamedAsync(() => read.MoveNextAsync().AsTask(), NoteFor(values)))
            yield return read.Current;
    }

    public string? NoteFor(OrderedValues values) => NoteFor(values.References.Select(r => r.Dataset));

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken) =>
        NamedAsync(
            async () =>
            {
                await views.ReadRowsAsync(reading, sink, cancellationToken);
                return true;
            },
            NoteFor(reading)
        );

    public Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken) =>
        NamedAsync(
            async () =>
            {
                await views.ReadTextAsync(query, rows, cancellationToken);
                return true;
            },
            NoteFor(query.Metrics.SelectMany(m => m.References).Select(r => r.Dataset))
        );

    public string? NoteFor(RowReading reading) => NoteFor([reading.Relation.Dataset]);

    public ValueTask DisposeAsync() => views.DisposeAsync();

    private static async Task<T> NamedAsync<T>(Func<Task<T>> read, string? note)
    {
        try
        {
            return await read();
        }
        catch (StoreException e)
        {
            throw new StoreException(WithFiles(e.Reason, note), e);
        }
    }

    // A value that is not of its column's type is in one of them.
    private static MissingMeasurement WithFiles(MissingMeasurement missing, string? note) =>
        missing.Kind == MissingMeasurementKind.Refused && note is not null
            ? missing with
            {
                Reason = $"{missing.Reason.TrimEnd('.')}. {note} Its columns have the types of the source, or else of raw",
            }
            : missing;

    private string? NoteFor(IEnumerable<Dataset> datasets)
    {
        var read = datasets.Where(d => d.Layer == Layer.Lake).Select(d => d.Table).ToHashSet(StringComparer.Ordinal);
        var notes = tables.Where(t => read.Contains(t.Name)).Select(t => $"{new Dataset(Layer.Lake, t.Name)} is {t.Description}.").ToList();
        return notes.Count == 0 ? null : string.Join(" ", notes);
    }
}

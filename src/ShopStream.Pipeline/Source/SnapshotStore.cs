using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>The source as a check sees it: what the snapshot answered stands in the manifest; the rest is asked live, and said to be, or not judged where no source is named.</summary>
/// <param name="manifest">Of the date that is judged.</param>
/// <param name="lake">Holds the kept streams of values.</param>
/// <param name="scratch">For downloads.</param>
/// <param name="live">Null where no source is named.</param>
/// <param name="connections">How many ask it live at once, from 2: a comparison may read two of its tables side by side.</param>
/// <param name="keyOf">Which columns name a row.</param>
internal sealed class SnapshotStore(Manifest manifest, ILake lake, string scratch, SourceAddress? live, int connections, Func<Dataset, IReadOnlyList<string>> keyOf) : IStore
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private SourceSnapshot? opened;
    private StoreException? closed;
    private readonly string moment = manifest.SnapshotAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private string MeasuredNow => $"Asked of the source now: the snapshot of {moment} UTC was not asked this.";

    public StoreId Id => StoreId.Source;

    public SqlText Sql { get; } = new(Dialect.PostgreSql(manifest.SourceSchema), keyOf);

    public Measurement? FindKnown(Metric metric) =>
        manifest.Answers.TryGetValue(metric.Key, out var kept) && kept.File is null && kept.Missing is not { Kind: MissingMeasurementKind.Unavailable }
            ? new Measurement(kept.Columns, kept.Rows) { Seconds = kept.Seconds, Missing = kept.Missing }
            : null;

    public bool IsRecorded(OrderedValues values) => manifest.Answers.GetValueOrDefault(values.Key) is { File: not null };

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        if (live is null)
            return Measurement.None(NotRecorded("no source is named to ask it now"));
        try
        {
            var measurement = await (await MeasureLiveAsync(live, cancellationToken)).MeasureAsync(query, cancellationToken);
            return measurement with { Note = MeasuredNow };
        }
        catch (StoreException e)
        {
            return Measurement.None(e.Reason);
        }
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (manifest.Answers.GetValueOrDefault(values.Key) is { File: { } key } kept)
        {
            using var copy = await lake.FetchAsync(key, scratch, cancellationToken);
            if (copy is null || !string.Equals(copy.Sha256, kept.Sha256, StringComparison.Ordinal))
                throw new StoreException(new MissingMeasurement($"{key} in {lake.Description} is not what the manifest says: run again", MissingMeasurementKind.Unavailable));
            await foreach (var line in File.ReadLinesAsync(copy.Path, cancellationToken))
                yield return JsonSerializer.Deserialize<string>(line)!;
            yield break;
        }
        if (live is null)
            throw new StoreException(NotRecorded("no source is named to ask it now"));
        await foreach (var value in (await MeasureLiveAsync(live, cancellationToken)).ValuesAsync(values, cancellationToken))
            yield return value;
    }

    public string? NoteFor(OrderedValues values) => IsRecorded(values) ? null : MeasuredNow;

    /// <summary>The lake's own files hold the rows of the snapshot, as the source wrote them.</summary>
    public bool IsRecorded(RowReading reading) => FileOf(reading) is not null;

    public string? NoteFor(RowReading reading) => IsRecorded(reading) ? null : MeasuredNow;

    public async Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
    {
        if (FileOf(reading) is { } kept)
        {
            await ReadFileAsync(kept, reading, sink, cancellationToken);
            return;
        }
        if (live is null)
            throw new StoreException(NotRecorded("no source is named to ask it now"));
        await (await MeasureLiveAsync(live, cancellationToken)).ReadRowsAsync(reading, sink, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (opened is not null) await opened.DisposeAsync();
        gate.Dispose();
    }

    // All rows of a table are in its own file; some of them were kept where a spec asked for them.
    private StoredFile? FileOf(RowReading reading)
    {
        var table = manifest.Tables.FirstOrDefault(t => string.Equals(t.Table, reading.Relation.Dataset.Table, StringComparison.Ordinal));
        if (table is null || reading.Relation.Lookups.Count > 0) return null;
        if (reading.Relation.Conditions.Count == 0) return new StoredFile(table.Key, table.Sha256, table.Columns, LakeLayout.IsJson(table.Table));
        return manifest.Answers.GetValueOrDefault(RowReading.OfAll(reading.Relation, table.Columns).Key) is { File: { } file, Sha256: { } sha256 } ? new StoredFile(file, sha256, table.Columns, IsJson: false) : null;
    }

    private async Task ReadFileAsync(StoredFile kept, RowReading reading, IRowSink sink, CancellationToken cancellationToken)
    {
        using var copy = await lake.FetchAsync(kept.Key, scratch, cancellationToken);
        if (copy is null || !string.Equals(copy.Sha256, kept.Sha256, StringComparison.Ordinal))
            throw new StoreException(new MissingMeasurement($"{kept.Key} in {lake.Description} is not what the manifest says, and no longer holds the snapshot's rows: run again", MissingMeasurementKind.NotJudged));
        try
        {
            await using var file = File.OpenRead(copy.Path);
            var row = new CanonicalRow(sink, reading.Keys.Count);
            await Task.Run(() =>
            {
                if (kept.IsJson) JsonRows.Read(file, reading, row, cancellationToken);
                else CsvRows.Read(file, kept.Columns, reading, row, cancellationToken);
            }, cancellationToken);
        }
        catch (FormatException e)
        {
            throw new StoreException(new MissingMeasurement($"{kept.Key} in {lake.Description} cannot be read: {e.Message}", MissingMeasurementKind.Unavailable), e);
        }
    }

    private sealed record StoredFile(string Key, string Sha256, IReadOnlyList<ColumnInfo> Columns, bool IsJson);

    private MissingMeasurement NotRecorded(string why) => new($"the snapshot of {moment} UTC was not asked this, and {why}", MissingMeasurementKind.NotJudged);

    // One snapshot for all that is asked now: two sides of a claim are of one moment. One try, too: an account may be locked after many.
    private async Task<PostgreStore> MeasureLiveAsync(SourceAddress address, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (closed is not null) throw closed;
            opened ??= await SourceSnapshot.TakeAsync(address, connections, shared: true, cancellationToken);
            return new PostgreStore(address, opened.RentAsync, keyOf);
        }
        catch (ProblemException e)
        {
            closed = new StoreException(NotRecorded(e.Message) with { Kind = e is UsageException ? MissingMeasurementKind.Refused : MissingMeasurementKind.Unavailable }, e);
            throw closed;
        }
        finally
        {
            gate.Release();
        }
    }
}

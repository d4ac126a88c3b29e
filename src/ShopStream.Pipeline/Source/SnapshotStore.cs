using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Scratch;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>
/// The snapshot's rows and measurements, kept for later checks. Metrics that were not recorded are measured live and noted as such, or not
/// judged when no source is configured.
/// </summary>
/// <param name="manifest">Manifest of the date that is checked.</param>
/// <param name="files">The lake's files: the recorded values and rows.</param>
/// <param name="live">The source for metrics that were not recorded; null when no source is configured.</param>
/// <param name="connections">Number of live connections, from 1.</param>
/// <param name="catalog">Tables with their keys and column types.</param>
internal sealed class SnapshotStore(Manifest manifest, FetchedFiles files, SourceAddress? live, int connections, Catalog catalog) : IStore
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private SourceSnapshot? snapshot;
    private StoreException? failure;
    private readonly string moment = manifest.SnapshotAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private string Again => string.Create(CultureInfo.InvariantCulture, $"shopstream run --date {manifest.Date:yyyy-MM-dd}");

    private string MeasuredNow => $"Measured on the live source: not recorded in the snapshot of {moment} UTC.";

    public StoreId Id => StoreId.Source;

    public SqlText Sql { get; } = new(Dialect.PostgreSql(manifest.SourceSchema, manifest.SourcePlaces), catalog);

    public Measurement? FindKnown(Metric metric) =>
        manifest.Measurements.TryGetValue(metric.Id, out var recorded)
        && recorded.File is null
        && recorded.Missing is not { Kind: MissingMeasurementKind.Unavailable }
            ? new Measurement(recorded.Columns, recorded.Rows) { Seconds = recorded.Seconds, Missing = recorded.Missing }
            : null;

    public bool IsRecorded(OrderedValues values) => manifest.Measurements.GetValueOrDefault(values.Id) is { File: not null };

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        if (live is null)
            return Measurement.None(NotRecorded("no source is configured to measure it now"));
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
        if (manifest.Measurements.GetValueOrDefault(values.Id) is { File: { } key } recorded)
        {
            using var copy = await files.Lake.FetchAsync(key, files.Scratch, cancellationToken);
            if (copy is null || !string.Equals(copy.Sha256, recorded.Sha256, StringComparison.Ordinal))
                throw new StoreException(
                    new MissingMeasurement(
                        $"{key} in {files.Lake.Description} {(copy is null ? "is missing" : "does not match the manifest")}. Extract that date again: {Again}",
                        MissingMeasurementKind.Refused
                    )
                );
            await foreach (var line in File.ReadLinesAsync(copy.Path, cancellationToken))
                yield return JsonSerializer.Deserialize<string>(line)!;
            yield break;
        }
        if (live is null)
            throw new StoreException(NotRecorded("no source is configured to measure it now"));
        var store = await MeasureLiveAsync(live, cancellationToken);
        // A check may read two columns side by side: a single connection has to be free again before the first value is used.
        await foreach (
            var value in connections > 1
                ? store.ValuesAsync(values, cancellationToken)
                : StoredAsync(store.ValuesAsync(values, cancellationToken), cancellationToken)
        )
            yield return value;
    }

    // In a temporary file, a JSON text per line.
    private async IAsyncEnumerable<string> StoredAsync(IAsyncEnumerable<string> values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = SpillFolder.Open(files.Scratch);
        await using (var writer = new StreamWriter(file, leaveOpen: true))
        {
            await foreach (var value in values.WithCancellation(cancellationToken))
                await writer.WriteLineAsync(JsonSerializer.Serialize(value).AsMemory(), cancellationToken);
        }
        file.Position = 0;
        using var reader = new StreamReader(file);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            yield return JsonSerializer.Deserialize<string>(line)!;
    }

    public string? NoteFor(OrderedValues values) => IsRecorded(values) ? null : MeasuredNow;

    /// <summary>The lake's files hold the snapshot's rows, as the source wrote them.</summary>
    public bool IsRecorded(RowReading reading) => FilesOf(reading) is not null;

    public string? NoteFor(RowReading reading) => IsRecorded(reading) ? null : MeasuredNow;

    public async Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
    {
        if (FilesOf(reading) is { } recorded)
        {
            await ReadFilesAsync(recorded, reading, sink, cancellationToken);
            return;
        }
        if (live is null)
            throw new StoreException(NotRecorded("no source is configured to measure it now"));
        await (await MeasureLiveAsync(live, cancellationToken)).ReadRowsAsync(reading, sink, cancellationToken);
    }

    public async Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken)
    {
        if (live is null)
            throw new StoreException(NotRecorded("no source is configured to read its rows now"));
        await (await MeasureLiveAsync(live, cancellationToken)).ReadTextAsync(query, rows, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (snapshot is not null)
            await snapshot.DisposeAsync();
        gate.Dispose();
    }

    // A table's own file holds all of its rows; filtered rows are recorded separately when a spec needs them.
    private StoredRows? FilesOf(RowReading reading)
    {
        var table = manifest.Tables.FirstOrDefault(t => string.Equals(t.Table, reading.Relation.Dataset.Table, StringComparison.Ordinal));
        if (table is null || reading.Relation.Lookups.Count > 0)
            return null;
        if (reading.Relation.Conditions.Count == 0)
            return new StoredRows([.. table.Files.Select(f => (f.Key, f.Sha256))], table.Columns, table.IsJson);
        return manifest.Measurements.GetValueOrDefault(RowReading.OfAll(reading.Relation, table.Columns).Id) is { File: { } file, Sha256: { } sha256 }
            ? new StoredRows([(file, sha256)], table.Columns, IsJson: false)
            : null;
    }

    private async Task ReadFilesAsync(StoredRows recorded, RowReading reading, IRowSink sink, CancellationToken cancellationToken)
    {
        await files.FetchAllAsync(recorded.Files.Select(f => f.Key), cancellationToken);
        foreach (var (key, sha256) in recorded.Files)
            await ReadFileAsync(key, sha256, recorded, reading, sink, cancellationToken);
    }

    private async Task ReadFileAsync(string key, string sha256, StoredRows recorded, RowReading reading, IRowSink sink, CancellationToken cancellationToken)
    {
        var copy = await files.FetchAsync(key, cancellationToken);
        if (copy is null || !string.Equals(copy.Sha256, sha256, StringComparison.Ordinal))
            throw new StoreException(
                new MissingMeasurement(
                    $"{key} in {files.Lake.Description} does not match the manifest and no longer holds the snapshot's rows. "
                        + $"Extract that date again: {Again}",
                    MissingMeasurementKind.NotJudged
                )
            );
        try
        {
            await using var file = File.OpenRead(copy.Path);
            var row = new CanonicalRow(sink, reading.Keys.Count);
            await Task.Run(
                () =>
                {
                    if (recorded.IsJson)
                        JsonRows.Read(file, reading, row, cancellationToken);
                    else
                        CsvRows.Read(file, recorded.Columns, reading, row, cancellationToken);
                },
                cancellationToken
            );
        }
        catch (FormatException e)
        {
            throw new StoreException(
                new MissingMeasurement($"{key} in {files.Lake.Description} cannot be read: {e.Message}", MissingMeasurementKind.Unavailable),
                e
            );
        }
    }

    private sealed record StoredRows(IReadOnlyList<(string Key, string Sha256)> Files, IReadOnlyList<ColumnInfo> Columns, bool IsJson);

    private MissingMeasurement NotRecorded(string reason) =>
        new($"not recorded in the snapshot of {moment} UTC, and {reason}", MissingMeasurementKind.NotJudged);

    // One snapshot for all live metrics, so that both sides of a check see the same moment. One attempt only: many could lock the account.
    private async Task<PostgreStore> MeasureLiveAsync(SourceAddress address, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (failure is not null)
                throw failure;
            snapshot ??= await SourceSnapshot.TakeAsync(address, connections, shared: true, cancellationToken);
            return new PostgreStore(address, snapshot.RentAsync, catalog);
        }
        catch (ProblemException e)
        {
            failure = new StoreException(
                NotRecorded(e.Message) with
                {
                    Kind = e is UsageException ? MissingMeasurementKind.Refused : MissingMeasurementKind.Unavailable,
                },
                e
            );
            throw failure;
        }
        finally
        {
            gate.Release();
        }
    }
}

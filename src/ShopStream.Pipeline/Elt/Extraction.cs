using System.Security.Cryptography;
using System.Text;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>Extracts a snapshot to the lake: files, control totals and the specs' source metrics. The manifest is left to be written last.</summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="address">The source's address.</param>
/// <param name="lake">Where files are written.</param>
/// <param name="progress">Receives the bytes so far.</param>
/// <param name="storage">Compression and format of files.</param>
/// <param name="partitioned">Extracts the tables that are divided into partitions; null for none.</param>
internal sealed class Extraction(
    SourceSnapshot snapshot,
    SourceAddress address,
    ILake lake,
    IProgress<StageProgress>? progress,
    LakeStorage storage,
    PartitionedExtraction? partitioned = null
)
{
    /// <param name="date">The partition.</param>
    /// <param name="runId">Recorded in the manifest.</param>
    /// <param name="specifications">Their source metrics are measured in the snapshot, as is the evidence of failing source checks.</param>
    /// <param name="metrics">Further metrics; those of the source are measured in the snapshot.</param>
    /// <param name="cancellationToken">Cancels the extraction; files without a manifest do not count.</param>
    /// <returns>The manifest, and the number of queries sent for metrics.</returns>
    public async Task<(Manifest Manifest, int Queries)> RunAsync(
        DateOnly date,
        string runId,
        IReadOnlyList<Specification> specifications,
        IReadOnlyList<Metric> metrics,
        CancellationToken cancellationToken
    )
    {
        // Largest first: started last, it would still be running after the other connections have finished.
        var tables = address
            .Tables.Select(t => snapshot.Catalog.Find(new Dataset(Layer.Source, t))!)
            .OrderByDescending(t => snapshot.Sizes.GetValueOrDefault(t.Dataset.Table))
            .ToList();
        tables = await DecimalWidths.ResolveAsync(snapshot, address, tables, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var extracted = tables.ConvertAll(t => ExtractAsync(t, date, stop.Token));
        var measured = MeasureAsync(date, specifications, metrics, tables, stop.Token);
        var recorded = StoreValuesAsync(specifications, date, stop.Token);
        await RunAllOrCancelAsync([.. extracted, measured, recorded], stop);
        var collector = await measured;
        var manifest = new Manifest
        {
            Date = date,
            RunId = runId,
            SnapshotAt = snapshot.At,
            SnapshotLsn = snapshot.Lsn,
            Source = $"{address.Description}, {snapshot.Server}",
            Sandbox = address.IsSandbox,
            SourceSchema = address.Schema,
            SourcePlaces = address.Places.Count == 0 ? null : address.Places,
            Tables = [.. tables.Zip(await Task.WhenAll(extracted), (t, e) => e.Partitioned ?? Line(t, e.File!, collector))],
            Measurements = collector
                .Measurements.All.ToDictionary(
                    a => a.Key,
                    a => new RecordedMeasurement(a.Value.Columns, a.Value.Rows, a.Value.Seconds, Missing: a.Value.Missing),
                    StringComparer.Ordinal
                )
                .Concat(await recorded)
                .ToDictionary(StringComparer.Ordinal),
        };
        return (manifest, collector.SentQueries(StoreId.Source) + (await recorded).Count);
    }

    // The first failure cancels the rest; files without a manifest do not count.
    private static async Task RunAllOrCancelAsync(List<Task> tasks, CancellationTokenSource stop)
    {
        var running = tasks.ToList();
        while (running.Count > 0)
        {
            var done = await Task.WhenAny(running);
            running.Remove(done);
            if (done.IsCompletedSuccessfully)
                continue;
            await stop.CancelAsync();
            await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await done;
        }
    }

    private async Task<(LakeFile? File, ManifestTable? Partitioned)> ExtractAsync(TableInfo table, DateOnly date, CancellationToken cancellationToken)
    {
        var name = table.Dataset.Table;
        if (partitioned?.Covers(name) == true)
            return (null, await partitioned.ExtractAsync(table, date, cancellationToken));
        await using var lease = await snapshot.RentAsync(cancellationToken);
        var json = storage.IsJson(name);
        var key = LakeLayout.KeyOf(name, date, json) + storage.Compression.Suffix();
        try
        {
            var file = await CopyOut.ReadAsync(
                lease,
                CopyOut.TableSql(table, address.PlaceOf(name), json),
                key,
                name,
                bytes => progress?.Report(new StageProgress(Stages.Extract, name, bytes, null)),
                (content, token) => lake.WriteRowsAsync(key, content, json, token),
                cancellationToken
            );
            return (file, null);
        }
        catch (Exception e) when (FailurePlace.Note(e, table: name))
        {
            throw;
        }
    }

    private async Task<MetricCollector> MeasureAsync(
        DateOnly date,
        IReadOnlyList<Specification> specifications,
        IReadOnlyList<Metric> metrics,
        List<TableInfo> tables,
        CancellationToken cancellationToken
    )
    {
        var collector = new MetricCollector(snapshot.Catalog, new Dictionary<StoreId, IStore> { [StoreId.Source] = snapshot.ToStore(date) });
        // Partitions measure their own, of the rows that are read.
        var whole = tables.Where(t => partitioned?.Covers(t.Dataset.Table) != true).ToList();
        var totals = whole.SelectMany(ControlTotals.Of);
        var others = specifications.Metrics().Concat(metrics).Where(q => q.Store == StoreId.Source && q.IsQueried);
        // All in one batch, so that they share queries; then the evidence of checks that need only the source.
        await collector.CollectAsync([.. totals, .. whole.SelectMany(Eras.Earliest), .. others], cancellationToken);
        await Eras.RequireOursAsync(whole, snapshot, address, collector, cancellationToken);
        await CheckRunner.CollectAsync([.. specifications.Select(OnlySourceChecks).Where(s => s.Checks.Count > 0)], collector, cancellationToken);
        return collector;
    }

    private static Specification OnlySourceChecks(Specification specification) =>
        specification with
        {
            Checks = [.. specification.Checks.Where(c => c.Metrics.All(q => q.Store == StoreId.Source && q.IsQueried))],
        };

    private async Task<Dictionary<string, RecordedMeasurement>> StoreValuesAsync(
        IReadOnlyList<Specification> specifications,
        DateOnly date,
        CancellationToken cancellationToken
    )
    {
        var recorded = new Dictionary<string, RecordedMeasurement>(StringComparer.Ordinal);
        var sourceValues = specifications
            .Metrics()
            .SelectMany(m => m.Parts)
            .OfType<OrderedValues>()
            .Where(v => v.Store == StoreId.Source)
            .DistinctBy(v => v.Id, StringComparer.Ordinal);
        var sql = snapshot.ToStore(date).Sql;
        foreach (var values in sourceValues)
        {
            await using var lease = await snapshot.RentAsync(cancellationToken);
            var copy = CopyOut.JsonLines($"SELECT to_json(v) FROM (\n{values.ToSql(sql)}\n) AS ordered");
            var file = await CopyOut.ToLakeAsync(
                lease,
                copy,
                lake,
                LakeLayout.ValuesKey(date, NameOf(values.Id)) + storage.Compression.Suffix(),
                null,
                _ => { },
                cancellationToken
            );
            recorded[values.Id] = new RecordedMeasurement([], [], 0, file.Key, file.Sha256);
        }
        foreach (var rows in RowsToStore(specifications))
        {
            await using var lease = await snapshot.RentAsync(cancellationToken);
            var copy = CopyOut.Csv(sql.Rows(rows));
            var file = await CopyOut.ToLakeAsync(
                lease,
                copy,
                lake,
                LakeLayout.RowsKey(date, NameOf(rows.Id)) + storage.Compression.Suffix(),
                rows.Relation.Dataset.Table,
                _ => { },
                cancellationToken
            );
            recorded[rows.Id] = new RecordedMeasurement([], [], 0, file.Key, file.Sha256);
        }
        return recorded;
    }

    // A table's own file already holds all of its rows.
    private IEnumerable<RowReading> RowsToStore(IReadOnlyList<Specification> specifications) =>
        specifications
            .Metrics()
            .SelectMany(m =>
                m switch
                {
                    RowDifferences rows => [rows.Actual, rows.Expected],
                    JudgedValues judged => [judged.Relation],
                    _ => Array.Empty<Relation>(),
                }
            )
            .Where(r => r.Dataset.Store == StoreId.Source && r.Conditions.Count > 0 && address.Tables.Contains(r.Dataset.Table, StringComparer.Ordinal))
            .Select(r => RowReading.OfAll(r, snapshot.Catalog.Find(r.Dataset)!.Columns))
            .DistinctBy(r => r.Id, StringComparer.Ordinal);

    private static string NameOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..16];

    private ManifestTable Line(TableInfo table, LakeFile file, MetricCollector collector) =>
        new()
        {
            Table = table.Dataset.Table,
            Key = file.Key,
            Bytes = file.Bytes,
            Sha256 = file.Sha256,
            LongestRow = file.LongestRow,
            Compression = storage.Compression,
            Columns = table.Columns,
            PrimaryKey = table.Key,
            Totals = ControlTotals.Of(table).ToDictionary(ControlTotals.NameOf, f => Total(collector, f), StringComparer.Ordinal),
        };

    private static string? Total(MetricCollector collector, AggregateMetric metric) =>
        collector.Measurements[metric] switch
        {
            { Missing: { Kind: MissingMeasurementKind.Refused } missing } => throw new UsageException(
                $"the control totals of {metric.Relation} could not be measured: {missing.Reason}"
            ),
            { Missing: { } missing } => throw new InfrastructureException($"the control totals of {metric.Relation} could not be measured: {missing.Reason}"),
            var measurement => ControlTotals.Valid(metric, measurement.Rows[0][0]),
        };
}

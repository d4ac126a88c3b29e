using System.Globalization;
using System.Runtime.CompilerServices;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>
/// The lake of one date as a store: an in-memory DuckDB with views over the files of the manifest. A file is fetched, and hashed, when a query first
/// needs it; a query on some days or keys of a divided table needs the files of these only.
/// </summary>
/// <param name="manifest">Names the files.</param>
/// <param name="files">The lake's files; the caller disposes them after the store.</param>
/// <param name="settings">DuckDB's memory and time limits.</param>
internal sealed class LakeStore(Manifest manifest, FetchedFiles files, DuckSettings settings) : IStore
{
    private readonly Catalog keys = new(manifest.Tables.Select(t => t.As(Layer.Lake))) { Taken = manifest.Taken };
    private readonly SemaphoreSlim viewing = new(1, 1);
    private readonly HashSet<string> viewed = new(StringComparer.Ordinal);
    private DuckDatabase? database;
    private DuckStore? views;

    public StoreId Id => StoreId.Lake;

    public SqlText Sql => field ??= new SqlText(Dialect.DuckDb, keys);

    public Measurement? FindKnown(Metric metric) => null;

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        if (query.Slots[0].Metric is ManifestDifferences differences)
            return await DifferencesAsync(Of(differences.Dataset)!, cancellationToken);
        var (reading, narrowed) = Of(query);
        if (await MissingAsync(reading.Files, cancellationToken) is { } missing)
            return Measurement.None(missing);
        var measurement = await (await ViewsAsync(reading, cancellationToken)).MeasureAsync(narrowed, cancellationToken);
        // What cannot be read in a damaged file is not a fault of the spec.
        return measurement.Missing is { Kind: MissingMeasurementKind.Refused } && await DamagedAsync(reading.Files, cancellationToken) is { } damage
            ? Measurement.None(damage)
            : measurement;
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = LakeReading.Of(manifest, keys, sql => values.ToSql(sql));
        if (await MissingAsync(reading.Files, cancellationToken) is { } missing)
            throw new StoreException(missing);
        var store = await ViewsAsync(reading, cancellationToken);
        await using var read = store.ValuesAsync(values, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(read, reading, cancellationToken))
            yield return read.Current;
    }

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken) =>
        ReadAsync(LakeReading.Of(manifest, keys, sql => sql.Rows(reading)), store => store.ReadRowsAsync(reading, sink, cancellationToken), cancellationToken);

    public Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken)
    {
        var (reading, narrowed) = Of(query);
        return ReadAsync(reading, store => store.ReadTextAsync(narrowed, rows, cancellationToken), cancellationToken);
    }

    private async Task ReadAsync(LakeReading reading, Func<DuckStore, Task> read, CancellationToken cancellationToken)
    {
        if (await MissingAsync(reading.Files, cancellationToken) is { } missing)
            throw new StoreException(missing);
        try
        {
            await read(await ViewsAsync(reading, cancellationToken));
        }
        catch (StoreException e) when (e.Reason.Kind == MissingMeasurementKind.Refused)
        {
            throw await DamagedAsync(reading.Files, cancellationToken) is { } damage ? new StoreException(damage, e) : e;
        }
    }

    public async ValueTask<string?> DamageOfAsync(Dataset dataset, CancellationToken cancellationToken) =>
        dataset.Layer == Layer.Lake && Of(dataset) is { } table ? await DamageOfAsync(table, cancellationToken) : null;

    public async ValueTask DisposeAsync()
    {
        if (views is not null)
            await views.DisposeAsync();
        else
            database?.Dispose();
        viewing.Dispose();
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<string> values, LakeReading of, CancellationToken cancellationToken)
    {
        try
        {
            return await values.MoveNextAsync();
        }
        catch (StoreException e) when (e.Reason.Kind == MissingMeasurementKind.Refused)
        {
            throw await DamagedAsync(of.Files, cancellationToken) is { } damage ? new StoreException(damage, e) : e;
        }
    }

    private ManifestTable? Of(Dataset dataset) => manifest.Tables.FirstOrDefault(t => string.Equals(t.Table, dataset.Table, StringComparison.Ordinal));

    // The query over the files that can have its rows. Custom SQL may name any table.
    private (LakeReading Reading, PlannedQuery Query) Of(PlannedQuery query)
    {
        IReadOnlyList<Metric> metrics = [.. query.Metrics];
        if (metrics.Any(m => m.CustomSql is not null))
            return (LakeReading.OfWhole(manifest.Tables, keys), query);
        var reading = LakeReading.Of(manifest, keys, metrics.Select(m => (Action<SqlText>)(sql => m.Plan([m], sql))));
        return (reading, reading.IsOfWholeTables ? query : query with { Sql = metrics[0].Plan(metrics, reading.Sql).Sql });
    }

    // The views, whose files are fetched at the same time. The settings are locked before anything of a spec is run.
    private async Task<DuckStore> ViewsAsync(LakeReading reading, CancellationToken cancellationToken)
    {
        var copies = await Task.WhenAll(reading.Views.Select(v => Task.WhenAll(v.Files.Select(f => files.FetchAsync(f.Key, cancellationToken)))));
        await viewing.WaitAsync(cancellationToken);
        try
        {
            var open = await OpenAsync(cancellationToken);
            foreach (var (view, copy) in reading.Views.Zip(copies))
            {
                if (copy.Contains(null) || !viewed.Add(view.Name))
                    continue;
                List<LocalCopy> found = [.. copy.OfType<LocalCopy>()];
                var rows = LakeReader.From(found.ConvertAll(c => c.Path), view.Table.Columns, view.Table.IsJson, LakeReader.LongestOf(view.Files, found));
                await open.ExecuteAsync($"CREATE VIEW {view.Name} AS SELECT * FROM {rows}", cancellationToken);
            }
            return (views ??= new DuckStore(StoreId.Lake, open, keys)).With(reading.Sql);
        }
        catch (Exception e) when (database?.Explain(e) is { } problem)
        {
            throw new InfrastructureException($"the lake's files in {files.Lake.Description} cannot be read: {problem.Reason}", e);
        }
        finally
        {
            viewing.Release();
        }
    }

    private async Task<DuckDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        if (database is not null)
            return database;
        database = DuckDatabase.InMemory($"the lake's files in {files.Lake.Description}", settings);
        await database.ExecuteAsync($"CREATE SCHEMA lake; CREATE SCHEMA {Dialect.DuckDb.Quote(LakeReading.PartSchema)}", cancellationToken);
        await database.LockAsync(
            manifest
                .Tables.SelectMany(t => t.Files)
                .Select(f => files.Lake.FolderOf(f.Key, files.Scratch))
                .Distinct(StringComparer.Ordinal)
                .SelectMany(f => new[] { f, DuckPath.Exact(f) })
                .Distinct(StringComparer.Ordinal),
            cancellationToken
        );
        return database;
    }

    private async Task<MissingMeasurement?> MissingAsync(IEnumerable<TableFile> read, CancellationToken cancellationToken)
    {
        await files.FetchAllAsync(read.Select(f => f.Key), cancellationToken);
        return await NotJudgedAsync(read, async f => await files.FetchAsync(f.Key, cancellationToken) is null, cancellationToken);
    }

    private Task<MissingMeasurement?> DamagedAsync(IEnumerable<TableFile> read, CancellationToken cancellationToken) =>
        NotJudgedAsync(read, async f => await DamageOfAsync(f, cancellationToken) is not null, cancellationToken);

    // Not judged: that a file is not as it was written is the finding of one check, on its manifest.
    private async Task<MissingMeasurement?> NotJudgedAsync(
        IEnumerable<TableFile> read,
        Func<TableFile, Task<bool>> isDamaged,
        CancellationToken cancellationToken
    )
    {
        foreach (var file in read)
        {
            if (!await isDamaged(file))
                continue;
            var damage = await DamageOfAsync(file, cancellationToken);
            return new MissingMeasurement(
                string.Create(CultureInfo.InvariantCulture, $"{damage}. Extract that date again: shopstream run --date {manifest.Date:yyyy-MM-dd}"),
                MissingMeasurementKind.NotJudged
            );
        }
        return null;
    }

    private async ValueTask<string?> DamageOfAsync(ManifestTable table, CancellationToken cancellationToken)
    {
        await files.FetchAllAsync(table.Files.Select(f => f.Key), cancellationToken);
        foreach (var file in table.Files)
            if (await DamageOfAsync(file, cancellationToken) is { } damage)
                return damage;
        return null;
    }

    // The file was hashed when it was fetched.
    private async ValueTask<string?> DamageOfAsync(TableFile table, CancellationToken cancellationToken) =>
        await files.FetchAsync(table.Key, cancellationToken) is not { } copy ? $"{table.Key} is missing in {files.Lake.Description}"
        : string.Equals(copy.Sha256, table.Sha256, StringComparison.Ordinal) ? null
        : $"{table.Key} in {files.Lake.Description} does not match its manifest: SHA-256 {copy.Sha256}, expected {table.Sha256}";

    private async Task<Measurement> DifferencesAsync(ManifestTable table, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> columns = ["what", "manifest", "file"];
        var rows = new List<IReadOnlyList<string?>>();
        await files.FetchAllAsync(table.Files.Select(f => f.Key), cancellationToken);
        foreach (var file in table.Files)
        {
            if (await files.FetchAsync(file.Key, cancellationToken) is not { } copy)
            {
                rows.Add(["file", file.Key, "missing"]);
                continue;
            }
            var of = file.Partition is null ? "" : $" of {file.Key}";
            if (copy.Bytes != file.Bytes)
                rows.Add([$"bytes{of}", $"{file.Bytes}", $"{copy.Bytes}"]);
            if (!string.Equals(copy.Sha256, file.Sha256, StringComparison.Ordinal))
                rows.Add([$"SHA-256{of}", file.Sha256, copy.Sha256]);
        }
        if (rows.Exists(r => r[2] is "missing"))
            return new Measurement(columns, rows);
        var info = table.As(Layer.Lake);
        var metrics = ControlTotals.Of(info);
        var query = new PlannedQuery(StoreId.Lake, AggregateMetric.ToSql(Sql, new Relation(info.Dataset), [.. metrics.Select(f => f.Aggregate)]), []);
        var reading = LakeReading.OfWhole([table], keys);
        var totals = await (await ViewsAsync(reading, cancellationToken)).MeasureAsync(query, cancellationToken);
        // What the engine cannot do says nothing about a file that is as it was written.
        if (totals.Missing is { } unread && (rows.Count == 0 || unread.Kind == MissingMeasurementKind.Unavailable))
            return rows.Count == 0 ? Measurement.None(unread) : new Measurement(columns, rows);
        // A truncated file may no longer be valid CSV: report that as a difference, too.
        if (totals.Missing is { } missing)
            rows.Add(["content", $"{table.Rows} rows", missing.Reason]);
        else
            rows.AddRange(
                ControlTotals
                    .Differences(table.Totals, metrics.Select((f, i) => (ControlTotals.NameOf(f), totals.Rows[0][i])).ToDictionary(StringComparer.Ordinal))
                    .Select(d => (IReadOnlyList<string?>)[d.What, d.Expected, d.Found])
            );
        return new Measurement(columns, rows) { Seconds = totals.Seconds };
    }
}

using System.Runtime.CompilerServices;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>The lake of one date as a store: an in-memory DuckDB with a view over every file of the manifest.</summary>
internal sealed class LakeStore : IStore
{
    private readonly Manifest manifest;
    private readonly ILake lake;
    private readonly DuckStore views;
    private readonly Dictionary<string, LocalCopy?> copies;

    private LakeStore(Manifest manifest, ILake lake, DuckStore views, Dictionary<string, LocalCopy?> copies) =>
        (this.manifest, this.lake, this.views, this.copies) = (manifest, lake, views, copies);

    public StoreId Id => StoreId.Lake;

    public SqlText Sql => views.Sql;

    /// <param name="manifest">Names the files.</param>
    /// <param name="lake">The lake that holds the files.</param>
    /// <param name="scratch">Folder for downloads, which are kept until the store is disposed.</param>
    /// <param name="settings">DuckDB's memory and time limits.</param>
    /// <param name="cancellationToken">Cancels downloading.</param>
    public static async Task<LakeStore> OpenAsync(Manifest manifest, ILake lake, string scratch, DuckSettings settings, CancellationToken cancellationToken)
    {
        var fetched = new Dictionary<string, LocalCopy?>(StringComparer.Ordinal);
        var database = DuckDatabase.InMemory($"the lake's files in {lake.Description}", settings);
        try
        {
            await database.ExecuteAsync("CREATE SCHEMA lake", cancellationToken);
            foreach (var table in manifest.Tables)
            {
                var copy = fetched[table.Table] = await lake.FetchAsync(table.Key, scratch, cancellationToken);
                if (copy is null)
                    continue;
                var name = Dialect.DuckDb.Table(new Dataset(Layer.Lake, table.Table));
                await database.ExecuteAsync(
                    $"CREATE VIEW {name} AS SELECT * FROM {LakeReader.From(copy.Path, table.Columns, table.IsJson)}",
                    cancellationToken
                );
            }
            await database.LockAsync(
                fetched
                    .Values.OfType<LocalCopy>()
                    .Select(c => Path.GetDirectoryName(c.Path)!)
                    .SelectMany(f => new[] { f, DuckPath.Exact(f) })
                    .Distinct(StringComparer.Ordinal),
                cancellationToken
            );
        }
        catch (Exception e)
        {
            foreach (var copy in fetched.Values)
                copy?.Dispose();
            database.Dispose();
            if (database.Explain(e) is { } problem)
                throw new InfrastructureException($"the lake's files in {lake.Description} cannot be read: {problem.Reason}", e);
            throw;
        }
        var keys = new Catalog(manifest.Tables.Select(t => t.As(Layer.Lake)));
        return new LakeStore(manifest, lake, new DuckStore(StoreId.Lake, database, keys), fetched);
    }

    public Measurement? FindKnown(Metric metric) => null;

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        if (query.Slots[0].Metric is ManifestDifferences differences)
            return await DifferencesAsync(
                manifest.Tables.First(t => string.Equals(t.Table, differences.Dataset.Table, StringComparison.Ordinal)),
                cancellationToken
            );
        if (Missing(query.Metrics) is { } missing)
            return Measurement.None(missing);
        var measurement = await views.MeasureAsync(query, cancellationToken);
        // What cannot be read in a damaged file is not a fault of the spec.
        return measurement.Missing is { Kind: MissingMeasurementKind.Refused } && Damaged(query.Metrics) is { } damage ? Measurement.None(damage) : measurement;
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Missing([values]) is { } missing)
            throw new StoreException(missing);
        await using var read = views.ValuesAsync(values, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(read, values))
            yield return read.Current;
    }

    public async Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
    {
        Metric shape = new Shape(reading.Relation.Dataset);
        if (Missing([shape]) is { } missing)
            throw new StoreException(missing);
        try
        {
            await views.ReadRowsAsync(reading, sink, cancellationToken);
        }
        catch (StoreException e) when (e.Reason.Kind == MissingMeasurementKind.Refused && Damaged([shape]) is { } damage)
        {
            throw new StoreException(damage, e);
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<string> values, OrderedValues of)
    {
        try
        {
            return await values.MoveNextAsync();
        }
        catch (StoreException e) when (e.Reason.Kind == MissingMeasurementKind.Refused && Damaged([of]) is { } damage)
        {
            throw new StoreException(damage, e);
        }
    }

    // The file was hashed when it was fetched.
    public string? DamageOf(Dataset dataset)
    {
        if (
            dataset.Layer != Layer.Lake
            || manifest.Tables.FirstOrDefault(t => string.Equals(t.Table, dataset.Table, StringComparison.Ordinal)) is not { } table
        )
            return null;
        return copies.GetValueOrDefault(table.Table) is not { } copy ? $"{table.Key} is missing in {lake.Description}"
            : string.Equals(copy.Sha256, table.Sha256, StringComparison.Ordinal) ? null
            : $"{table.Key} in {lake.Description} does not match its manifest: SHA-256 {copy.Sha256}, expected {table.Sha256}";
    }

    public async ValueTask DisposeAsync()
    {
        await views.DisposeAsync();
        foreach (var copy in copies.Values)
            copy?.Dispose();
    }

    private MissingMeasurement? Missing(IEnumerable<Metric> metrics) => DamageOf(metrics, d => copies.GetValueOrDefault(d.Table) is null);

    private MissingMeasurement? Damaged(IEnumerable<Metric> metrics) => DamageOf(metrics, d => DamageOf(d) is not null);

    // Not judged: that a file is not as it was written is the finding of one check, on its manifest.
    private MissingMeasurement? DamageOf(IEnumerable<Metric> metrics, Func<Dataset, bool> isDamaged) =>
        metrics.SelectMany(q => q.References).Select(m => (Dataset?)m.Dataset).FirstOrDefault(d => isDamaged(d!.Value)) is { } dataset
            ? new MissingMeasurement(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{DamageOf(dataset)}. Extract that date again: shopstream run --date {manifest.Date:yyyy-MM-dd}"
                ),
                MissingMeasurementKind.NotJudged
            )
            : null;

    private async Task<Measurement> DifferencesAsync(ManifestTable table, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> columns = ["what", "manifest", "file"];
        if (copies[table.Table] is not { } copy)
            return new Measurement(
                columns,
                [
                    ["file", table.Key, "missing"],
                ]
            );
        var rows = new List<IReadOnlyList<string?>>();
        if (copy.Bytes != table.Bytes)
            rows.Add(["bytes", $"{table.Bytes}", $"{copy.Bytes}"]);
        if (!string.Equals(copy.Sha256, table.Sha256, StringComparison.Ordinal))
            rows.Add(["SHA-256", table.Sha256, copy.Sha256]);
        var info = table.As(Layer.Lake);
        var metrics = ControlTotals.Of(info);
        var query = new PlannedQuery(StoreId.Lake, AggregateMetric.ToSql(Sql, new Relation(info.Dataset), [.. metrics.Select(f => f.Aggregate)]), []);
        var totals = await views.MeasureAsync(query, cancellationToken);
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

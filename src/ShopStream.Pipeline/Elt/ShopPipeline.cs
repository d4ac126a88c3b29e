using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>Runs extract, load and transform. The only place that defines their order.</summary>
/// <param name="options">Locations and limits.</param>
/// <param name="clock">Supplies the current time.</param>
/// <param name="stages">Records the stages' durations.</param>
/// <param name="progress">Receives progress updates.</param>
/// <param name="locks">Locks that the caller holds and disposes; null takes them for each call, and for what it opens.</param>
public sealed class ShopPipeline(PipelineOptions options, TimeProvider clock, Stages stages, IProgress<StageProgress>? progress, DataLocks? locks = null)
{
    /// <summary>
    /// Receives the raw tables with their columns before the source's snapshot is taken or a file of the lake is loaded, and throws if the models must
    /// not be built; null for none.
    /// </summary>
    public Func<IReadOnlyList<TableInfo>, CancellationToken, Task>? Gate { get; init; }

    /// <summary>Moves one date from the source to the marts.</summary>
    /// <param name="source">The source; it is only read.</param>
    /// <param name="date">The partition; an existing one is replaced.</param>
    /// <param name="runId">Recorded in the manifest and the ledger.</param>
    /// <param name="specifications">Validated against the catalogs before any data is moved; their source metrics are measured in the snapshot.</param>
    /// <param name="metrics">Further metrics; those of the source are measured in the snapshot.</param>
    /// <param name="cancellationToken">Cancels the run; the last good state remains.</param>
    /// <returns>The manifest, and the number of queries sent to the source for metrics.</returns>
    /// <exception cref="UsageException">A spec names an unknown table or column, or a model is invalid.</exception>
    /// <exception cref="InfrastructureException">The source, the lake or the warehouse failed.</exception>
    public async Task<(Manifest Manifest, int Queries)> RunAsync(
        SourceAddress source,
        DateOnly date,
        string runId,
        IReadOnlyList<Specification> specifications,
        IReadOnlyList<Metric> metrics,
        CancellationToken cancellationToken
    )
    {
        var held = locks ?? await DataLocks.ExcludeAsync(options, clock, cancellationToken);
        try
        {
            await using var lake = Lakes.Open(options.Lake, clock);
            await using var warehouse = Warehouses.Open(options, clock, readOnly: false);
            await stages.PartAsync(
                Stages.Load,
                async () =>
                {
                    await warehouse.ReadyAsync(cancellationToken);
                    return true;
                }
            );
            return await stages.PartAsync(
                Stages.Extract,
                () =>
                    held.WriteAsync(
                        date,
                        runId,
                        (holder, token) =>
                            MoveAsync(source, new DateExchange(lake, warehouse, date, holder, clock), held, runId, specifications, metrics, token),
                        cancellationToken
                    )
            );
        }
        finally
        {
            if (locks is null)
                await held.DisposeAsync();
        }
    }

    /// <summary>Rebuilds the warehouse from a date of the lake; the source is not read.</summary>
    /// <inheritdoc cref="LakeRebuild.RunAsync"/>
    public async Task<(Manifest Manifest, string? Kept)> RebuildAsync(DateOnly? date, CancellationToken cancellationToken)
    {
        var held = locks ?? await DataLocks.ExcludeAsync(options, clock, cancellationToken);
        try
        {
            return await new LakeRebuild(options, clock, stages, progress, held) { Gate = Gate }.RunAsync(date, cancellationToken);
        }
        finally
        {
            if (locks is null)
                await held.DisposeAsync();
        }
    }

    /// <summary>Validates the warehouse's settings and driver before anything is created or moved. Does not connect.</summary>
    /// <exception cref="UsageException">A setting or the driver is missing.</exception>
    public ValueTask RequireWarehouseAsync() => Warehouses.Open(options, clock, readOnly: true).DisposeAsync();

    /// <summary>Opens the run's data for checking: the recorded measurements, the lake's files and the warehouse, all read-only.</summary>
    /// <param name="date">The date to check; null for the date that the warehouse holds.</param>
    /// <param name="source">Measures metrics that were not recorded in the snapshot; null when no source is configured.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NothingToJudgeException">There is no run, or none for this date.</exception>
    public Task<RunData> OpenAsync(DateOnly? date, SourceAddress? source, CancellationToken cancellationToken) =>
        RunData.OpenAsync(options, clock, date, source, locks, cancellationToken);

    /// <summary>Lists every dataset of a run by name, without connecting to anything.</summary>
    /// <param name="options">Names the models' folder.</param>
    /// <param name="tables">The extracted tables.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="UsageException">The models cannot be read.</exception>
    public static async Task<IReadOnlyList<Dataset>> DatasetsAsync(PipelineOptions options, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        var models = await ModelsAsync(options, tables, cancellationToken);
        return
        [
            .. new[] { Layer.Source, Layer.Lake, Layer.Raw }.SelectMany(l => tables.Select(t => new Dataset(l, t))),
            .. models.Models.Select(m => m.Dataset),
        ];
    }

    /// <summary>Lists every dataset with the datasets it is built from.</summary>
    /// <inheritdoc cref="DatasetsAsync" />
    public static async Task<IReadOnlyList<LineageNode>> LineageAsync(
        PipelineOptions options,
        IReadOnlyList<string> tables,
        CancellationToken cancellationToken
    )
    {
        var models = await ModelsAsync(options, tables, cancellationToken);
        var built = models.Models.ToDictionary(m => m.Name, m => m.Dataset, StringComparer.Ordinal);
        IEnumerable<LineageNode> Copies(Layer layer, Layer? upstream) =>
            tables.Select(t => new LineageNode(layer.NameOf(), t, upstream is { } from ? [$"{new Dataset(from, t)}"] : []));
        return
        [
            .. Copies(Layer.Source, null),
            .. Copies(Layer.Lake, Layer.Source),
            .. Copies(Layer.Raw, Layer.Lake),
            .. models.Models.Select(m => new LineageNode(
                m.Layer.NameOf(),
                m.Name,
                [.. m.Sources.Select(s => $"{new Dataset(Layer.Raw, s)}"), .. m.Refs.Select(r => $"{built[r]}")]
            )),
        ];
    }

    // Under the date's lease: no other command reads or writes it meanwhile.
    private async Task<(Manifest Manifest, int Queries)> MoveAsync(
        SourceAddress source,
        DateExchange exchange,
        DataLocks held,
        string runId,
        IReadOnlyList<Specification> specifications,
        IReadOnlyList<Metric> metrics,
        CancellationToken cancellationToken
    )
    {
        await exchange.RecoverAsync(cancellationToken);
        try
        {
            var tested = await PassGateAsync(source, cancellationToken);
            var basis = await PartitionBasis.FindAsync(options, exchange.Whole, exchange.Warehouse, exchange.Date, held.ShareAsync, cancellationToken);
            var (manifest, queries, models) = await ExtractAsync(source, exchange, basis, runId, specifications, metrics, tested, cancellationToken);
            var next = await stages.PartAsync(Stages.Extract, () => exchange.PrepareAsync(manifest, cancellationToken));
            await stages.RunAsync(Stages.Load, () => exchange.LoadAsync(next, progress, cancellationToken), r => r);
            await stages.RunAsync(Stages.Transform, () => exchange.Warehouse.BuildAsync(models, cancellationToken), r => (r.Sum(m => m.Rows ?? 0), null));
            await stages.PartAsync(Stages.Load, () => exchange.CommitAsync(next, cancellationToken));
            return (manifest, queries);
        }
        catch
        {
            await exchange.TryRecoverAsync();
            throw;
        }
    }

    private async Task<(Manifest Manifest, int Queries, ModelProject Models)> ExtractAsync(
        SourceAddress source,
        DateExchange exchange,
        PartitionBasis basis,
        string runId,
        IReadOnlyList<Specification> specifications,
        IReadOnlyList<Metric> metrics,
        IReadOnlyList<TableInfo>? tested,
        CancellationToken cancellationToken
    )
    {
        await using var snapshot = await SourceSnapshot.TakeAsync(source, options.SourceConnections, options.SharedSnapshot, cancellationToken);
        var models = await stages.PartAsync(null, () => ValidateAsync(source, snapshot, exchange.Warehouse, specifications, metrics, cancellationToken));
        RequireTested(source, snapshot.Catalog, tested);
        using var partitioned = new PartitionedExtraction(snapshot, source, exchange.Lake, progress, options.Lake.Storage, basis);
        var extraction = new Extraction(snapshot, source, exchange.Lake, progress, options.Lake.Storage, partitioned);
        var (manifest, queries) = await stages.RunAsync(
            Stages.Extract,
            () => extraction.RunAsync(exchange.Date, runId, specifications, metrics, cancellationToken),
            r => (r.Manifest.Extracted.Rows, r.Manifest.Extracted.Bytes)
        );
        return (manifest, queries, models);
    }

    // Validates the models, and all names in settings and specs, before any data is moved.
    private async Task<ModelProject> ValidateAsync(
        SourceAddress source,
        SourceSnapshot snapshot,
        IWarehouse warehouse,
        IReadOnlyList<Specification> specifications,
        IReadOnlyList<Metric> metrics,
        CancellationToken cancellationToken
    )
    {
        var tables = SourceTables.Find(source, snapshot.Catalog);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var models = await ModelsAsync(options, [.. tables.Select(t => t.Dataset.Table)], warehouse.Dialect, cancellationToken, used);
        var raw = RawTables(tables);
        var lakeTables = tables.Select(t => t with { Dataset = t.Dataset with { Layer = Layer.Lake } });
        var built = await warehouse.DryBuildAsync(models, raw, cancellationToken);
        // Tables that are unknown before the models are built are looked up afterwards.
        var unknownLayers = built is null ? new HashSet<Layer>(ModelNames.Layers) : [];
        var catalog = new Catalog([.. snapshot.Catalog.Tables, .. lakeTables, .. raw, .. built ?? []]);
        specifications.Validate(catalog, unknownLayers);
        var unknown = catalog
            .Unknown(metrics.SelectMany(q => q.References), unknownLayers)
            .Concat(catalog.Mismatches(metrics.SelectMany(q => q.Uses), unknownLayers))
            .ToList();
        if (unknown.Count > 0)
            throw new UsageException(string.Join("\n", unknown.Select(u => $"settings, rules: {u}")));
        var converted = used.Order(StringComparer.Ordinal)
            .SelectMany(rule => catalog.ModelMismatches(options.BusinessMetrics[rule]).Select(m => $"setting rule.{rule}: {m}"))
            .ToList();
        if (converted.Count > 0)
            throw new UsageException(string.Join("\n", converted));
        return models;
    }

    // The gate needs the source's columns, but no snapshot: one that is open for long keeps the source from removing old rows.
    private async Task<IReadOnlyList<TableInfo>?> PassGateAsync(SourceAddress source, CancellationToken cancellationToken)
    {
        if (Gate is null)
            return null;
        List<TableInfo> raw;
        await using (var columns = await SourceSnapshot.TakeAsync(source, 1, shared: true, cancellationToken))
            raw = await stages.PartAsync(null, () => Task.FromResult(RawTables(SourceTables.Find(source, columns.Catalog))));
        await stages.PartAsync(
            null,
            async () =>
            {
                await Gate(raw, cancellationToken);
                return true;
            }
        );
        return raw;
    }

    private static void RequireTested(SourceAddress source, Catalog catalog, IReadOnlyList<TableInfo>? tested)
    {
        var changed = tested?.FirstOrDefault(t => !catalog.Find(t.Dataset with { Layer = Layer.Source })!.Columns.SequenceEqual(t.Columns));
        if (changed is not null)
            throw new InfrastructureException(
                $"{source.Description}: the columns of {changed.Dataset.Table} changed while the examples ran on them. No data was moved. Run again."
            );
    }

    private static List<TableInfo> RawTables(List<TableInfo> source) => source.ConvertAll(t => t with { Dataset = t.Dataset with { Layer = Layer.Raw } });

    /// <summary>The warehouse's SQL dialect. Does not connect.</summary>
    public static Dialect DialectOf(PipelineOptions options) => Warehouses.DialectOf(options);

    /// <summary>Renders the models in the warehouse's SQL. Does not connect.</summary>
    /// <param name="options">Names the models' folder, the metric definitions and the warehouse.</param>
    /// <param name="tables">The extracted tables.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="UsageException">The models cannot be read.</exception>
    public static Task<ModelProject> ModelsAsync(PipelineOptions options, IReadOnlyList<string> tables, CancellationToken cancellationToken) =>
        ModelsAsync(options, tables, Warehouses.DialectOf(options), cancellationToken);

    internal static Task<ModelProject> ModelsAsync(
        PipelineOptions options,
        IReadOnlyList<string> tables,
        Dialect dialect,
        CancellationToken cancellationToken,
        ISet<string>? used = null
    ) => ModelProject.LoadAsync(options.ModelsFolder, [.. tables], dialect, MetricSql(options, dialect, used), cancellationToken);

    // used: receives the names of the metric definitions that models use; null if they do not matter.
    internal static Func<string, string?, string?> MetricSql(PipelineOptions options, Dialect dialect, ISet<string>? used = null) =>
        (rule, alias) =>
        {
            if (!options.BusinessMetrics.TryGetValue(rule, out var found))
                return null;
            used?.Add(rule);
            return new SqlText(dialect).Holds(found.Condition, c => alias is null ? dialect.Quote(c) : $"{dialect.Quote(alias)}.{dialect.Quote(c)}");
        };
}

using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>Extract → land → load → transform: the one place that knows the order.</summary>
/// <param name="options">Where it works.</param>
/// <param name="clock">Supplies the current time.</param>
/// <param name="stages">Gets the stages' times.</param>
/// <param name="progress">Receives progress updates.</param>
public sealed class ShopPipeline(PipelineOptions options, TimeProvider clock, Stages stages, IProgress<StageProgress>? progress)
{
    /// <summary>Moves one date from the source to the marts.</summary>
    /// <param name="source">Only ever read.</param>
    /// <param name="date">The partition; one that exists is replaced.</param>
    /// <param name="runId">Named in the manifest and the ledger.</param>
    /// <param name="specifications">Looked up in the catalogs before any data is moved; their questions to the source are asked in the snapshot.</param>
    /// <param name="besides">More questions: those about the source are asked in the snapshot.</param>
    /// <param name="cancellationToken">Ends it; the last good state stays.</param>
    /// <returns>The manifest, and how many queries the source was sent for questions.</returns>
    /// <exception cref="UsageException">A spec names what is not there, or a model is wrong.</exception>
    /// <exception cref="InfrastructureException">A system did not do its part.</exception>
    public async Task<(Manifest Manifest, int Queries)> RunAsync(
        SourceAddress source, DateOnly date, string runId, IReadOnlyList<Specification> specifications, IReadOnlyList<Metric> besides, CancellationToken cancellationToken)
    {
        using var held = WorkLock.Take(options.WorkFolder);
        EmptyScratch();
        await using var lake = Lakes.Open(options.Lake, clock);
        await using var warehouse = Warehouses.Open(options, clock, readOnly: false);
        await stages.PartAsync(Stages.Load, async () =>
        {
            await warehouse.ReadyAsync(cancellationToken);
            return true;
        });
        var claimed = new DateLease(lake, date, runId, held.Owner, options.Lake.Storage.Deadline, clock);
        var (manifest, queries, models) = await stages.PartAsync(Stages.Extract, () => claimed.RunUnderLeaseAsync(token => LandAsync(source, lake, warehouse, date, runId, specifications, besides, token), cancellationToken));
        await stages.RunAsync(Stages.Transform, () => warehouse.BuildAsync(models, cancellationToken), r => (r.Sum(m => m.Rows ?? 0), null));
        return (manifest, queries);
    }

    /// <summary>Before anything is made or moved: whether the warehouse is one that can be connected to. Nothing is.</summary>
    /// <exception cref="UsageException">Settings or a driver are missing.</exception>
    public ValueTask RequireWarehouseAsync() => Warehouses.Open(options, clock, readOnly: true).DisposeAsync();

    /// <summary>Opens what is there to be judged: the snapshot's answers, the lake's files and the warehouse, all read-only.</summary>
    /// <param name="date">Null for the date that the warehouse holds.</param>
    /// <param name="source">Where questions that the snapshot was not asked are asked; null where no source is named.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NothingToJudgeException">Nothing was run yet, or not for this date.</exception>
    public Task<RunData> OpenAsync(DateOnly? date, SourceAddress? source, CancellationToken cancellationToken) =>
        RunData.OpenAsync(options, clock, date, source, cancellationToken);

    /// <summary>Every dataset that a run makes, by name: known without connecting to anything.</summary>
    /// <param name="options">Names the models.</param>
    /// <param name="tables">Those that are extracted.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="UsageException">The models cannot be read.</exception>
    public static async Task<IReadOnlyList<Dataset>> DatasetsAsync(PipelineOptions options, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        var models = await ModelsAsync(options, tables, cancellationToken);
        return [.. new[] { Layer.Source, Layer.Lake, Layer.Raw }.SelectMany(l => tables.Select(t => new Dataset(l, t))), .. models.Models.Select(m => m.Dataset)];
    }

    /// <summary>Every dataset and those it is made of, hop by hop.</summary>
    /// <inheritdoc cref="DatasetsAsync" />
    public static async Task<IReadOnlyList<LineageNode>> LineageAsync(PipelineOptions options, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        var models = await ModelsAsync(options, tables, cancellationToken);
        var made = models.Models.ToDictionary(m => m.Name, m => m.Dataset, StringComparer.Ordinal);
        IEnumerable<LineageNode> Copies(Layer layer, Layer? of) => tables.Select(t => new LineageNode(layer.NameOf(), t, of is { } from ? [$"{new Dataset(from, t)}"] : []));
        return
        [
            .. Copies(Layer.Source, null), .. Copies(Layer.Lake, Layer.Source), .. Copies(Layer.Raw, Layer.Lake),
            .. models.Models.Select(m => new LineageNode(m.Layer.NameOf(), m.Name, [.. m.Sources.Select(s => $"{new Dataset(Layer.Raw, s)}"), .. m.Refs.Select(r => $"{made[r]}")])),
        ];
    }

    // From the source to raw: while it lasts, the date's files are nobody else's.
    private async Task<(Manifest Manifest, int Queries, ModelProject Models)> LandAsync(
        SourceAddress source, ILake lake, IWarehouse warehouse, DateOnly date, string runId, IReadOnlyList<Specification> specifications, IReadOnlyList<Metric> besides, CancellationToken cancellationToken)
    {
        await lake.TidyAsync(cancellationToken);
        var extracted = await ExtractAsync(source, lake, warehouse, date, runId, specifications, besides, cancellationToken);
        await stages.RunAsync(Stages.Load, () => warehouse.LoadAsync(extracted.Manifest, lake, progress, cancellationToken), r => r);
        return extracted;
    }

    private async Task<(Manifest Manifest, int Queries, ModelProject Models)> ExtractAsync(
        SourceAddress source, ILake lake, IWarehouse warehouse, DateOnly date, string runId, IReadOnlyList<Specification> specifications, IReadOnlyList<Metric> besides, CancellationToken cancellationToken)
    {
        await using var snapshot = await SourceSnapshot.TakeAsync(source, options.SourceConnections, options.SharedSnapshot, cancellationToken);
        var models = await stages.PartAsync(null, () => ValidateAsync(source, snapshot, warehouse, specifications, besides, cancellationToken));
        var extraction = new Extraction(snapshot, source, lake, progress, options.Lake.Storage.Compression);
        var (manifest, queries) = await stages.RunAsync(
            Stages.Extract,
            () => extraction.RunAsync(date, runId, specifications, besides, cancellationToken),
            r => (r.Manifest.Tables.Sum(t => t.Rows), r.Manifest.Tables.Sum(t => t.Bytes)));
        return (manifest, queries, models);
    }

    // Models, and all that settings and specs name, before any data is moved.
    private async Task<ModelProject> ValidateAsync(SourceAddress source, SourceSnapshot snapshot, IWarehouse warehouse, IReadOnlyList<Specification> specifications, IReadOnlyList<Metric> besides, CancellationToken cancellationToken)
    {
        var tables = Extracted(source, snapshot.Catalog);
        var models = await ModelsAsync(options, [.. tables.Select(t => t.Dataset.Table)], warehouse.Dialect, cancellationToken);
        var raw = tables.ConvertAll(t => t with { Dataset = t.Dataset with { Layer = Layer.Raw } });
        var lakeTables = tables.Select(t => t with { Dataset = t.Dataset with { Layer = Layer.Lake } });
        var built = await warehouse.DryBuildAsync(models, raw, cancellationToken);
        // What is not known before the models are built is looked up after.
        var unseen = built is null ? new HashSet<Layer>(ModelNames.Layers) : [];
        var catalog = new Catalog([.. snapshot.Catalog.Tables, .. lakeTables, .. raw, .. built ?? []]);
        specifications.Validate(catalog, unseen);
        var unknown = catalog.Unknown(besides.SelectMany(q => q.References), unseen).ToList();
        if (unknown.Count > 0) throw new UsageException(string.Join("\n", unknown.Select(u => $"settings, rules: {u}")));
        return models;
    }

    private static List<TableInfo> Extracted(SourceAddress source, Catalog catalog)
    {
        var names = catalog.Tables.Select(t => t.Dataset.Table);
        var missing = source.Tables.Where(t => catalog.Find(new Dataset(Layer.Source, t)) is null).Select(t => $"{t}{Nearest.Hint(t, names)}").ToList();
        if (missing.Count > 0)
            throw new UsageException($"{source.Description}, schema {source.Schema}, has no table {string.Join(", no table ", missing)}. Expected: {string.Join(", ", source.Tables)} (setting source.tables).");
        var tables = source.Tables.Select(t => catalog.Find(new Dataset(Layer.Source, t))!).ToList();
        // The warehouse does not tell upper from lower case: one would silently replace the other.
        if (FindDuplicate(source.Tables) is { } table)
            throw new UsageException($"source.tables names {table} more than once, letters' case apart, which the warehouse does not tell. Expected every table once.");
        if (tables.Select(t => (Table: t.Dataset, Column: FindDuplicate(t.Columns.Select(c => c.Name)))).FirstOrDefault(t => t.Column is not null) is { Column: { } column } wrong)
            throw new UsageException($"{wrong.Table} has more than one column {column}, letters' case apart, which the warehouse does not tell. Leave the table out of source.tables, or rename a column.");
        return tables;
    }

    private static string? FindDuplicate(IEnumerable<string> names) =>
        names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Last()).FirstOrDefault();

    /// <summary>The warehouse's dialect; nothing is connected to.</summary>
    public static Dialect DialectOf(PipelineOptions options) => Warehouses.DialectOf(options);

    /// <summary>The models as SQL of the warehouse; nothing is connected to.</summary>
    /// <param name="options">Names the models' folder, the rules and the warehouse.</param>
    /// <param name="tables">Those that are extracted.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="UsageException">The models cannot be read.</exception>
    public static Task<ModelProject> ModelsAsync(PipelineOptions options, IReadOnlyList<string> tables, CancellationToken cancellationToken) =>
        ModelsAsync(options, tables, Warehouses.DialectOf(options), cancellationToken);

    internal static Task<ModelProject> ModelsAsync(PipelineOptions options, IReadOnlyList<string> tables, Dialect dialect, CancellationToken cancellationToken) =>
        ModelProject.LoadAsync(options.ModelsFolder, [.. tables], dialect, RuleSql(options, dialect), cancellationToken);

    internal static Func<string, string?, string?> RuleSql(PipelineOptions options, Dialect dialect) => (rule, alias) => options.BusinessMetrics.TryGetValue(rule, out var found)
        ? new SqlText(dialect).Holds(found.Condition, c => alias is null ? dialect.Quote(c) : $"{dialect.Quote(alias)}.{dialect.Quote(c)}")
        : null;

    // What a killed run left: nobody else works here while the lock is held.
    private void EmptyScratch()
    {
        if (Directory.Exists(options.Scratch)) Directory.Delete(options.Scratch, recursive: true);
        Directory.CreateDirectory(options.Scratch);
    }
}

using System.Globalization;
using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Scratch;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>The run's data lake for checking: its stores, read-only, and their catalog.</summary>
public sealed class RunData : IAsyncDisposable
{
    private readonly string scratch;
    private readonly Func<CancellationToken, Task> requireUnchanged;
    private readonly IReadOnlyList<IAsyncDisposable> opened;

    internal RunData(
        Manifest manifest,
        Catalog catalog,
        IReadOnlyDictionary<StoreId, IStore> stores,
        string scratch,
        Func<CancellationToken, Task> requireUnchanged,
        IReadOnlyList<IAsyncDisposable> opened
    ) => (Manifest, Catalog, Stores, this.scratch, this.requireUnchanged, this.opened) = (manifest, catalog, stores, scratch, requireUnchanged, opened);

    /// <summary>Manifest of the date that is checked; one without tables where other tools have moved the data.</summary>
    public Manifest Manifest { get; }

    /// <summary>Tables and columns of all stores.</summary>
    public Catalog Catalog { get; }

    /// <summary>The stores, by identifier.</summary>
    public IReadOnlyDictionary<StoreId, IStore> Stores { get; }

    /// <summary>Layers whose tables are not known, because their store is not there.</summary>
    public IReadOnlySet<Layer> Unseen { get; internal init; } = new HashSet<Layer>();

    /// <summary>How to tell rows that other tools have not loaded yet; null where this pipeline moves the data, in one snapshot.</summary>
    public ArrivalRules? Arrivals { get; internal init; }

    /// <summary>Opens an empty temporary file for a row-level comparison that does not fit into memory; it is deleted when closed.</summary>
    public Stream Spill() => SpillFolder.Open(scratch);

    /// <summary>Makes sure that nothing has changed since the data was opened: a lease may have been lost, or the warehouse is shared.</summary>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InfrastructureException">Another run has replaced the data meanwhile: what was measured may be mixed.</exception>
    public Task RequireUnchangedAsync(CancellationToken cancellationToken) => requireUnchanged(cancellationToken);

    private static async Task RequireUnchangedAsync(
        Manifest checkedManifest,
        ILake lake,
        IWarehouse warehouse,
        LoadedLake loaded,
        CancellationToken cancellationToken
    )
    {
        var now = await warehouse.LoadedAsync(cancellationToken);
        var manifest = await ManifestAsync(lake, checkedManifest.Date, now ?? loaded, cancellationToken);
        if (
            now is not null
            && now.IsSame(loaded)
            && string.Equals(manifest.RunId, checkedManifest.RunId, StringComparison.Ordinal)
            && manifest.SnapshotAt == checkedManifest.SnapshotAt
        )
            return;
        throw new InfrastructureException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"run {manifest.RunId} replaced the data of {manifest.Date:yyyy-MM-dd} while it was being read, "
                    + $"so that what was measured may be of two runs. Nothing was judged. Run again"
            )
        );
    }

    internal static async Task<RunData> OpenAsync(
        PipelineOptions options,
        TimeProvider clock,
        DateOnly? date,
        SourceAddress? source,
        DataLocks? held,
        CancellationToken cancellationToken
    )
    {
        if (options.Attached is { } attached)
            return await AttachedData.OpenAsync(options, attached, clock, date, source, cancellationToken);
        var resources = new List<IAsyncDisposable>();
        T Keep<T>(T resource)
            where T : IAsyncDisposable
        {
            resources.Add(resource);
            return resource;
        }

        try
        {
            var locks = held ?? Keep(await DataLocks.ShareAsync(options, clock, cancellationToken));
            var openWarehouse = Keep(Warehouses.Open(options, clock, readOnly: true));
            var load = await LoadedAsync(openWarehouse, cancellationToken);
            var openLake = Keep(Lakes.Open(options.Lake, clock));
            var day = date ?? load.Date;
            // A date without a run is not leased: nothing would be written for it.
            await ManifestAsync(openLake, day, load, cancellationToken);
            await locks.ShareAsync(day, cancellationToken);
            // A run may have ended meanwhile.
            load = await LoadedAsync(openWarehouse, cancellationToken);
            var manifest = await ManifestAsync(openLake, day, load, cancellationToken);
            var found = (await openWarehouse.CatalogAsync(manifest, cancellationToken)).WithSourceTypes(manifest);
            var tables = await WithModelsAsync(found, options, manifest, cancellationToken);
            var catalog = new Catalog([.. manifest.SourceTables, .. manifest.Tables.Select(t => t.As(Layer.Lake)), .. tables]) { Taken = manifest.Taken };
            RequireSame(manifest, load);
            var manifestLake = NextLake.Of(openLake, manifest);
            var files = new FetchedFiles(manifestLake, options.Scratch);
            resources.Add(files);
            var memory = DuckWarehouse.Settings(options);
            var lakeStore = Keep(new LakeStore(manifest, files, options.Snowflake is null ? memory.OfLake : memory));
            var snapshot = Keep(new SnapshotStore(manifest, files, source, options.SourceConnections, catalog));
            var stores = new Dictionary<StoreId, IStore>
            {
                [StoreId.Source] = snapshot,
                [StoreId.Lake] = lakeStore,
                [StoreId.Warehouse] = Keep(openWarehouse.ToStore(catalog)),
            };
            return new RunData(
                manifest,
                catalog,
                stores,
                options.Scratch,
                token => RequireUnchangedAsync(manifest, openLake, openWarehouse, load, token),
                resources
            );
        }
        catch
        {
            await DisposeAsync(resources);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => DisposeAsync(opened);

    // Last the locks.
    private static async ValueTask DisposeAsync(IReadOnlyList<IAsyncDisposable> opened)
    {
        foreach (var resource in opened.Reverse())
            await resource.DisposeAsync();
    }

    private static async Task<IEnumerable<TableInfo>> WithModelsAsync(
        IEnumerable<TableInfo> tables,
        PipelineOptions options,
        Manifest manifest,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return tables.WithModels(await ShopPipeline.ModelsAsync(options, [.. manifest.Tables.Select(t => t.Table)], cancellationToken));
        }
        catch (UsageException)
        {
            // A command that needs the models reads them itself, and says what is wrong with them.
            return tables;
        }
    }

    private static async Task<LoadedLake> LoadedAsync(IWarehouse warehouse, CancellationToken cancellationToken) =>
        await warehouse.LoadedAsync(cancellationToken)
        ?? throw new NothingToJudgeException("there is nothing to check: no run has loaded the warehouse yet. Run the pipeline first: shopstream run");

    /// <summary>
    /// The manifest of a date: that of the files which the warehouse was loaded from, because a run that was interrupted may have left them
    /// complete, but not exchanged.
    /// </summary>
    /// <param name="lake">The lake.</param>
    /// <param name="date">The date.</param>
    /// <param name="loaded">What the warehouse was loaded from; null for the manifest that the lake shows.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="NothingToJudgeException">The lake has no run of this date.</exception>
    /// <exception cref="UsageException">The manifest is damaged.</exception>
    internal static async Task<Manifest> ManifestAsync(ILake lake, DateOnly date, LoadedLake? loaded, CancellationToken cancellationToken)
    {
        var key = LakeLayout.ManifestKey(date);
        var manifest = await lake.TryReadAsync(key, cancellationToken) is { } json ? Parse(json, lake, date) : null;
        if (manifest is not null && (loaded is null || loaded.Has(manifest)))
            return manifest;
        if (loaded is not null && await LakeExchange.FindNextAsync(lake, date, loaded.IsOf, cancellationToken) is { } next)
            return next;
        if (manifest is not null)
            return manifest;
        var dates = await LakeLayout.ListDatesAsync(lake, cancellationToken);
        var available =
            dates.Count == 0
                ? "it has no runs"
                : $"it has {string.Join(", ", dates.TakeLast(5).Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))}";
        throw new NothingToJudgeException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"there is no run of {date:yyyy-MM-dd} in {lake.Description}; {available}. Run it: shopstream run --date {date:yyyy-MM-dd}"
            )
        );
    }

    private static Manifest Parse(byte[] json, ILake lake, DateOnly date)
    {
        try
        {
            return Manifest.FromJson(json, date);
        }
        catch (JsonException e)
        {
            throw new UsageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{LakeLayout.ManifestKey(date)} in {lake.Description} is not a valid manifest: "
                        + $"{e.Message} Restore it, or extract that date again: shopstream run --date {date:yyyy-MM-dd}"
                ),
                e
            );
        }
    }

    // Checking a lake against a warehouse loaded from another extraction would report changes of the source as faults of the pipeline.
    private static void RequireSame(Manifest manifest, LoadedLake loaded)
    {
        if (loaded.UnbuiltRun is { } interrupted)
        {
            throw new NothingToJudgeException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"run {interrupted} loaded the extraction of {loaded.Date:yyyy-MM-dd} into raw, but ended before the models were built from it: "
                        + $"core and marts still show the load before, so that they cannot be checked together. "
                        + $"Nothing was checked. Run that date again: shopstream run --date {loaded.Date:yyyy-MM-dd}"
                )
            );
        }
        if (loaded.Has(manifest))
            return;
        var others = manifest.Tables.Where(t => !string.Equals(loaded.Sha256.GetValueOrDefault(t.Table), t.Sha256, StringComparison.Ordinal)).ToList();
        // One run extracts and loads the same files: if its manifest names others than its ledger, one of the two was changed afterwards.
        var forged = others
            .Where(t => loaded.Date == manifest.Date && string.Equals(loaded.RunId.GetValueOrDefault(t.Table), manifest.RunId, StringComparison.Ordinal))
            .ToList();
        if (forged.Count > 0)
        {
            throw new NothingToJudgeException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the lake and the warehouse's ledger disagree about {string.Join(", ", forged.Select(t => t.Table))}: "
                        + $"{LakeLayout.ManifestKey(manifest.Date)} of run {manifest.RunId} names SHA-256 {forged[0].Sha256} for {forged[0].Key}, "
                        + $"but the warehouse was loaded from another file, SHA-256 {loaded.Sha256[forged[0].Table]}, by the same run. "
                        + $"The file and the manifest, or the ledger, were changed after the load. Nothing was checked. "
                        + $"Copy the lake's files, the manifest and the warehouse as evidence first; "
                        + $"then extract that date again, which overwrites them: shopstream run --date {manifest.Date:yyyy-MM-dd}"
                )
            );
        }
        throw new NothingToJudgeException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the lake has the extraction of {manifest.Date:yyyy-MM-dd} by run {manifest.RunId}, but the warehouse was loaded from another one "
                    + $"(of {loaded.Date:yyyy-MM-dd}): they cannot be checked together. Run that date again: shopstream run --date {manifest.Date:yyyy-MM-dd}"
            )
        );
    }
}

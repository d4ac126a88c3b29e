using System.Globalization;
using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>The run's data lake for checking: its stores, read-only, and their catalog.</summary>
public sealed class RunData : IAsyncDisposable
{
    private readonly ILake lake;

    private readonly IWarehouse warehouse;

    private readonly string scratch;

    private RunData(Manifest manifest, Catalog catalog, IReadOnlyDictionary<StoreId, IStore> stores, ILake lake, IWarehouse warehouse, string scratch) =>
        (Manifest, Catalog, Stores, this.lake, this.warehouse, this.scratch) = (manifest, catalog, stores, lake, warehouse, scratch);

    /// <summary>Manifest of the date that is checked.</summary>
    public Manifest Manifest { get; }

    /// <summary>Tables and columns of all stores.</summary>
    public Catalog Catalog { get; }

    /// <summary>The stores, by identifier.</summary>
    public IReadOnlyDictionary<StoreId, IStore> Stores { get; }

    /// <summary>Opens an empty temporary file for a row-level comparison that does not fit into memory; it is deleted when closed.</summary>
    public Stream Spill() => SpillFolder.Open(scratch);

    internal static async Task<RunData> OpenAsync(PipelineOptions options, TimeProvider clock, DateOnly? date, SourceAddress? source, CancellationToken cancellationToken)
    {
        var openWarehouse = Warehouses.Open(options, clock, readOnly: true);
        var opened = new List<IAsyncDisposable> { openWarehouse };
        try
        {
            var loaded = await openWarehouse.LoadedAsync(cancellationToken)
                ?? throw new NothingToJudgeException("there is nothing to check: no run has loaded the warehouse yet. Run the pipeline first: shopstream run");
            var openLake = Lakes.Open(options.Lake, clock);
            opened.Add(openLake);
            var manifest = await ManifestAsync(openLake, date ?? loaded.Date, cancellationToken);
            var tables = (await openWarehouse.CatalogAsync(manifest, cancellationToken)).WithSourceTypes(manifest);
            var catalog = new Catalog([.. manifest.SourceTables, .. manifest.Tables.Select(t => t.As(Layer.Lake)), .. tables]);
            RequireSame(manifest, loaded);
            var files = await LakeStore.OpenAsync(manifest, openLake, options.Scratch, DuckWarehouse.Settings(options), cancellationToken);
            opened.Add(files);
            var snapshot = new SnapshotStore(manifest, openLake, options.Scratch, source, Math.Max(2, options.SourceConnections), catalog);
            var stores = new Dictionary<StoreId, IStore> { [StoreId.Source] = snapshot, [StoreId.Lake] = files, [StoreId.Warehouse] = openWarehouse.ToStore(catalog) };
            return new RunData(manifest, catalog, stores, openLake, openWarehouse, options.Scratch);
        }
        catch
        {
            foreach (var resource in Enumerable.Reverse(opened)) await resource.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var store in Stores.Values) await store.DisposeAsync();
        await warehouse.DisposeAsync();
        await lake.DisposeAsync();
    }

    private static async Task<Manifest> ManifestAsync(ILake lake, DateOnly date, CancellationToken cancellationToken)
    {
        var key = LakeLayout.ManifestKey(date);
        if (await lake.TryReadAsync(key, cancellationToken) is not { } json)
        {
            var dates = await LakeLayout.ListDatesAsync(lake, cancellationToken);
            var available = dates.Count == 0 ? "it has no runs" : $"it has {string.Join(", ", dates.TakeLast(5).Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))}";
            throw new NothingToJudgeException(string.Create(CultureInfo.InvariantCulture, $"there is no run of {date:yyyy-MM-dd} in {lake.Description}; {available}. Run it: shopstream run --date {date:yyyy-MM-dd}"));
        }
        try
        {
            return Manifest.FromJson(json, date);
        }
        catch (JsonException e)
        {
            throw new InfrastructureException(string.Create(CultureInfo.InvariantCulture, $"{key} in {lake.Description} is not a valid manifest: {e.Message} Restore it, or run that date again: shopstream run --date {date:yyyy-MM-dd}"), e);
        }
    }

    // Checking a lake against a warehouse loaded from another extraction would report changes of the source as faults of the pipeline.
    private static void RequireSame(Manifest manifest, LoadedLake loaded)
    {
        if (loaded.UnbuiltRun is { } interrupted)
        {
            throw new NothingToJudgeException(string.Create(CultureInfo.InvariantCulture,
                $"run {interrupted} loaded the extraction of {loaded.Date:yyyy-MM-dd} into raw, but ended before the models were built from it: core and marts still show the load before, so that they cannot be checked together. Nothing was checked. Run that date again: shopstream run --date {loaded.Date:yyyy-MM-dd}"));
        }
        var others = manifest.Tables.Where(t => !loaded.Sha256.TryGetValue(t.Table, out var sha) || !string.Equals(sha, t.Sha256, StringComparison.Ordinal)).ToList();
        if (others.Count == 0) return;
        // One run extracts and loads the same files: if its manifest names others than its ledger, one of the two was changed afterwards.
        var forged = others.Where(t => loaded.Date == manifest.Date && string.Equals(loaded.RunId.GetValueOrDefault(t.Table), manifest.RunId, StringComparison.Ordinal)).ToList();
        if (forged.Count > 0)
        {
            throw new NothingToJudgeException(string.Create(CultureInfo.InvariantCulture,
                $"the lake and the warehouse's ledger disagree about {string.Join(", ", forged.Select(t => t.Table))}: {LakeLayout.ManifestKey(manifest.Date)} of run {manifest.RunId} names SHA-256 {forged[0].Sha256} for {forged[0].Key}, but the warehouse was loaded from another file, SHA-256 {loaded.Sha256[forged[0].Table]}, by the same run. The file and the manifest, or the ledger, were changed after the load. Nothing was checked. Copy the lake's files, the manifest and the warehouse as evidence first; then extract that date again, which overwrites them: shopstream run --date {manifest.Date:yyyy-MM-dd}"));
        }
        throw new NothingToJudgeException(string.Create(CultureInfo.InvariantCulture,
            $"the lake has the extraction of {manifest.Date:yyyy-MM-dd} by run {manifest.RunId}, but the warehouse was loaded from another one (of {loaded.Date:yyyy-MM-dd}): they cannot be checked together. Run that date again: shopstream run --date {manifest.Date:yyyy-MM-dd}"));
    }
}

using System.Globalization;
using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>The stores of one run, read-only, and their catalog.</summary>
public sealed class RunData : IAsyncDisposable
{
    private readonly ILake lake;

    private readonly IWarehouse warehouse;

    private readonly string scratch;

    private RunData(Manifest manifest, Catalog catalog, IReadOnlyDictionary<StoreId, IStore> stores, ILake lake, IWarehouse warehouse, string scratch) =>
        (Manifest, Catalog, Stores, this.lake, this.warehouse, this.scratch) = (manifest, catalog, stores, lake, warehouse, scratch);

    /// <summary>Of the date that is judged.</summary>
    public Manifest Manifest { get; }

    /// <summary>Over all stores.</summary>
    public Catalog Catalog { get; }

    /// <summary>To be asked.</summary>
    public IReadOnlyDictionary<StoreId, IStore> Stores { get; }

    /// <summary>An empty file for what a comparison of rows cannot hold in memory; it is gone when it is closed.</summary>
    public Stream Spill() => SpillFolder.Open(scratch);

    internal static async Task<RunData> OpenAsync(PipelineOptions options, TimeProvider clock, DateOnly? date, SourceAddress? source, CancellationToken cancellationToken)
    {
        var house = Warehouses.Open(options, clock, readOnly: true);
        var open = new List<IAsyncDisposable> { house };
        try
        {
            var loaded = await house.LoadedAsync(cancellationToken)
                ?? throw new NothingToJudgeException("there is nothing to judge: no run has loaded the warehouse yet. Run the pipeline first: shopstream run");
            var opened = Lakes.Open(options.Lake, clock);
            open.Add(opened);
            var manifest = await ManifestAsync(opened, date ?? loaded.Date, cancellationToken);
            var tables = await house.CatalogAsync(manifest, cancellationToken);
            var catalog = new Catalog([.. manifest.SourceTables, .. manifest.Tables.Select(t => t.As(Layer.Lake)), .. tables]);
            RequireSame(manifest, loaded);
            var files = await LakeStore.OpenAsync(manifest, opened, options.Scratch, DuckWarehouse.Settings(options), cancellationToken);
            open.Add(files);
            var kept = new SnapshotStore(manifest, opened, options.Scratch, source, Math.Max(2, options.SourceConnections), catalog.KeyOf);
            var stores = new Dictionary<StoreId, IStore> { [StoreId.Source] = kept, [StoreId.Lake] = files, [StoreId.Warehouse] = house.ToStore(catalog.KeyOf) };
            return new RunData(manifest, catalog, stores, opened, house, options.Scratch);
        }
        catch
        {
            foreach (var resource in Enumerable.Reverse(open)) await resource.DisposeAsync();
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
            var there = dates.Count == 0 ? "it has no run at all" : $"it has {string.Join(", ", dates.TakeLast(5).Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))}";
            throw new NothingToJudgeException(string.Create(CultureInfo.InvariantCulture, $"there is no run of {date:yyyy-MM-dd} in {lake.Description}; {there}. Run it: shopstream run --date {date:yyyy-MM-dd}"));
        }
        try
        {
            return Manifest.FromJson(json);
        }
        catch (JsonException e)
        {
            throw new InfrastructureException($"{key} in {lake.Description} cannot be read: {e.Message} Run that date again.", e);
        }
    }

    // Judging a lake beside a warehouse of another extraction would blame the pipeline for what time did.
    private static void RequireSame(Manifest manifest, LoadedLake loaded)
    {
        if (manifest.Tables.All(t => loaded.Sha256.TryGetValue(t.Table, out var sha) && string.Equals(sha, t.Sha256, StringComparison.Ordinal))) return;
        throw new NothingToJudgeException(string.Create(CultureInfo.InvariantCulture,
            $"the lake has the extraction of {manifest.Date:yyyy-MM-dd} by run {manifest.RunId}, the warehouse was loaded from another one (of {loaded.Date:yyyy-MM-dd}): they cannot be judged together. Run that date again: shopstream run --date {manifest.Date:yyyy-MM-dd}"));
    }
}

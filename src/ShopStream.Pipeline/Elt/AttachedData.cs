using ShopStream.Pipeline.Attached;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>Opens what other tools have moved. Nothing is locked and nothing is written.</summary>
internal static class AttachedData
{
    /// <param name="options">Limits of DuckDB and the source.</param>
    /// <param name="attached">The warehouse.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="date">Null for today.</param>
    /// <param name="source">Null where no source is configured: checks of it are not judged.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="UsageException">The warehouse is not what the settings say, or an account is rejected.</exception>
    /// <exception cref="InfrastructureException">The warehouse or the source cannot be reached.</exception>
    public static async Task<RunData> OpenAsync(
        PipelineOptions options,
        AttachedOptions attached,
        TimeProvider clock,
        DateOnly? date,
        SourceAddress? source,
        CancellationToken cancellationToken
    )
    {
        var warehouse = await AttachedWarehouses.OpenAsync(options, attached, cancellationToken);
        try
        {
            var snapshot = source is null ? null : await SourceSnapshot.TakeAsync(source, options.SourceConnections, shared: true, cancellationToken);
            var catalog = new Catalog([.. snapshot?.Catalog.Tables ?? [], .. warehouse.Tables.Tables]);
            var now = clock.GetUtcNow();
            var manifest = new Manifest
            {
                Date = date ?? DateOnly.FromDateTime(now.UtcDateTime),
                RunId = "attached",
                SnapshotAt = snapshot?.At ?? now,
                Source = source?.Description ?? "no source",
                SourceSchema = source?.Schema ?? "public",
                Tables = [],
                Measurements = new Dictionary<string, RecordedMeasurement>(StringComparer.Ordinal),
            };
            var stores = new Dictionary<StoreId, IStore>
            {
                [StoreId.Source] = snapshot is null
                    ? new AbsentStore(StoreId.Source, "no source is configured: name it with PGHOST and PGDATABASE, or the source settings")
                    : new LiveSource(snapshot),
                [StoreId.Lake] = new AbsentStore(StoreId.Lake, "the lake of another pipeline is not read: check the layer raw instead"),
                [StoreId.Warehouse] = warehouse.ToStore(catalog),
            };
            Task RequireUnchangedAsync(CancellationToken token)
            {
                warehouse.RequireUnchanged();
                return Task.CompletedTask;
            }
            return new RunData(
                manifest,
                catalog,
                stores,
                options.Scratch,
                RequireUnchangedAsync,
                [warehouse, .. snapshot is null ? [] : new IAsyncDisposable[] { snapshot }, .. stores.Values]
            )
            {
                Unseen = snapshot is null ? new HashSet<Layer> { Layer.Source, Layer.Lake } : new HashSet<Layer> { Layer.Lake },
            };
        }
        catch
        {
            await warehouse.DisposeAsync();
            throw;
        }
    }
}

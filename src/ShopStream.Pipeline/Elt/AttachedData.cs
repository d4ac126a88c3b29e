using ShopStream.Pipeline.Attached;
using ShopStream.Pipeline.Attached.Files;
using ShopStream.Pipeline.Dbt;
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
        var opened = new List<IAsyncDisposable>();
        T Keep<T>(T resource)
            where T : IAsyncDisposable
        {
            opened.Add(resource);
            return resource;
        }
        try
        {
            var warehouse = Keep(await AttachedWarehouses.OpenAsync(options, attached, cancellationToken));
            var snapshot = source is null ? null : Keep(await SourceSnapshot.TakeAsync(source, options.SourceConnections, shared: true, cancellationToken));
            IReadOnlyList<TableInfo> copied = [.. snapshot?.Catalog.Tables ?? [], .. warehouse.Tables.Tables.Where(t => t.Dataset.Layer == Layer.Raw)];
            var lake = attached.Lake is null ? null : Keep(await AttachedLake.OpenAsync(options, attached, date, copied, cancellationToken));
            var now = clock.GetUtcNow();
            var manifest = new Manifest
            {
                Date = date ?? DateOnly.FromDateTime(now.UtcDateTime),
                RunId = "attached",
                SnapshotAt = snapshot?.At ?? now,
                Source = source?.Description ?? "no source",
                SourceSchema = source?.Schema ?? "public",
                SourcePlaces = source?.Places,
                Tables = [],
                Measurements = new Dictionary<string, RecordedMeasurement>(StringComparer.Ordinal),
            };
            var catalog = new Catalog(AttachedTables.Linked([.. snapshot?.Catalog.Tables ?? [], .. lake?.Tables ?? [], .. warehouse.Tables.Tables]))
            {
                Taken = manifest.Taken,
            };
            var stores = new Dictionary<StoreId, IStore>
            {
                [StoreId.Source] = Keep<IStore>(
                    snapshot is null
                        ? new AbsentStore(StoreId.Source, "no source is configured: name it with PGHOST and PGDATABASE, or the source settings")
                        : new LiveSource(snapshot, manifest.Date)
                ),
                [StoreId.Lake] = Keep(
                    lake?.ToStore(manifest.Taken)
                        ?? new AbsentStore(StoreId.Lake, "no lake is attached: say where its files are with the settings lake and lake.layout")
                ),
                [StoreId.Warehouse] = Keep(warehouse.ToStore(catalog)),
            };
            Task RequireUnchangedAsync(CancellationToken token)
            {
                warehouse.RequireUnchanged();
                lake?.RequireUnchanged();
                return Task.CompletedTask;
            }
            return new RunData(manifest, catalog, stores, options.Scratch, RequireUnchangedAsync, opened)
            {
                // Without a source and a lake there is nothing that has not arrived.
                Arrivals = attached.Arrivals with
                {
                    Recorded = await RecordedAsync(attached.DbtResults ?? OfProject(options), warehouse.Tables, lake, cancellationToken),
                },
                Unseen = UnseenLayers(snapshot is not null, attached.Lake is not null),
            };
        }
        catch
        {
            foreach (var resource in Enumerable.Reverse(opened))
                await resource.DisposeAsync();
            throw;
        }
    }

    // Of a project that has not been built yet there is none.
    private static string? OfProject(PipelineOptions options) =>
        options.Dbt is { } dbt
        && File.Exists(Path.Combine(dbt.Project, "dbt_project.yml"))
        && DbtRunResults.FileOf(dbt.Project) is var file
        && DbtBuilds.IsThere(file)
            ? file
            : null;

    // When the files of the lake were written, and dbt built its models.
    private static async Task<Dictionary<Dataset, DateTime>> RecordedAsync(
        string? dbtResults,
        AttachedTables tables,
        AttachedLake? lake,
        CancellationToken cancellationToken
    )
    {
        var recorded = new Dictionary<Dataset, DateTime>();
        foreach (var table in lake?.Found ?? [])
            if (table.WrittenAt is { } written)
                recorded[new Dataset(Layer.Lake, table.Name)] = written.UtcDateTime;
        if (dbtResults is not null)
            foreach (var build in await DbtBuilds.ReadAsync(dbtResults, cancellationToken))
                if (tables.DatasetOf(build.Schema, build.Name) is { } dataset)
                    recorded[dataset] = build.At;
        return recorded;
    }

    private static HashSet<Layer> UnseenLayers(bool hasSource, bool hasLake) =>
        [.. hasSource ? Array.Empty<Layer>() : [Layer.Source], .. hasLake ? Array.Empty<Layer>() : [Layer.Lake]];
}

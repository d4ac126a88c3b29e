using System.Globalization;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>The embedded warehouse: one DuckDB file. It is opened on first use, because no other process can open it from then on.</summary>
/// <param name="options">Location and limits of the warehouse.</param>
/// <param name="clock">Supplies the current time.</param>
/// <param name="readOnly">Whether to open it read-only, for checking.</param>
internal sealed class DuckWarehouse(PipelineOptions options, TimeProvider clock, bool readOnly) : IWarehouse
{
    /// <summary>The setting of the deadline of statements that load or build.</summary>
    public const string BuildSetting = "warehouse.deadline";

    private DuckDatabase? openDatabase;
    private IReadOnlyList<string>? load;

    public Dialect Dialect => Dialect.DuckDb;

    /// <summary>DuckDB's limits of memory, time and threads.</summary>
    public static DuckSettings Settings(PipelineOptions options) =>
        new(options.MemoryLimit, Path.GetFullPath(options.TempFolder ?? options.Scratch), options.Deadline) { Threads = options.Threads };

    // Opened before the lake is touched: another process may have it open, or it may be damaged. The first run creates it when it loads.
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(options.WarehousePath))
            await OpenAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<TableInfo>?> DryBuildAsync(ModelProject models, IReadOnlyList<TableInfo> raw, CancellationToken cancellationToken) =>
        await models.DryBuildAsync(raw, options.BuildDeadline, cancellationToken);

    public async Task<(long Rows, long Bytes)> LoadAsync(Manifest manifest, ILake lake, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var loader = new Loader(await OpenAsync(cancellationToken), lake, options.Scratch, progress);
        var loaded = await loader.LoadAsync(manifest, cancellationToken);
        load = loader.Exchange(manifest, clock.GetUtcNow());
        return loaded;
    }

    public async Task<IReadOnlyList<ModelRun>> BuildAsync(ModelProject models, CancellationToken cancellationToken)
    {
        var database = await OpenAsync(cancellationToken);
        await database.LockAsync([], cancellationToken);
        return await new ModelRunner(database.Connect, database.Deadline, clock).RunAsync(models, load, cancellationToken);
    }

    public Task<LoadedLake?> LoadedAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            async database =>
            {
                var ledger = await database.ReadAsync(
                    "SELECT COUNT(*) FROM duckdb_tables() WHERE schema_name = 'meta' AND table_name = 'loads'",
                    cancellationToken
                );
                if (ledger.Number(0) == 0)
                    return null;
                // In insertion order: a clock may be set back, and an earlier run may have loaded more tables.
                var lines = await database.ReadAsync(
                    """SELECT "table", arg_max(sha256, rowid), arg_max(date, rowid), arg_max(run_id, rowid) """
                        + "FROM meta.loads GROUP BY 1 ORDER BY max(rowid) DESC",
                    cancellationToken
                );
                if (lines.Rows.Count == 0)
                    return null;
                return new LoadedLake(
                    DateOnly.ParseExact(lines.Rows[0][2]!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    lines.Rows.ToDictionary(r => r[0]!, r => r[1]!, StringComparer.Ordinal),
                    lines.Rows.ToDictionary(r => r[0]!, r => r[3]!, StringComparer.Ordinal)
                );
            },
            cancellationToken
        );

    public async Task<IReadOnlyList<TableInfo>> CatalogAsync(Manifest manifest, CancellationToken cancellationToken) =>
        await ReadAsync<IReadOnlyList<TableInfo>>(async database => await WarehouseCatalog.ReadAsync(database, manifest, cancellationToken), cancellationToken)
        ?? [];

    public IStore ToStore(Catalog catalog) =>
        new DuckStore(StoreId.Warehouse, openDatabase ?? throw new InvalidOperationException("the warehouse has not been opened"), catalog);

    public ValueTask DisposeAsync()
    {
        openDatabase?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T?> ReadAsync<T>(Func<DuckDatabase, Task<T?>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read(await OpenAsync(cancellationToken));
        }
        catch (DuckDBException e)
        {
            throw DuckFailure.Of(e).Fault switch
            {
                DuckFault.Machine => new InfrastructureException($"the warehouse {options.WarehousePath} cannot be read: {DuckFailure.Explain(e, "")}", e),
                // The statements are our own: whatever they do not find was taken away.
                _ => DuckFailure.Damaged(options.WarehousePath, e),
            };
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new UsageException(
                $"the ledger of the warehouse {options.WarehousePath} was changed: a row of meta.loads has no table, no date or no run. "
                    + "Rebuild the warehouse from the lake: shopstream run --from-lake, which keeps this file beside the new one.",
                e
            );
        }
        catch (TimeoutException e)
        {
            throw new InfrastructureException($"the warehouse {options.WarehousePath} cannot be read: {e.Message}", e);
        }
    }

    private async Task<DuckDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        if (openDatabase is not null)
            return openDatabase;
        if (readOnly && !DiskProblem.Exists(options.WarehousePath))
            throw new NothingToJudgeException(
                $"there is nothing to check: {options.WarehousePath} does not exist. Run the pipeline first: shopstream run. "
                    + "If the lake has runs, it can be rebuilt from them: shopstream run --from-lake"
            );
        var opened = DuckDatabase.OpenFile(
            options.WarehousePath,
            readOnly ? Settings(options).OfWarehouse : Settings(options) with { Deadline = options.BuildDeadline, DeadlineSetting = BuildSetting },
            readOnly
        );
        openDatabase = opened;
        if (readOnly)
            await opened.LockAsync([], cancellationToken);
        return opened;
    }
}

using System.Data.Common;
using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Snowflake as the warehouse: LOADING_WH loads, TRANSFORM_WH builds, checks read with CHECK_WH. Each signs in on first use.</summary>
internal sealed class SnowflakeWarehouse : IWarehouse
{
    // Equal to the number of models built in parallel.
    private const int MostSessions = 4;

    private readonly SnowflakeSettings settings;
    private readonly LakeSettings lakeSettings;
    private readonly TimeProvider clock;
    private readonly Dictionary<Purpose, SnowflakeSessions> sessions;

    public SnowflakeWarehouse(DbProviderFactory provider, SnowflakeSettings settings, PipelineOptions options, TimeProvider clock)
    {
        (this.settings, lakeSettings, this.clock) = (settings, options.Lake, clock);
        sessions = Enum.GetValues<Purpose>()
            .ToDictionary(
                p => p,
                p => new SnowflakeSessions(provider, settings, p, options.RunId, p == Purpose.Check ? options.Deadline : settings.Deadline, MostSessions)
            );
    }

    public Dialect Dialect => Dialect.Snowflake;

    public Task ReadyAsync(CancellationToken cancellationToken)
    {
        if (lakeSettings.Folder is { } folder)
            throw new UsageException(
                $"the lake is the folder {folder}, and Snowflake loads from S3. Expected: lake s3://bucket or s3://bucket/prefix (setting lake)."
            );
        // Signs in for each purpose and runs a query, so that missing grants are found before any data is moved.
        return Task.WhenAll(
            sessions.Select(s =>
                GuardedAsync(
                    s.Key,
                    () => s.Value.UseAsync(session => SnowflakeSessionInfo.ReadAsync(session, settings, s.Key, cancellationToken), cancellationToken),
                    "Nothing was moved."
                )
            )
        );
    }

    public Task<IReadOnlyList<TableInfo>?> DryBuildAsync(ModelProject models, IReadOnlyList<TableInfo> raw, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TableInfo>?>(null);

    public Task<(long Rows, long Bytes)> LoadAsync(Manifest manifest, ILake lake, IProgress<StageProgress>? progress, CancellationToken cancellationToken) =>
        GuardedAsync(
            Purpose.Load,
            () => new SnowflakeLoader(sessions[Purpose.Load], settings, clock, progress).LoadAsync(manifest, lake, cancellationToken),
            "The load was rolled back; RAW is unchanged."
        );

    public Task<IReadOnlyList<ModelRun>> BuildAsync(ModelProject models, CancellationToken cancellationToken) =>
        GuardedAsync(
            Purpose.Transform,
            () => new SnowflakeModels(sessions[Purpose.Transform], settings.For(Purpose.Transform), clock).RunAsync(models, cancellationToken),
            "The tables of STAGING, CORE and MARTS are unchanged."
        );

    public Task<LoadedLake?> LoadedAsync(CancellationToken cancellationToken) =>
        GuardedAsync(
            Purpose.Check,
            () =>
                sessions[Purpose.Check]
                    .UseAsync(
                        async session =>
                        {
                            if (!await SnowflakeModels.HasAsync(session, "LOADS", cancellationToken))
                                return null;
                            var lines = await session.ReadAsync(
                                """SELECT "TABLE", "SHA256", "DATE", "RUN_ID" FROM "META"."LOADS" WHERE "IS_CURRENT" ORDER BY "LOADED_AT" DESC, "TABLE" """,
                                cancellationToken
                            );
                            return lines.Rows.Count == 0
                                ? null
                                : new LoadedLake(
                                    DateOnly.ParseExact(lines.Rows[0][2]!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                                    lines.Rows.ToDictionary(r => r[0]!, r => r[1]!, StringComparer.Ordinal),
                                    lines.Rows.ToDictionary(r => r[0]!, r => r[3]!, StringComparer.Ordinal)
                                )
                                {
                                    UnbuiltRun = await SnowflakeUnbuilt.FindAsync(session, cancellationToken),
                                };
                        },
                        cancellationToken
                    ),
            "Nothing was checked."
        );

    public Task<IReadOnlyList<TableInfo>> CatalogAsync(Manifest manifest, CancellationToken cancellationToken) =>
        GuardedAsync(
            Purpose.Check,
            () => sessions[Purpose.Check].UseAsync(s => SnowflakeCatalog.ReadAsync(s, manifest, cancellationToken), cancellationToken),
            "Nothing was checked."
        );

    public IStore ToStore(Catalog catalog) => new SnowflakeStore(StoreId.Warehouse, sessions[Purpose.Check], settings.For(Purpose.Check), catalog);

    public async ValueTask DisposeAsync() => await Task.WhenAll(sessions.Values.Select(s => s.DisposeAsync().AsTask()));

    private async Task<T> GuardedAsync<T>(Purpose purpose, Func<Task<T>> work, string consequence)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not ProblemException && SnowflakeProblem.Of(e, settings.For(purpose), consequence) is not null)
        {
            throw SnowflakeProblem.Of(e, settings.For(purpose), consequence)!;
        }
    }
}

using System.Data.Common;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <summary>
/// A separate database with zero-copy clones of the warehouse's schemas. Mutants are planted by the role that builds the models, which
/// owns the clones; checks run with the read-only role.
/// </summary>
internal sealed class SnowflakeMutationEngine : IMutationEngine
{
    private const int MaxSessions = 4;

    private readonly SnowflakeSettings settings;
    private readonly SnowflakeSessions builds;
    private readonly SnowflakeSessions checks;

    private SnowflakeMutationEngine(SnowflakeSettings settings, PipelineOptions options)
    {
        this.settings = settings;
        var clones = settings with { Database = DatabaseOf(settings) };
        builds = new SnowflakeSessions(SnowflakeProvider.Find(), clones, Purpose.Transform, options.RunId, settings.Deadline, 1);
        checks = new SnowflakeSessions(SnowflakeProvider.Find(), clones, Purpose.Check, options.RunId, options.Deadline, MaxSessions);
    }

    public MutationDialect Dialect => MutationDialect.Snowflake;

    /// <summary>Name of the database for mutation testing.</summary>
    public static string DatabaseOf(SnowflakeSettings settings) => SnowflakeScratch.NameOf(settings.Database);

    /// <summary>Statements that create the clones and the empty schemas.</summary>
    public static IEnumerable<string> Clones(SnowflakeSettings settings) =>
        ClonedSchemas()
            .Select(s => $"CREATE OR REPLACE TRANSIENT SCHEMA {In(settings, SnowflakeScratch.OriginalOf(s))} CLONE {Quote(settings.Database)}.{Quote(s)}")
            .Concat(MutationWorkspace.Schemas(MutationDialect.Snowflake).Select(s => $"CREATE OR REPLACE TRANSIENT SCHEMA {Quote(DatabaseOf(settings))}.{s}"));

    /// <summary>Statements that drop all of these schemas.</summary>
    public static IEnumerable<string> Drops(SnowflakeSettings settings) =>
        MutationWorkspace
            .Schemas(MutationDialect.Snowflake)
            .Select(s => $"{Quote(DatabaseOf(settings))}.{s}")
            .Concat(ClonedSchemas().Select(s => In(settings, SnowflakeScratch.OriginalOf(s))))
            .Select(s => $"DROP SCHEMA IF EXISTS {s}");

    /// <exception cref="UsageException">The database for mutation testing does not exist, or the role may not clone into it.</exception>
    /// <exception cref="InfrastructureException">Snowflake does not respond.</exception>
    public static async Task<SnowflakeMutationEngine> OpenAsync(SnowflakeSettings settings, PipelineOptions options, CancellationToken cancellationToken)
    {
        var engine = new SnowflakeMutationEngine(settings, options);
        try
        {
            // The cloned schemas do not exist yet, so this session uses the warehouse's database.
            await using var first = new SnowflakeSessions(SnowflakeProvider.Find(), settings, Purpose.Transform, options.RunId, settings.Deadline, 1);
            foreach (var sql in Clones(settings))
                await GuardedAsync(settings, () => first.UseAsync(s => s.ExecuteAsync(sql, cancellationToken), cancellationToken), refusalsToo: true);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public string OriginalOf(Dataset dataset) => OriginalName(dataset);

    /// <inheritdoc cref="OriginalOf" />
    public static string OriginalName(Dataset dataset) =>
        $"{Quote(SnowflakeScratch.OriginalOf(MutationDialect.Snowflake.Sql.Schema(dataset.Layer)))}.{Quote(dataset.Table)}";

    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        GuardedAsync(settings, () => builds.UseAsync(s => s.ExecuteAsync(sql, cancellationToken), cancellationToken));

    public Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) =>
        GuardedAsync(settings, () => builds.ReadAsync(sql, cancellationToken));

    public string? RefusalReason(Exception e) => e is DbException error && SnowflakeProblem.IsSqlError(error) ? SnowflakeProblem.Explain(e, "")?.Reason : null;

    public IStore Store(StoreId id, Catalog catalog) => new SnowflakeStore(id, checks, $"{settings}", catalog);

    public async ValueTask DisposeAsync()
    {
        await checks.DisposeAsync();
        foreach (var sql in Drops(settings))
        {
            try
            {
                await builds.UseAsync(s => s.ExecuteAsync(sql, CancellationToken.None), CancellationToken.None);
            }
            catch (Exception e) when (SnowflakeProblem.Of(e, "", "") is not null)
            {
                // The next mutation test replaces what is left.
                break;
            }
        }
        await builds.DisposeAsync();
    }

    // Schemas to clone; views are recreated over the workspace's own layers.
    private static IEnumerable<string> ClonedSchemas() => ModelNames.Layers.Prepend(Layer.Raw).Select(MutationDialect.Snowflake.Sql.Schema);

    private static string In(SnowflakeSettings settings, string schema) => $"{Quote(DatabaseOf(settings))}.{Quote(schema)}";

    private static string Quote(string name) => MutationDialect.Snowflake.Sql.Quote(SnowflakeNames.Unfolded(name));

    private static async Task<T> GuardedAsync<T>(SnowflakeSettings settings, Func<Task<T>> work, bool refusalsToo = false)
    {
        try
        {
            return await work();
        }
        catch (Exception e)
            when (e is not ProblemException
                && (refusalsToo || e is not DbException d || !SnowflakeProblem.IsSqlError(d))
                && SnowflakeProblem.Of(e, "", "") is not null
            )
        {
            throw SnowflakeProblem.Of(e, $"{settings}", "")!;
        }
    }
}

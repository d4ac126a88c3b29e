using System.Data.Common;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <summary>
/// A database beside the warehouse's, with zero-copy clones of its schemas. Faults are planted by the role that builds the models, which
/// owns the clones; the checks ask with the role that may only read.
/// </summary>
internal sealed class SnowflakeMutationEngine : IMutationEngine
{
    private const int MostSessions = 4;

    private readonly SnowflakeSettings settings;
    private readonly SnowflakeSessions builds;
    private readonly SnowflakeSessions checks;

    private SnowflakeMutationEngine(SnowflakeSettings settings, PipelineOptions options)
    {
        this.settings = settings;
        var proof = settings with { Database = DatabaseOf(settings) };
        builds = new SnowflakeSessions(SnowflakeProvider.Find(), proof, Purpose.Transform, options.RunId, settings.Deadline, 1);
        checks = new SnowflakeSessions(SnowflakeProvider.Find(), proof, Purpose.Check, options.RunId, options.Deadline, MostSessions);
    }

    public MutationDialect Dialect => MutationDialect.Snowflake;

    /// <summary>The database of proofs.</summary>
    public static string DatabaseOf(SnowflakeSettings settings) => MutationDatabase.NameOf(settings.Database);

    /// <summary>What makes the clones, and the empty schemas beside them.</summary>
    public static IEnumerable<string> Clones(SnowflakeSettings settings) =>
        Cloned().Select(s => $"CREATE OR REPLACE TRANSIENT SCHEMA {In(settings, MutationDatabase.OriginalOf(s))} CLONE {Quote(settings.Database)}.{Quote(s)}")
            .Concat(MutationWorkspace.Schemas(MutationDialect.Snowflake).Select(s => $"CREATE OR REPLACE TRANSIENT SCHEMA {Quote(DatabaseOf(settings))}.{s}"));

    /// <summary>What takes all of it away again.</summary>
    public static IEnumerable<string> Drops(SnowflakeSettings settings) =>
        MutationWorkspace.Schemas(MutationDialect.Snowflake).Select(s => $"{Quote(DatabaseOf(settings))}.{s}").Concat(Cloned().Select(s => In(settings, MutationDatabase.OriginalOf(s)))).Select(s => $"DROP SCHEMA IF EXISTS {s}");

    /// <exception cref="UsageException">The database of proofs is not there, or the role may not clone into it.</exception>
    /// <exception cref="InfrastructureException">Snowflake does not answer.</exception>
    public static async Task<SnowflakeMutationEngine> OpenAsync(SnowflakeSettings settings, PipelineOptions options, CancellationToken cancellationToken)
    {
        var engine = new SnowflakeMutationEngine(settings, options);
        try
        {
            // The layers' schemas are not there before: this session's own are those of the warehouse.
            await using var first = new SnowflakeSessions(SnowflakeProvider.Find(), settings, Purpose.Transform, options.RunId, settings.Deadline, 1);
            foreach (var sql in Clones(settings)) await GuardedAsync(settings, () => first.UseAsync(s => s.ExecuteAsync(sql, cancellationToken), cancellationToken), refusalsToo: true);
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
    public static string OriginalName(Dataset dataset) => $"{Quote(MutationDatabase.OriginalOf(MutationDialect.Snowflake.Sql.Schema(dataset.Layer)))}.{Quote(dataset.Table)}";

    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => GuardedAsync(settings, () => builds.UseAsync(s => s.ExecuteAsync(sql, cancellationToken), cancellationToken));

    public Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => GuardedAsync(settings, () => builds.ReadAsync(sql, cancellationToken));

    public string? RefusalReason(Exception e) => e is DbException refused && SnowflakeProblem.IsSqlError(refused) ? SnowflakeProblem.Explain(e, "")?.Reason : null;

    public IStore Store(StoreId id, Func<Dataset, IReadOnlyList<string>> keyOf) => new SnowflakeStore(id, checks, $"{settings}", keyOf);

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
                // The next proof replaces what is left.
                break;
            }
        }
        await builds.DisposeAsync();
    }

    // Views are made anew over the ground's own layers.
    private static IEnumerable<string> Cloned() => ModelNames.Layers.Prepend(Layer.Raw).Select(MutationDialect.Snowflake.Sql.Schema);

    private static string In(SnowflakeSettings settings, string schema) => $"{Quote(DatabaseOf(settings))}.{Quote(schema)}";

    private static string Quote(string name) => MutationDialect.Snowflake.Sql.Quote(SnowflakeNames.Unfolded(name));

    private static async Task<T> GuardedAsync<T>(SnowflakeSettings settings, Func<Task<T>> work, bool refusalsToo = false)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not ProblemException && (refusalsToo || e is not DbException d || !SnowflakeProblem.IsSqlError(d)) && SnowflakeProblem.Of(e, "", "") is not null)
        {
            throw SnowflakeProblem.Of(e, $"{settings}", "")!;
        }
    }
}

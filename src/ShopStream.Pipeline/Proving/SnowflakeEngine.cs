using System.Data.Common;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Proving;

/// <summary>
/// A database beside the warehouse's, with zero-copy clones of its schemas. Faults are planted by the role that builds the models, which
/// owns the clones; the checks ask with the role that may only read.
/// </summary>
internal sealed class SnowflakeEngine : IGroundEngine
{
    private const int MostSessions = 4;

    private readonly SnowflakeSettings settings;
    private readonly SnowflakeSessions builds;
    private readonly SnowflakeSessions checks;

    private SnowflakeEngine(SnowflakeSettings settings, PipelineOptions options)
    {
        this.settings = settings;
        var proof = settings with { Database = DatabaseOf(settings) };
        builds = new SnowflakeSessions(SnowflakeProvider.Find(), proof, Purpose.Transform, options.RunId, settings.Deadline, 1);
        checks = new SnowflakeSessions(SnowflakeProvider.Find(), proof, Purpose.Check, options.RunId, options.Deadline, MostSessions);
    }

    public FaultDialect Dialect => FaultDialect.Snowflake;

    /// <summary>The database of proofs.</summary>
    public static string DatabaseOf(SnowflakeSettings settings) => ProofDatabase.NameOf(settings.Database);

    /// <summary>What makes the clones, and the empty schemas beside them.</summary>
    public static IEnumerable<string> Clones(SnowflakeSettings settings) =>
        Cloned().Select(s => $"CREATE OR REPLACE TRANSIENT SCHEMA {In(settings, ProofDatabase.Good(s))} CLONE {Quote(settings.Database)}.{Quote(s)}")
            .Concat(Ground.Schemas(FaultDialect.Snowflake).Select(s => $"CREATE OR REPLACE TRANSIENT SCHEMA {Quote(DatabaseOf(settings))}.{s}"));

    /// <summary>What takes all of it away again.</summary>
    public static IEnumerable<string> Drops(SnowflakeSettings settings) =>
        Ground.Schemas(FaultDialect.Snowflake).Select(s => $"{Quote(DatabaseOf(settings))}.{s}").Concat(Cloned().Select(s => In(settings, ProofDatabase.Good(s)))).Select(s => $"DROP SCHEMA IF EXISTS {s}");

    /// <exception cref="UsageException">The database of proofs is not there, or the role may not clone into it.</exception>
    /// <exception cref="InfrastructureException">Snowflake does not answer.</exception>
    public static async Task<SnowflakeEngine> OpenAsync(SnowflakeSettings settings, PipelineOptions options, CancellationToken cancellation)
    {
        var engine = new SnowflakeEngine(settings, options);
        try
        {
            // The layers' schemas are not there before: this session's own are those of the warehouse.
            await using var first = new SnowflakeSessions(SnowflakeProvider.Find(), settings, Purpose.Transform, options.RunId, settings.Deadline, 1);
            foreach (var sql in Clones(settings)) await GuardedAsync(settings, () => first.UseAsync(s => s.ExecuteAsync(sql, cancellation), cancellation), refusalsToo: true);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public string Good(Dataset dataset) => GoodOf(dataset);

    /// <inheritdoc cref="Good" />
    public static string GoodOf(Dataset dataset) => $"{Quote(ProofDatabase.Good(FaultDialect.Snowflake.Sql.Schema(dataset.Layer)))}.{Quote(dataset.Table)}";

    public Task ExecuteAsync(string sql, CancellationToken cancellation) => GuardedAsync(settings, () => builds.UseAsync(s => s.ExecuteAsync(sql, cancellation), cancellation));

    public Task<Answer> ReadAsync(string sql, CancellationToken cancellation) => GuardedAsync(settings, () => builds.ReadAsync(sql, cancellation));

    public string? Refusal(Exception e) => e is DbException refused && SnowflakeProblem.IsOfTheSql(refused) ? SnowflakeProblem.Why(e, "")?.Reason : null;

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
    private static IEnumerable<string> Cloned() => ModelNames.Layers.Prepend(Layer.Raw).Select(FaultDialect.Snowflake.Sql.Schema);

    private static string In(SnowflakeSettings settings, string schema) => $"{Quote(DatabaseOf(settings))}.{Quote(schema)}";

    private static string Quote(string name) => FaultDialect.Snowflake.Sql.Quote(SnowflakeNames.Unfolded(name));

    private static async Task<T> GuardedAsync<T>(SnowflakeSettings settings, Func<Task<T>> work, bool refusalsToo = false)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not ProblemException && (refusalsToo || e is not DbException d || !SnowflakeProblem.IsOfTheSql(d)) && SnowflakeProblem.Of(e, "", "") is not null)
        {
            throw SnowflakeProblem.Of(e, $"{settings}", "")!;
        }
    }
}

using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Runs what <see cref="SnowflakeSetup"/> writes.</summary>
public static class SnowflakeAdministrator
{
    /// <exception cref="UsageException">The driver is not in this build: which switch to set.</exception>
    public static void RequireDriver() => SnowflakeProvider.Find();

    /// <param name="settings">Where; its role is the one that signs in.</param>
    /// <param name="statements">In their order; each is idempotent, so that a broken run is run again.</param>
    /// <param name="done">Hears of each that has run.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="UsageException">The driver is not there, or Snowflake refuses: which statement, and what to do.</exception>
    /// <exception cref="InfrastructureException">Snowflake does not answer.</exception>
    public static async Task ApplyAsync(SnowflakeSettings settings, IReadOnlyList<SetupStatement> statements, Action<SetupStatement> done, CancellationToken cancellationToken)
    {
        var at = "signing in";
        try
        {
            await using var session = await SnowflakeSession.OpenAsync(SnowflakeProvider.Find(), settings, purpose: null, runId: null, settings.Deadline, cancellationToken);
            foreach (var statement in statements)
            {
                at = statement.Sql.ReplaceLineEndings(" ");
                await session.ExecuteAsync(statement.Sql, cancellationToken);
                done(statement);
            }
        }
        catch (Exception e) when (e is not ProblemException && SnowflakeProblem.Of(e, "", "") is not null)
        {
            throw SnowflakeProblem.Of(e, $"{settings}, {at}", "What ran before stays.")!;
        }
    }
}

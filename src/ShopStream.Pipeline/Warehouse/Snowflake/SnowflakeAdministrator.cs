using ShopStream.Pipeline.Options;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Runs the statements of <see cref="SnowflakeSetup"/>.</summary>
public static class SnowflakeAdministrator
{
    /// <summary>Verifies that the driver is in this build.</summary>
    /// <exception cref="UsageException">The driver is not in this build; the message names the build switch.</exception>
    public static void RequireDriver() => SnowflakeProvider.Find();

    /// <param name="settings">Account and credentials; its role is used to sign in.</param>
    /// <param name="statements">Statements in order. Each is idempotent, so an interrupted setup can be repeated.</param>
    /// <param name="done">Called after each statement.</param>
    /// <param name="cancellationToken">Cancels the setup; completed statements stay.</param>
    /// <exception cref="UsageException">The driver is missing, or Snowflake rejects a statement; the message gives the statement and the fix.</exception>
    /// <exception cref="InfrastructureException">Snowflake does not respond.</exception>
    public static async Task ApplyAsync(
        SnowflakeSettings settings,
        IReadOnlyList<SetupStatement> statements,
        Action<SetupStatement> done,
        CancellationToken cancellationToken
    )
    {
        var step = "signing in";
        try
        {
            await using var session = await SnowflakeSession.OpenAsync(
                SnowflakeProvider.Find(),
                settings,
                purpose: null,
                runId: null,
                settings.Deadline,
                cancellationToken
            );
            foreach (var statement in statements)
            {
                step = statement.Sql.ReplaceLineEndings(" ");
                await session.ExecuteAsync(statement.Sql, cancellationToken);
                done(statement);
            }
        }
        catch (Exception e) when (e is not ProblemException && SnowflakeProblem.Of(e, "", "") is not null)
        {
            throw SnowflakeProblem.Of(e, $"{settings}, {step}", "The statements before it took effect.")!;
        }
    }
}

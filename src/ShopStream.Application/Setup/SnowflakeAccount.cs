using System.Text;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Setup;

/// <summary>setup snowflake: warehouses, database, schemas, roles, integration, stage and file formats.</summary>
public sealed class SnowflakeAccount
{
    private const string DefaultRole = "ACCOUNTADMIN";

    private readonly ShopSettings settings;
    private readonly IReadOnlyList<SetupStatement> statements;
    private readonly string? user;
    private readonly string role;

    private SnowflakeAccount(ShopSettings settings, IReadOnlyList<SetupStatement> statements, string? user, string role) =>
        (this.settings, this.statements, this.user, this.role) = (settings, statements, user, role);

    /// <summary>The statements for the settings' database, stage, user and lake.</summary>
    /// <param name="settings">The validated settings.</param>
    /// <param name="roleArn">The AWS role that Snowflake assumes to read the bucket; null for that of the settings.</param>
    /// <exception cref="UsageException">No AWS role is named, or the lake is not a bucket.</exception>
    public static SnowflakeAccount Of(ShopSettings settings, string? roleArn)
    {
        var arn =
            roleArn
            ?? settings.SnowflakeRoleArn
            ?? throw new UsageException(
                "the AWS role that Snowflake assumes is not named. "
                    + "Expected --role-arn arn:aws:iam::<account>:role/<name>, or snowflake.role_arn in the settings."
            );
        var (database, stage, user, role) = settings.Snowflake.Names();
        return new SnowflakeAccount(settings, SnowflakeSetup.Statements(database, stage, user, settings.Pipeline.Lake, arn), user, role ?? DefaultRole);
    }

    /// <summary>The SQL, to be reviewed and run by an administrator.</summary>
    public string Script() => Script(statements, user, role);

    /// <summary>Runs the statements, signed in with the role that <see cref="Script()"/> names.</summary>
    /// <param name="done">Receives the first line of each statement that was run.</param>
    /// <param name="cancellationToken">Cancels the current statement; those before it stay.</param>
    /// <returns>How many statements were run.</returns>
    /// <exception cref="UsageException">The driver or the sign-in is missing or wrong.</exception>
    /// <exception cref="InfrastructureException">Snowflake does not answer.</exception>
    public async Task<int> ApplyAsync(Action<string> done, CancellationToken cancellationToken)
    {
        SnowflakeAdministrator.RequireDriver();
        var signIn = settings.Snowflake.Read();
        await SnowflakeAdministrator.ApplyAsync(
            signIn with
            {
                Role = signIn.Role ?? DefaultRole,
            },
            statements,
            s => done(s.Sql.Split('\n')[0]),
            cancellationToken
        );
        return statements.Count;
    }

    internal static string Script(IReadOnlyList<SetupStatement> statements, string? user, string role)
    {
        var text = new StringBuilder(
            $"-- Run as {role}. Another role, named by snowflake.role, must be allowed to create roles, warehouses, databases and integrations.\n"
        )
            .Append("-- Every statement may be run again.\nUSE ROLE ")
            .Append(SnowflakeNames.Reference(role))
            .Append(";\n");
        foreach (var statement in statements)
        {
            if (statement.About is { } about)
                text.Append("\n-- ").Append(about).Append('\n');
            text.Append(statement.Sql).Append(";\n");
        }
        if (user is null)
            text.Append("\n-- No user is named (SNOWFLAKE_USER): grant it the three roles yourself.\n");
        return text.Append(
                "\n-- Then let the AWS role trust Snowflake, with STORAGE_AWS_IAM_USER_ARN and STORAGE_AWS_EXTERNAL_ID of:\nDESC INTEGRATION S3_INTEGRATION;\n"
            )
            .ToString();
    }
}

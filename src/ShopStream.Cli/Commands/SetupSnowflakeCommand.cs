using System.CommandLine;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>setup snowflake: warehouses, database, schemas, roles, integration, stage and file formats.</summary>
internal static class SetupSnowflakeCommand
{
    private static readonly Option<string> RoleArn = new("--role-arn") { HelpName = "ARN", Description = "The AWS role that Snowflake assumes to read the bucket (setting snowflake.role_arn)" };

    private static readonly Option<bool> Apply = new("--apply") { Description = "Run it, signed in with SNOWFLAKE_ROLE [default: ACCOUNTADMIN]; without it nothing is connected to" };

    public static Command Create()
    {
        var command = new Command("snowflake", "Print the SQL that makes the three warehouses, database and schemas, the three roles with the least grants, the storage integration, the stage and the file formats.")
        {
            Options.Lake, RoleArn, Apply, Options.Settings,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => SetupAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> SetupAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed, RoleArn.Name);
        var arn = parsed.GetValue(RoleArn) ?? settings.SnowflakeRoleArn
            ?? throw new UsageException("the AWS role that Snowflake assumes is not named. Expected --role-arn arn:aws:iam::<account>:role/<name>, or snowflake.role_arn in the settings.");
        var (database, stage, user) = settings.Snowflake.Names();
        var statements = SnowflakeSetup.Statements(database, stage, user, settings.Pipeline.Lake, arn);
        if (!parsed.GetValue(Apply))
        {
            parsed.Host().Output.Write(Text(statements, user));
            return ExitCodes.Passed;
        }
        SnowflakeAdministrator.RequireDriver();
        var signIn = settings.Snowflake.Read();
        await SnowflakeAdministrator.ApplyAsync(signIn with { Role = signIn.Role ?? "ACCOUNTADMIN" }, statements, s => parsed.Host().Error.WriteLine($"done  {s.Sql.Split('\n')[0]}"), cancellationToken);
        parsed.Host().Output.WriteLine($"{statements.Count} statements have run. Now let the AWS role trust Snowflake: DESC INTEGRATION S3_INTEGRATION shows STORAGE_AWS_IAM_USER_ARN and STORAGE_AWS_EXTERNAL_ID.");
        return ExitCodes.Passed;
    }

    internal static string Text(IReadOnlyList<SetupStatement> statements, string? user)
    {
        var text = new System.Text.StringBuilder("-- Run as ACCOUNTADMIN, or as a role that may create roles, warehouses, databases and integrations. Every statement may be run again.\nUSE ROLE ACCOUNTADMIN;\n");
        foreach (var statement in statements)
        {
            if (statement.About is { } about) text.Append("\n-- ").Append(about).Append('\n');
            text.Append(statement.Sql).Append(";\n");
        }
        if (user is null) text.Append("\n-- No user is named (SNOWFLAKE_USER): grant it the three roles yourself.\n");
        return text.Append("\n-- Then let the AWS role trust Snowflake, with STORAGE_AWS_IAM_USER_ARN and STORAGE_AWS_EXTERNAL_ID of:\nDESC INTEGRATION S3_INTEGRATION;\n").ToString();
    }
}

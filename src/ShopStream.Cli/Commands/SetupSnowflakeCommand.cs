using System.CommandLine;
using ShopStream.Application.Setup;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>setup snowflake: prints or runs the SQL of warehouses, database, schemas, roles, integration, stage and file formats.</summary>
internal static class SetupSnowflakeCommand
{
    private static readonly Option<string> RoleArn = new("--role-arn")
    {
        HelpName = "ARN",
        Description = "The AWS role that Snowflake assumes to read the bucket (setting snowflake.role_arn)",
    };

    private static readonly Option<bool> Apply = new("--apply")
    {
        Description = "Run it, signed in with SNOWFLAKE_ROLE [default: ACCOUNTADMIN]; without this option nothing is connected to",
    };

    public static Command Create()
    {
        var command = new Command(
            "snowflake",
            "Print the SQL that creates the three warehouses, database and schemas, "
                + "the three roles with the least grants, the storage integration, the stage and the file formats."
        )
        {
            Options.Lake,
            RoleArn,
            Apply,
            Options.Settings,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => SetupAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> SetupAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var host = parsed.Host();
        var account = SnowflakeAccount.Of(Options.Read(parsed, RoleArn.Name), parsed.GetValue(RoleArn));
        if (!parsed.GetValue(Apply))
        {
            host.Output.Write(account.Script());
            return ExitCodes.Passed;
        }
        var count = await account.ApplyAsync(statement => host.Error.WriteLine($"done  {statement}"), cancellationToken);
        host.Output.WriteLine(
            $"{count} statements were run. Now let the AWS role trust Snowflake: "
                + "DESC INTEGRATION S3_INTEGRATION shows STORAGE_AWS_IAM_USER_ARN and STORAGE_AWS_EXTERNAL_ID."
        );
        return ExitCodes.Passed;
    }
}

using System.CommandLine;
using ShopStream.Application.Setup;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>setup postgres: prints the SQL of a role that may read the extracted tables and nothing else.</summary>
internal static class SetupPostgresCommand
{
    private static readonly Option<string> Role = new("--role") { HelpName = "NAME", Description = $"The role's name [default: {PostgresRole.DefaultName}]" };

    public static Command Create()
    {
        var command = new Command(
            "postgres",
            "Print the SQL that creates a role which may read the extracted tables (setting source.tables) and nothing else, "
                + "within the limits of the settings. Nothing is connected to."
        )
        {
            Role,
            Options.Settings,
        };
        command.SetAction(
            (parsed, _) =>
                Program.GuardAsync(
                    parsed,
                    () =>
                    {
                        parsed.Host().Output.Write(PostgresRole.Script(parsed.GetValue(Role) ?? PostgresRole.DefaultName, Options.Read(parsed, Role.Name)));
                        return Task.FromResult(ExitCodes.Passed);
                    }
                )
        );
        return command;
    }
}

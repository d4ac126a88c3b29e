using System.CommandLine;

namespace ShopStream.Cli.Commands;

/// <summary>setup: prints what other systems need before the first run.</summary>
internal static class SetupCommand
{
    public static Command Create() =>
        new("setup", "Print the SQL that a system needs before the first run, to be reviewed by its administrator. It may be run again.")
        {
            SetupPostgresCommand.Create(),
            SetupSnowflakeCommand.Create(),
        };
}

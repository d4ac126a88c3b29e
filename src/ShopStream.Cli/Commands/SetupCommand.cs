using System.CommandLine;

namespace ShopStream.Cli.Commands;

/// <summary>setup: what other systems need before the first run.</summary>
internal static class SetupCommand
{
    public static Command Create() => new("setup", "Print the SQL that a system needs before the first run; it is idempotent, and to be reviewed by whoever owns that system.")
    {
        SetupPostgresCommand.Create(), SetupSnowflakeCommand.Create(),
    };
}

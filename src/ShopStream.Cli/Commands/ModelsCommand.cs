using System.CommandLine;
using ShopStream.Application.Planning;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>models: prints the SQL that builds the models. Nothing is connected to.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new Command(
            "models",
            "Print the SQL of every model as it is sent to the warehouse, in the order in which they are built, without connecting; "
                + "for Snowflake also the SQL that loads the tables."
        )
        {
            Options.Settings,
            Options.Warehouse,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                Program.GuardAsync(
                    parsed,
                    async () =>
                    {
                        parsed.Host().Output.Write(await ModelScript.WriteAsync(Options.Read(parsed), cancellationToken));
                        return ExitCodes.Passed;
                    }
                )
        );
        return command;
    }
}

using System.CommandLine;
using ShopStream.Application.Selection;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>owners: prints who owns the scenarios.</summary>
internal static class OwnersCommand
{
    public static Command Create()
    {
        var command = new Command("owners", "Print the scenarios by owner, from the tags @owner:name; those without an owner come last.")
        {
            Options.Settings,
            Options.Features,
            Options.Tags,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                Program.GuardAsync(
                    parsed,
                    () =>
                    {
                        parsed.Host().Output.Write(OwnersView.Text(SelectedScenarios.Load(Options.Read(parsed), cancellationToken)));
                        return Task.FromResult(ExitCodes.Passed);
                    }
                )
        );
        return command;
    }
}

using System.CommandLine;
using ShopStream.Application.Planning;
using ShopStream.Application.Selection;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>plan: prints the SQL of every query that a check would send. Nothing is connected to.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var command = new Command(
            "plan",
            "Print the SQL of every query that check would send, without connecting. A check that fails also reads up to 10 sample rows."
        )
        {
            Options.Settings,
            Options.Features,
            Options.Tags,
            Options.DateToPlan,
            Options.Warehouse,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                Program.GuardAsync(
                    parsed,
                    async () =>
                    {
                        var settings = Options.Read(parsed);
                        parsed
                            .Host()
                            .Output.Write(
                                PlanView.Text(
                                    await PlanUseCase.RunAsync(
                                        settings,
                                        SelectedSpecs.Load(settings, cancellationToken),
                                        TimeProvider.System,
                                        cancellationToken
                                    )
                                )
                            );
                        return ExitCodes.Passed;
                    }
                )
        );
        return command;
    }
}

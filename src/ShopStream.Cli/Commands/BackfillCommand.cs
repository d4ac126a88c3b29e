using System.CommandLine;
using System.Globalization;
using ShopStream.Application.Backfilling;
using ShopStream.Application.Running;
using ShopStream.Cli.View;

namespace ShopStream.Cli.Commands;

/// <summary>backfill: runs a range of dates, one after the other.</summary>
internal static class BackfillCommand
{
    private static readonly Option<string> From = new("--from")
    {
        HelpName = "yyyy-MM-dd",
        Description = "The first date",
        Required = true,
    };

    private static readonly Option<string> To = new("--to")
    {
        HelpName = "yyyy-MM-dd",
        Description = $"The last date, inclusive; at most {BackfillRequest.MostDates} dates",
        Required = true,
    };

    private static readonly Option<bool> KeepGoing = new("--keep-going") { Description = "Continue with the next date if one does not pass" };

    public static Command Create()
    {
        var command = new Command(
            "backfill",
            "Run every date of a range, oldest first, with a report each. A named source is read as it is now: of the past it has what its tables still hold."
        )
        {
            From,
            To,
            KeepGoing,
            Options.Settings,
            Options.Features,
            Options.Tags,
            Options.Only,
            Options.FailOn,
            Options.Samples,
            Options.Scale,
            Options.Seed,
            Options.Warehouse,
            Options.Work,
            Options.Out,
            Options.Json,
            Options.Quiet,
            Options.Annotations,
        };
        command.SetAction(
            (parsed, cancellationToken) => Program.GuardAsync(parsed, () => BackfillAsync(parsed, cancellationToken), parsed.GetValue(Options.Json))
        );
        return command;
    }

    private static async Task<int> BackfillAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var dates = BackfillRequest.Range(parsed.GetValue(From)!, parsed.GetValue(To)!);
        var request = BackfillRequest.Of(
            RunCommands.Request(parsed, movesData: true, cancellationToken, From.Name, To.Name),
            dates,
            parsed.GetValue(KeepGoing)
        );
        var result = await BackfillUseCase.RunAsync(request, new Host(parsed), cancellationToken);
        if (result.StoppedAt is { } date)
            parsed
                .Host()
                .Error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Stopped at {date:yyyy-MM-dd} (exit code {result.StoppedBy}); {result.Left} dates are left. "
                            + $"Continue with --from {date:yyyy-MM-dd}, or with --keep-going."
                    )
                );
        return result.ExitCode;
    }

    private sealed class Host(ParseResult parsed) : IBackfillHost
    {
        public Task<CompletedRun> RunAsync(RunRequest request, int position, int count, CancellationToken cancellationToken)
        {
            if (!parsed.GetValue(Options.Json))
                parsed.Host().Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{request.Settings.Date:yyyy-MM-dd}  ({position} of {count})"));
            return RunCommands.RunAsync(parsed, request, cancellationToken);
        }
    }
}

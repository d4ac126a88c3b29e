using System.CommandLine;
using ShopStream.Application.LakeContent;
using ShopStream.Application.Settings;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>lake: lists what the lake holds, and verifies it.</summary>
internal static class LakeCommand
{
    private static readonly Option<string> Date = new("--date") { HelpName = "yyyy-MM-dd", Description = "One date partition [default: all]" };

    public static Command Create() =>
        new("lake", "List the lake's dates and files, or compare every file with its manifest. Nothing is changed.")
        {
            CreateSubcommand("ls", "List the dates of the lake with their files, rows, sizes, hashes, runs and states.", ListAsync),
            CreateSubcommand(
                "verify",
                "Read every file of the manifests to its end and compare bytes and SHA-256. Missing, changed and extra files fail (exit code 1).",
                VerifyAsync,
                Options.Quiet
            ),
        };

    private static Command CreateSubcommand(
        string name,
        string description,
        Func<ParseResult, ShopSettings, CancellationToken, Task<int>> run,
        params Option[] own
    )
    {
        var command = new Command(name, description) { Options.Settings, Date, Options.Work, Options.Json };
        foreach (var option in own)
            command.Add(option);
        command.SetAction(
            (parsed, cancellationToken) => Program.GuardAsync(parsed, () => run(parsed, Options.Read(parsed), cancellationToken), parsed.GetValue(Options.Json))
        );
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, ShopSettings settings, CancellationToken cancellationToken)
    {
        var lake = await new LakeUseCase(TimeProvider.System).ListAsync(settings, cancellationToken);
        if (parsed.GetValue(Options.Json))
            parsed.Host().Output.Write(LakeView.Json(lake.Lake, lake.Dates));
        else
            LakeView.Write(parsed.Host(), lake.Lake, lake.Dates);
        return ExitCodes.Passed;
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, ShopSettings settings, CancellationToken cancellationToken)
    {
        var verified = await ProgressView.ShowAsync(
            parsed.Host(),
            parsed.GetValue(Options.Quiet),
            observer => new LakeUseCase(TimeProvider.System).VerifyAsync(settings, observer, cancellationToken)
        );
        if (parsed.GetValue(Options.Json))
            parsed.Host().Output.Write(VerifyView.Json(verified));
        else
            VerifyView.Write(parsed.Host(), verified);
        return verified.ExitCode;
    }
}

using System.CommandLine;
using System.Globalization;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>lake: what it holds, and whether that is what was extracted.</summary>
internal static class LakeCommand
{
    private static readonly Option<string> Date = new("--date") { HelpName = "yyyy-MM-dd", Description = "One date partition [default: all]" };

    public static Command Create() => new("lake", "Look into the lake: list its dates and files, or compare every file with its manifest. Nothing is changed.")
    {
        CreateSubcommand("ls", "List the dates of the lake with their files, rows, sizes, hashes, runs and states.", ListAsync),
        CreateSubcommand("verify", "Read every file of the manifests to its end and compare bytes and SHA-256: what is missing, changed or extra fails (exit code 1).", VerifyAsync),
    };

    private static Command CreateSubcommand(string name, string description, Func<ParseResult, ShopSettings, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description) { Options.Settings, Date, Options.Work, Options.Json };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => run(parsed, Options.Read(parsed), cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, ShopSettings settings, CancellationToken cancellationToken)
    {
        await using var lake = Lakes.Open(settings.Pipeline.Lake);
        var dates = await LakeListing.ReadAsync(lake, settings.Date, TimeProvider.System, cancellationToken);
        if (parsed.GetValue(Options.Json)) parsed.Host().Output.Write(LakeView.Json(lake.Description, dates));
        else LakeView.Write(parsed.Host(), lake.Description, dates);
        return ExitCodes.Passed;
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, ShopSettings settings, CancellationToken cancellationToken)
    {
        await using var lake = Lakes.Open(settings.Pipeline.Lake);
        var dates = await LakeListing.ReadAsync(lake, settings.Date, TimeProvider.System, cancellationToken);
        if (dates.Count == 0) throw new NothingToJudgeException($"there is nothing to verify: {lake.Description} has no files{Of(settings.Date)}. Run the pipeline first: shopstream run");
        var files = new List<VerifiedFile>();
        foreach (var date in dates)
        {
            await foreach (var file in LakeVerification.RunAsync(lake, date, cancellationToken))
            {
                files.Add(file);
                parsed.Host().Overwrite($"{files.Count:#,##0} files, {file.Key}");
            }
        }

        parsed.Host().Overwrite("");
        var unjudged = dates.Where(d => d.Manifest is null && d.Problem is null).ToList();
        var code = files.Any(f => f.Status != FileStatus.Good) ? ExitCodes.Failed : unjudged.Count > 0 ? ExitCodes.NotJudged : ExitCodes.Passed;
        if (parsed.GetValue(Options.Json)) parsed.Host().Output.Write(VerifyView.Json(lake.Description, files, unjudged, code));
        else VerifyView.Write(parsed.Host(), lake.Description, files, unjudged);
        return code;
    }

    private static string Of(DateOnly? date) => date is { } day ? day.ToString("' of 'yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
}

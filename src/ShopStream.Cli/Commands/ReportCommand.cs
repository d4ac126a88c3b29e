using System.CommandLine;
using System.Globalization;
using ShopStream.Application.Reporting;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>report: renders index.html and junit.xml again from results.json, and prunes reports.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string?> RunArgument = new("run")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A results.json, its folder, or a run's id below --out [default: the newest run]",
    };

    private static readonly Option<bool> Png = new("--png") { Description = "Write its charts as PNG files, too, for chats and tickets" };

    private static readonly Option<int> Keep = new("--keep")
    {
        HelpName = "N",
        Description = "How many of the newest runs keep their reports",
        Required = true,
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "List what would be deleted, and delete nothing" };

    public static Command Create()
    {
        var command = new Command("report", "Render a run's page and JUnit file again from its results.json.")
        {
            RunArgument,
            Png,
            Options.Settings,
            Options.Out,
            Prune(),
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => RenderAsync(parsed, cancellationToken)));
        return command;
    }

    private static Command Prune()
    {
        var command = new Command("prune", "Delete the reports of old runs; the history stays.") { Keep, DryRun, Options.Settings, Options.Out };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => PruneAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RenderAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var report = await ReportUseCase.RenderAsync(
            Options.Read(parsed),
            parsed.GetValue(RunArgument),
            parsed.GetValue(Png),
            parsed.Host().Error.WriteLine,
            cancellationToken
        );
        parsed.Host().Output.WriteLine(report.Page);
        foreach (var picture in report.Pictures)
            parsed.Host().Output.WriteLine(picture);
        return ExitCodes.Passed;
    }

    private static async Task<int> PruneAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (settings, keep, dryRun) = (Options.Read(parsed), parsed.GetValue(Keep), parsed.GetValue(DryRun));
        if (keep < 1)
            throw new UsageException($"--keep is {keep.ToString(CultureInfo.InvariantCulture)}: expected how many runs keep their reports, from 1");
        var (runs, bytes) = await ReportUseCase.PruneAsync(settings, keep, dryRun, parsed.Host().Error.WriteLine, cancellationToken);
        foreach (var run in runs)
            parsed.Host().Output.WriteLine(run);
        parsed
            .Host()
            .Output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{runs.Count:#,##0} {(runs.Count == 1 ? "report" : "reports")} "
                        + $"in {settings.Out} {(dryRun ? "would be" : runs.Count == 1 ? "was" : "were")} deleted, {bytes / 1024m / 1024m:#,##0.0} MiB"
                )
            );
        return ExitCodes.Passed;
    }
}

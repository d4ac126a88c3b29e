using System.CommandLine;
using System.Globalization;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;
using ShopStream.Reports.Series;
using ShopStream.Reports;

namespace ShopStream.Cli.Commands;

/// <summary>report: index.html and junit.xml again from results.json.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string?> RunArgument = new("run")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A results.json, its folder, or a run's id below --out [default: the newest run]",
    };

    private static readonly Option<bool> Png = new("--png") { Description = "Its charts, too, as PNG files for chats and tickets" };

    public static Command Create()
    {
        var command = new Command("report", "Render a run's page and JUnit file again from its results.json.") { RunArgument, Png, Options.Settings, Options.Out, Prune() };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => RenderAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RenderAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed);
        var path = Path(parsed.GetValue(RunArgument), settings.Out);
        var files = await ReportWriter.RenderAsync(path, cancellationToken);
        var folder = System.IO.Path.GetDirectoryName(files.Folder)!;
        if (File.Exists(System.IO.Path.Combine(folder, HistoryFile.Name))) await SeriesWriter.WriteAsync(folder, settings.Currency, parsed.Host().Error.WriteLine, cancellationToken);
        parsed.Host().Output.WriteLine(files.Page);
        foreach (var picture in parsed.GetValue(Png) ? await ReportWriter.PicturesAsync(path, cancellationToken) : []) parsed.Host().Output.WriteLine(picture);
        return ExitCodes.Passed;
    }

    private static Command Prune()
    {
        var keep = new Option<int>("--keep") { HelpName = "N", Description = "How many of the newest runs keep their reports", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be deleted" };
        var command = new Command("prune", "Delete the reports of old runs; the history stays.") { keep, dryRun, Options.Settings, Options.Out };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => PruneAsync(parsed, Options.Read(parsed), parsed.GetValue(keep), parsed.GetValue(dryRun), cancellationToken)));
        return command;
    }

    private static async Task<int> PruneAsync(ParseResult parsed, ShopSettings settings, int keep, bool dryRun, CancellationToken cancellationToken)
    {
        var reports = settings.Out;
        if (keep < 1) throw new UsageException($"--keep is {keep.ToString(CultureInfo.InvariantCulture)}: expected how many runs keep their reports, from 1");
        var (runs, bytes) = SeriesWriter.Prune(reports, keep, dryRun);
        foreach (var run in runs) parsed.Host().Output.WriteLine(run);
        parsed.Host().Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs.Count:#,##0} {(runs.Count == 1 ? "report" : "reports")} in {reports} {(dryRun ? "would be" : runs.Count == 1 ? "was" : "were")} deleted, {bytes / 1024m / 1024m:#,##0.0} MiB"));
        // Reports may have gone otherwise since it was written: no link is dead after this.
        if (!dryRun && (runs.Count > 0 || File.Exists(System.IO.Path.Combine(reports, HistoryFile.Name)))) await SeriesWriter.WriteAsync(reports, settings.Currency, parsed.Host().Error.WriteLine, cancellationToken);
        return ExitCodes.Passed;
    }

    private static string Path(string? which, string reports)
    {
        if (which is null)
        {
            // Run ids sort by time.
            var newest = Directory.Exists(reports)
                ? Directory.EnumerateFiles(reports, "results.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault()
                : null;
            return newest ?? throw new UsageException($"there is no results.json below {reports}: run or check first, or name one");
        }
        var below = System.IO.Path.Combine(reports, which);
        return !File.Exists(which) && !Directory.Exists(which) && Directory.Exists(below) ? below : which;
    }
}

using System.CommandLine;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports;

namespace ShopStream.Cli.Commands;

/// <summary>report: index.html and junit.xml again from results.json.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string?> Which = new("run")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A results.json, its folder, or a run's id below --out [default: the newest run]",
    };

    public static Command Create()
    {
        var command = new Command("report", "Render a run's page and JUnit file again from its results.json.") { Which, Options.Settings, Options.Out };
        command.SetAction((parsed, cancellation) => Program.GuardAsync(() => RenderAsync(parsed, cancellation)));
        return command;
    }

    private static async Task<int> RenderAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var files = await ReportWriter.RenderAsync(Path(parsed.GetValue(Which), Options.Read(parsed).Out), cancellation);
        Console.Out.WriteLine(files.Page);
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

using System.CommandLine;
using System.Globalization;
using ShopStream.Application.Starter;
using ShopStream.Application.Suggesting;
using ShopStream.Cli.View;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>init --from postgres: from the address of a database to settings, features and a first verdict.</summary>
internal static class StartFromPostgres
{
    /// <param name="parsed">The command line.</param>
    /// <param name="start">What to start from.</param>
    /// <param name="catalogOnly">Whether it ends with settings and first features.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The exit code of the first verdict.</returns>
    public static async Task<int> RunAsync(ParseResult parsed, PostgresStart start, bool catalogOnly, CancellationToken cancellationToken)
    {
        var (host, quiet) = (parsed.Host(), parsed.GetValue(Options.Quiet));
        var started = await PostgresStarter.RunAsync(start, cancellationToken);
        Show(host, started, start.Into);
        if (catalogOnly)
        {
            host.Output.WriteLine("Next, there: shopstream run; then shopstream suggest raw --into features");
            return ExitCodes.Passed;
        }
        var (first, command) = (new FirstRun(TimeProvider.System, start), Again(start.Into));
        var run = await ProgressView.ShowAsync(host, quiet, observer => first.RunAsync(command, observer, cancellationToken));
        var empty = await first.LeaveOutEmptyAsync(started, run.Result, cancellationToken);
        if (run.Result.ExitCode != ExitCodes.Passed && empty.Count == 0)
        {
            RunResultView.Write(host, run.Result, run.Report, command);
            return run.ExitCode;
        }
        if (empty.Count > 0)
            host.Output.WriteLine($"no rows yet: {string.Join(", ", empty)}. Their checks are comments in features/arrival.feature.");
        var (files, skipped) = await ProgressView.ShowAsync(host, quiet, observer => first.SuggestAsync(observer, cancellationToken));
        foreach (var line in skipped.Where(s => !empty.Any(e => s.StartsWith($"nothing is suggested for raw {e}:", StringComparison.Ordinal))))
            host.Error.WriteLine(line);
        host.Output.WriteLine(Suggested(files));
        return (await RunCommands.RunAsync(parsed, first.Check(command, cancellationToken), cancellationToken)).ExitCode;
    }

    private static void Show(CommandHost host, StartedPostgres started, string into)
    {
        var output = host.Output;
        output.WriteLine($"{started.Source}: {Counted.Of(started.Tables.Count, "table")}: {string.Join(", ", started.Tables)}");
        foreach (var left in started.LeftOut)
            output.WriteLine($"left out: {left}");
        if (started.Personal.Count > 0)
            output.WriteLine($"no report shows {string.Join(", ", started.Personal)}");
        if (started.NeedsPassword)
            output.WriteLine("The password was not written: set PGPASSWORD.");
        output.WriteLine($"pipeline.runsettings and features/arrival.feature in {Path.GetFullPath(into)}.");
    }

    // The command to type in the folder of the first one.
    private static string Again(string into) =>
        CommandText.Of(
            into is "."
                ? ["check"]
                :
                [
                    "check",
                    Options.Settings.Name,
                    Path.Combine(into, "pipeline.runsettings"),
                    Options.Features.Name,
                    Path.Combine(into, "features"),
                    Options.Work.Name,
                    Path.Combine(into, ".shopstream"),
                    Options.Out.Name,
                    Path.Combine(into, "reports"),
                ]
        );

    private static string Suggested(IReadOnlyList<WrittenFeature> files) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{files.Sum(f => f.Checks)} checks that hold today in {files.Count} more features, for you to review: keep the rules, remove what holds by chance."
        );
}

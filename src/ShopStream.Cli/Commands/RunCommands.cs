using System.CommandLine;
using System.Text.Json;
using ShopStream.Cli.Runs;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Series;

namespace ShopStream.Cli.Commands;

/// <summary>run, check: both judge, write a report and end with a verdict.</summary>
internal static class RunCommands
{
    public static Command Run() => CreateCommand(
        "run",
        "Move the data from PostgreSQL to the marts and judge it. With no source named (PGHOST, PGDATABASE or settings), a throw-away PostgreSQL is made and filled.",
        [Options.Features, Options.Tags, Options.Only, Options.FailOn, Options.Samples, Options.Scale, Options.Seed, Options.Date, Options.Warehouse, Options.Work, Options.Out],
        static (session, cancellationToken) => session.RunAsync(cancellationToken));

    public static Command Check() => CreateCommand(
        "check",
        "Judge what is there: the manifest's answers of the source, the lake's files and the warehouse. No data is moved.",
        [Options.Features, Options.Tags, Options.Only, Options.FailOn, Options.Samples, Options.DateToJudge, Options.Warehouse, Options.Work, Options.Out],
        static (session, cancellationToken) => session.CheckAsync(cancellationToken));

    private static Command CreateCommand(string name, string description, IEnumerable<Option> options, Func<RunSession, CancellationToken, Task<RunResult>> judge)
    {
        var command = new Command(name, description);
        foreach (var option in options.Prepend(Options.Settings).Append(Options.Json).Append(Options.Quiet).Append(Options.Annotations)) command.Add(option);
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => RunAsync(parsed, judge, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<RunSession, CancellationToken, Task<RunResult>> judge, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed);
        var specs = Specs.Load(settings, cancellationToken);
        return await RunAsync(parsed, settings, specs, CommandText.Of(parsed.Tokens.Select(t => t.Value)), judge, cancellationToken);
    }

    /// <summary>One run or check with its report, its line in the history and its verdict.</summary>
    /// <returns>Its exit code.</returns>
    internal static async Task<int> RunAsync(ParseResult parsed, ShopSettings settings, Specs specs, string again, Func<RunSession, CancellationToken, Task<RunResult>> judge, CancellationToken cancellationToken)
    {
        var machines = new Integrations(parsed, settings, specs);
        using var quoted = machines.QuoteForGitHub();
        var history = await HistoryFile.ReadAsync(settings.Out, parsed.Host().Error.WriteLine, cancellationToken);
        var (result, report) = await ProgressView.ShowAsync(parsed.Host(), parsed.GetValue(Options.Quiet), async progress =>
        {
            var session = new RunSession(settings, specs, again, TimeProvider.System, progress, history, CommandText.OfCheck(parsed));
            var judged = await judge(session, cancellationToken);
            var written = await ReportWriter.WriteAsync(judged, settings.Out, cancellationToken);
            await HistoryFile.AddAsync(settings.Out, HistoryRun.From(judged), settings.HistoryKeep, TimeProvider.System, cancellationToken);
            await SeriesWriter.WriteAsync(settings.Out, settings.Currency, static _ => { }, cancellationToken);
            return (judged, written);
        });
        if (parsed.GetValue(Options.Json)) parsed.Host().Output.WriteLine(JsonLine(result, report));
        else RunResultView.Write(parsed.Host(), result, report, again);
        quoted.Dispose();
        await machines.PublishAsync(result, report, history, cancellationToken);
        return result.ExitCode;
    }

    private static string JsonLine(RunResult result, ReportFiles report) => JsonSerializer.Serialize(new
    {
        runId = result.RunId,
        outcome = JsonNamingPolicy.CamelCase.ConvertName(result.Outcome.ToString()),
        exitCode = result.ExitCode,
        date = result.Date,
        problem = result.Problem,
        failedStage = result.FailedStage,
        scenarios = result.Scenarios.Count,
        passed = result.Scenarios.Count(s => s.Outcome == Outcome.Passed),
        warned = result.Scenarios.Count(s => s.Outcome == Outcome.Warned),
        failed = result.Scenarios.Count(s => s.Outcome == Outcome.Failed),
        notJudged = result.Scenarios.Count(s => s.Outcome == Outcome.NotJudged),
        error = result.Scenarios.Count(s => s.Outcome == Outcome.Error),
        newlyFailing = result.Since?.NewlyFailing.Count,
        stillFailing = result.Since?.StillFailing.Count,
        @fixed = result.Since?.Fixed.Count,
        results = report.Results,
        page = report.Page,
        junit = report.JUnit,
    });
}

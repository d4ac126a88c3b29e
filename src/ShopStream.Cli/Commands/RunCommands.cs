using System.CommandLine;
using System.Text.Json;
using ShopStream.Cli.Runs;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.History;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports;
using ShopStream.Reports.Series;

namespace ShopStream.Cli.Commands;

/// <summary>run, check: both judge, write a report and end with a verdict.</summary>
internal static class RunCommands
{
    public static Command Run() => Judging(
        "run",
        "Move the data from PostgreSQL to the marts and judge it. With no source named (PGHOST, PGDATABASE or settings), a throw-away PostgreSQL is made and filled.",
        [Options.Features, Options.Tags, Options.Only, Options.FailOn, Options.Samples, Options.Scale, Options.Seed, Options.Date, Options.Warehouse, Options.Work, Options.Out],
        static (session, cancellation) => session.RunAsync(cancellation));

    public static Command Check() => Judging(
        "check",
        "Judge what is there: the manifest's answers of the source, the lake's files and the warehouse. No data is moved.",
        [Options.Features, Options.Tags, Options.Only, Options.FailOn, Options.Samples, Options.DateToJudge, Options.Warehouse, Options.Work, Options.Out],
        static (session, cancellation) => session.CheckAsync(cancellation));

    private static Command Judging(string name, string description, IEnumerable<Option> options, Func<RunSession, CancellationToken, Task<RunResult>> judge)
    {
        var command = new Command(name, description);
        foreach (var option in options.Prepend(Options.Settings).Append(Options.Json).Append(Options.Quiet).Append(Options.Annotations)) command.Add(option);
        command.SetAction((parsed, cancellation) => Program.GuardAsync(parsed, () => JudgeAsync(parsed, judge, cancellation), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> JudgeAsync(ParseResult parsed, Func<RunSession, CancellationToken, Task<RunResult>> judge, CancellationToken cancellation)
    {
        var settings = Options.Read(parsed);
        var specs = Specs.Load(settings, cancellation);
        return await JudgeAsync(parsed, settings, specs, CommandText.Of(parsed.Tokens.Select(t => t.Value)), judge, cancellation);
    }

    /// <summary>One run or check with its report, its line in the history and its verdict.</summary>
    /// <returns>Its exit code.</returns>
    internal static async Task<int> JudgeAsync(ParseResult parsed, ShopSettings settings, Specs specs, string again, Func<RunSession, CancellationToken, Task<RunResult>> judge, CancellationToken cancellation)
    {
        var machines = new Machines(parsed, settings, specs);
        using var quoted = machines.Quote();
        var history = await HistoryFile.ReadAsync(settings.Out, parsed.Host().Error.WriteLine, cancellation);
        var (result, report) = await ProgressView.ShowAsync(parsed.Host(), parsed.GetValue(Options.Quiet), async progress =>
        {
            var session = new RunSession(settings, specs, again, TimeProvider.System, progress, history, CommandText.OfCheck(parsed));
            var judged = await judge(session, cancellation);
            var written = await ReportWriter.WriteAsync(judged, settings.Out, cancellation);
            await HistoryFile.AddAsync(settings.Out, HistoryRun.From(judged), settings.HistoryKeep, TimeProvider.System, cancellation);
            await SeriesWriter.WriteAsync(settings.Out, static _ => { }, cancellation);
            return (judged, written);
        });
        if (parsed.GetValue(Options.Json)) parsed.Host().Output.WriteLine(JsonLine(result, report));
        else VerdictView.Write(parsed.Host(), result, report, again);
        quoted.Dispose();
        await machines.HearAsync(result, report, history, cancellation);
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

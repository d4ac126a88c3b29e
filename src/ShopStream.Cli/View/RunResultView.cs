using System.Globalization;
using System.Text.Json;
using ShopStream.Application.Running;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Files;
using Spectre.Console;

namespace ShopStream.Cli.View;

/// <summary>The end of a run, on stdout: the failures, the outcome, the report and the command to run again; or one JSON line.</summary>
internal static class RunResultView
{
    private const int Shown = 20;

    public static void Write(CommandHost host, RunResult result, ReportFiles report, string again)
    {
        var console = host.OutConsole();
        // Only the terminal wraps lines: a command or a query can be copied whole.
        console.Profile.Width = 100_000;
        var loud = result.Problem is null ? result.Scenarios.Where(s => s.Outcome != Outcome.Passed).ToList() : [];
        foreach (var example in (result.Examples ?? []).Where(e => e.Outcome != Outcome.Passed).Take(Shown))
            ScenarioView.Write(console, example);
        foreach (var scenario in loud.Take(Shown))
            ScenarioView.Write(console, scenario);
        if (loud.Count > Shown)
            console.WriteLine($"… and {loud.Count - Shown} more in the report");
        foreach (var item in result.ReconcilingItems.Where(i => i.IsStale))
            console.MarkupLine(
                $"[{OutcomeColours.Of(Outcome.Warned)}]{Outcomes.NameOf(Outcome.Warned)}[/] "
                    + $"{Markup.Escape($"reconciling item {item.Key} of {item.Owner}: {item.Message}")} [grey]{ReconcilingItem.FileName}:{item.Line}[/]"
            );
        if (result.ReconcilingItems.Any(i => i.IsStale))
            console.WriteLine();
        foreach (var late in LateRows.Of(result))
            console.WriteLine($"{late}");
        if (Since(result) is { } since)
            console.WriteLine(since);
        if (result.FailureBaseline is { } baseline)
            console.WriteLine($"Baseline of new failures: {baseline}");
        foreach (var old in result.AlreadyFailing ?? [])
            console.WriteLine($"Already failing since run {old.RunId}, and not new: {old.Name} ({old.File})");
        // A problem without a stage is a sentence of its own.
        var colon = result is { Problem: not null, FailedStage: null } ? ":" : "";
        console.MarkupLine($"[bold {OutcomeColours.Of(result.Outcome)}]{Outcomes.NameOf(result.Outcome)}{colon}[/] {Markup.Escape(Sentence(result))}");
        foreach (var line in Owners(result))
            console.WriteLine(line);
        console.WriteLine();
        console.WriteLine($"Report  {Path.GetRelativePath(Environment.CurrentDirectory, report.Page)}");
        if (FailingRowsText.Of(result, report) is { } rows)
            console.WriteLine($"Rows    {rows}");
        if (result.Source is { } source)
            console.WriteLine($"Source  {source}");
        console.WriteLine($"Again   {again}");
    }

    /// <summary>The result for another program.</summary>
    public static string JsonLine(CompletedRun run)
    {
        var (result, report) = (run.Result, run.Report);
        return JsonSerializer.Serialize(
            new
            {
                runId = result.RunId,
                outcome = JsonNamingPolicy.CamelCase.ConvertName(result.Outcome.ToString()),
                exitCode = run.ExitCode,
                checksExitCode = result.ExitCode,
                date = result.Date,
                source = result.Source,
                sandbox = result.Sandbox,
                problem = result.Problem,
                failedStage = result.FailedStage,
                reportProblem = run.ReportProblem,
                examples = result.Examples?.Count,
                scenarios = result.Scenarios.Count,
                passed = result.Scenarios.Count(s => s.Outcome == Outcome.Passed),
                warned = result.Scenarios.Count(s => s.Outcome == Outcome.Warned),
                failed = result.Scenarios.Count(s => s.Outcome == Outcome.Failed),
                notJudged = result.Scenarios.Count(s => s.Outcome == Outcome.NotJudged),
                error = result.Scenarios.Count(s => s.Outcome == Outcome.Error),
                newlyFailing = result.Since?.NewlyFailing.Count,
                stillFailing = result.Since?.StillFailing.Count,
                @fixed = result.Since?.Fixed.Count,
                alreadyFailing = result.AlreadyFailing?.Count,
                failureBaseline = result.FailureBaseline,
                results = report.Results,
                page = report.Page,
                junit = report.JUnit,
                failingRows = result.FailingRows?.Rows,
                failingRowsFile = result.FailingRows?.Name is { } file ? Path.Combine(report.Folder, file) : null,
                failingRowsProblem = result.FailingRows?.Problem,
            }
        );
    }

    /// <summary>What changed since the run before; null where nothing fails and nothing was fixed.</summary>
    internal static string? Since(RunResult result)
    {
        if (result.Since is not { } since)
            return null;
        var parts = new[] { ("newly failing", since.NewlyFailing.Count), ("still failing", since.StillFailing.Count), ("fixed", since.Fixed.Count) }
            .Where(p => p.Item2 > 0)
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Item1} {p.Item2:#,##0}"));
        var text = string.Join(", ", parts);
        return text.Length == 0 ? null : $"{char.ToUpperInvariant(text[0])}{text[1..]} since run {since.RunId}";
    }

    /// <summary>The outcome's sentence, without its word.</summary>
    internal static string Sentence(RunResult result)
    {
        if (result.Problem is { } problem)
            return problem;
        var count = result.Scenarios.Count;
        var passed = result.Scenarios.Count(s => s.Outcome == Outcome.Passed);
        var parts = Parts(result.Scenarios);
        var seconds = (result.FinishedAt - result.StartedAt).TotalSeconds;
        var checks = result.Scenarios.Sum(s => s.Checks.Count);
        var queries = result.Queries.Source + result.Queries.Lake + result.Queries.Warehouse;
        var tail = string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted.Of(checks, "check")}, {Counted.Of(queries, "query", "queries")}, {seconds:0.0} s, data of {result.Date:yyyy-MM-dd}"
        );
        if (passed == count && result.ReconcilingItems.Count(i => i.IsStale) is > 0 and var stale)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{AllPassed(count)} passed, but {stale:#,##0} reconciling {(stale == 1 ? "item needs" : "items need")} attention ({tail})"
            );
        return passed == count
            ? string.Create(CultureInfo.InvariantCulture, $"{AllPassed(count)} ({tail})")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(", ", parts)}, {passed:#,##0} of {count:#,##0} {(count == 1 ? "scenario" : "scenarios")} passed ({tail})"
            );
    }

    private static string AllPassed(int count) => count == 1 ? "the one scenario" : string.Create(CultureInfo.InvariantCulture, $"all {count:#,##0} scenarios");

    /// <summary>The owners of the scenarios that did not pass: "finance: 2 failed, 1 warning". Empty if no scenario has an owner.</summary>
    internal static IEnumerable<string> Owners(RunResult result) =>
        result.Problem is not null || result.Scenarios.All(s => s.Owners.Count == 0)
            ? []
            : from owner in Ownership.Group(result.Scenarios.Where(s => s.Outcome != Outcome.Passed), s => s.Owners)
            select $"{owner.Owner ?? "without an owner"}: {string.Join(", ", Parts(owner.Owned))}";

    /// <summary>The outcomes other than passed, with their counts: "2 failed", "1 warning".</summary>
    internal static IEnumerable<string> Parts(IReadOnlyList<ScenarioResult> scenarios) =>
        from outcome in Outcomes.WorstFirst.Where(o => o != Outcome.Passed)
        let count = scenarios.Count(s => s.Outcome == outcome)
        where count > 0
        select $"{count} {Outcomes.NameOf(outcome).ToLowerInvariant()}{(outcome == Outcome.Warned && count > 1 ? "s" : "")}";
}

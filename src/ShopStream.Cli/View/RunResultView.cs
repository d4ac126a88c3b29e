using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using Spectre.Console;

namespace ShopStream.Cli.View;

/// <summary>What a run ends with, on stdout: the failures, the verdict, the report and the command to run again.</summary>
internal static partial class RunResultView
{
    private const int Shown = 20;
    private const int QueryLines = 12;
    private const string Indented = "\n                ";

    public static void Write(CommandHost host, RunResult result, ReportFiles report, string again)
    {
        var console = host.OutConsole();
        // Lines are wrapped by the terminal alone: a command or a query can be copied whole.
        console.Profile.Width = 100_000;
        var loud = result.Problem is null ? result.Scenarios.Where(s => s.Outcome != Outcome.Passed).ToList() : [];
        foreach (var scenario in loud.Take(Shown)) Write(console, scenario);
        if (loud.Count > Shown) console.WriteLine($"… and {loud.Count - Shown} more in the report");
        foreach (var item in result.ReconcilingItems.Where(i => i.IsStale))
            console.MarkupLine($"[{Colour(Outcome.Warned)}]{NameOf(Outcome.Warned)}[/] {Markup.Escape($"reconciling item {item.Key} of {item.Owner}: {item.Message}")} [grey]{ReconcilingItem.FileName}:{item.Line}[/]");
        if (result.ReconcilingItems.Any(i => i.IsStale)) console.WriteLine();
        if (Since(result) is { } since) console.WriteLine(since);
        console.MarkupLine($"[bold {Colour(result.Outcome)}]{NameOf(result.Outcome)}[/] {Markup.Escape(Sentence(result))}");
        foreach (var line in Owners(result)) console.WriteLine(line);
        console.WriteLine();
        console.WriteLine($"Report  {Path.GetRelativePath(Environment.CurrentDirectory, report.Page)}");
        console.WriteLine($"Again   {again}");
    }

    /// <summary>What changed since the runs before; null where nothing fails and nothing was fixed.</summary>
    internal static string? Since(RunResult result)
    {
        if (result.Since is not { } since) return null;
        var parts = new[] { ("newly failing", since.NewlyFailing.Count), ("still failing", since.StillFailing.Count), ("fixed", since.Fixed.Count) }
            .Where(p => p.Item2 > 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Item1} {p.Item2:#,##0}"));
        var text = string.Join(", ", parts);
        return text.Length == 0 ? null : $"{char.ToUpperInvariant(text[0])}{text[1..]} since run {since.RunId}";
    }

    /// <summary>The verdict's sentence, without its word.</summary>
    internal static string Sentence(RunResult result)
    {
        if (result.Problem is { } problem) return problem;
        var count = result.Scenarios.Count;
        var passed = result.Scenarios.Count(s => s.Outcome == Outcome.Passed);
        var parts = Parts(result.Scenarios);
        var seconds = (result.FinishedAt - result.StartedAt).TotalSeconds;
        var claims = result.Scenarios.Sum(s => s.Checks.Count);
        var queries = result.Queries.Source + result.Queries.Lake + result.Queries.Warehouse;
        var tail = string.Create(CultureInfo.InvariantCulture, $"{claims:#,##0} claims, {queries:#,##0} queries, {seconds:0.0} s, data of {result.Date:yyyy-MM-dd}");
        if (passed == count && result.ReconcilingItems.Count(i => i.IsStale) is > 0 and var stale)
            return string.Create(CultureInfo.InvariantCulture, $"{AllPassed(count)} passed, but {stale:#,##0} reconciling {(stale == 1 ? "item needs" : "items need")} attention ({tail})");
        return passed == count
            ? string.Create(CultureInfo.InvariantCulture, $"{AllPassed(count)} ({tail})")
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", parts)}, {passed:#,##0} of {count:#,##0} {(count == 1 ? "scenario" : "scenarios")} passed ({tail})");
    }

    private static string AllPassed(int count) => count == 1 ? "the one scenario" : string.Create(CultureInfo.InvariantCulture, $"all {count:#,##0} scenarios");

    /// <summary>Whose the scenarios are that did not pass: "finance: 2 failed, 1 warned". None where no scenario names an owner.</summary>
    internal static IEnumerable<string> Owners(RunResult result) => result.Problem is not null || result.Scenarios.All(s => s.Owners.Count == 0) ? [] :
        from owner in Ownership.Group(result.Scenarios.Where(s => s.Outcome != Outcome.Passed), s => s.Owners)
        select $"{owner.Owner ?? "without an owner"}: {string.Join(", ", Parts(owner.Owned))}";

    private static IEnumerable<string> Parts(IReadOnlyList<ScenarioResult> scenarios) =>
        from outcome in new[] { Outcome.Error, Outcome.Failed, Outcome.NotJudged, Outcome.Warned }
        let count = scenarios.Count(s => s.Outcome == outcome)
        where count > 0
        select $"{count} {NameOf(outcome).ToLowerInvariant()}";

    private static void Write(IAnsiConsole console, ScenarioResult scenario)
    {
        console.MarkupLine($"[{Colour(scenario.Outcome)}]{NameOf(scenario)}[/] {Markup.Escape(scenario.Name)} [grey]{Markup.Escape($"{scenario.File}:{scenario.Line}")}[/]");
        foreach (var check in scenario.Checks.Where(c => c.Outcome != Outcome.Passed))
        {
            console.WriteLine($"  {check.Sentence}  ({scenario.File}:{check.Line})");
            Line(console, "expected", check.Expected);
            Line(console, "actual", check.Actual);
            Line(console, "difference", check.Difference);
            Line(console, "note", check.Note);
            if (check.Keys.Count > 0) Line(console, "rows", string.Join('\n', check.Keys));
            foreach (var (what, text) in check.DrillDown is { } drillDown ? DrillDownView.Lines(drillDown) : []) Line(console, what, text);
            if (check.Sql.Length > 0) Line(console, "query", Last(check.Sql));
        }
        console.WriteLine();
    }

    private static void Line(IAnsiConsole console, string what, string? text)
    {
        if (text is not null) console.WriteLine($"    {what,-10}  {text.ReplaceLineEndings(Indented)}");
    }

    // The last one lists the rows where there is such a query, and is the side that is judged where there is none.
    private static string Last(string sql)
    {
        var heads = QueryHead().Matches(sql);
        var lines = (heads.Count == 0 ? sql : sql[heads[^1].Index..]).ReplaceLineEndings("\n").Split('\n');
        var shown = lines.Length <= QueryLines + 1 ? lines.AsEnumerable() : [.. lines.Take(QueryLines), string.Create(CultureInfo.InvariantCulture, $"… {lines.Length - QueryLines} more lines in the report")];
        return string.Join('\n', heads.Count < 2 ? shown : shown.Append(string.Create(CultureInfo.InvariantCulture, $"… and {heads.Count - 1} more in the report")));
    }

    // As the asker heads them: -- DuckDB (warehouse)
    [GeneratedRegex(@"^-- \w+ \((source|lake|warehouse)\)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QueryHead();

    private static string NameOf(ScenarioResult scenario) => scenario is { Outcome: Outcome.Warned, Severity: Severity.Info } ? "Info" : NameOf(scenario.Outcome);

    internal static string NameOf(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "Passed",
        Outcome.Warned => "Warned",
        Outcome.Failed => "Failed",
        Outcome.NotJudged => "Not judged",
        _ => "Error",
    };

    private static string Colour(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "green",
        Outcome.Warned => "yellow",
        Outcome.NotJudged => "blue",
        _ => "red",
    };
}

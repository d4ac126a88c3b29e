using System.Globalization;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports;
using Spectre.Console;

namespace ShopStream.Cli.View;

/// <summary>What a run ends with, on stdout: the failures, the verdict, the report and the command to run again.</summary>
internal static class VerdictView
{
    private const int Shown = 20;

    public static void Write(RunResult result, ReportFiles report, string again)
    {
        var console = AnsiConsole.Console;
        // A log is as wide as its lines are long.
        if (Console.IsOutputRedirected) console.Profile.Width = 100_000;
        var loud = result.Problem is null ? result.Scenarios.Where(s => s.Outcome != Outcome.Passed).ToList() : [];
        foreach (var scenario in loud.Take(Shown)) Write(console, scenario);
        if (loud.Count > Shown) console.WriteLine($"… and {loud.Count - Shown} more in the report");
        console.MarkupLine($"[bold {Colour(result.Outcome)}]{Word(result.Outcome)}[/] {Markup.Escape(Sentence(result))}");
        console.WriteLine();
        console.WriteLine($"Report  {Path.GetRelativePath(Environment.CurrentDirectory, report.Page)}");
        console.WriteLine($"Again   {again}");
    }

    /// <summary>The verdict's sentence, without its word.</summary>
    internal static string Sentence(RunResult result)
    {
        if (result.Problem is { } problem) return problem;
        var count = result.Scenarios.Count;
        var passed = result.Scenarios.Count(s => s.Outcome == Outcome.Passed);
        var parts = new[] { Outcome.Error, Outcome.Failed, Outcome.NotJudged, Outcome.Warned }
            .Select(o => (Outcome: o, Count: result.Scenarios.Count(s => s.Outcome == o))).Where(p => p.Count > 0)
            .Select(p => $"{p.Count} {Word(p.Outcome).ToLowerInvariant()}");
        var seconds = (result.FinishedAt - result.StartedAt).TotalSeconds;
        var claims = result.Scenarios.Sum(s => s.Checks.Count);
        var queries = result.Queries.Source + result.Queries.Lake + result.Queries.Warehouse;
        var tail = string.Create(CultureInfo.InvariantCulture, $"{claims:#,##0} claims, {queries:#,##0} queries, {seconds:0.0} s, data of {result.Date:yyyy-MM-dd}");
        return passed == count
            ? string.Create(CultureInfo.InvariantCulture, $"all {count:#,##0} scenarios ({tail})")
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", parts)}, {passed:#,##0} of {count:#,##0} scenarios passed ({tail})");
    }

    private static void Write(IAnsiConsole console, ScenarioResult scenario)
    {
        console.MarkupLine($"[{Colour(scenario.Outcome)}]{Word(scenario.Outcome)}[/] {Markup.Escape(scenario.Name)} [grey]{Markup.Escape($"{scenario.File}:{scenario.Line}")}[/]");
        foreach (var check in scenario.Checks.Where(c => c.Outcome != Outcome.Passed))
        {
            console.WriteLine($"  {check.Sentence}  ({scenario.File}:{check.Line})");
            Line(console, "expected", check.Expected);
            Line(console, "actual", check.Actual);
            Line(console, "difference", check.Difference);
            Line(console, "note", check.Note);
            if (check.Keys.Count > 0) Line(console, "rows", string.Join("\n                ", check.Keys));
        }
        console.WriteLine();
    }

    private static void Line(IAnsiConsole console, string what, string? text)
    {
        if (text is not null) console.WriteLine($"    {what,-10}  {text}");
    }

    private static string Word(Outcome outcome) => outcome switch
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

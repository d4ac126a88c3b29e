using System.Globalization;
using System.Text.Json;
using ShopStream.Application.Examples;
using ShopStream.Quality.Results;
using Spectre.Console;

namespace ShopStream.Cli.View;

/// <summary>The results of examples: those that did not pass, each with both tables as one, and the outcome; or one JSON line.</summary>
internal static class TestView
{
    public static void Write(CommandHost host, TestResult result)
    {
        var console = host.OutConsole();
        console.Profile.Width = 100_000;
        foreach (var scenario in result.Results.Where(r => r.Outcome != Outcome.Passed))
            ScenarioView.Write(console, scenario);
        console.MarkupLine($"[bold {OutcomeColours.Of(result.Outcome)}]{Outcomes.NameOf(result.Outcome)}[/] {Markup.Escape(Sentence(result))}");
    }

    /// <summary>One round of a watch: the screen is cleared on a terminal, and a line says which files were saved.</summary>
    /// <param name="host">Its stdout is written to.</param>
    /// <param name="saved">The files; empty at first.</param>
    /// <param name="result">Null if something is wrong.</param>
    /// <param name="problem">What is wrong; null if the examples were run.</param>
    public static void WriteAgain(CommandHost host, IReadOnlyList<string> saved, TestResult? result, string? problem)
    {
        var console = host.OutConsole();
        if (!host.OutIsRedirected)
            console.Clear();
        if (saved.Count > 0)
            host.Output.WriteLine($"Saved   {string.Join(", ", saved.Select(f => Path.GetRelativePath(Environment.CurrentDirectory, f)))}");
        if (problem is not null)
            host.Output.WriteLine(problem);
        else if (result is { Results.Count: 0 })
            host.Output.WriteLine("No example builds it.");
        else if (result is not null)
            Write(host, result);
        host.Output.WriteLine("Watching features and models. End with Ctrl+C.");
        host.Output.Flush();
    }

    public static string JsonLine(TestResult result) =>
        JsonSerializer.Serialize(
            new
            {
                outcome = JsonNamingPolicy.CamelCase.ConvertName($"{result.Outcome}"),
                exitCode = result.ExitCode,
                examples = result.Results.Count,
                models = result.Models,
                seconds = Math.Round(result.Seconds, 3),
                passed = result.Results.Count(s => s.Outcome == Outcome.Passed),
                warned = result.Results.Count(s => s.Outcome == Outcome.Warned),
                failed = result.Results.Count(s => s.Outcome == Outcome.Failed),
                notJudged = result.Results.Count(s => s.Outcome == Outcome.NotJudged),
                error = result.Results.Count(s => s.Outcome == Outcome.Error),
                failures = result
                    .Results.Where(r => r.Outcome != Outcome.Passed)
                    .Select(r => new
                    {
                        place = string.Create(CultureInfo.InvariantCulture, $"{r.File}:{r.Line}"),
                        name = r.Name,
                        outcome = JsonNamingPolicy.CamelCase.ConvertName($"{r.Outcome}"),
                        checks = r
                            .Checks.Where(c => c.Outcome != Outcome.Passed)
                            .Select(c => new
                            {
                                line = c.Line,
                                sentence = c.Sentence,
                                expected = c.Expected,
                                actual = c.Actual,
                                difference = c.Difference,
                                note = c.Note,
                                table = c.Rows?.ToLines(),
                            }),
                    }),
            }
        );

    private static string Sentence(TestResult result)
    {
        var (count, passed) = (result.Results.Count, result.Results.Count(r => r.Outcome == Outcome.Passed));
        var tail = string.Create(CultureInfo.InvariantCulture, $"{result.Models:#,##0} {(result.Models == 1 ? "model" : "models")}, {result.Seconds:0.0} s");
        var examples = count == 1 ? "example" : "examples";
        return passed == count
            ? string.Create(CultureInfo.InvariantCulture, $"{(count == 1 ? "the one" : $"all {count:#,##0}")} {examples} ({tail})")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(", ", RunResultView.Parts(result.Results))}, {passed:#,##0} of {count:#,##0} {examples} passed ({tail})"
            );
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Results;
using Spectre.Console;

namespace ShopStream.Cli.View;

/// <summary>A scenario that did not pass, on the console.</summary>
internal static partial class ScenarioView
{
    private const int QueryLines = 12;
    private const string Indented = "\n                ";

    /// <summary>Its name and place, and its checks that did not pass.</summary>
    public static void Write(IAnsiConsole console, ScenarioResult scenario)
    {
        console.MarkupLine(
            $"[{OutcomeColours.Of(scenario.Outcome)}]{NameOf(scenario)}[/] "
                + $"{Markup.Escape(scenario.Name)} [grey]{Markup.Escape($"{scenario.File}:{scenario.Line}")}[/]"
        );
        foreach (var check in scenario.Checks.Where(c => c.Outcome != Outcome.Passed))
        {
            console.WriteLine($"  {check.Sentence}  ({scenario.File}:{check.Line})");
            Line(console, "expected", check.Expected);
            Line(console, "actual", check.Actual);
            Line(console, "difference", check.Difference);
            Line(console, "note", check.Note);
            if (check.Rows is { } rows)
            {
                foreach (var line in rows.ToLines())
                    console.WriteLine($"      {line}");
                console.WriteLine($"      {RowsDifference.Legend}");
                continue;
            }
            if (check.Keys.Count > 0)
                Line(console, "rows", string.Join('\n', check.Keys));
            Line(console, "example", check.ExampleCommand);
            foreach (var (what, text) in check.DrillDown is { } drillDown ? DrillDownView.Lines(drillDown) : [])
                Line(console, what, text);
            if (check.Sql.Length > 0)
                Line(console, "query", Last(check.Sql));
        }
        console.WriteLine();
    }

    private static void Line(IAnsiConsole console, string what, string? text)
    {
        if (text is not null)
            console.WriteLine($"    {what, -10}  {text.ReplaceLineEndings(Indented)}");
    }

    // The last query lists the sample rows if there is such a query; else it reads the side that is checked.
    private static string Last(string sql)
    {
        var heads = QueryHead().Matches(sql);
        var lines = (heads.Count == 0 ? sql : sql[heads[^1].Index..]).ReplaceLineEndings("\n").Split('\n');
        var shown =
            lines.Length <= QueryLines + 1
                ? lines.AsEnumerable()
                : [.. lines.Take(QueryLines), string.Create(CultureInfo.InvariantCulture, $"… {lines.Length - QueryLines} more lines in the report")];
        return string.Join(
            '\n',
            heads.Count < 2 ? shown : shown.Append(string.Create(CultureInfo.InvariantCulture, $"… and {heads.Count - 1} more in the report"))
        );
    }

    // As the metric collector writes them: -- DuckDB (warehouse)
    [GeneratedRegex(@"^-- \w+ \((source|lake|warehouse)\)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QueryHead();

    private static string NameOf(ScenarioResult scenario) =>
        scenario is { Outcome: Outcome.Warned, Severity: Severity.Info } ? "Info" : Outcomes.NameOf(scenario.Outcome);
}

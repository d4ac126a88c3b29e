using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.JUnit;

/// <summary>
/// Renders junit.xml: one suite per feature, one case per scenario, examples included. A scenario that was not judged is an error, because most CI servers show
/// "skipped" as green. A warning is a passed case with output.
/// </summary>
internal static class JUnitReport
{
    private const int LongestSql = 4_000;

    public static byte[] Render(RunResult run)
    {
        var suites = run.ExamplesAndScenarios.GroupBy(s => (s.File, s.Feature)).Select(g => Suite(run, g.Key.Feature, g.Key.File, Cases(run, [.. g]))).ToList();
        if (OfTheRun(run) is { } wholeRun)
            suites.Insert(0, Suite(run, "The run", null, [wholeRun]));
        var root = new XElement(
            "testsuites",
            new XAttribute("name", "ShopStream data quality"),
            Counts(suites.Elements("testcase")),
            new XAttribute("time", Time((run.FinishedAt - run.StartedAt).TotalSeconds)),
            suites
        );
        using var stream = new MemoryStream();
        using (
            var writer = XmlWriter.Create(
                stream,
                new()
                {
                    Encoding = new UTF8Encoding(false),
                    Indent = true,
                    NewLineChars = "\n",
                }
            )
        )
            root.WriteTo(writer);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static XElement Suite(RunResult run, string name, string? file, IReadOnlyList<XElement> cases) =>
        new(
            "testsuite",
            Attribute("name", name),
            file is null ? null : Attribute("file", IntegrationFinding.Path(run, file)),
            Counts(cases),
            new XAttribute("time", Time(cases.Sum(c => double.Parse(c.Attribute("time")!.Value, CultureInfo.InvariantCulture)))),
            new XAttribute("timestamp", run.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
            new XElement(
                "properties",
                Property("runId", run.RunId),
                Property("date", Figures.Day(run.Date)),
                run.Source is { } source ? Property("source", source) : null,
                run.SnapshotAt is { } taken ? Property("snapshotAt", Figures.Moment(taken)) : null,
                Property("command", run.Command)
            ),
            cases
        );

    // Without this case, a run that ended before its first check would have no cases, which CI servers show as green.
    private static XElement? OfTheRun(RunResult run)
    {
        if (run.Problem is null && run.Scenarios.Count > 0 && run.ExitCode != ExitCodes.Interrupted)
            return null;
        return new XElement(
            "testcase",
            new XAttribute("name", "The run completed"),
            new XAttribute("classname", "ShopStream"),
            new XAttribute("time", "0.000"),
            new XElement(
                "error",
                Attribute("message", VerdictSentence.Of(run)),
                Attribute("type", run.Scenarios.Count == 0 && run.Problem is null ? "notJudged" : "error"),
                VisibleCharacters.Text(run.Problem ?? VerdictSentence.WhatToDo(run))
            )
        );
    }

    private static List<XElement> Cases(RunResult run, List<ScenarioResult> scenarios)
    {
        var twice = scenarios.GroupBy(s => s.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        return [.. scenarios.Select(s => Case(run, s, twice.Contains(s.Name) ? $"{s.Name} (line {s.Line.ToString(CultureInfo.InvariantCulture)})" : s.Name))];
    }

    private static XElement Case(RunResult run, ScenarioResult scenario, string name)
    {
        var failed = scenario.Checks.Where(c => c.Outcome != Outcome.Passed).ToList();
        var text = VisibleCharacters.Text(string.Join("\n\n", failed.Select(c => Evidence(run, scenario, c))));
        var message = failed.Find(c => c.Outcome == scenario.Outcome) is { } first ? Message(first) : OutcomeWords.Of(scenario.Outcome).Word;
        return new XElement(
            "testcase",
            Attribute("name", name),
            Attribute("classname", scenario.Feature),
            Attribute("file", IntegrationFinding.Path(run, scenario.File)),
            new XAttribute("line", scenario.Line),
            new XAttribute("time", Time(scenario.Seconds)),
            new XElement(
                "properties",
                scenario.Owners.Select(o => Property("owner", o)),
                Property("severity", scenario.Severity.ToString().ToLowerInvariant()),
                scenario.Steps.Any(s => s.IsAction) ? Property("kind", "example") : null
            ),
            scenario.Outcome switch
            {
                Outcome.Passed => null,
                Outcome.Warned => new XElement("system-out", text),
                Outcome.Failed => new XElement("failure", Attribute("message", message), new XAttribute("type", "failed"), text),
                Outcome.NotJudged => new XElement("error", Attribute("message", message), new XAttribute("type", "notJudged"), text),
                _ => new XElement("error", Attribute("message", message), new XAttribute("type", "error"), text),
            }
        );
    }

    private static string Message(CheckResult check) =>
        (check.Expected, check.Actual, check.Note) switch
        {
            ({ } expected, { } actual, _) => $"{check.Sentence}: expected {expected}, found {actual}",
            (_, _, { } note) => $"{check.Sentence}: {note}",
            _ => check.Sentence,
        };

    private static string Evidence(RunResult run, ScenarioResult scenario, CheckResult check)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{IntegrationFinding.Place(run, scenario.File, check.Line)}: {OutcomeWords.Of(check.Outcome).Word}: {check.Sentence}"
        );
        if (check.Expected is { } expected)
            text.Append(CultureInfo.InvariantCulture, $"\nexpected: {expected}");
        if (check.Actual is { } actual)
            text.Append(CultureInfo.InvariantCulture, $"\nfound: {actual}");
        if (check.Difference is { } difference)
            text.Append(CultureInfo.InvariantCulture, $"\ndifference: {difference}");
        if (check.Note is { } note)
            text.Append(CultureInfo.InvariantCulture, $"\nnote: {note}");
        if (check.Rows is { } rows)
            text.Append(CultureInfo.InvariantCulture, $"\n{rows}");
        if (check.Keys.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"\naffected rows: {string.Join("; ", check.Keys)}");
        if (check.Sql.Length > LongestSql)
            text.Append("\nSQL: see results.json");
        else if (check.Sql.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"\nSQL:\n{check.Sql}");
        return text.ToString();
    }

    private static XAttribute[] Counts(IEnumerable<XElement> cases)
    {
        var all = cases.ToList();
        return
        [
            new("tests", all.Count),
            new("failures", all.Count(c => c.Element("failure") is not null)),
            new("errors", all.Count(c => c.Element("error") is not null)),
            new("skipped", 0),
        ];
    }

    private static XElement Property(string name, string value) => new("property", new XAttribute("name", name), Attribute("value", value));

    private static XAttribute Attribute(string name, string value) => new(name, VisibleCharacters.Text(value));

    private static string Time(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}

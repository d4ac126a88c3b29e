using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>A scenario that did not pass.</summary>
/// <param name="Number">Position on the page, from 1.</param>
/// <param name="Index">Index of the scenario in the run, from 0.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="RootCause">The first root-cause table; null if there is none.</param>
internal sealed record ReportFinding(int Number, int Index, ScenarioResult Scenario, string? RootCause);

/// <summary>
/// Lists every scenario that did not pass, by root cause, the worst first. Of each root cause one finding is shown; the others, which are
/// consequences of it, are folded below.
/// </summary>
internal static class Findings
{
    private const int Opened = 3;

    public static string Title(RunResult run) => run.Scenarios.Any(s => s.Outcome is Outcome.Failed or Outcome.Error) ? "What failed" : "What needs attention";

    public static void Render(Html html, RunResult run, Lookups lookups, Queries queries, PageTruncation truncation)
    {
        // The verdict has said so.
        if (run.Scenarios.Count > 0 && lookups.Findings.Count == 0)
            return;
        html.Line($"""<section aria-labelledby="findings">""");
        html.Line($"""<h2 id="findings">{Title(run)}</h2>""");
        if (run.Scenarios.Count == 0)
            html.Line($"<p>No scenario was judged.</p>");
        foreach (var (cause, at) in Groups(lookups.Findings).TakeWhile(g => truncation.Shows(g.First())).Select((g, i) => (g, i)))
        {
            var findings = cause.ToList();
            Heading(html, run, findings);
            Finding(html, run, findings[0], at < Opened, queries, truncation);
            var consequences = findings.Skip(1).ToList();
            // Without a common table nothing says that one follows from the other.
            var folds = consequences.Count > 0 && findings[0].RootCause is not null;
            if (folds)
                html.Line($"""<details class="consequences"><summary>{Figures.Count(consequences.Count, "more finding")} with the same root cause</summary>""");
            foreach (var finding in consequences.TakeWhile(truncation.Shows))
                Finding(html, run, finding, false, queries, truncation);
            if (folds)
                html.Line($"</details>");
        }

        PageTruncation.AppendMore(html, lookups.Findings.Count(f => !truncation.Shows(f)));
        html.Line($"</section>");
        if (lookups.Findings.Count > truncation.Limits.Findings)
            truncation.Shorten(
                $"{Figures.Count(truncation.Limits.Findings)} of {Figures.Count(lookups.Findings.Count, "finding")} are shown in full, "
                    + $"{Figures.Count(Math.Min(truncation.Limits.Brief, lookups.Findings.Count - truncation.Limits.Findings))} on one line each."
            );
    }

    /// <summary>
    /// All findings in page order. Root causes: by worst outcome, then the most severe, then by layer, revenue before others. Findings of one
    /// root cause: by outcome, then the most severe, those that locate it before its consequences, revenue before others.
    /// </summary>
    public static IReadOnlyList<ReportFinding> Of(RunResult run, FaultLocalization localization)
    {
        var all = run
            .Scenarios.Select((s, i) => new ReportFinding(0, i, s, localization.Of(i) is [var first, ..] ? first : null))
            .Where(f => f.Scenario.Outcome != Outcome.Passed);
        var ordered = Groups(all)
            .OrderBy(g => g.Min(Rank))
            .ThenByDescending(g => g.Max(f => f.Scenario.Severity))
            .ThenBy(g => g.First().RootCause is { } table ? FaultLocalization.Layer(table) : int.MaxValue)
            .ThenByDescending(g => g.Any(f => RevenueStatus.IsAbout(f.Scenario)))
            .ThenBy(g => g.First().RootCause is { } table ? localization.Position(table) : 0)
            .SelectMany(g =>
                g.OrderBy(Rank).ThenByDescending(f => f.Scenario.Severity).ThenBy(IsConsequence).ThenByDescending(f => RevenueStatus.IsAbout(f.Scenario))
            );
        return [.. ordered.Select((f, i) => f with { Number = i + 1 })];
    }

    // Findings without a table are grouped by outcome.
    private static IEnumerable<IGrouping<(string? RootCause, Outcome? Outcome), ReportFinding>> Groups(IEnumerable<ReportFinding> findings) =>
        findings.GroupBy(f => (f.RootCause, f.RootCause is null ? f.Scenario.Outcome : (Outcome?)null));

    // Every failed check of it follows from a fault that another scenario locates.
    private static bool IsConsequence(ReportFinding finding) =>
        finding.Scenario.Checks.Where(c => c.Outcome != Outcome.Passed).All(c => c.RootCause is not null);

    private static int Rank(ReportFinding finding) => Outcomes.Rank(finding.Scenario.Outcome);

    private static void Heading(Html html, RunResult run, List<ReportFinding> findings)
    {
        var first = findings[0];
        html.Add($"<h3>");
        if (first.RootCause is null)
            html.Add($"{OutcomeWords.Of(first.Scenario.Outcome).Word}, no single table");
        else
            html.Add(
                $"""{(first.Scenario.Outcome is Outcome.Failed or Outcome.Warned ? "Root cause:" : "Table:")} <span class="data">{first.RootCause}</span>"""
            );
        var counts = findings.GroupBy(f => f.Scenario.Outcome).Select(g => $"{Figures.Count(g.Count())} {OutcomeWords.Of(g.Key).Word.ToLowerInvariant()}");
        html.Line($""" <span class="quiet small">{Figures.Count(findings.Count, "scenario")}: {string.Join(", ", counts)}</span></h3>""");
        if (run.Incidents?.Open.FirstOrDefault(i => string.Equals(i.Place, first.RootCause, StringComparison.Ordinal)) is { } incident)
            html.Line($"""<p class="quiet small">Incident <span class="data">{incident.Id}</span>: {Since(incident)}.</p>""");
    }

    private static string Since(Incident incident) =>
        incident.Days == 1 ? "new today" : $"day {Figures.Count(incident.Days)}, since {Figures.Day(DateOnly.FromDateTime(incident.FirstSeen.UtcDateTime))}";

    private static void Finding(Html html, RunResult run, ReportFinding finding, bool open, Queries queries, PageTruncation truncation)
    {
        if (finding.Number <= truncation.Limits.Findings)
        {
            FindingDetails.Render(html, run, finding, open, queries, truncation);
            return;
        }

        html.Add($"""<p id="{truncation.Anchors.Finding(finding.Index)}">""").Badged(finding.Scenario.Outcome, finding.Scenario.Severity);
        truncation.Link(html, finding.Index, finding.Scenario.Name, finding.Scenario.Language);
        html.Line($"</p>");
    }
}

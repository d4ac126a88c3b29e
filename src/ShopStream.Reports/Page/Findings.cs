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

/// <summary>Lists every scenario that did not pass with its evidence, the worst first, grouped by root cause.</summary>
internal static class Findings
{
    private const int Opened = 3;

    public static string Title(RunResult run) =>
        run.Scenarios.Any(s => s.Outcome is Outcome.Failed or Outcome.Error) ? "What failed" : "What needs attention";

    public static void Render(Html html, RunResult run, Lookups lookups, Queries queries, PageTruncation truncation)
    {
        html.Line($"""<section aria-labelledby="findings">""");
        html.Line($"""<h2 id="findings">{Title(run)}</h2>""");
        if (run.Scenarios.All(s => s.Outcome == Outcome.Passed))
            html.Line($"""<p>{(run.Scenarios.Count == 0 ? "No scenario was judged." : "Nothing. Every check was measured and passed.")}</p>""");
        foreach (var outcome in lookups.Findings.GroupBy(f => f.Scenario.Outcome))
        {
            html.Line($"<h3>{OutcomeWords.Of(outcome.Key).Word}: {Figures.Count(outcome.Count(), "scenario")}</h3>");
            foreach (var cause in outcome.GroupBy(f => f.RootCause, StringComparer.Ordinal).TakeWhile(p => truncation.Shows(p.First())))
            {
                RootCause(html, cause.Key, outcome.Key, cause.Count());
                foreach (var found in cause.TakeWhile(truncation.Shows))
                {
                    if (found.Number > truncation.Limits.Findings) AppendBrief(html, found, truncation);
                    else FindingDetails.Render(html, run, found, found.Number <= Opened, queries, truncation);
                }
            }

            PageTruncation.AppendMore(html, outcome.Count(f => !truncation.Shows(f)));
        }

        html.Line($"</section>");
        if (lookups.Findings.Count > truncation.Limits.Findings)
            truncation.Shorten($"{Figures.Count(truncation.Limits.Findings)} of {Figures.Count(lookups.Findings.Count, "finding")} are shown in full, {Figures.Count(Math.Min(truncation.Limits.Brief, lookups.Findings.Count - truncation.Limits.Findings))} on one line each.");
    }

    /// <summary>All findings in page order: by outcome, then by root-cause table (most severe first, then by layer, revenue before others), then in the same order within a table.</summary>
    public static IReadOnlyList<ReportFinding> Of(RunResult run, FaultLocalization localization)
    {
        var all = run.Scenarios.Select((s, i) => new ReportFinding(0, i, s, localization.Of(i) is [var first, ..] ? first : null)).ToList();
        return
        [
            .. (from outcome in OutcomeWords.WorstFirst.Where(o => o != Outcome.Passed)
                from cause in all.Where(f => f.Scenario.Outcome == outcome).GroupBy(f => f.RootCause, StringComparer.Ordinal)
                    .OrderByDescending(g => g.Max(f => f.Scenario.Severity)).ThenBy(g => g.Key is null ? int.MaxValue : FaultLocalization.Layer(g.Key))
                    .ThenByDescending(g => g.Any(f => RevenueStatus.IsAbout(f.Scenario))).ThenBy(g => g.Key is null ? 0 : localization.Position(g.Key))
                from found in cause.OrderByDescending(f => f.Scenario.Severity).ThenByDescending(f => RevenueStatus.IsAbout(f.Scenario))
                select found).Select((f, i) => f with { Number = i + 1 })
        ];
    }

    private static void RootCause(Html html, string? dataset, Outcome outcome, int count)
    {
        html.Add($"""<h4 class="cause">""");
        if (dataset is null) html.Add($"No single table");
        else html.Add($"""{(outcome is Outcome.Failed or Outcome.Warned ? "Root cause:" : "Table:")} <span class="data">{dataset}</span>""");
        html.Line($""" <span class="quiet small">{Figures.Count(count, "scenario")}</span></h4>""");
    }

    private static void AppendBrief(Html html, ReportFinding found, PageTruncation truncation)
    {
        html.Add($"""<p id="{truncation.Anchors.Finding(found.Index)}">""").Badged(found.Scenario.Outcome, found.Scenario.Severity);
        truncation.Link(html, found.Index, found.Scenario.Name, found.Scenario.Language);
        html.Line($"</p>");
    }
}

using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <param name="Number">In the order in which they are shown, from 1.</param>
/// <param name="Index">Of the scenario in the run, from 0.</param>
/// <param name="Scenario">That did not pass.</param>
/// <param name="Origin">The first table that it accuses; null where it accuses none.</param>
internal sealed record ReportFinding(int Number, int Index, ScenarioResult Scenario, string? Origin);

/// <summary>Every scenario that is not as it should be, with its evidence: the worst first, those that begin at one table together.</summary>
internal static class Findings
{
    private const int Opened = 3;

    public static string Title(RunResult run) =>
        run.Scenarios.Any(s => s.Outcome is Outcome.Failed or Outcome.Error) ? "What failed" : "What to look at";

    public static void Render(Html html, RunResult run, Lookups lookups, Queries queries, PageTruncation truncation)
    {
        html.Line($"""<section aria-labelledby="findings">""");
        html.Line($"""<h2 id="findings">{Title(run)}</h2>""");
        if (run.Scenarios.All(s => s.Outcome == Outcome.Passed))
            html.Line($"""<p>{(run.Scenarios.Count == 0 ? "No scenario was judged, so nothing is known." : "Nothing: every check was measured, and was as expected.")}</p>""");
        foreach (var outcome in lookups.Findings.GroupBy(f => f.Scenario.Outcome))
        {
            html.Line($"<h3>{OutcomeWords.Of(outcome.Key).Word}: {Figures.Count(outcome.Count(), "scenario")}</h3>");
            foreach (var place in outcome.GroupBy(f => f.Origin, StringComparer.Ordinal).TakeWhile(p => truncation.Names(p.First())))
            {
                Place(html, place.Key, outcome.Key, place.Count());
                foreach (var found in place.TakeWhile(truncation.Names))
                {
                    if (found.Number > truncation.Limits.Findings) AppendBrief(html, found, truncation);
                    else FindingDetails.Render(html, run, found, found.Number <= Opened, queries, truncation);
                }
            }

            PageTruncation.AppendMore(html, outcome.Count(f => !truncation.Names(f)));
        }

        html.Line($"</section>");
        if (lookups.Findings.Count > truncation.Limits.Findings)
            truncation.Shorten($"{Figures.Count(truncation.Limits.Findings)} of {Figures.Count(lookups.Findings.Count, "finding")} are shown in full, {Figures.Count(Math.Min(truncation.Limits.Brief, lookups.Findings.Count - truncation.Limits.Findings))} by a line.");
    }

    /// <summary>All of them, numbered in the order in which they are shown: by outcome, then by table, that of the gravest first, then the first on the way, where revenue is concerned before others; of one table in the same order.</summary>
    public static IReadOnlyList<ReportFinding> Of(RunResult run, FaultLocalization localization)
    {
        var all = run.Scenarios.Select((s, i) => new ReportFinding(0, i, s, localization.Of(i) is [var first, ..] ? first : null)).ToList();
        return
        [
            .. (from outcome in OutcomeWords.WorstFirst.Where(o => o != Outcome.Passed)
                from place in all.Where(f => f.Scenario.Outcome == outcome).GroupBy(f => f.Origin, StringComparer.Ordinal)
                    .OrderByDescending(g => g.Max(f => f.Scenario.Severity)).ThenBy(g => g.Key is null ? int.MaxValue : FaultLocalization.Layer(g.Key))
                    .ThenByDescending(g => g.Any(f => RevenueStatus.IsAbout(f.Scenario))).ThenBy(g => g.Key is null ? 0 : localization.Place(g.Key))
                from found in place.OrderByDescending(f => f.Scenario.Severity).ThenByDescending(f => RevenueStatus.IsAbout(f.Scenario))
                select found).Select((f, i) => f with { Number = i + 1 })
        ];
    }

    private static void Place(Html html, string? dataset, Outcome outcome, int count)
    {
        html.Add($"""<h4 class="place">""");
        if (dataset is null) html.Add($"Of no one table");
        else html.Add($"""{(outcome is Outcome.Failed or Outcome.Warned ? "Begins in" : "About")} <span class="data">{dataset}</span>""");
        html.Line($""" <span class="quiet small">{Figures.Count(count, "scenario")}</span></h4>""");
    }

    private static void AppendBrief(Html html, ReportFinding found, PageTruncation truncation)
    {
        html.Add($"""<p id="{truncation.Anchors.Finding(found.Index)}">""").Badged(found.Scenario.Outcome, found.Scenario.Severity);
        truncation.Link(html, found.Index, found.Scenario.Name, found.Scenario.Language);
        html.Line($"</p>");
    }
}

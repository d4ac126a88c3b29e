using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>What is whose, and where to read on.</summary>
internal static class Owners
{
    private const int FindingsShown = 20;

    /// <summary>Whether any scenario names an owner: a page without owners has no such section.</summary>
    public static bool Any(RunResult run) => run.Scenarios.Any(s => s.Owners.Count > 0);

    public static void Render(Html html, RunResult run, Anchors anchors)
    {
        if (!Any(run)) return;
        html.Line($"""<section aria-labelledby="owners">""");
        html.Line($"""<h2 id="owners">By owner</h2>""");
        html.Line($"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="owners"><table>""");
        html.Line($"<caption>Whom to ask, as the tags @owner:name say. A scenario of two owners counts for both.</caption>");
        html.Add($"""<thead><tr><th scope="col">Owner</th><th scope="col" class="n">Scenarios</th>""");
        foreach (var outcome in OutcomeWords.WorstFirst.Reverse()) html.Add($"""<th scope="col" class="n">{OutcomeWords.Of(outcome).Word}</th>""");
        html.Line($"""<th scope="col">Findings</th></tr></thead><tbody>""");
        var findings = Findings.Of(run).ToDictionary(f => f.Index);
        foreach (var (owner, owned) in Ownership.Group(run.Scenarios.Select((s, i) => (Scenario: s, Index: i)), s => s.Scenario.Owners))
        {
            if (owner is null) html.Add($"""<tr><th scope="row">without an owner</th>""");
            else html.Add($"""<tr><th scope="row"><span class="data">{owner}</span></th>""");
            html.Add($"""<td class="n">{Figures.Count(owned.Count)}</td>""");
            foreach (var outcome in OutcomeWords.WorstFirst.Reverse()) html.Add($"""<td class="n">{Figures.Count(owned.Count(o => o.Scenario.Outcome == outcome))}</td>""");
            Links(html, [.. owned.Where(o => findings.ContainsKey(o.Index)).Select(o => findings[o.Index]).OrderBy(f => f.Number)], anchors);
            html.Line($"</tr>");
        }

        html.Line($"</tbody></table></div>");
        html.Line($"</section>");
    }

    private static void Links(Html html, List<Found> findings, Anchors anchors)
    {
        html.Add($"<td>");
        if (findings.Count == 0) html.Add($"""<span class="seen-by-ear">none</span><span aria-hidden="true">–</span>""");
        foreach (var (found, at) in findings.Take(FindingsShown).Select((f, i) => (f, i))) html.Add($"""{(at == 0 ? "" : ", ")}<a href="#{anchors.Finding(found.Index)}">finding {found.Number}</a>""");
        if (findings.Count > FindingsShown) html.Add($" and {Figures.Count(findings.Count - FindingsShown)} more");
        html.Add($"</td>");
    }
}

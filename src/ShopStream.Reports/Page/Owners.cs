using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders outcomes and findings by owner.</summary>
internal static class Owners
{
    private const int FindingsShown = 20;

    /// <summary>Whether any scenario has an owner. Without owners the section is omitted.</summary>
    public static bool Any(RunResult run) => run.Scenarios.Any(s => s.Owners.Count > 0);

    public static void Render(Html html, RunResult run, Lookups lookups, PageTruncation truncation)
    {
        if (!Any(run))
            return;
        PageSection.Begin(html, "owners", "By owner", lookups.IsGreen);
        html.Line($"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="owners"><table>""");
        html.Line($"<caption>Owners come from the tags @owner:name. A scenario with two owners counts for both.</caption>");
        html.Add($"""<thead><tr><th scope="col">Owner</th><th scope="col" class="n">Scenarios</th>""");
        foreach (var outcome in Outcomes.WorstFirst.Reverse())
            html.Add($"""<th scope="col" class="n">{OutcomeWords.Of(outcome).Word}</th>""");
        html.Line($"""<th scope="col">Findings</th></tr></thead><tbody>""");
        var findings = lookups.Findings.ToDictionary(f => f.Index);
        var groups = Ownership.Group(run.Scenarios.Select((s, i) => (Scenario: s, Index: i)), s => s.Scenario.Owners);
        var named = groups.Count(g => g.Owner is not null);
        foreach (var (owner, owned) in groups.Where((g, i) => g.Owner is null || i < truncation.Limits.Lines))
        {
            if (owner is null)
                html.Add($"""<tr><th scope="row">No owner</th>""");
            else
                html.Add($"""<tr><th scope="row"><span class="data">{owner}</span></th>""");
            html.Add($"""<td class="n">{Figures.Count(owned.Count)}</td>""");
            foreach (var outcome in Outcomes.WorstFirst.Reverse())
                html.Add($"""<td class="n">{Figures.Count(owned.Count(o => o.Scenario.Outcome == outcome))}</td>""");
            Links(html, [.. owned.Where(o => findings.ContainsKey(o.Index)).Select(o => findings[o.Index]).OrderBy(f => f.Number)], truncation);
            html.Line($"</tr>");
        }

        html.Line($"</tbody></table></div>");
        if (named > truncation.Limits.Lines)
        {
            PageTruncation.AppendMore(html, named - truncation.Limits.Lines);
            truncation.Shorten($"{Figures.Count(truncation.Limits.Lines)} of {Figures.Count(named, "owner")} are listed.");
        }

        PageSection.End(html, lookups.IsGreen);
    }

    private static void Links(Html html, List<ReportFinding> findings, PageTruncation truncation)
    {
        html.Add($"<td>");
        if (findings.Count == 0)
            html.Add($"""<span class="seen-by-ear">none</span><span aria-hidden="true">–</span>""");
        var shown = findings.TakeWhile(truncation.Shows).Take(FindingsShown).ToList();
        foreach (var (found, at) in shown.Select((f, i) => (f, i)))
            html.Add($"""{(at == 0 ? "" : ", ")}<a href="#{truncation.Anchors.Finding(found.Index)}">finding {found.Number}</a>""");
        if (findings.Count > shown.Count)
            html.Add($"{(shown.Count == 0 ? "" : " and ")}{Figures.Count(findings.Count - shown.Count)} {(shown.Count == 0 ? "in results.json" : "more")}");
        html.Add($"</td>");
    }
}

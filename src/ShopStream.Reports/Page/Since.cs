using ShopStream.Quality.History;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>What fails newly, what still fails and what was fixed.</summary>
internal static class Since
{
    public static void Render(Html html, RunResult run, Anchors anchors)
    {
        if (run.Since is not { } since) return;
        html.Line($"""<section aria-labelledby="since">""");
        html.Line($"""<h2 id="since">Since the last run</h2>""");
        html.Line($"""<p class="quiet small">Compared with run <span class="data whole">{since.RunId}</span>; a scenario that it did not judge, with the newest run that did.</p>""");
        if (since.NewlyFailing.Count + since.StillFailing.Count + since.Fixed.Count == 0) html.Line($"<p>Nothing changed: what was judged passed before, and passes now.</p>");
        Changes(html, "Newly failing", since.NewlyFailing, anchors, c => c.RunId is null ? "judged for the first time" : "last passed in run ");
        Changes(html, "Still failing", since.StillFailing, anchors, _ => "since run ");
        Changes(html, "Fixed", since.Fixed, anchors, _ => "last failed in run ");
        html.Line($"</section>");
    }

    private static void Changes(Html html, string title, IReadOnlyList<ChangedScenario> changes, Anchors anchors, Func<ChangedScenario, string> when)
    {
        if (changes.Count == 0) return;
        html.Line($"<h3>{title}: {Wording.Figures.Count(changes.Count, "scenario")}</h3>");
        html.Line($"<ul>");
        foreach (var change in changes)
        {
            html.Add($"<li>");
            if (anchors.Scenario(new ScenarioName(change.File, change.Name)) is { } anchor) html.Add($"""<a class="data" href="#{anchor}">{change.Name}</a>""");
            else html.Add($"""<span class="data">{change.Name}</span>""");
            html.Line($""" · <code class="data">{change.File}</code> · {when(change)}<span class="data whole">{change.RunId}</span></li>""");
        }
        html.Line($"</ul>");
    }
}

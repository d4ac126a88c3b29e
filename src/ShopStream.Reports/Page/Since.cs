using ShopStream.Quality.History;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>What fails newly, what still fails and what was fixed.</summary>
internal static class Since
{
    public static void Render(Html html, RunResult run, Extent extent)
    {
        if (run.Since is not { } since) return;
        var places = ScenarioName.Of(run.Scenarios).Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.Item2);
        html.Line($"""<section aria-labelledby="since">""");
        html.Line($"""<h2 id="since">Since the last run</h2>""");
        html.Line($"""<p class="quiet small">Compared with run <span class="data">{since.RunId}</span>; a scenario that it did not judge, with the newest run that did.</p>""");
        if (since.NewlyFailing.Count + since.StillFailing.Count + since.Fixed.Count == 0) html.Line($"<p>Nothing changed: what was judged passed before, and passes now.</p>");
        Changes(html, extent, "Newly failing", since.NewlyFailing, places, c => c.RunId is null ? "judged for the first time" : $"last passed in run {c.RunId}");
        Changes(html, extent, "Still failing", since.StillFailing, places, c => $"since run {c.RunId}");
        Changes(html, extent, "Fixed", since.Fixed, places, c => $"last failed in run {c.RunId}");
        html.Line($"</section>");
    }

    private static void Changes(Html html, Extent extent, string title, IReadOnlyList<ChangedScenario> changes, Dictionary<ScenarioName, int> places, Func<ChangedScenario, string> when)
    {
        if (changes.Count == 0) return;
        html.Line($"<h3>{title}: {Wording.Figures.Count(changes.Count, "scenario")}</h3>");
        html.Line($"<ul>");
        foreach (var change in changes.Take(extent.Limits.Lines))
        {
            html.Add($"<li>");
            if (places.TryGetValue(new ScenarioName(change.File, change.Name), out var place)) extent.Link(html, place, change.Name);
            else html.Add($"""<span class="data">{change.Name}</span>""");
            html.Line($""" · <code class="data">{change.File}</code> · <span class="data">{when(change)}</span></li>""");
        }
        html.Line($"</ul>");
        if (changes.Count <= extent.Limits.Lines) return;
        Extent.More(html, changes.Count - extent.Limits.Lines);
        extent.Cut($"{title}: {Wording.Figures.Count(extent.Limits.Lines)} of {Wording.Figures.Count(changes.Count, "scenario")} are named.");
    }
}

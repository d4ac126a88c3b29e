using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>Renders what is newly failing, still failing and fixed.</summary>
internal static class Since
{
    /// <summary>Whether there is something to show: on the page of a run that passed, only changes.</summary>
    public static bool IsShown(RunResult run, Lookups lookups) =>
        run.Since is { } since && (!lookups.IsGreen || since.NewlyFailing.Count + since.StillFailing.Count + since.Fixed.Count > 0);

    public static void Render(Html html, RunResult run, Lookups lookups, PageTruncation truncation)
    {
        if (run.Since is not { } since || !IsShown(run, lookups))
            return;
        html.Line($"""<section aria-labelledby="since">""");
        html.Line($"""<h2 id="since">Since the last run</h2>""");
        html.Line(
            $"""<p class="quiet small">Compared with run <span class="data whole">{since.RunId}</span>. """
                + $"A scenario that was not judged in that run is compared with the newest run that judged it.</p>"
        );
        if (since.NewlyFailing.Count + since.StillFailing.Count + since.Fixed.Count == 0)
            html.Line($"<p>No changes: all judged scenarios passed before and pass now.</p>");
        Changes(html, truncation, "Newly failing", since.NewlyFailing, c => c.RunId is null ? "judged for the first time" : "last passed in run ");
        Changes(html, truncation, "Still failing", since.StillFailing, _ => "since run ");
        Changes(html, truncation, "Fixed", since.Fixed, _ => "last failed in run ");
        html.Line($"</section>");
    }

    private static void Changes(Html html, PageTruncation truncation, string title, IReadOnlyList<ChangedScenario> changes, Func<ChangedScenario, string> when)
    {
        if (changes.Count == 0)
            return;
        html.Line($"<h3>{title}: {Wording.Figures.Count(changes.Count, "scenario")}</h3>");
        html.Line($"<ul>");
        foreach (var change in changes.Take(truncation.Limits.Lines))
        {
            html.Add($"<li>");
            if (truncation.Anchors.IndexOf(new ScenarioName(change.File, change.Name)) is { } index)
                truncation.Link(html, index, change.Name);
            else
                html.Add($"""<span class="data">{change.Name}</span>""");
            html.Line($""" · <code class="data">{change.File}</code> · {when(change)}<span class="data whole">{change.RunId}</span></li>""");
        }
        html.Line($"</ul>");
        if (changes.Count <= truncation.Limits.Lines)
            return;
        PageTruncation.AppendMore(html, changes.Count - truncation.Limits.Lines);
        truncation.Shorten($"{title}: {Wording.Figures.Count(truncation.Limits.Lines)} of {Wording.Figures.Count(changes.Count, "scenario")} are named.");
    }
}

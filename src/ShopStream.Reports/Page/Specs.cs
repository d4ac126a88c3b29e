using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Every feature and scenario as it was written.</summary>
internal static class Specs
{
    public static void Render(Html html, RunResult run, Extent extent)
    {
        html.Line($"""<section aria-labelledby="specs">""");
        html.Line($"""<h2 id="specs">Features and scenarios</h2>""");
        var listed = run.Scenarios.Where((_, i) => extent.Lists(i)).ToList();
        if (run.Scenarios.Count == 0) html.Line($"<p>No scenario was judged.</p>");
        else SpecFilter.Render(html, listed, run.Scenarios.Count - listed.Count);

        var (bare, left) = (0, 0);
        foreach (var (feature, scenarios) in Features(run))
        {
            // Of features without a listed scenario some are named.
            if (!scenarios.Exists(s => extent.Lists(s.Index)) && ++bare > extent.Limits.Lines) left++;
            else Feature(html, feature, scenarios, extent);
        }

        Extent.More(html, left, "feature");
        html.Line($"</section>");

        if (listed.Count < run.Scenarios.Count) extent.Cut($"{Figures.Count(listed.Count)} of {Figures.Count(run.Scenarios.Count, "scenario")} are listed, the worst first.");
        if (left > 0) extent.Cut($"{Figures.Count(left, "feature")} of which no scenario is listed {(left == 1 ? "is" : "are")} left out.");
        var brief = listed.Where(s => !ScenarioText.ShowsSteps(s, extent.Limits)).ToList();
        if (brief.Count > 0) extent.Cut($"{Figures.Count(brief.Count, "scenario")}{(brief.TrueForAll(s => s.Outcome == Outcome.Passed) ? " that passed" : "")} {(brief.Count == 1 ? "is" : "are")} listed without steps.");
    }

    // A feature that is not among the run's is known by its scenarios.
    private static IEnumerable<(FeatureResult Feature, List<(ScenarioResult Scenario, int Index)> Scenarios)> Features(RunResult run)
    {
        var indexed = run.Scenarios.Select((s, i) => (Scenario: s, Index: i)).ToLookup(s => s.Scenario.File, StringComparer.Ordinal);
        foreach (var feature in run.Features) yield return (feature, [.. indexed[feature.File]]);
        var known = run.Features.Select(f => f.File).ToHashSet(StringComparer.Ordinal);
        foreach (var rest in indexed.Where(g => !known.Contains(g.Key)))
            yield return (new(rest.First().Scenario.Feature, null, rest.Key) { Language = rest.First().Scenario.Language }, [.. rest]);
    }

    private static void Feature(Html html, FeatureResult feature, List<(ScenarioResult Scenario, int Index)> scenarios, Extent extent)
    {
        var passed = scenarios.Count(s => s.Scenario.Outcome == Outcome.Passed);
        var style = passed == scenarios.Count ? "feature passed" : "feature";
        html.Add($"<section class=\"{style}\"><h3 class=\"data\"").In(feature.Language).Line($">{feature.Name}</h3>");
        html.Line($"""<p class="where"><code class="data">{feature.File}</code> · {Figures.Count(passed)} of {Figures.Count(scenarios.Count)} passed</p>""");
        if (!string.IsNullOrWhiteSpace(feature.Description)) html.Add($"<p class=\"about data\"").In(feature.Language).Line($">{Unindented(feature.Description)}</p>");
        foreach (var (scenario, index) in scenarios.Where(s => extent.Lists(s.Index))) ScenarioText.Render(html, scenario, index + 1, extent);
        Extent.More(html, scenarios.Count(s => !extent.Lists(s.Index)), "scenario");
        html.Line($"</section>");
    }

    private static string Unindented(string text) => string.Join('\n', text.Trim().Split('\n').Select(line => line.Trim()));
}

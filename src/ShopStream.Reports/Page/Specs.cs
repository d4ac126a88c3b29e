using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Every feature and scenario as it was written.</summary>
internal static class Specs
{
    public static void Render(Html html, RunResult run, PageLimits limits)
    {
        html.Line($"""<section aria-labelledby="specs">""");
        html.Line($"""<h2 id="specs">Features and scenarios</h2>""");
        if (run.Scenarios.Count == 0) html.Line($"<p>No scenario was judged.</p>");
        else SpecFilter.Render(html, run);

        var indexed = run.Scenarios.Select((s, i) => (Scenario: s, Number: i + 1)).ToLookup(s => s.Scenario.File, StringComparer.Ordinal);
        foreach (var feature in run.Features) Feature(html, feature, [.. indexed[feature.File]], limits);
        var known = run.Features.Select(f => f.File).ToHashSet(StringComparer.Ordinal);
        foreach (var rest in indexed.Where(g => !known.Contains(g.Key)))
            Feature(html, new(rest.First().Scenario.Feature, null, rest.Key) { Language = rest.First().Scenario.Language }, [.. rest], limits);
        html.Line($"</section>");
    }

    private static void Feature(Html html, FeatureResult feature, List<(ScenarioResult Scenario, int Number)> scenarios, PageLimits limits)
    {
        var passed = scenarios.Count(s => s.Scenario.Outcome == Outcome.Passed);
        var style = passed == scenarios.Count ? "feature passed" : "feature";
        html.Add($"<section class=\"{style}\"><h3 class=\"data\"").In(feature.Language).Line($">{feature.Name}</h3>");
        html.Line($"""<p class="where"><code class="data">{feature.File}</code> · {Figures.Count(passed)} of {Figures.Count(scenarios.Count)} passed</p>""");
        if (!string.IsNullOrWhiteSpace(feature.Description)) html.Add($"<p class=\"about data\"").In(feature.Language).Line($">{Unindented(feature.Description)}</p>");
        foreach (var (scenario, number) in scenarios) ScenarioText.Render(html, scenario, number, limits);
        html.Line($"</section>");
    }

    private static string Unindented(string text) => string.Join('\n', text.Trim().Split('\n').Select(line => line.Trim()));
}

using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Every feature and scenario as it was written, by subject.</summary>
internal static class Specs
{
    public static void Render(Html html, RunResult run, IReadOnlyList<Found> findings, Extent extent)
    {
        html.Line($"""<section aria-labelledby="specs">""");
        html.Line($"""<h2 id="specs">Features and scenarios</h2>""");
        var listed = run.Scenarios.Where((_, i) => extent.Lists(i)).ToList();
        if (run.Scenarios.Count == 0) html.Line($"<p>No scenario was judged.</p>");
        else SpecFilter.Render(html, listed, run.Scenarios.Count - listed.Count);

        var found = findings.TakeWhile(f => f.Number <= extent.Limits.LastFinding).Select(f => f.Index).ToHashSet();
        var indexed = run.Scenarios.Select((s, i) => (Scenario: s, Index: i)).ToLookup(s => s.Scenario.File, StringComparer.Ordinal);
        var known = run.Features.Select(f => f.File).ToHashSet(StringComparer.Ordinal);
        var all = run.Features.Concat(indexed.Where(g => !known.Contains(g.Key)).Select(g => new FeatureResult(g.First().Scenario.Feature, null, g.Key) { Language = g.First().Scenario.Language })).ToList();
        // Of features without a listed scenario some are named.
        var (bare, features) = (0, new List<FeatureResult>());
        foreach (var feature in all)
            if (indexed[feature.File].Any(s => extent.Lists(s.Index)) || ++bare <= extent.Limits.Lines) features.Add(feature);
        var left = all.Count - features.Count;
        var subjectOf = Subject.Of(all.Select(f => f.File));
        var subjects = features.GroupBy(f => subjectOf(f.File), StringComparer.Ordinal).Select((g, i) => (Name: g.Key, Id: $"subject-{Figures.Count(i + 1)}", Features: g.ToList(), Outcomes: g.SelectMany(f => indexed[f.File]).Select(s => s.Scenario.Outcome).ToList())).ToList();
        if (subjects.Count > 1)
        {
            html.Line($"""<ul class="subjects">""");
            foreach (var (name, id, _, outcomes) in subjects) html.Add($"""<li><a class="data" href="#{id}">{name}</a> """).Counted(outcomes).Line($"</li>");
            html.Line($"</ul>");
        }

        foreach (var (name, id, of, outcomes) in subjects)
        {
            html.Line($"""<section class="subject" aria-labelledby="{id}">""");
            html.Add($"""<h3 id="{id}"><span class="data">{name}</span></h3><p class="where">""").Counted(outcomes).Line($"</p>");
            foreach (var feature in of) Feature(html, feature, [.. indexed[feature.File]], of.Count > 1, found, extent);
            html.Line($"</section>");
        }

        Extent.More(html, left, "feature");
        html.Line($"</section>");

        if (listed.Count < run.Scenarios.Count) extent.Cut($"{Figures.Count(listed.Count)} of {Figures.Count(run.Scenarios.Count, "scenario")} are listed, the worst first.");
        if (left > 0) extent.Cut($"{Figures.Count(left, "feature")} of which no scenario is listed {(left == 1 ? "is" : "are")} left out.");
        var brief = listed.Where(s => !ScenarioText.ShowsSteps(s, extent.Limits)).ToList();
        if (brief.Count > 0) extent.Cut($"{Figures.Count(brief.Count, "scenario")}{(brief.TrueForAll(s => s.Outcome == Outcome.Passed) ? " that passed" : "")} {(brief.Count == 1 ? "is" : "are")} listed without steps.");
    }

    private static Html Counted(this Html html, List<Outcome> outcomes)
    {
        var passed = outcomes.Count(o => o == Outcome.Passed);
        if (outcomes.Count == 0) return html.Add($"""<span class="small quiet">no scenario was judged</span>""");
        if (passed == outcomes.Count) return html.Add($"""<span class="mark passed small"><span aria-hidden="true">✓</span> {(passed == 1 ? "the one passed" : $"all {Figures.Count(passed)} passed")}</span>""");
        var worst = OutcomeWords.Of(Outcomes.Worst(outcomes));
        return html.Add($"""<span class="mark {worst.Style} small"><span aria-hidden="true">{worst.Symbol}</span> {Figures.Count(passed)} of {Figures.Count(outcomes.Count)} passed</span>""");
    }

    private static void Feature(Html html, FeatureResult feature, List<(ScenarioResult Scenario, int Index)> scenarios, bool isOneOfSeveral, HashSet<int> found, Extent extent)
    {
        var passed = scenarios.Count(s => s.Scenario.Outcome == Outcome.Passed);
        var style = passed == scenarios.Count ? "feature passed" : "feature";
        html.Add($"<section class=\"{style}\"><h4 class=\"data\"").In(feature.Language).Line($">{feature.Name}</h4>");
        html.Line($"""<p class="where"><code class="data">{feature.File}</code>{(isOneOfSeveral ? $" · {Figures.Count(passed)} of {Figures.Count(scenarios.Count)} passed" : "")}</p>""");
        foreach (var paragraph in Paragraphs(feature.Description)) html.Add($"<p class=\"about data\"").In(feature.Language).Line($">{paragraph}</p>");
        foreach (var (scenario, index) in scenarios.Where(s => extent.Lists(s.Index))) ScenarioText.Render(html, scenario, index, found.Contains(index), extent);
        Extent.More(html, scenarios.Count(s => !extent.Lists(s.Index)), "scenario");
        html.Line($"</section>");
    }

    // A file breaks its lines where its writer's window ended, the page where the reader's does; an empty line and a list stay.
    private static IEnumerable<string> Paragraphs(string? description)
    {
        var text = "";
        foreach (var line in (description ?? "").ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Append(""))
        {
            if (line.Length > 0) text += text.Length == 0 ? line : (line[0] is '-' or '*' or '|' or '•' ? "\n" : " ") + line;
            else if (text.Length > 0)
            {
                yield return text;
                text = "";
            }
        }
    }
}

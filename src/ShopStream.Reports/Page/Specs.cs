using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders every feature and scenario as written, by subject.</summary>
internal static class Specs
{
    public static void Render(Html html, RunResult run, PageTruncation truncation, bool folded)
    {
        PageSection.Begin(html, "specs", "Features and scenarios", folded);
        var listed = run.Scenarios.Where((_, i) => truncation.IsListed(i)).ToList();
        if (run.Scenarios.Count == 0)
            html.Line($"<p>No scenario was judged.</p>");
        else
            SpecFilter.Render(html, listed, run.Scenarios.Count - listed.Count);

        var features = Features(run).ToList();
        var (bare, left, shown) = (0, 0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var (feature, scenarios) in features)
        {
            // Features without a listed scenario are limited, too.
            if (!scenarios.Exists(s => truncation.IsListed(s.Index)) && ++bare > truncation.Limits.Lines)
                left++;
            else
                shown.Add(feature.File);
        }

        var subjectOf = Subject.Of(features.Select(f => f.Feature.File));
        var subjects = features
            .GroupBy(f => subjectOf(f.Feature.File), StringComparer.Ordinal)
            .Where(g => g.Any(f => shown.Contains(f.Feature.File)))
            .Select(
                (g, i) => (Name: g.Key, Number: i + 1, Features: g.ToList(), Outcomes: g.SelectMany(f => f.Scenarios).Select(s => s.Scenario.Outcome).ToList())
            )
            .ToList();
        if (subjects.Count > 1)
        {
            html.Line($"""<ul class="subjects">""");
            foreach (var (name, number, _, outcomes) in subjects)
                html.Add($"""<li><a class="data" href="#subject-{number}">{name}</a> """).Counted(outcomes).Line($"</li>");
            html.Line($"</ul>");
        }

        foreach (var (name, number, of, outcomes) in subjects)
        {
            html.Line($"""<section class="subject" aria-labelledby="subject-{number}">""");
            html.Add($"""<h3 id="subject-{number}"><span class="data">{name}</span></h3><p class="where">""").Counted(outcomes).Line($"</p>");
            foreach (var (feature, scenarios) in of.Where(f => shown.Contains(f.Feature.File)))
                Feature(html, feature, scenarios, of.Count > 1, truncation);
            html.Line($"</section>");
        }

        PageTruncation.AppendMore(html, left, "feature");
        PageSection.End(html, folded);

        if (listed.Count < run.Scenarios.Count)
            truncation.Shorten($"{Figures.Count(listed.Count)} of {Figures.Count(run.Scenarios.Count, "scenario")} are listed, the worst first.");
        if (left > 0)
            truncation.Shorten($"{Figures.Count(left, "feature")} without a listed scenario {(left == 1 ? "is" : "are")} left out.");
        var brief = listed.Where(s => !ScenarioText.ShowsSteps(s, truncation.Limits)).ToList();
        if (brief.Count > 0)
            truncation.Shorten(
                $"{Figures.Count(brief.Count, "scenario")}{(brief.TrueForAll(s => s.Outcome == Outcome.Passed) ? " that passed" : "")}"
                    + $" {(brief.Count == 1 ? "is" : "are")} listed without steps."
            );
    }

    // A feature that the run does not list is derived from its scenarios.
    private static IEnumerable<(FeatureResult Feature, List<(ScenarioResult Scenario, int Index)> Scenarios)> Features(RunResult run)
    {
        var indexed = run.Scenarios.Select((s, i) => (Scenario: s, Index: i)).ToLookup(s => s.Scenario.File, StringComparer.Ordinal);
        foreach (var feature in run.Features)
            yield return (feature, [.. indexed[feature.File]]);
        var known = run.Features.Select(f => f.File).ToHashSet(StringComparer.Ordinal);
        foreach (var rest in indexed.Where(g => !known.Contains(g.Key)))
            yield return (new(rest.First().Scenario.Feature, null, rest.Key) { Language = rest.First().Scenario.Language }, [.. rest]);
    }

    private static Html Counted(this Html html, List<Outcome> outcomes)
    {
        var passed = outcomes.Count(o => o == Outcome.Passed);
        if (outcomes.Count == 0)
            return html.Add($"""<span class="small quiet">no scenario was judged</span>""");
        if (passed == outcomes.Count)
            return html.Add(
                $"""<span class="mark passed small">"""
                    + $"""<span aria-hidden="true">✓</span> {(passed == 1 ? "1 passed" : $"all {Figures.Count(passed)} passed")}</span>"""
            );
        var worst = OutcomeWords.Of(Outcomes.Worst(outcomes));
        return html.Add(
            $"""<span class="mark {worst.Style} small">"""
                + $"""<span aria-hidden="true">{worst.Symbol}</span> {Figures.Count(passed)} of {Figures.Count(outcomes.Count)} passed</span>"""
        );
    }

    private static void Feature(
        Html html,
        FeatureResult feature,
        List<(ScenarioResult Scenario, int Index)> scenarios,
        bool isOneOfMany,
        PageTruncation truncation
    )
    {
        var passed = scenarios.Count(s => s.Scenario.Outcome == Outcome.Passed);
        var style = passed == scenarios.Count ? "feature passed" : "feature";
        html.Add($"<section class=\"{style}\"><h4 class=\"data\"").In(feature.Language).Line($">{feature.Name}</h4>");
        html.Line(
            $"""<p class="where"><code class="data">{feature.File}</code>"""
                + $"{(isOneOfMany ? $" · {Figures.Count(passed)} of {Figures.Count(scenarios.Count)} passed" : "")}</p>"
        );
        About.Render(html, feature.Description, feature.Language, truncation.Limits.Text);
        foreach (var (scenario, index) in scenarios.Where(s => truncation.IsListed(s.Index)))
            ScenarioText.Render(html, scenario, index, truncation);
        PageTruncation.AppendMore(html, scenarios.Count(s => !truncation.IsListed(s.Index)), "scenario");
        html.Line($"</section>");
    }
}

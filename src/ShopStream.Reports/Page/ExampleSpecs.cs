using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders the examples that specify the models, apart from the checks of today's data. One that did not pass shows both tables as one.</summary>
internal static class ExampleSpecs
{
    public static void Render(Html html, RunResult run, PageTruncation truncation)
    {
        if (run.Examples is not { Count: > 0 } examples)
            return;
        var passed = examples.Count(e => e.Outcome == Outcome.Passed);
        var folded = passed == examples.Count;
        PageSection.Begin(html, "examples", "Models specified by example", folded);
        html.Line(
            $"""<p>{Figures.Count(passed)} of {Figures.Count(examples.Count, "example")} passed. Each builds a model from the rows that it gives, """
                + $"""before any data is moved; they say nothing about the data of this run.</p>"""
        );
        var listed = examples.OrderBy(e => Outcomes.Rank(e.Outcome)).Take(truncation.Limits.Scenarios).ToHashSet();
        foreach (var feature in examples.Where(listed.Contains).GroupBy(e => (e.File, e.Feature)))
        {
            html.Add($"<section class=\"feature\"><h3 class=\"data\"").In(feature.First().Language).Line($">{feature.Key.Feature}</h3>");
            html.Line($"""<p class="where"><code class="data">{feature.Key.File}</code></p>""");
            foreach (var example in feature)
                Example(html, example, truncation);
            html.Line($"</section>");
        }

        PageTruncation.AppendMore(html, examples.Count - listed.Count, "example");
        PageSection.End(html, folded);
    }

    private static void Example(Html html, ScenarioResult example, PageTruncation truncation)
    {
        html.Add($"""<details class="scenario {OutcomeWords.Of(example.Outcome).Style}" """);
        if (example.Outcome != Outcome.Passed)
            html.Add($"""open="open" """);
        html.Add($"><summary>");
        html.Badged(example.Outcome, example.Severity)
            .Add($"<h4 class=\"data\"")
            .In(example.Language)
            .Line($""">{example.Name}</h4></summary><p class="tags">Line {example.Line}</p>""");
        if (ScenarioText.ShowsSteps(example, truncation.Limits))
            ScenarioText.Steps(html, example, $"example of {example.File}, line {example.Line}", truncation);
        html.Line($"</details>");
    }
}

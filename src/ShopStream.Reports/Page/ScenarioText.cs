using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>One scenario: its steps as written, and under each claim what became of it.</summary>
internal static class ScenarioText
{
    private const int LongestDocString = 4_000;
    private const int MostRows = 200;

    public static void Render(Html html, ScenarioResult scenario, int index, Anchors anchors, PageLimits limits)
    {
        var style = OutcomeWords.Of(scenario.Outcome).Style;
        html.Add($"""<details class="scenario {style}" id="{anchors.Scenario(index)}" data-outcome="{style}" data-tags="{string.Join(' ', scenario.Tags)}" data-owners="{string.Join(' ', scenario.Owners)}" """);
        if (scenario.Outcome != Outcome.Passed) html.Add($"""open="open" """);
        html.Add($"><summary>");
        html.Badged(scenario.Outcome, scenario.Severity).Add($"<h5 class=\"data\"").In(scenario.Language).Line($""">{scenario.Name}</h5></summary>""");
        Tags(html, scenario, index, anchors);
        if (scenario.Outcome == Outcome.Passed && !limits.StepsOfPassed)
        {
            html.Line($"</details>");
            return;
        }

        html.Line($"""<ul class="steps">""");
        var left = scenario.Checks.ToList();
        foreach (var step in scenario.Steps) Step(html, scenario, step, left);
        foreach (var check in left)
        {
            html.Add($"<li><span class=\"data\"").In(scenario.Language).Add($""">{check.Sentence}</span>""");
            Result(html, check, scenario.Severity);
            html.Line($"</li>");
        }

        html.Line($"</ul></details>");
    }

    private static void Tags(Html html, ScenarioResult scenario, int index, Anchors anchors)
    {
        html.Add($"""<p class="tags"><a href="#{anchors.Scenario(index)}">Line {scenario.Line}</a> · {Figures.Seconds(scenario.Seconds)}""");
        if (Owner.Of(scenario) is { } owner) html.Add($""" · owner <span class="data">{owner}</span>""");
        var tags = scenario.Tags.Where(t => !t.StartsWith(Ownership.Tag, StringComparison.Ordinal)).ToList();
        if (tags.Count > 0) html.Add($""" · <span class="data">{string.Join(' ', tags)}</span>""");
        if (scenario.Outcome != Outcome.Passed) html.Add($""" · <a href="#{anchors.Finding(index)}">what was found</a>""");
        html.Line($"</p>");
    }

    private static void Step(Html html, ScenarioResult scenario, StepResult step, List<CheckResult> left)
    {
        html.Add($"""<li><b""").In(scenario.Language).Add($">{step.Keyword}</b> <span class=\"data\"").In(scenario.Language).Add($""">{step.Text}</span>""");
        if (step.Table is { Count: > 0 } table) Table(html, table, scenario.Language);
        if (step.DocString is { } text)
        {
            var shown = text.Length > LongestDocString ? text[..LongestDocString] + "\n… the rest is in results.json" : text;
            html.Add($"<pre><code>{shown}</code></pre>");
        }

        if (left.Find(c => c.Line == step.Line) is { } check)
        {
            left.Remove(check);
            Result(html, check, scenario.Severity);
        }

        html.Line($"</li>");
    }

    private static void Table(Html html, IReadOnlyList<IReadOnlyList<string>> table, string language)
    {
        html.Add($"""<table><caption class="seen-by-ear">Table of this step</caption><thead""").In(language).Add($"><tr>");
        foreach (var cell in table[0]) html.Add($"""<th scope="col"><span class="data">{cell}</span></th>""");
        html.Add($"</tr></thead><tbody").In(language).Add($">");
        foreach (var row in table.Skip(1).Take(MostRows))
        {
            html.Add($"<tr>");
            foreach (var cell in row) html.Add($"""<td><span class="data">{cell}</span></td>""");
            html.Add($"</tr>");
        }

        if (table.Count > MostRows + 1) html.Add($"<tr><td>… {Figures.Count(table.Count - 1 - MostRows)} more in results.json</td></tr>");
        html.Add($"</tbody></table>");
    }

    private static void Result(Html html, CheckResult check, Severity severity)
    {
        html.Add($"""<span class="result">""").Marked(check.Outcome, severity);
        if (check.Expected is { } expected) html.Add($""" · expected <span class="data">{expected}</span>""");
        if (check.Actual is { } actual) html.Add($""" · found <span class="data">{actual}</span>""");
        if (check.Difference is { } difference) html.Add($""" · difference <span class="data">{difference}</span>""");
        if (check.Note is { } note) html.Add($""" · <span class="data">{note}</span>""");
        html.Add($"</span>");
    }
}

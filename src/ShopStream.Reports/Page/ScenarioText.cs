using System.Globalization;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders a scenario: its steps as written, with the result below each check.</summary>
internal static class ScenarioText
{
    public static void Render(Html html, ScenarioResult scenario, int index, PageTruncation truncation)
    {
        var style = OutcomeWords.Of(scenario.Outcome).Style;
        html.Add(
            $"""<details class="scenario {style}" id="{truncation.Anchors.Scenario(index)}" data-outcome="{style}" """
                + $"""data-tags="{string.Join(' ', scenario.Tags)}" data-owners="{string.Join(' ', scenario.Owners)}" """
        );
        if (scenario.Outcome != Outcome.Passed)
            html.Add($"""open="open" """);
        html.Add($"><summary>");
        html.Badged(scenario.Outcome, scenario.Severity).Add($"<h5 class=\"data\"").In(scenario.Language).Line($""">{scenario.Name}</h5></summary>""");
        Tags(html, scenario, index, truncation);
        About.Render(html, scenario.Description, scenario.Language, truncation.Limits.Text);
        if (!ShowsSteps(scenario, truncation.Limits))
        {
            html.Line($"</details>");
            return;
        }

        Steps(html, scenario, $"scenario {(index + 1).ToString(CultureInfo.InvariantCulture)}", truncation);
        html.Line($"</details>");
    }

    /// <summary>The steps as written, with the result below each check.</summary>
    /// <param name="html">The page.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="name">Names the scenario for screen readers.</param>
    /// <param name="truncation">Limits the rows of tables.</param>
    public static void Steps(Html html, ScenarioResult scenario, string name, PageTruncation truncation)
    {
        html.Line($"""<ul class="steps">""");
        var left = scenario.Checks.ToList();
        foreach (var step in scenario.Steps)
            Step(html, scenario, step, left, name, truncation);
        foreach (var check in left)
        {
            html.Add($"<li><span class=\"data\"").In(scenario.Language).Add($""">{check.Sentence}</span>""");
            Result(html, check, scenario.Severity);
            html.Line($"</li>");
        }

        html.Add($"</ul>");
    }

    /// <summary>Whether the page shows the steps of a scenario.</summary>
    public static bool ShowsSteps(ScenarioResult scenario, PageLimits limits) =>
        limits.Detail is StepsOf.All || (limits.Detail is StepsOf.NotPassed && scenario.Outcome != Outcome.Passed);

    private static void Tags(Html html, ScenarioResult scenario, int index, PageTruncation truncation)
    {
        html.Add($"""<p class="tags"><a href="#{truncation.Anchors.Scenario(index)}">Line {scenario.Line}</a> · {Figures.Seconds(scenario.Seconds)}""");
        if (Owner.Of(scenario) is { } owner)
            html.Add($""" · owner <span class="data">{owner}</span>""");
        var tags = scenario.Tags.Where(t => !t.StartsWith(Ownership.Tag, StringComparison.Ordinal)).ToList();
        if (tags.Count > 0)
            html.Add($""" · <span class="data">{string.Join(' ', tags)}</span>""");
        if (scenario.Outcome != Outcome.Passed && truncation.ShowsFinding(index))
            html.Add($""" · <a href="#{truncation.Anchors.Finding(index)}">finding</a>""");
        html.Line($"</p>");
    }

    private static void Step(Html html, ScenarioResult scenario, StepResult step, List<CheckResult> left, string name, PageTruncation truncation)
    {
        html.Add($"""<li><b""").In(scenario.Language).Add($">{step.Keyword}</b> <span class=\"data\"").In(scenario.Language).Add($""">{step.Text}</span>""");
        if (step.Table is { Count: > 0 } table)
            Table(html, table, scenario.Language, $"Table of line {step.Line.ToString(CultureInfo.InvariantCulture)}, {name}", truncation);
        if (step.DocString is { } text)
            html.Add($"<pre><code>{text}</code></pre>");

        if (left.Find(c => c.Line == step.Line) is { } check)
        {
            left.Remove(check);
            Result(html, check, scenario.Severity);
        }

        html.Line($"</li>");
    }

    private static void Table(Html html, IReadOnlyList<IReadOnlyList<string>> table, string language, string name, PageTruncation truncation)
    {
        // A group, not a region: screen readers jump between regions, and a page has hundreds of these tables.
        html.Add(
                $"""<div class="scroll" tabindex="0" role="group" aria-label="{name}"><table><caption class="seen-by-ear">Table of this step</caption><thead"""
            )
            .In(language)
            .Add($"><tr>");
        foreach (var cell in table[0])
            html.Add($"""<th scope="col"><span class="data">{cell}</span></th>""");
        html.Add($"</tr></thead><tbody").In(language).Add($">");
        foreach (var row in table.Skip(1).Take(truncation.Limits.Rows))
        {
            html.Add($"<tr>");
            foreach (var cell in row)
                html.Add($"""<td><span class="data">{cell}</span></td>""");
            html.Add($"</tr>");
        }

        if (table.Count - 1 > truncation.Limits.Rows)
        {
            html.Add($"<tr><td>… {Figures.Count(table.Count - 1 - truncation.Limits.Rows)} more in results.json</td></tr>");
            truncation.RowsLeft += table.Count - 1 - truncation.Limits.Rows;
        }

        html.Add($"</tbody></table></div>");
    }

    private static void Result(Html html, CheckResult check, Severity severity)
    {
        html.Add($"""<span class="result">""").Marked(check.Outcome, severity);
        if (check.Expected is { } expected)
            html.Add($""" · expected <span class="data">{expected}</span>""");
        if (check.Actual is { } actual)
            html.Add($""" · found <span class="data">{actual}</span>""");
        if (check.Difference is { } difference)
            html.Add($""" · difference <span class="data">{difference}</span>""");
        if (check.Note is { } note)
            html.Add($""" · <span class="data">{note}</span>""");
        html.Add($"</span>");
        if (check.Rows is { } rows)
            html.Add($"<pre><code>{rows.ToString()}</code></pre>");
    }
}

using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders a scenario that did not pass: its name and difference, then each failed check with its evidence.</summary>
internal static class FindingDetails
{
    public static void Render(Html html, RunResult run, ReportFinding found, bool open, Queries queries, PageTruncation truncation)
    {
        var scenario = found.Scenario;
        var checks = scenario.Checks.Where(c => c.Outcome != Outcome.Passed).ToList();
        html.Add($"""<details class="finding {OutcomeWords.Of(scenario.Outcome).Style}" id="{truncation.Anchors.Finding(found.Index)}" """);
        if (open)
            html.Add($"""open="open" """);
        html.Add($"><summary>").Badged(scenario.Outcome, scenario.Severity).Add($"<h4 class=\"data\"").In(scenario.Language).Add($">{scenario.Name}</h4>");
        if (checks.Find(c => c.Difference is not null) is { Difference: { } difference })
            html.Add($""" <span class="short data">{VisibleCharacters.Short(difference, 60)}</span>""");
        html.Line($"</summary>");
        Where(html, scenario, checks is [var one] ? one.Line : scenario.Line, found.Index, truncation);
        var name = $"finding {Figures.Count(found.Number)}";
        foreach (var (check, at) in checks.Select((c, i) => (c, i)))
            Check(html, run, scenario, check, queries, checks.Count > 1 ? $"{name}, check {Figures.Count(at + 1)}" : name, checks.Count > 1);
        if (checks.Count == 0)
            html.Line($"<p>{(scenario.Checks.Count == 0 ? "It has no check: a scenario needs at least one Then." : "None of its checks gives a reason.")}</p>");
        if (run.Recheck is { } recheck)
            html.Line(
                $"""<p class="again small">Check again: """
                    + $"""<code class="data" data-copy="the command of {name}">{recheck} --only {scenario.File}:{scenario.Line}</code></p>"""
            );
        html.Line($"</details>");
    }

    private static void Where(Html html, ScenarioResult scenario, int line, int index, PageTruncation truncation)
    {
        html.Add($"<p class=\"where\"><code class=\"data\">{scenario.File}:{line}</code> · <span class=\"data\"")
            .In(scenario.Language)
            .Add($">{scenario.Feature}</span>");
        if (Owner.Of(scenario) is { } owner)
            html.Add($""" · owner <span class="data">{owner}</span>""");
        if (truncation.IsListed(index))
            html.Add($""" · <a href="#{truncation.Anchors.Scenario(index)}">scenario text</a>""");
        html.Line($"</p>");
    }

    private static void Check(Html html, RunResult run, ScenarioResult scenario, CheckResult check, Queries queries, string name, bool isOneOfMany)
    {
        html.Add($"<p class=\"check data\"").In(scenario.Language).Add($">{check.Sentence}");
        if (isOneOfMany)
            html.Add($""" <code class="quiet">{scenario.File}:{check.Line}</code>""");
        html.Line($"</p>");
        if (check.Expected is not null || check.Actual is not null || check.Difference is not null)
        {
            html.Line($"""<dl class="evidence">""");
            Evidence(html, "Expected", check.Expected, "data");
            Evidence(html, "Found", check.Actual, "data");
            Evidence(html, "Difference", check.Difference, "data gap");
            html.Line($"</dl>");
        }

        if (check.Note is { } note)
            html.Line($"""<p class="data">{note}</p>""");
        if (check.Keys.Count > 0)
        {
            html.Line($"<h5>Affected rows{(check.Keys.Count >= 10 ? " (first ten)" : "")}</h5>");
            html.Add($"""<ul class="keys">""");
            foreach (var key in check.Keys)
                html.Add($"""<li><code class="data">{key}</code></li>""");
            html.Line($"</ul>");
        }

        KeptRows(html, run, check);
        if (check.ExampleCommand is { } command)
            html.Line(
                $"""<p class="again small">Write an example of one of these rows: """
                    + $"""<code class="data" data-copy="the example of {name}">{command}</code></p>"""
            );
        if (check.DrillDown is { } drillDown)
            DrillDowns.Render(html, drillDown, name, RevenueStatus.IsRevenue(drillDown) ? run.Currency : null);
        queries.Render(html, check);
    }

    private static void KeptRows(Html html, RunResult run, CheckResult check)
    {
        if (check.KeptRows is not { } kept)
            return;
        if (kept.Rows > 0 && run.FailingRows?.Name is { } file)
            html.Line($"""<p class="small">All of them: {Figures.Count(kept.Rows, "row")} in <a href="{file}">{file}</a></p>""");
        if (kept.Missing is { } missing)
            html.Line($"""<p class="small data">{(kept.Rows > 0 ? "Its failing rows are incomplete" : "No failing rows are kept of it")}: {missing}.</p>""");
    }

    private static void Evidence(Html html, string name, string? value, string style)
    {
        if (value is not null)
            html.Line($"""<dt>{name}</dt><dd class="{style}">{value}</dd>""");
    }
}

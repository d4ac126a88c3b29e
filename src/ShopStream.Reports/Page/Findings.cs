using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Everything that is not as it should be, with its evidence, the worst first.</summary>
internal static class Findings
{
    public static string Title(RunResult run) =>
        run.Scenarios.Any(s => s.Outcome is Outcome.Failed or Outcome.Error) ? "What failed" : "What to look at";

    public static void Render(Html html, RunResult run, Queries queries, Extent extent)
    {
        html.Line($"""<section aria-labelledby="findings">""");
        html.Line($"""<h2 id="findings">{Title(run)}</h2>""");
        if (run.Scenarios.All(s => s.Outcome == Outcome.Passed))
            html.Line($"""<p>{(run.Scenarios.Count == 0 ? "No scenario was judged, so nothing is known." : "Nothing: every check was measured, and was as expected.")}</p>""");
        var all = Of(run);
        foreach (var found in all.GroupBy(f => f.Scenario.Outcome))
        {
            html.Line($"<h3>{OutcomeWords.Of(found.Key).Word}: {Figures.Count(found.Select(f => f.Index).Distinct().Count(), "scenario")}</h3>");
            foreach (var (number, index, scenario, check) in found.TakeWhile(f => f.Number <= extent.Limits.LastFinding))
            {
                if (number > extent.Limits.Findings) Brief(html, scenario, index, check, number, extent);
                else if (check is null) Unexplained(html, scenario, index, number, extent);
                else Finding(html, run, scenario, index, check, number, queries, extent);
            }

            Extent.More(html, found.Count(f => f.Number > extent.Limits.LastFinding));
        }

        html.Line($"</section>");
        if (all.Count > extent.Limits.Findings)
            extent.Cut($"{Figures.Count(extent.Limits.Findings)} of {Figures.Count(all.Count, "finding")} are shown in full, {Figures.Count(Math.Min(extent.Limits.Brief, all.Count - extent.Limits.Findings))} by a line.");
    }

    /// <summary>All of them, numbered in the order in which they are shown. The check is null where none says why its scenario did not pass.</summary>
    public static IReadOnlyList<(int Number, int Index, ScenarioResult Scenario, CheckResult? Check)> Of(RunResult run) =>
    [
        .. (from outcome in OutcomeWords.WorstFirst.Where(o => o != Outcome.Passed)
            from found in run.Scenarios.Select((s, i) => (Scenario: s, Index: i)).Where(s => s.Scenario.Outcome == outcome)
            from check in found.Scenario.Checks.Where(c => c.Outcome != Outcome.Passed).DefaultIfEmpty<CheckResult?>(null)
            select (found.Index, found.Scenario, Check: check)).Select((f, i) => (i + 1, f.Index, f.Scenario, f.Check))
    ];

    private static void Finding(Html html, RunResult run, ScenarioResult scenario, int index, CheckResult check, int number, Queries queries, Extent extent)
    {
        html.Line($"""<article class="finding {OutcomeWords.Of(check.Outcome).Style}" aria-labelledby="finding-{number}">""");
        html.Badged(check.Outcome, scenario.Severity).Line($"");
        html.Add($"<h4 id=\"finding-{number}\" class=\"data\"").In(scenario.Language).Line($""">{check.Sentence}</h4>""");
        Where(html, scenario, index, check.Line, extent);
        if (check.Expected is not null || check.Actual is not null || check.Difference is not null)
        {
            html.Line($"""<dl class="evidence">""");
            Evidence(html, "Expected", check.Expected, "data");
            Evidence(html, "Found", check.Actual, "data");
            Evidence(html, "Difference", check.Difference, "data gap");
            html.Line($"</dl>");
        }

        if (check.Note is { } note) html.Line($"""<p class="data">{note}</p>""");
        if (check.Keys.Count > 0)
        {
            html.Line($"<h5>Rows concerned{(check.Keys.Count >= 10 ? ", the first ten" : "")}</h5>");
            html.Add($"""<ul class="keys">""");
            foreach (var key in check.Keys) html.Add($"""<li><code class="data">{key}</code></li>""");
            html.Line($"</ul>");
        }

        if (check.Ladder is { } ladder) Ladders.Render(html, ladder, number);
        queries.Render(html, check);
        if (run.Recheck is { } recheck) html.Line($"""<p class="again small">Judge it again: <code class="data" data-copy="the command of finding {number}">{recheck} --only {scenario.File}:{scenario.Line}</code></p>""");
        html.Line($"</article>");
    }

    private static void Brief(Html html, ScenarioResult scenario, int index, CheckResult? check, int number, Extent extent)
    {
        html.Add($"""<p id="finding-{number}">""").Badged(check?.Outcome ?? scenario.Outcome, scenario.Severity);
        extent.Link(html, index, check?.Sentence ?? scenario.Name, scenario.Language);
        html.Line($"</p>");
    }

    private static void Unexplained(Html html, ScenarioResult scenario, int index, int number, Extent extent)
    {
        html.Line($"""<article class="finding {OutcomeWords.Of(scenario.Outcome).Style}" aria-labelledby="finding-{number}">""");
        html.Badged(scenario.Outcome, scenario.Severity).Line($"");
        html.Add($"<h4 id=\"finding-{number}\" class=\"data\"").In(scenario.Language).Line($""">{scenario.Name}</h4>""");
        Where(html, scenario, index, scenario.Line, extent);
        html.Line($"<p>{(scenario.Checks.Count == 0 ? "It has no check: a scenario needs at least one Then." : "None of its checks says why.")}</p>");
        html.Line($"</article>");
    }

    private static void Where(Html html, ScenarioResult scenario, int index, int line, Extent extent)
    {
        html.Add($"<p class=\"where\"><code class=\"data\">{scenario.File}:{line}</code> · <span class=\"data\"").In(scenario.Language).Add($">{scenario.Feature}</span> · ");
        extent.Link(html, index, scenario.Name, scenario.Language);
        if (Owner.Of(scenario) is { } owner) html.Add($""" · owner <span class="data">{owner}</span>""");
        html.Line($"</p>");
    }

    private static void Evidence(Html html, string name, string? value, string style)
    {
        if (value is not null) html.Line($"""<dt>{name}</dt><dd class="{style}">{value}</dd>""");
    }
}

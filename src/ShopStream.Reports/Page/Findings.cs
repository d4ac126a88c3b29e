using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Everything that is not as it should be, with its evidence, the worst first.</summary>
internal static class Findings
{
    public static string Title(RunResult run) =>
        run.Scenarios.Any(s => s.Outcome is Outcome.Failed or Outcome.Error) ? "What failed" : "What to look at";

    public static void Render(Html html, RunResult run, Queries queries)
    {
        html.Line($"""<section aria-labelledby="findings">""");
        html.Line($"""<h2 id="findings">{Title(run)}</h2>""");
        if (run.Scenarios.All(s => s.Outcome == Outcome.Passed))
            html.Line($"""<p>{(run.Scenarios.Count == 0 ? "No scenario was judged, so nothing is known." : "Nothing: every check was measured, and was as expected.")}</p>""");
        var number = 0;
        foreach (var outcome in OutcomeWords.WorstFirst.Where(o => o != Outcome.Passed))
        {
            var found = run.Scenarios.Select((s, i) => (Scenario: s, Index: i)).Where(s => s.Scenario.Outcome == outcome).ToList();
            if (found.Count == 0) continue;
            html.Line($"<h3>{OutcomeWords.Of(outcome).Word}: {Figures.Count(found.Count, "scenario")}</h3>");
            foreach (var (scenario, index) in found)
            {
                foreach (var check in scenario.Checks.Where(c => c.Outcome != Outcome.Passed)) Finding(html, scenario, index, check, ++number, queries);
                if (scenario.Checks.All(c => c.Outcome == Outcome.Passed)) Unexplained(html, scenario, index, ++number);
            }
        }

        html.Line($"</section>");
    }

    private static void Finding(Html html, ScenarioResult scenario, int index, CheckResult check, int number, Queries queries)
    {
        html.Line($"""<article class="finding {OutcomeWords.Of(check.Outcome).Style}" aria-labelledby="finding-{number}">""");
        html.Badged(check.Outcome).Line($"");
        html.Line($"""<h4 id="finding-{number}" class="data">{check.Sentence}</h4>""");
        Where(html, scenario, index, check.Line);
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

        if (check.Ladder is { } ladder) Ladders.Render(html, ladder);
        queries.Render(html, check);
        html.Line($"</article>");
    }

    private static void Unexplained(Html html, ScenarioResult scenario, int index, int number)
    {
        html.Line($"""<article class="finding {OutcomeWords.Of(scenario.Outcome).Style}" aria-labelledby="finding-{number}">""");
        html.Badged(scenario.Outcome).Line($"");
        html.Line($"""<h4 id="finding-{number}" class="data">{scenario.Name}</h4>""");
        Where(html, scenario, index, scenario.Line);
        html.Line($"<p>{(scenario.Checks.Count == 0 ? "It has no check: a scenario needs at least one Then." : "None of its checks says why.")}</p>");
        html.Line($"</article>");
    }

    private static void Where(Html html, ScenarioResult scenario, int index, int line)
    {
        html.Add($"""<p class="where"><code class="data">{scenario.File}:{line}</code> · <span class="data">{scenario.Feature}</span> · <a class="data" href="#scenario-{index + 1}">{scenario.Name}</a>""");
        if (Owner.Of(scenario) is { } owner) html.Add($""" · owner <span class="data">{owner}</span>""");
        html.Line($"</p>");
    }

    private static void Evidence(Html html, string name, string? value, string style)
    {
        if (value is not null) html.Line($"""<dt>{name}</dt><dd class="{style}">{value}</dd>""");
    }
}

using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <param name="Index">Its place in the run.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Outcome">Of those of its checks that read it.</param>
internal sealed record CoveringScenario(int Index, ScenarioResult Scenario, Outcome Outcome);

/// <summary>Which scenarios read which table and column: the specs that guard a figure.</summary>
internal sealed class FigureCoverage(ILookup<string, CoveringScenario> readers, PageTruncation truncation)
{
    private const int Shown = 3;

    /// <summary>Who reads what; those that did not pass first.</summary>
    public static ILookup<string, CoveringScenario> ScenariosByColumn(RunResult run) => run.Scenarios
        .SelectMany((s, i) => s.Checks.SelectMany(c => c.Reads.Select(r => (Read: r, c.Outcome))).GroupBy(r => r.Read, StringComparer.Ordinal).Select(g => (g.Key, Reader: new CoveringScenario(i, s, Outcomes.Worst(g.Select(x => x.Outcome))))))
        .OrderBy(r => OutcomeWords.Rank(r.Reader.Outcome))
        .ToLookup(r => r.Key, r => r.Reader, StringComparer.Ordinal);

    /// <summary>Of a table ("raw orders") or a column ("raw orders.total_amount"); those that did not pass first.</summary>
    public IReadOnlyList<CoveringScenario> Of(params string[] what) =>
        what is [var one] ? [.. readers[one]] : [.. what.SelectMany(w => readers[w]).DistinctBy(r => r.Index).OrderBy(r => OutcomeWords.Rank(r.Outcome)).ThenBy(r => r.Index)];

    /// <summary>Names the specs of a figure, with their outcomes.</summary>
    public void Render(Html html, params string[] what)
    {
        var guards = Of(what);
        html.Add($"""<p class="guards small">""");
        if (guards.Count == 0)
        {
            html.Line($"""<span class="mark notjudged"><span aria-hidden="true">?</span> No spec guards this.</span></p>""");
            return;
        }

        html.Add($"Guarded by: ");
        foreach (var ((index, scenario, outcome), at) in guards.Take(Shown).Select((g, i) => (g, i)))
        {
            html.Add($"{(at == 0 ? "" : "; ")}").Marked(outcome, scenario.Severity).Add($" ");
            truncation.Link(html, index, scenario.Name, scenario.Language);
        }

        if (guards.Count > Shown) html.Add($"; {Figures.Count(guards.Count - Shown)} more");
        html.Line($"</p>");
    }
}

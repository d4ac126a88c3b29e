using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Which scenarios read which table and column: the specs that guard a figure.</summary>
internal sealed class Guards
{
    private const int Shown = 3;

    private readonly ILookup<string, (int Index, ScenarioResult Scenario, Outcome Outcome)> readers;

    private readonly Anchors anchors;

    public Guards(RunResult run, Anchors anchors) => (this.anchors, readers) = (anchors, run.Scenarios
        .SelectMany((s, i) => s.Checks.SelectMany(c => c.Reads.Select(r => (Read: r, c.Outcome))).GroupBy(r => r.Read, StringComparer.Ordinal).Select(g => (Read: g.Key, Index: i, Scenario: s, Outcome: Outcomes.Worst(g.Select(x => x.Outcome)))))
        .ToLookup(r => r.Read, r => (r.Index, r.Scenario, r.Outcome), StringComparer.Ordinal));

    /// <summary>Of a table ("raw orders") or a column ("raw orders.total_amount"); those that did not pass first.</summary>
    public IReadOnlyList<(int Index, ScenarioResult Scenario, Outcome Outcome)> Of(params string[] what) =>
        [.. what.SelectMany(w => readers[w]).DistinctBy(r => r.Index).OrderBy(r => OutcomeWords.WorstFirst.ToList().IndexOf(r.Outcome)).ThenBy(r => r.Index)];

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
            html.Add($"{(at == 0 ? "" : "; ")}").Marked(outcome, scenario.Severity);
            html.Add($" <a class=\"data\" href=\"#{anchors.Scenario(index)}\"").In(scenario.Language).Add($">{scenario.Name}</a>");
        }

        if (guards.Count > Shown) html.Add($"; {Figures.Count(guards.Count - Shown)} more");
        html.Line($"</p>");
    }
}

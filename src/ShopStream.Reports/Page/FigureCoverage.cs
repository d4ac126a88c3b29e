using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <param name="Index">Index of the scenario in the run, from 0.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Outcome">The worst outcome of the checks that read the column.</param>
internal sealed record CoveringScenario(int Index, ScenarioResult Scenario, Outcome Outcome);

/// <summary>The scenarios that check a table or column.</summary>
internal sealed class FigureCoverage(ILookup<string, CoveringScenario> readers, PageTruncation truncation)
{
    private const int Shown = 3;

    /// <summary>The scenarios by the table or column they read, failures first.</summary>
    public static ILookup<string, CoveringScenario> ScenariosByColumn(RunResult run) =>
        run
            .Scenarios.SelectMany(
                (s, i) =>
                    s
                        .Checks.SelectMany(c => c.Reads.Select(r => (Read: r, c.Outcome)))
                        .GroupBy(r => r.Read, StringComparer.Ordinal)
                        .Select(g => (g.Key, Reader: new CoveringScenario(i, s, Outcomes.Worst(g.Select(x => x.Outcome)))))
            )
            .OrderBy(r => Outcomes.Rank(r.Reader.Outcome))
            .ToLookup(r => r.Key, r => r.Reader, StringComparer.Ordinal);

    /// <summary>The scenarios that read a table ("raw orders") or a column ("raw orders.total_amount"), failures first.</summary>
    public IReadOnlyList<CoveringScenario> Of(params string[] what) =>
        what is [var one]
            ? [.. readers[one]]
            : [.. what.SelectMany(w => readers[w]).DistinctBy(r => r.Index).OrderBy(r => Outcomes.Rank(r.Outcome)).ThenBy(r => r.Index)];

    /// <summary>Lists the scenarios that check a value, with their outcomes.</summary>
    public void Render(Html html, params string[] what)
    {
        var covering = Of(what);
        html.Add($"""<p class="coverage small">""");
        if (covering.Count == 0)
        {
            html.Line($"""<span class="mark notjudged"><span aria-hidden="true">?</span> No scenario checks this value.</span></p>""");
            return;
        }

        html.Add($"Checked by: ");
        foreach (var ((index, scenario, outcome), at) in covering.Take(Shown).Select((g, i) => (g, i)))
        {
            html.Add($"{(at == 0 ? "" : "; ")}").Marked(outcome, scenario.Severity).Add($" ");
            truncation.Link(html, index, scenario.Name, scenario.Language);
        }

        if (covering.Count > Shown)
            html.Add($"; {Figures.Count(covering.Count - Shown)} more");
        html.Line($"</p>");
    }
}

using System.Globalization;
using System.Xml.Linq;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders the lineage diagram, coloured by outcome, and the checks of each table.</summary>
internal static class Lineage
{
    public static void Render(Html html, RunResult run, Lookups lookups, FigureCoverage coverage, PageTruncation truncation)
    {
        if (run.Lineage.Count == 0)
            return;
        var localization = lookups.FaultLocalization;
        PageSection.Begin(html, "lineage", "Lineage", lookups.IsGreen);
        html.Line(
            $"<p>Each table has the worst outcome of the checks whose root cause it is. "
                + $"A difference counts against the table where it begins, not against the one it was compared with. Select a table to see its checks.</p>"
        );
        html.Line($"""<div class="card scroll" tabindex="0" role="region" aria-label="Lineage diagram">""");
        html.Add(Draw(run, coverage, localization)).Line($"");
        html.Line($"</div>");
        html.Line($"""<div class="datasets">""");
        foreach (var node in run.Lineage)
            Checks(html, run, node, coverage, localization, truncation);
        html.Line($"</div>");
        PageSection.End(html, lookups.IsGreen);
        if (
            truncation.Limits.Links < PageLimits.AllLinks
            && run.Lineage.Count(n => Readers(run, n, coverage, localization).Count > truncation.Limits.Links) is > 0 and var more
        )
            truncation.Shorten(
                $"{Figures.Count(more, "table")} of the lineage {(more == 1 ? "links" : "link")} "
                    + $"to only {Figures.Count(truncation.Limits.Links)} scenarios each."
            );
    }

    private static void Checks(Html html, RunResult run, LineageNode node, FigureCoverage coverage, FaultLocalization localization, PageTruncation truncation)
    {
        var checks = Readers(run, node, coverage, localization);
        var word = Word(node, coverage, localization);
        html.Add(
            $"""<details class="dataset" id="{Id(node)}"><summary><span class="mark {word.Style}">"""
                + $"""<span aria-hidden="true">{word.Symbol}</span> {word.Word}</span>"""
        );
        html.Line($""" <span class="data">{node.Dataset}</span> <span class="quiet small whole">{Figures.Count(checks.Count, "scenario")}</span></summary>""");
        if (node.Upstream.Count > 0)
            html.Line($"""<p class="small">Built from <span class="data">{string.Join(", ", node.Upstream)}</span>.</p>""");
        html.Add($"<ul>");
        foreach (var (index, scenario, outcome, rootCauses) in checks.Take(truncation.Limits.Links))
        {
            html.Add($"<li>").Marked(outcome, scenario.Severity);
            html.Add($" ");
            truncation.Link(html, index, scenario.Name, scenario.Language);
            if (outcome != Outcome.Passed && !rootCauses.Contains(node.Dataset, StringComparer.Ordinal))
                html.Add($""" <span class="quiet small">root cause: <span class="data">{string.Join(", ", rootCauses)}</span></span>""");
            html.Line($"</li>");
        }

        if (checks.Count > truncation.Limits.Links)
            html.Line($"<li>{Figures.Count(checks.Count - truncation.Limits.Links)} more</li>");
        html.Line($"</ul></details>");
    }

    // Failures of the table first. A table can be the root cause of a scenario that reads only other layers.
    private static IReadOnlyList<(int Index, ScenarioResult Scenario, Outcome Outcome, IReadOnlyList<string> RootCauses)> Readers(
        RunResult run,
        LineageNode node,
        FigureCoverage coverage,
        FaultLocalization localization
    ) =>
        [
            .. coverage
                .Of(node.Dataset)
                .Concat(localization.FailuresOf(node.Dataset).Select(i => new CoveringScenario(i, run.Scenarios[i], run.Scenarios[i].Outcome)))
                .DistinctBy(c => c.Index)
                .Select(c => (c.Index, c.Scenario, c.Outcome, RootCauses: localization.Of(c.Index)))
                .OrderByDescending(c => c.Outcome != Outcome.Passed && c.RootCauses.Contains(node.Dataset, StringComparer.Ordinal)),
        ];

    private static OutcomeWord Word(LineageNode node, FigureCoverage coverage, FaultLocalization localization)
    {
        var checks = coverage.Of(node.Dataset);
        if (localization.WorstOutcomeOf(node.Dataset) is { } outcome)
            return OutcomeWords.Of(outcome);
        if (checks.Any(c => c.Outcome == Outcome.Passed))
            return OutcomeWords.Of(Outcome.Passed);
        return checks.Count == 0 ? new("○", "No check", "none") : new("○", "Root cause elsewhere", "none");
    }

    private static XElement Draw(RunResult run, FigureCoverage coverage, FaultLocalization localization) =>
        LineageDiagram.Draw(
            run.Lineage,
            "group",
            "Lineage",
            box => Box(box, Word(box.Node, coverage, localization), Readers(run, box.Node, coverage, localization).Count)
        );

    private static XElement Box(LineageBox box, OutcomeWord word, int checks)
    {
        var name = $"{VisibleCharacters.Text(box.Node.Dataset)}: {word.Word}, {Figures.Count(checks, "scenario")}";
        // Voice control: the accessible name must contain the visible label (WCAG 2.5.3).
        var label = name.Contains(box.Name, StringComparison.Ordinal) ? name : $"{box.Name} – {name}";
        return new XElement(
            "a",
            new XAttribute("href", "#" + Id(box.Node)),
            new XAttribute("aria-label", label),
            LineageDiagram.Box(box, name, word.Symbol, word.Style)
        );
    }

    private static string Id(LineageNode node) =>
        "data-"
        + string.Concat(
            $"{node.Layer}-{node.Table}".Select(c =>
                char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? $"{c}" : string.Create(CultureInfo.InvariantCulture, $".{(int)c:x}")
            )
        );
}

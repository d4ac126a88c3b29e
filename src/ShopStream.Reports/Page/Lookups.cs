using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;

namespace ShopStream.Reports.Page;

/// <summary>What is looked up of a run while its page is written: found once, however often the page is written with less.</summary>
/// <param name="Anchors">The ids of its scenarios.</param>
/// <param name="FaultLocalization">Where what did not hold begins.</param>
/// <param name="Findings">What did not pass, in the order in which it is shown.</param>
/// <param name="ScenariosByColumn">Who reads what.</param>
internal sealed record Lookups(Anchors Anchors, FaultLocalization FaultLocalization, IReadOnlyList<ReportFinding> Findings, ILookup<string, CoveringScenario> ScenariosByColumn)
{
    public static Lookups Of(RunResult run)
    {
        var localization = new FaultLocalization(run);
        return new(new Anchors(run), localization, Page.Findings.Of(run, localization), FigureCoverage.ScenariosByColumn(run));
    }
}

using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;

namespace ShopStream.Reports.Page;

/// <summary>Indexes of a run, computed once and used for every attempt to fit the page into its size limit.</summary>
/// <param name="Anchors">The ids of the scenarios.</param>
/// <param name="FaultLocalization">The root causes of failed checks.</param>
/// <param name="Findings">The scenarios that did not pass, in page order.</param>
/// <param name="ScenariosByColumn">The scenarios by the table or column they read.</param>
/// <param name="IsGreen">Whether the run passed, so that its page is short.</param>
internal sealed record Lookups(
    Anchors Anchors,
    FaultLocalization FaultLocalization,
    IReadOnlyList<ReportFinding> Findings,
    ILookup<string, CoveringScenario> ScenariosByColumn,
    bool IsGreen
)
{
    public static Lookups Of(RunResult run)
    {
        var localization = new FaultLocalization(run);
        return new(new Anchors(run), localization, Page.Findings.Of(run, localization), FigureCoverage.ScenariosByColumn(run), run.Outcome == Outcome.Passed);
    }
}

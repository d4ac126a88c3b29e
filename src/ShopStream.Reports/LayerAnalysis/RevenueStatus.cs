using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.LayerAnalysis;

/// <summary>Whether revenue reached the marts, judged by the measured amounts alone.</summary>
/// <param name="Layers">See <see cref="RevenueByLayer"/>; empty if revenue was not measured.</param>
/// <param name="Arrived">The amount, if the source and every mart with revenue agree to the cent; otherwise null.</param>
/// <param name="FirstDivergent">The first table that differs from the previous layer; null if there is none.</param>
internal sealed record RevenueStatus(IReadOnlyList<LayerRevenue> Layers, decimal? Arrived, LayerRevenue? FirstDivergent)
{
    public static RevenueStatus Of(RunResult run)
    {
        var levels = RevenueByLayer.Of(run.Layers);
        return new(levels, RevenueByLayer.ArrivedToTheCent(levels), levels.FirstOrDefault(r => r.Difference is not (null or 0)));
    }

    /// <summary>Marts whose revenue differs from the source; empty if the source was not measured.</summary>
    public IReadOnlyList<(LayerResult Mart, decimal Difference)> DivergentMarts =>
        Layers.Count > 0 && LayerMatrix.Is(Layers[0].Result, "source")
            ? [.. Layers.Where(r => LayerMatrix.Is(r.Result, "mart") && r.Revenue != Layers[0].Revenue).Select(r => (r.Result, r.Revenue - Layers[0].Revenue))]
            : [];

    /// <summary>Whether one of the scenario's checks reads revenue.</summary>
    public static bool IsAbout(ScenarioResult scenario) =>
        scenario.Checks.Any(c => c.BusinessMetrics?.Contains(BusinessMetric.Revenue, StringComparer.Ordinal) == true);

    /// <summary>Whether the reconciled amount is revenue, and not a sum without a currency such as a quantity.</summary>
    public static bool IsRevenue(DrillDownResult drillDown) => string.Equals(drillDown.BusinessMetric, BusinessMetric.Revenue, StringComparison.Ordinal);
}

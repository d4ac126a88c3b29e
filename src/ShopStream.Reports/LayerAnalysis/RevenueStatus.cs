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

    /// <summary>Whether one of the scenario's sentences or columns mentions revenue.</summary>
    public static bool IsAbout(ScenarioResult scenario) =>
        scenario.Checks.Any(c => Mentions(c.Sentence) || c.Reads.Any(Mentions) || c.DrillDown is { } drillDown && Mentions(drillDown.Metric));

    /// <summary>Whether the metric of a reconciliation is revenue, and not a sum without a currency such as a quantity.</summary>
    public static bool IsRevenue(string metric) => Mentions(metric);

    private static bool Mentions(string text) => text.Contains("revenue", StringComparison.OrdinalIgnoreCase);
}

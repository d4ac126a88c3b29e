using ShopStream.Quality.Results;

namespace ShopStream.Reports.LayerAnalysis;

/// <summary>Whether revenue came through, by the figures of the hops alone.</summary>
/// <param name="Layers">As <see cref="RevenueByLayer"/> has them; empty where revenue was not measured.</param>
/// <param name="Arrived">The amount, where the source and every mart that carries revenue have it to the cent; else null.</param>
/// <param name="FirstDivergent">Where it first differs from the hop before; null where nowhere.</param>
internal sealed record RevenueStatus(IReadOnlyList<LayerRevenue> Layers, decimal? Arrived, LayerRevenue? FirstDivergent)
{
    public static RevenueStatus Of(RunResult run)
    {
        var levels = RevenueByLayer.Of(run.Hops);
        return new(levels, RevenueByLayer.ArrivedToTheCent(levels), levels.FirstOrDefault(r => r.Difference is not (null or 0)));
    }

    /// <summary>Marts that do not have the source's revenue; none where the source's was not measured.</summary>
    public IReadOnlyList<(LayerResult Mart, decimal Difference)> DivergentMarts =>
        Layers.Count > 0 && LayerMatrix.Is(Layers[0].Layer, "source")
            ? [.. Layers.Where(r => LayerMatrix.Is(r.Layer, "mart") && r.Revenue != Layers[0].Revenue).Select(r => (Hop: r.Layer, r.Revenue - Layers[0].Revenue))]
            : [];

    /// <summary>Whether a scenario is about revenue: one of its sentences or columns says so.</summary>
    public static bool IsAbout(ScenarioResult scenario) =>
        scenario.Checks.Any(c => Mentions(c.Sentence) || c.Reads.Any(Mentions) || c.Ladder is { } drillDown && Mentions(drillDown.What));

    private static bool Mentions(string text) => text.Contains("revenue", StringComparison.OrdinalIgnoreCase);
}

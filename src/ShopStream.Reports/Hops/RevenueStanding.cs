using ShopStream.Quality.Verdicts;

namespace ShopStream.Reports.Hops;

/// <summary>Whether revenue came through, by the figures of the hops alone.</summary>
/// <param name="Rungs">As <see cref="RevenueLadder"/> has them; empty where revenue was not measured.</param>
/// <param name="Arrived">The amount, where the source and every mart that carries revenue have it to the cent; else null.</param>
/// <param name="FirstOff">Where it first differs from the hop before; null where nowhere.</param>
internal sealed record RevenueStanding(IReadOnlyList<Rung> Rungs, decimal? Arrived, Rung? FirstOff)
{
    public static RevenueStanding Of(RunResult run)
    {
        var rungs = RevenueLadder.Of(run.Hops);
        return new(rungs, RevenueLadder.ArrivedToTheCent(rungs), rungs.FirstOrDefault(r => r.Difference is not (null or 0)));
    }

    /// <summary>Marts that do not have the source's revenue; none where the source's was not measured.</summary>
    public IReadOnlyList<(HopResult Mart, decimal Difference)> MartsOff =>
        Rungs.Count > 0 && HopMatrix.Is(Rungs[0].Hop, "source")
            ? [.. Rungs.Where(r => HopMatrix.Is(r.Hop, "mart") && r.Revenue != Rungs[0].Revenue).Select(r => (r.Hop, r.Revenue - Rungs[0].Revenue))]
            : [];

    /// <summary>Whether a scenario is about revenue: one of its sentences or columns says so.</summary>
    public static bool IsAbout(ScenarioResult scenario) =>
        scenario.Checks.Any(c => Says(c.Sentence) || c.Reads.Any(Says) || c.Ladder is { } ladder && Says(ladder.What));

    private static bool Says(string text) => text.Contains("revenue", StringComparison.OrdinalIgnoreCase);
}

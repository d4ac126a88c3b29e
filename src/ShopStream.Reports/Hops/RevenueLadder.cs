using ShopStream.Quality.Verdicts;

namespace ShopStream.Reports.Hops;

/// <param name="Hop">The hop and its table.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
/// <param name="Against">The table of the hop before that it is compared with; null on the first rung.</param>
/// <param name="Difference">Revenue less that of <paramref name="Against"/>.</param>
internal sealed record Rung(HopResult Hop, decimal Revenue, HopResult? Against, decimal? Difference);

/// <summary>Revenue at every hop that carries it, each beside the hop before.</summary>
internal static class RevenueLadder
{
    public static IReadOnlyList<Rung> Of(IReadOnlyList<HopResult> hops)
    {
        var rungs = new List<Rung>();
        List<HopResult> before = [];
        foreach (var hop in hops.Where(hop => hop.Revenue is not null).GroupBy(Place).OrderBy(group => group.Key))
        {
            foreach (var table in hop)
            {
                var against = before.Find(b => string.Equals(HopMatrix.Family(b), HopMatrix.Family(table), StringComparison.Ordinal)) ?? before.LastOrDefault();
                rungs.Add(new(table, table.Revenue!.Value, against, table.Revenue - against?.Revenue));
            }

            before = [.. hop];
        }

        return rungs;
    }

    /// <summary>The source's revenue, where the marts carry revenue too and every one of them has that amount; else null.</summary>
    public static decimal? ArrivedToTheCent(IReadOnlyList<Rung> rungs)
    {
        var marts = rungs.Where(rung => HopMatrix.Is(rung.Hop, "mart")).ToList();
        return marts.Count > 0 && rungs[0].Hop is var first && HopMatrix.Is(first, "source") && rungs.All(rung => rung.Revenue == rungs[0].Revenue)
            ? rungs[0].Revenue
            : null;
    }

    private static int Place(HopResult hop)
    {
        for (var i = 0; i < HopMatrix.Way.Count; i++)
        {
            if (HopMatrix.Is(hop, HopMatrix.Way[i])) return i;
        }

        return HopMatrix.Way.Count;
    }
}

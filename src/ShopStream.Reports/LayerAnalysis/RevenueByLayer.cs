using ShopStream.Quality.Results;

namespace ShopStream.Reports.LayerAnalysis;

/// <param name="Layer">The hop and its table.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
/// <param name="ComparedWith">The table of the hop before that it is compared with; null on the first rung.</param>
/// <param name="Difference">Revenue less that of <paramref name="ComparedWith"/>.</param>
internal sealed record LayerRevenue(LayerResult Layer, decimal Revenue, LayerResult? ComparedWith, decimal? Difference);

/// <summary>Revenue at every hop that carries it, each beside the hop before.</summary>
internal static class RevenueByLayer
{
    public static IReadOnlyList<LayerRevenue> Of(IReadOnlyList<LayerResult> layerResults)
    {
        var levels = new List<LayerRevenue>();
        List<LayerResult> before = [];
        foreach (var hop in layerResults.Where(layerResult => layerResult.Revenue is not null).GroupBy(Place).OrderBy(group => group.Key))
        {
            foreach (var table in hop)
            {
                var against = before.Find(b => string.Equals(LayerMatrix.Family(b), LayerMatrix.Family(table), StringComparison.Ordinal)) ?? before.LastOrDefault();
                levels.Add(new(table, table.Revenue!.Value, against, table.Revenue - against?.Revenue));
            }

            before = [.. hop];
        }

        return levels;
    }

    /// <summary>The source's revenue, where the marts carry revenue too and every one of them has that amount; else null.</summary>
    public static decimal? ArrivedToTheCent(IReadOnlyList<LayerRevenue> levels)
    {
        var marts = levels.Where(level => LayerMatrix.Is(level.Layer, "mart")).ToList();
        return marts.Count > 0 && levels[0].Layer is var first && LayerMatrix.Is(first, "source") && levels.All(level => level.Revenue == levels[0].Revenue)
            ? levels[0].Revenue
            : null;
    }

    private static int Place(LayerResult layerResult)
    {
        for (var i = 0; i < LayerMatrix.RevenuePath.Count; i++)
        {
            if (LayerMatrix.Is(layerResult, LayerMatrix.RevenuePath[i])) return i;
        }

        return LayerMatrix.RevenuePath.Count;
    }
}

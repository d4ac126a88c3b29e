using ShopStream.Quality.Results;

namespace ShopStream.Reports.LayerAnalysis;

/// <param name="Result">The layer and its table.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
/// <param name="ComparedWith">The table of the previous layer; null for the first layer.</param>
/// <param name="Difference">Revenue minus the revenue of <paramref name="ComparedWith"/>; null for the first layer.</param>
internal sealed record LayerRevenue(LayerResult Result, decimal Revenue, LayerResult? ComparedWith, decimal? Difference);

/// <summary>Revenue of every table that has it, compared with the previous layer.</summary>
internal static class RevenueByLayer
{
    public static IReadOnlyList<LayerRevenue> Of(IReadOnlyList<LayerResult> layerResults)
    {
        var levels = new List<LayerRevenue>();
        List<LayerResult> previous = [];
        foreach (var layer in layerResults.Where(layerResult => layerResult.Revenue is not null).GroupBy(Position).OrderBy(group => group.Key))
        {
            foreach (var table in layer)
            {
                var comparedWith =
                    previous.Find(b => string.Equals(LayerMatrix.Family(b), LayerMatrix.Family(table), StringComparison.Ordinal)) ?? previous.LastOrDefault();
                levels.Add(new(table, table.Revenue!.Value, comparedWith, table.Revenue - comparedWith?.Revenue));
            }

            previous = [.. layer];
        }

        return levels;
    }

    /// <summary>Whether revenue was measured in two layers, so that there is something to compare.</summary>
    public static bool IsCompared(IReadOnlyList<LayerResult> layerResults) =>
        layerResults.Where(layerResult => layerResult.Revenue is not null).Select(Position).Distinct().Count() > 1;

    /// <summary>The source's revenue if every layer and every mart with revenue has the same amount; otherwise null.</summary>
    public static decimal? ArrivedToTheCent(IReadOnlyList<LayerRevenue> levels)
    {
        var marts = levels.Where(level => LayerMatrix.Is(level.Result, "mart")).ToList();
        return marts.Count > 0 && levels[0].Result is var first && LayerMatrix.Is(first, "source") && levels.All(level => level.Revenue == levels[0].Revenue)
            ? levels[0].Revenue
            : null;
    }

    private static int Position(LayerResult layerResult)
    {
        for (var i = 0; i < LayerMatrix.LayerOrder.Count; i++)
        {
            if (LayerMatrix.Is(layerResult, LayerMatrix.LayerOrder[i]))
                return i;
        }

        return LayerMatrix.LayerOrder.Count;
    }
}

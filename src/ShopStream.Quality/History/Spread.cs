namespace ShopStream.Quality.History;

/// <summary>
/// What is usual among values, robustly: one outlier in the past moves neither the median nor the MAD. A value is usual where its
/// modified z-score 0.6745 · (x − median) / MAD is at most 3.5 either way (Iglewicz and Hoaglin, How to Detect and Handle Outliers,
/// ASQC 1993). Where more than half of the values are the same, MAD is 0 and the mean absolute deviation from the median stands in for
/// it, as (x − median) / (1.253314 · mean deviation); where that is 0 too, every other value is unusual. All of it in decimal.
/// </summary>
public sealed record Spread
{
    private const decimal Normal = 0.6745m;
    private const decimal NormalOfMean = 1.253314m;
    private const decimal Cutoff = 3.5m;

    private Spread(IReadOnlyList<decimal> values)
    {
        Median = MedianOf(values);
        var distances = values.Select(v => Math.Abs(v - Median)).ToList();
        Mad = MedianOf(distances);
        MeanDeviation = distances.Average();
    }

    /// <summary>The middle value, or the mean of the middle two.</summary>
    public decimal Median { get; }

    /// <summary>The median of the absolute distances from the median.</summary>
    public decimal Mad { get; }

    /// <summary>The mean of the absolute distances from the median.</summary>
    public decimal MeanDeviation { get; }

    /// <summary>How far from the median a usual value may be.</summary>
    public decimal UsualRange => Mad > 0 ? Cutoff * Mad / Normal : Cutoff * NormalOfMean * MeanDeviation;

    /// <param name="values">At least one.</param>
    public static Spread Of(IReadOnlyList<decimal> values) => new(values);

    /// <summary>Whether a value is usual. Multiplied out: a quotient would be rounded.</summary>
    public bool IsUsual(decimal value)
    {
        var distance = Math.Abs(value - Median);
        return Mad > 0 ? Normal * distance <= Cutoff * Mad : distance <= Cutoff * NormalOfMean * MeanDeviation;
    }

    private static decimal MedianOf(IReadOnlyList<decimal> values)
    {
        var ordered = values.Order().ToList();
        var middle = ordered.Count / 2;
        return ordered.Count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}

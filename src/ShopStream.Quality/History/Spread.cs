namespace ShopStream.Quality.History;

/// <summary>
/// Robust range of usual values: a single outlier in the past hardly moves the median and the MAD. A value is usual if its modified z-score
/// 0.6745 · (x − median) / MAD is at most 3.5 in either direction (Iglewicz and Hoaglin, How to Detect and Handle Outliers, ASQC 1993). If
/// more than half of the values are equal, MAD is 0 and (x − median) / (1.253314 · mean absolute deviation) is used instead; if that
/// deviation is 0 as well, every other value is unusual. Calculated in decimal.
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

    /// <summary>Median of the values.</summary>
    public decimal Median { get; }

    /// <summary>Median absolute deviation from the median.</summary>
    public decimal Mad { get; }

    /// <summary>Mean absolute deviation from the median.</summary>
    public decimal MeanDeviation { get; }

    /// <summary>Maximum distance of a usual value from the median.</summary>
    public decimal UsualRange => Mad > 0 ? Cutoff * Mad / Normal : Cutoff * NormalOfMean * MeanDeviation;

    /// <summary>Calculates the spread of values.</summary>
    /// <param name="values">Values in any order; at least one.</param>
    public static Spread Of(IReadOnlyList<decimal> values) => new(values);

    /// <summary>Whether a value is usual. Multiplies instead of dividing, because a quotient would be rounded.</summary>
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

namespace ShopStream.Quality.Checks.Figures;

/// <summary>How far a distribution has drifted.</summary>
public enum DriftSize
{
    /// <summary>Population stability index below 0.1, or Kolmogorov-Smirnov distance below 0.126.</summary>
    Small,

    /// <summary>Population stability index below 0.25, or Kolmogorov-Smirnov distance below 0.197.</summary>
    Moderate,

    /// <summary>More.</summary>
    Large,
}

/// <summary>
/// Sizes of drift in words. The limits of the population stability index, 0.1 and 0.25, are those in use (N. Siddiqi, Credit Risk Scorecards, Wiley 2006).
/// Those of the Kolmogorov-Smirnov distance are of the same drift: the index of two normal distributions that lie d standard deviations apart is d², and
/// their Kolmogorov-Smirnov distance 2Φ(d / 2) − 1.
/// </summary>
internal static class Drift
{
    // Of the standard normal distribution.
    private const double Quantile999 = 3.090232306167813;

    /// <summary>
    /// Fewest expected rows of a category: rarer ones are taken together, because chance does with them what χ² does not foresee (W. Cochran, Biometrics 10,
    /// 1954).
    /// </summary>
    public const double FewestRows = 5;

    /// <summary>The distance below which a drift is of a size.</summary>
    /// <param name="measure">Population stability index or Kolmogorov-Smirnov distance.</param>
    /// <param name="size">Small or moderate.</param>
    public static double Limit(DistanceMeasure measure, DriftSize size) =>
        (measure, size) switch
        {
            (DistanceMeasure.KolmogorovSmirnov, DriftSize.Small) => 0.126,
            (DistanceMeasure.KolmogorovSmirnov, _) => 0.197,
            (_, DriftSize.Small) => 0.1,
            _ => 0.25,
        };

    /// <summary>The size of a drift.</summary>
    public static DriftSize SizeOf(DistanceMeasure measure, double distance) =>
        distance < Limit(measure, DriftSize.Small) ? DriftSize.Small
        : distance < Limit(measure, DriftSize.Moderate) ? DriftSize.Moderate
        : DriftSize.Large;

    /// <summary>
    /// The distance that chance exceeds in one of 1,000 comparisons of two samples of one distribution. Of the population stability index, a quantile of
    /// (1 / n + 1 / m) · χ² with one degree of freedom less than there are values (B. Yurdakul and J. Naranjo, Journal of Risk Model Validation 14, 2020;
    /// χ² by E. Wilson and M. Hilferty, Proceedings of the National Academy of Sciences 17, 1931); of the Kolmogorov-Smirnov distance,
    /// √(−ln(0.001 / 2) / 2 · (1 / n + 1 / m)) (Smirnov 1948).
    /// </summary>
    /// <param name="measure">Population stability index or Kolmogorov-Smirnov distance.</param>
    /// <param name="values">Number of values of both sides.</param>
    /// <param name="different">Number of different values of both sides together.</param>
    public static double ByChance(DistanceMeasure measure, (double Left, double Right) values, int different)
    {
        var rows = (1 / values.Left) + (1 / values.Right);
        if (measure == DistanceMeasure.KolmogorovSmirnov)
            return Math.Sqrt(-Math.Log(0.0005) / 2 * rows);
        var freedom = different - 1;
        return freedom < 1 ? 0 : rows * freedom * Math.Pow(1 - (2.0 / (9 * freedom)) + (Quantile999 * Math.Sqrt(2.0 / (9 * freedom))), 3);
    }
}

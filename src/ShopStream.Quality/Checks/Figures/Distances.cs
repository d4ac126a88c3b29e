namespace ShopStream.Quality.Checks.Figures;

/// <summary>How the difference of two distributions is measured.</summary>
public enum DistanceMeasure
{
    /// <summary>
    /// Population stability index: the sum of (p − q) · ln(p / q) (N. Siddiqi, Credit Risk Scorecards, Wiley 2006). It is the divergence J of H. Jeffreys
    /// (Proceedings of the Royal Society A 186, 1946). A value that one side lacks counts as half a row there.
    /// </summary>
    PopulationStability,

    /// <summary>
    /// Jensen-Shannon distance, from 0 to 1: the root of the divergence from the mean of both, with logarithms to base 2 (J. Lin, IEEE Transactions on
    /// Information Theory 37, 1991; that its root is a distance: D. Endres and J. Schindelin, ibid. 49, 2003).
    /// </summary>
    JensenShannon,

    /// <summary>
    /// Kullback-Leibler divergence from the second: the sum of p · ln(p / q) (S. Kullback and R. Leibler, Annals of Mathematical Statistics 22, 1951). A value
    /// that the second lacks counts as half a row there.
    /// </summary>
    KullbackLeibler,

    /// <summary>
    /// Two-sample Kolmogorov-Smirnov distance, from 0 to 1: the largest difference of the cumulative shares of numbers (N. Smirnov, Annals of Mathematical
    /// Statistics 19, 1948).
    /// </summary>
    KolmogorovSmirnov,
}

/// <summary>
/// The distance of two sides. Where a side does not know a share exactly, it takes the possible one that is nearest to the other side, so that a distance
/// is never larger than that of all values.
/// </summary>
internal static class Distances
{
    /// <summary>The distance of two sides of one kind.</summary>
    public static double Of(DistanceMeasure measure, DistributionSide left, DistributionSide right) =>
        measure == DistanceMeasure.KolmogorovSmirnov ? Cumulative(left, right) : Of(measure, Shares(left, right), left, right);

    /// <summary>The distance of categories.</summary>
    /// <param name="measure">How it is measured.</param>
    /// <param name="shares">Shares of each value on both sides.</param>
    /// <param name="left">The side of the first shares.</param>
    /// <param name="right">The side of the second shares.</param>
    public static double Of(DistanceMeasure measure, IReadOnlyList<(string? Value, double P, double Q)> shares, DistributionSide left, DistributionSide right)
    {
        return measure switch
        {
            DistanceMeasure.PopulationStability => shares.Sum(s => (Present(s.P, left) - Present(s.Q, right)) * Ratio(s)),
            DistanceMeasure.KullbackLeibler => shares.Where(s => s.P > 0).Sum(s => s.P * Math.Log(s.P / Present(s.Q, right))),
            _ => Math.Sqrt(Math.Max(0, shares.Sum(s => Half(s.P, s.Q) + Half(s.Q, s.P)))),
        };

        double Ratio((string? Value, double P, double Q) share) => Math.Log(Present(share.P, left) / Present(share.Q, right));

        static double Half(double share, double other) => share > 0 ? share / 2 * Math.Log2(share / ((share + other) / 2)) : 0;
    }

    /// <summary>Shares in which the values that are too rare to be compared are one.</summary>
    /// <param name="left">One side.</param>
    /// <param name="right">The other side.</param>
    /// <param name="fewest">Fewest rows of a value on the smaller side, if both had the same shares.</param>
    public static IReadOnlyList<(string? Value, double P, double Q)> Shares(DistributionSide left, DistributionSide right, double fewest)
    {
        var (all, smaller) = (left.All + right.All, Math.Min(left.All, right.All));
        var split = Shares(left, right).ToLookup(s => ((s.P * left.All) + (s.Q * right.All)) / all * smaller >= fewest && s.Value is not null);
        var rare = split[false].ToList();
        return rare.Count == 0 ? [.. split[true]] : [.. split[true], (null, rare.Sum(s => s.P), rare.Sum(s => s.Q))];
    }

    /// <summary>Shares of the values that either side knows, by value, and last, if there are any, those of all others together.</summary>
    public static IReadOnlyList<(string? Value, double P, double Q)> Shares(DistributionSide left, DistributionSide right)
    {
        var shares = new List<(string? Value, double P, double Q)>();
        foreach (var value in left.Values.Union(right.Values, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (p, q) = (left.ShareOf(value), right.ShareOf(value));
            shares.Add((value, Math.Clamp(q.Least, p.Least, p.Most), Math.Clamp(p.Least, q.Least, q.Most)));
        }
        var (others, otherOnes) = (Rest(shares.Sum(s => s.P)), Rest(shares.Sum(s => s.Q)));
        if (others > 0 || otherOnes > 0)
            shares.Add((null, others, otherOnes));
        return shares;

        // What sums of fractions leave is not a share.
        static double Rest(double known) => known > 1 - 1e-9 ? 0 : 1 - known;
    }

    // Half a row, because the logarithm of 0 is infinite.
    private static double Present(double share, DistributionSide side) => share > 0 ? share : 0.5 / side.All;

    private static double Cumulative(DistributionSide left, DistributionSide right)
    {
        var largest = 0.0;
        foreach (var number in left.Numbers.Concat(right.Numbers).Distinct())
        {
            largest = Math.Max(largest, Apart(left.Up(number, below: true), right.Up(number, below: true)));
            largest = Math.Max(largest, Apart(left.Up(number, below: false), right.Up(number, below: false)));
        }
        return largest;

        static double Apart((double Least, double Most) one, (double Least, double Most) other) =>
            Math.Max(0, Math.Max(one.Least - other.Most, other.Least - one.Most));
    }
}

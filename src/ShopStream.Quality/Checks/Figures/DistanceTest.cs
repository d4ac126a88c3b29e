using System.Globalization;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>Which distance of two distributions is allowed.</summary>
public abstract record DistanceTest
{
    /// <summary>How it takes the values of a column.</summary>
    public abstract HistogramKind Kind { get; }

    /// <summary>Judges the distance of two sides of one kind.</summary>
    internal abstract (bool Holds, string Expected, string Actual, string Difference) Judge(DistributionSide left, DistributionSide right);

    /// <summary>Words of a measure, as in a sentence.</summary>
    public static string Words(DistanceMeasure measure) =>
        measure switch
        {
            DistanceMeasure.PopulationStability => "population stability index",
            DistanceMeasure.JensenShannon => "Jensen-Shannon distance",
            DistanceMeasure.KullbackLeibler => "Kullback-Leibler divergence",
            _ => "Kolmogorov-Smirnov distance",
        };

    /// <summary>A distance in 9 decimals, in which stores agree.</summary>
    private protected static FigureValue Rounded(double distance) => FigureValue.TryRound(distance.ToString("F9", CultureInfo.InvariantCulture), 9)!.Value;
}

/// <summary>A measured distance meets a bound.</summary>
public sealed record DistanceInBounds : DistanceTest
{
    private DistanceInBounds(DistanceMeasure measure, FigureBound bound) => (Measure, Bound) = (measure, bound);

    /// <summary>How the distance is measured.</summary>
    public DistanceMeasure Measure { get; }

    /// <summary>What it must be; a number.</summary>
    public FigureBound Bound { get; }

    /// <inheritdoc />
    public override HistogramKind Kind => Measure == DistanceMeasure.KolmogorovSmirnov ? HistogramKind.Numbers : HistogramKind.Categories;

    /// <summary>A distance and its bound.</summary>
    /// <exception cref="FormatException">The bound is not a number, or cannot be missed or met.</exception>
    public static DistanceInBounds Of(DistanceMeasure measure, FigureBound bound)
    {
        if (bound.Scale != FigureScale.Number)
            throw new FormatException($"the {Words(measure)} cannot be compared with {bound.Low}: expected a number such as 0.1");
        decimal? most = measure is DistanceMeasure.JensenShannon or DistanceMeasure.KolmogorovSmirnov ? 1 : null;
        return new DistanceInBounds(measure, bound.Deciding($"the {Words(measure)}", (0, most)));
    }

    internal override (bool Holds, string Expected, string Actual, string Difference) Judge(DistributionSide left, DistributionSide right)
    {
        var value = Rounded(Distances.Of(Measure, left, right));
        var expected = $"{Bound.Expected("")}, the {Words(Measure)}";
        if (Bound.Holds(value))
            return (true, expected, value.Describe(""), "");
        var limit = Bound.Missed(value);
        return (false, expected, value.Describe("", limit), value.Minus(limit).DescribeDifference(""));
    }
}

/// <summary>
/// A distribution has drifted at most so far, in words: by the population stability index of categories, and the Kolmogorov-Smirnov distance of numbers. Of few
/// rows, what chance does in one of 1,000 runs is allowed, too. See <see cref="Drift"/>.
/// </summary>
/// <param name="Most">Largest drift that is allowed: small or moderate.</param>
public sealed record NoDrift(DriftSize Most) : DistanceTest
{
    /// <inheritdoc />
    public override HistogramKind Kind => HistogramKind.ByType;

    internal override (bool Holds, string Expected, string Actual, string Difference) Judge(DistributionSide left, DistributionSide right)
    {
        var measure = left.IsOrdered ? DistanceMeasure.KolmogorovSmirnov : DistanceMeasure.PopulationStability;
        var shares = left.IsOrdered ? [] : Distances.Shares(left, right, Drift.FewestRows);
        var distance = left.IsOrdered ? Distances.Of(measure, left, right) : Distances.Of(measure, shares, left, right);
        var (limit, chance) = (Drift.Limit(measure, Most), Drift.ByChance(measure, (left.All, right.All), shares.Count));
        var bound = Rounded(Math.Max(limit, chance));
        var value = Rounded(distance);
        var holds = value.ComparedWith(bound) < 0;
        var small = string.Create(CultureInfo.InvariantCulture, $"below {limit}, the {Words(measure)}: a {Word(Most)} drift");
        var few = string.Create(
            CultureInfo.InvariantCulture,
            $"below {chance:0.###}, the {Words(measure)} that chance stays below in 999 of 1,000 runs of so few rows (a {Word(Most)} drift: below {limit})"
        );
        var drift = value.Numerator.Sign == 0 ? "no drift" : $"a {Word(Drift.SizeOf(measure, distance))} drift";
        return (holds, chance > limit ? few : small, $"{value.Describe("", bound)}: {drift}", value.Minus(bound).DescribeDifference(""));
    }

    private static string Word(DriftSize size) => size.ToString().ToLowerInvariant();
}

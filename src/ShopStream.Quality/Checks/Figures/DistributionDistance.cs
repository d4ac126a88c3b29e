using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>How the difference of two distributions is measured.</summary>
public enum DistanceMeasure
{
    /// <summary>Population stability index: the sum of (p − q) · ln(p / q). A value that one side lacks counts as half a row there.</summary>
    PopulationStability,

    /// <summary>Jensen-Shannon distance, from 0 to 1: the root of the divergence from the mean of both, with logarithms to base 2.</summary>
    JensenShannon,

    /// <summary>Kullback-Leibler divergence from the second: the sum of p · ln(p / q). A value that the second lacks counts as half a row there.</summary>
    KullbackLeibler,

    /// <summary>Two-sample Kolmogorov-Smirnov distance, from 0 to 1: the largest difference of the cumulative shares of numbers.</summary>
    KolmogorovSmirnov,
}

/// <summary>the population stability index of country in raw orders against country in source orders is at most 0.1. NULLs are ignored.</summary>
/// <param name="Left">Rows that are judged.</param>
/// <param name="Column">Their column.</param>
/// <param name="Right">Rows that they are compared with, also of another store.</param>
/// <param name="OtherColumn">Their column.</param>
/// <param name="Measure">How the difference is measured.</param>
/// <param name="Bound">What it must be; a number.</param>
public sealed record DistributionDistance(Relation Left, string Column, Relation Right, string OtherColumn, DistanceMeasure Measure, FigureBound Bound) : ICheck
{
    /// <summary>Most different values on a side. More are not categories.</summary>
    public const int MostValues = 10_000;

    private GroupedMetric LeftCounts => Counts(Left, Column);

    private GroupedMetric RightCounts => Counts(Right, OtherColumn);

    /// <summary>A check of two distributions.</summary>
    /// <exception cref="FormatException">The bound is not a number, or cannot be missed.</exception>
    public static DistributionDistance Of((Relation Rows, string Column) left, (Relation Rows, string Column) right, DistanceMeasure measure, FigureBound bound)
    {
        if (bound.Scale != FigureScale.Number)
            throw new FormatException($"the {Words(measure)} cannot be compared with {bound.Low}: expected a number such as 0.1");
        if (bound is { Comparison: Comparison.AtLeast } && bound.First.Numerator.Sign <= 0)
            throw new FormatException($"the {Words(measure)} {bound} whatever the rows are: the check cannot fail; expected another bound");
        return new DistributionDistance(left.Rows, left.Column, right.Rows, right.Column, measure, bound);
    }

    /// <summary>Words of a measure, as in a sentence.</summary>
    public static string Words(DistanceMeasure measure) =>
        measure switch
        {
            DistanceMeasure.PopulationStability => "population stability index",
            DistanceMeasure.JensenShannon => "Jensen-Shannon distance",
            DistanceMeasure.KullbackLeibler => "Kullback-Leibler divergence",
            _ => "Kolmogorov-Smirnov distance",
        };

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [LeftCounts, RightCounts];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses =>
        Measure == DistanceMeasure.KolmogorovSmirnov ? [new NumberUse(Left, Column, "distribution"), new NumberUse(Right, OtherColumn, "distribution")] : [];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var (left, missing) = Read(measurements, LeftCounts, Left, Column);
        if (missing is not null)
            return missing;
        (var right, missing) = Read(measurements, RightCounts, Right, OtherColumn);
        if (missing is not null)
            return missing;
        var value = FigureValue.TryRound(Distance(left, right).ToString("F9", CultureInfo.InvariantCulture), 9)!.Value;
        var expected = $"{Bound.Expected("")}, the {Words(Measure)}";
        if (Bound.Holds(value))
            return Evaluation.Passed(expected, value.Describe(""));
        var limit = Bound.Missed(value);
        var policy = measurements.RedactionPolicy;
        return Evaluation.Failed(expected, value.Describe("", limit), value.Minus(limit).DescribeDifference("")) with
        {
            Keys =
                policy.Level == Redaction.SampleLevel.None
                    ? []
                    :
                    [
                        .. left
                            .Keys.Union(right.Keys, StringComparer.Ordinal)
                            .Select(v => (Value: v, Here: Share(left, v), There: Share(right, v)))
                            .OrderByDescending(v => Math.Abs(v.Here - v.There))
                            .ThenBy(v => v.Value, StringComparer.Ordinal)
                            .Take(Sample.Limit / 2)
                            .Select(v =>
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{Identifier.Written(Column)}={policy.Redact(Left.Reference(Column), v.Value)}: {v.Here:0.##} %, there {v.There:0.##} %"
                                )
                            ),
                    ],
        };
    }

    private static GroupedMetric Counts(Relation rows, string column) =>
        new(rows.Where(new Not(new IsNull(column))), [new GroupKey(column)], [new CountRows()]) { Most = MostValues + 1 };

    private static (IReadOnlyDictionary<string, double> Counts, Evaluation? Missing) Read(
        Measurements measurements,
        GroupedMetric metric,
        Relation rows,
        string column
    )
    {
        var found = measurements[metric].Rows;
        if (found.Count == 0)
            return (new Dictionary<string, double>(StringComparer.Ordinal), Evaluation.NotJudged($"{rows} has no {Identifier.Written(column)}"));
        return found.Count > MostValues
            ? (
                new Dictionary<string, double>(StringComparer.Ordinal),
                new Evaluation
                {
                    Outcome = Outcome.Error,
                    Note =
                        $"{Identifier.Written(column)} in {rows} has more than {MostValues:#,##0} different values: expected categories; "
                        + "compare its quantiles instead",
                }
            )
            : (
                found
                    .GroupBy(r => Canonical(r[0]!), StringComparer.Ordinal)
                    .ToDictionary(g => g.Key, g => g.Sum(r => double.Parse(r[1]!, CultureInfo.InvariantCulture)), StringComparer.Ordinal),
                null
            );
    }

    // Stores write numbers with different scales: 1.50 is 1.5.
    private static string Canonical(string text) =>
        text.Contains('.', StringComparison.Ordinal) && ExactNumber.TryParse(text) is not null ? text.TrimEnd('0').TrimEnd('.') : text;

    private static double Share(IReadOnlyDictionary<string, double> counts, string value) => counts.GetValueOrDefault(value) / counts.Values.Sum() * 100;

    private double Distance(IReadOnlyDictionary<string, double> left, IReadOnlyDictionary<string, double> right)
    {
        var (all, otherAll) = (left.Values.Sum(), right.Values.Sum());
        var values = left.Keys.Union(right.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        double P(string value) => left.GetValueOrDefault(value) / all;
        double Q(string value) => right.GetValueOrDefault(value) / otherAll;
        // Half a row, because the logarithm of 0 is infinite.
        double Present(double share, double total) => share > 0 ? share : 0.5 / total;
        return Measure switch
        {
            DistanceMeasure.PopulationStability => values.Sum(v =>
                (Present(P(v), all) - Present(Q(v), otherAll)) * Math.Log(Present(P(v), all) / Present(Q(v), otherAll))
            ),
            DistanceMeasure.KullbackLeibler => values.Where(v => P(v) > 0).Sum(v => P(v) * Math.Log(P(v) / Present(Q(v), otherAll))),
            DistanceMeasure.JensenShannon => Math.Sqrt(Math.Max(0, values.Sum(v => Half(P(v), Q(v)) + Half(Q(v), P(v))))),
            _ => Cumulative(values, P, Q),
        };

        static double Half(double share, double other) => share > 0 ? share / 2 * Math.Log2(share / ((share + other) / 2)) : 0;
    }

    private static double Cumulative(List<string> values, Func<string, double> p, Func<string, double> q)
    {
        var (largest, sum) = (0.0, 0.0);
        foreach (var value in values.OrderBy(v => ExactNumber.TryParse(v) ?? ExactNumber.Zero))
        {
            sum += p(value) - q(value);
            largest = Math.Max(largest, Math.Abs(sum));
        }
        return largest;
    }
}

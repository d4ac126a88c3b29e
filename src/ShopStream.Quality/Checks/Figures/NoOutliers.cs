using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>What outliers are far from, and in which unit the distance is.</summary>
public enum SpreadMeasure
{
    /// <summary>The average, in standard deviations of a sample.</summary>
    StandardDeviations,

    /// <summary>The median, in median absolute deviations.</summary>
    Mads,

    /// <summary>The first and the third quartile, in the distance of the two (Tukey's fences).</summary>
    InterquartileRanges,
}

/// <summary>
/// price in raw products has no outliers beyond 3 MADs: no value is further away from the middle of all values. Whether there are any is decided by the
/// smallest and the largest value.
/// </summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Column of exact numbers.</param>
/// <param name="Distance">Allowed distance, above 0.</param>
/// <param name="Measure">What the distance is measured in.</param>
public sealed record NoOutliers(Relation Relation, string Column, decimal Distance, SpreadMeasure Measure) : ICheck
{
    /// <summary>Fewest values: with fewer, none can be far from the others.</summary>
    public const int Fewest = 4;

    // Decimals of a bound that is not a value of the column itself.
    private const int Places = 12;

    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Values => AggregateMetric.Values(Relation, Column);

    private AggregateMetric Smallest => new(Relation, new MinOf(Column));

    private AggregateMetric Largest => new(Relation, new MaxOf(Column));

    private IReadOnlyList<AggregateMetric> Parts =>
        [
            .. (
                Measure switch
                {
                    SpreadMeasure.StandardDeviations => (Aggregate[])[new SumOf(Column), new DeviationOf(Column)],
                    SpreadMeasure.Mads => [new QuantileOf(Column, 50), new MedianDeviationOf(Column)],
                    _ => [new QuantileOf(Column, 25), new QuantileOf(Column, 75)],
                }
            ).Select(a => new AggregateMetric(Relation, a)),
        ];

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Values, Smallest, Largest, .. Parts];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => [new SumUse(Relation, Column)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        var values = measurements.Count(Values);
        if (values == 0)
            return FigureText.OnlyNulls(Column, Relation, rows);
        if (values < Fewest)
            return Evaluation.NotJudged($"{Relation} has {Counted.Of(values, "value")} of {Identifier.Written(Column)}: outliers need {Fewest:0} or more");
        if (
            Number(Smallest) is not { } smallest
            || Number(Largest) is not { } largest
            || Number(Parts[0]) is not { } first
            || Number(Parts[1]) is not { } second
        )
            return new Evaluation
            {
                Outcome = Outcome.Error,
                Note = $"{Identifier.Written(Column)} in {Relation} has values that are not numbers, such as NaN",
            };
        var (low, high) = Bounds(first, second, values);
        var hidden = measurements.RedactionPolicy.Hides(Relation.Reference(Column));
        string Shown(ExactNumber number) => hidden ? "a hidden value" : number.ToAmountText();
        var expected = $"from {Shown(low)} to {Shown(high)}, {Described()}";
        var actual = $"from {Shown(smallest)} to {Shown(largest)}";
        if (smallest >= low && largest <= high)
            return Evaluation.Passed(expected, actual);
        var outside = new Not(new IsBetween(Column, $"{low}", $"{high}"));
        var count = new AggregateMetric(Relation, new CountWhere(outside));
        var sample = new Sample(Rows, outside, [Column]);
        return Evaluation
            .Failed(expected, actual, null)
            .NeedsEvidence(
                [count, sample],
                (failed, evidence) =>
                    failed with
                    {
                        Difference = evidence.Find(count) is { Missing: null } found ? FigureText.SignedRows(found.Number(0)) : null,
                        Keys = FigureText.KeysOf(evidence.Find(sample)),
                    }
            );

        ExactNumber? Number(AggregateMetric metric) => measurements[metric].Rows[0][0] is { } text ? ExactNumber.TryParse(text) : null;
    }

    private (ExactNumber Low, ExactNumber High) Bounds(ExactNumber first, ExactNumber second, decimal values)
    {
        if (Measure == SpreadMeasure.InterquartileRanges)
            return (first - ((second - first) * Distance), second + ((second - first) * Distance));
        var middle = Measure == SpreadMeasure.Mads ? first : first.DividedBy(values, Places);
        var distance = (Measure == SpreadMeasure.Mads ? second : second.Round(Places)) * Distance;
        return (middle - distance, middle + distance);
    }

    private string Described()
    {
        var distance = Distance.ToString("0.############################", CultureInfo.InvariantCulture);
        return Measure switch
        {
            SpreadMeasure.StandardDeviations => $"within {distance} standard deviations of the average",
            SpreadMeasure.Mads => $"within {distance} MADs of the median",
            _ => $"within {distance} interquartile ranges of the quartiles",
        };
    }
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>
/// the number of different user_id in raw orders equals the number of different user_id in core fact_orders. The expected side is the one
/// nearer to the source, or the right one if both are in the same layer.
/// </summary>
/// <param name="Left">One side.</param>
/// <param name="Right">The other side; its figure has the same scale.</param>
/// <param name="Tolerance">Allowed difference.</param>
public sealed record FiguresAgree(MeasuredFigure Left, MeasuredFigure Right, Tolerance Tolerance) : FigurePair(Left, Right)
{
    /// <summary>A check of two figures whose values are of one kind.</summary>
    /// <exception cref="FormatException">One is a share or a number of values, the other is not.</exception>
    public static FiguresAgree Of(MeasuredFigure left, MeasuredFigure right, Tolerance tolerance) =>
        IsShare(left.Figure) == IsShare(right.Figure)
            ? new FiguresAgree(left, right, tolerance)
            : throw new FormatException($"{left.Figure} cannot be compared with {right.Figure}: expected two figures of one kind");

    // A count is a number, and may be compared with one, such as the largest quantity.
    private static bool IsShare(Figure figure) => figure.Scale == FigureScale.Percent;

    private protected override Evaluation Judge(Measurements measurements)
    {
        var (actual, expected) = Left.Relation.Dataset.Layer < Right.Relation.Dataset.Layer ? (Right, Left) : (Left, Right);
        var (wanted, missing) = expected.Read(measurements);
        if (wanted is not { } limit)
            return missing!;
        (var found, missing) = actual.Read(measurements);
        if (found is not { } value)
            return missing!;
        if (!limit.IsComparableWith(value))
            return new Evaluation
            {
                Outcome = Results.Outcome.Error,
                Note = $"{actual} is {value.Kind}, and {expected} is {limit.Kind}: expected two figures of one kind",
            };
        var expectation = $"{expected.Describe(limit, measurements)}, {expected}{(Tolerance == Tolerance.Exact ? "" : $", {Tolerance}")}";
        return value.IsWithin(Tolerance, limit)
            ? Evaluation.Passed(expectation, actual.Describe(value, measurements))
            : Evaluation.Failed(
                expectation,
                actual.Describe(value, measurements, limit),
                actual.IsHidden(measurements) || expected.IsHidden(measurements) ? null : value.Minus(limit).DescribeDifference(actual.Figure.Unit)
            );
    }
}

/// <summary>the number of rows in raw order_items is between 2.5 and 3.5 times the number of rows in raw orders.</summary>
/// <param name="Left">The figure that is judged.</param>
/// <param name="Low">Lowest factor, inclusive.</param>
/// <param name="High">Highest factor, inclusive.</param>
/// <param name="Right">The figure that it is compared with; of numbers, as the left one.</param>
public sealed record FigureRatio(MeasuredFigure Left, decimal Low, decimal High, MeasuredFigure Right) : FigurePair(Left, Right)
{
    /// <summary>A check of two figures of numbers.</summary>
    /// <exception cref="FormatException">The lower factor is above the higher one, or a figure is a share.</exception>
    public static FigureRatio Of(MeasuredFigure left, decimal low, decimal high, MeasuredFigure right)
    {
        if (low > high)
            throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"nothing is {low} to {high} times a number: expected the lower factor first")
            );
        return left.Figure.Scale == FigureScale.Percent || right.Figure.Scale == FigureScale.Percent
            ? throw new FormatException("a share cannot be a multiple: expected figures of numbers")
            : new FigureRatio(left, low, high, right);
    }

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses =>
        new[] { Left, Right }.Where(m => m.Figure is { Scale: null }).Select(m => (TypedUse)new NumberUse(m.Relation, m.Figure.Column!, "multiple"));

    private protected override Evaluation Judge(Measurements measurements)
    {
        var (found, missing) = Left.Read(measurements);
        if (found is not { } value)
            return missing!;
        (var basis, missing) = Right.Read(measurements);
        if (basis is not { } of)
            return missing!;
        if (of.Numerator.Sign == 0)
            return Evaluation.NotJudged($"{Right} is 0: nothing is a multiple of it");
        var (low, high) = (of.Times(Low), of.Times(High));
        // Twice a negative amount is the lower one.
        if (low.ComparedWith(high) > 0)
            (low, high) = (high, low);
        var unit = Left.Figure.Unit;
        // A multiple of a hidden value tells the value.
        var factors = string.Create(CultureInfo.InvariantCulture, $"{Low} to {High} times {Right.Describe(of, measurements)}, {Right}");
        var isHidden = Left.IsHidden(measurements) || Right.IsHidden(measurements);
        var expected = Right.IsHidden(measurements) ? factors : $"between {low.Describe("")} and {high.Describe(unit)}: {factors}";
        if (value.ComparedWith(low) >= 0 && value.ComparedWith(high) <= 0)
            return Evaluation.Passed(expected, Left.Describe(value, measurements));
        var missed = value.ComparedWith(low) < 0 ? low : high;
        return Evaluation.Failed(
            expected,
            Left.Describe(value, measurements, Right.IsHidden(measurements) ? null : missed),
            isHidden ? null : value.Minus(missed).DescribeDifference(unit)
        );
    }
}

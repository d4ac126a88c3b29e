using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>the number of rows in staging stg_orders is at most the number of rows in raw orders.</summary>
/// <param name="Left">The figure that is judged.</param>
/// <param name="Comparison">How it compares.</param>
/// <param name="Right">The figure that is its bound.</param>
public sealed record FigureOrder(MeasuredFigure Left, Comparison Comparison, MeasuredFigure Right) : FigurePair(Left, Right)
{
    private protected override Evaluation Judge(Measurements measurements)
    {
        var (bound, missing) = Right.Read(measurements);
        if (bound is not { } limit)
            return missing!;
        (var found, missing) = Left.Read(measurements);
        if (found is not { } value)
            return missing!;
        if (!limit.IsComparableWith(value))
            return new Evaluation
            {
                Outcome = Results.Outcome.Error,
                Note = $"{Left} is {value.Kind}, and {Right} is {limit.Kind}: expected two figures of one kind",
            };
        var sign = value.ComparedWith(limit);
        var (word, holds) = Comparison switch
        {
            Comparison.AtLeast => ("at least", sign >= 0),
            Comparison.AtMost => ("at most", sign <= 0),
            Comparison.Above => ("above", sign > 0),
            Comparison.Below => ("below", sign < 0),
            _ => throw new InvalidOperationException($"figures are not ordered by '{Comparison}'"),
        };
        var expected = $"{word} {Right.Describe(limit, measurements)}, {Right}";
        return holds
            ? Evaluation.Passed(expected, Left.Describe(value, measurements))
            : Evaluation.Failed(
                expected,
                Left.Describe(value, measurements, limit),
                Left.IsHidden(measurements) || Right.IsHidden(measurements) ? null : value.Minus(limit).DescribeDifference(Left.Figure.Unit)
            );
    }
}

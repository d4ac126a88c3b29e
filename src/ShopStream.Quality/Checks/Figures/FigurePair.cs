using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>A check of two figures.</summary>
/// <param name="Left">One figure.</param>
/// <param name="Right">The other figure.</param>
public abstract record FigurePair(MeasuredFigure Left, MeasuredFigure Right) : TwoSidedCheck
{
    private protected override (Relation One, Relation Other)? Sides =>
        Left.Figure is NumberOfColumns || Right.Figure is NumberOfColumns ? null : (Left.Relation, Right.Relation);

    /// <inheritdoc />
    public override IEnumerable<Metric> GetMetrics() => Left.Metrics.Concat(Right.Metrics);

    private protected override FigurePair On(Func<Relation, Relation> limited) =>
        this with
        {
            Left = Left with { Relation = limited(Left.Relation) },
            Right = Right with { Relation = limited(Right.Relation) },
        };
}

using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation;

/// <summary>the sum of total_amount in source orders equals the sum of line_total in source order_items to the cent. Expected is the side nearer to the source, the right one where both are equally near.</summary>
/// <param name="Left">The amount on one side; its keys are not used.</param>
/// <param name="Right">The amount on the other.</param>
/// <param name="Tolerance">By how much they may differ.</param>
public sealed record SumsEqual(Measure Left, Measure Right, Tolerance Tolerance) : IReconciliation
{
    /// <inheritdoc />
    public ReconciledSides Sides
    {
        get
        {
            var (actual, expected) = Ordering.Order(Left, Right);
            return new ReconciledSides(actual.Column, expected, actual, [], null);
        }
    }

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows(Left), Sum(Left), Rows(Right), Sum(Right)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        if (measurements.Count(Rows(Left)) == 0 && measurements.Count(Rows(Right)) == 0)
            return Evaluation.NotJudged($"no rows in {Left.Relation} nor in {Right.Relation}");
        var (actual, expected) = Ordering.Order(Left, Right);
        if (measurements.Number(Sum(actual)) is null && measurements.Number(Sum(expected)) is null)
            return Evaluation.NotJudged($"{actual.Column} is null in all rows of {actual.Relation}, as is {expected.Column} in {expected.Relation}: there is no amount to judge");
        var found = measurements.Number(Sum(actual)) ?? 0;
        var wanted = measurements.Number(Sum(expected)) ?? 0;
        var said = $"{FigureText.Amount(wanted)}, the sum of {expected.Column} in {expected.Relation}{Ordering.Suffix(Tolerance)}";
        return Tolerance.Allows(wanted, found)
            ? Evaluation.Passed(said, FigureText.Amount(found))
            : Evaluation.Failed(said, FigureText.Amount(found), $"{FigureText.SignedAmount(found - wanted)} {actual.Column}");
    }

    private static AggregateMetric Rows(Measure side) => new(side.Relation, new CountRows());

    private static AggregateMetric Sum(Measure side) => new(side.Relation, new SumOf(side.Column));
}

/// <summary>What comparisons of two sides share.</summary>
internal static class Ordering
{
    /// <summary>Actual and expected: expected is nearer to the source.</summary>
    public static (Measure Actual, Measure Expected) Order(Measure left, Measure right) =>
        left.Relation.Dataset.Layer < right.Relation.Dataset.Layer ? (right, left) : (left, right);

    public static string Suffix(Tolerance tolerance) => tolerance == Tolerance.Exact ? "" : $", {tolerance}";
}

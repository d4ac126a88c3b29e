using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Reconciliation;

/// <summary>
/// the sum of total_amount in source orders equals the sum of line_total in source order_items to the cent. The expected side is the one
/// nearer to the source, or the right one if both are in the same layer.
/// </summary>
/// <param name="Left">Measure on one side; its group keys are ignored.</param>
/// <param name="Right">Measure on the other side; its group keys are ignored.</param>
/// <param name="Tolerance">Allowed difference.</param>
public sealed record SumsEqual(Measure Left, Measure Right, Tolerance Tolerance) : IReconciliation, IArrivalCheck
{
    /// <summary>Rows of the expected side that have changed since, as they had arrived; null if there are none, or all rows are compared.</summary>
    public Measure? AsLoaded { get; init; }

    /// <summary>What had arrived; null where all rows are compared.</summary>
    public Arrival? Arrived { get; init; }

    /// <inheritdoc />
    public IEnumerable<ComparedTables> TablesCompared => ComparedTables.Of(Left.Relation, Right.Relation, (Left.Column, Right.Column));

    /// <inheritdoc />
    public ICheck Within(Func<Dataset, Arrival?> arrivalIn)
    {
        var (actual, expected) = Ordering.Order(Left, Right);
        return arrivalIn(actual.Relation.Dataset) is not { } arrival
            ? this
            : this with
            {
                Left = arrival.OfSum(Left),
                Right = arrival.OfSum(Right),
                AsLoaded = arrival.AsLoaded(expected),
                Arrived = arrival,
            };
    }

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
    public IEnumerable<Metric> GetMetrics() => [Rows(Left), Sum(Left), Rows(Right), Sum(Right), .. AsLoaded is { } loaded ? new Metric[] { Sum(loaded) } : []];

    /// <inheritdoc />
    public (decimal Expected, decimal Actual) Totals(Measurements measurements)
    {
        var (actual, expected) = Ordering.Order(Left, Right);
        return (Expected(measurements, expected).ToDecimal(), measurements.Number(Sum(actual)) ?? 0);
    }

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements) => Arrival.Complete(Judge(measurements), Arrived);

    private Evaluation Judge(Measurements measurements)
    {
        if (measurements.Count(Rows(Left)) == 0 && measurements.Count(Rows(Right)) == 0)
            return Evaluation.NotJudged($"no rows in {Left.Relation} or {Right.Relation}");
        var (actual, expected) = Ordering.Order(Left, Right);
        if (measurements.Exact(Sum(actual)) is null && measurements.Exact(Sum(expected)) is null)
            return Evaluation.NotJudged(
                $"{Identifier.Written(actual.Column)} is null in all rows of {actual.Relation}, "
                    + $"and so is {Identifier.Written(expected.Column)} in {expected.Relation}: there is no amount to compare"
            );
        var found = measurements.Exact(Sum(actual)) ?? ExactNumber.Zero;
        var wanted = Expected(measurements, expected);
        var expectation = $"{FigureText.Amount(wanted)}, the sum of {Identifier.Written(expected.Column)} in {expected.Relation}{Ordering.Suffix(Tolerance)}";
        return Tolerance.Allows(wanted, found)
            ? Evaluation.Passed(expectation, FigureText.Amount(found))
            : Evaluation.Failed(expectation, FigureText.Amount(found), $"{FigureText.SignedAmount(found - wanted)} {Identifier.Written(actual.Column)}");
    }

    private ExactNumber Expected(Measurements measurements, Measure side) =>
        (measurements.Exact(Sum(side)) ?? ExactNumber.Zero) + (AsLoaded is { } loaded ? measurements.Exact(Sum(loaded)) ?? ExactNumber.Zero : ExactNumber.Zero);

    private static AggregateMetric Rows(Measure side) => new(side.Relation, new CountRows());

    private static AggregateMetric Sum(Measure side) => new(side.Relation, new SumOf(side.Column));
}

/// <summary>Shared by comparisons of two sides.</summary>
internal static class Ordering
{
    /// <summary>Orders two sides: the one nearer to the source is expected.</summary>
    public static (Measure Actual, Measure Expected) Order(Measure left, Measure right) =>
        left.Relation.Dataset.Layer < right.Relation.Dataset.Layer ? (right, left) : (left, right);

    public static string Suffix(Tolerance tolerance) => tolerance == Tolerance.Exact ? "" : $", {tolerance}";
}

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
            var (actual, expected) = Ordering.Of(Left, Right);
            return new ReconciledSides(actual.Column, expected, actual, [], null);
        }
    }

    /// <inheritdoc />
    public IEnumerable<Question> Ask() => [Rows(Left), Sum(Left), Rows(Right), Sum(Right)];

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        if (answers.Count(Rows(Left)) == 0 && answers.Count(Rows(Right)) == 0)
            return Verdict.NotJudged($"no rows in {Left.Relation} nor in {Right.Relation}");
        var (actual, expected) = Ordering.Of(Left, Right);
        if (answers.Number(Sum(actual)) is null && answers.Number(Sum(expected)) is null)
            return Verdict.NotJudged($"{actual.Column} is null in all rows of {actual.Relation}, as is {expected.Column} in {expected.Relation}: there is no amount to judge");
        var found = answers.Number(Sum(actual)) ?? 0;
        var wanted = answers.Number(Sum(expected)) ?? 0;
        var said = $"{Say.Amount(wanted)}, the sum of {expected.Column} in {expected.Relation}{Ordering.Suffix(Tolerance)}";
        return Tolerance.Allows(wanted, found)
            ? Verdict.Passed(said, Say.Amount(found))
            : Verdict.Failed(said, Say.Amount(found), $"{Say.SignedAmount(found - wanted)} {actual.Column}");
    }

    private static Figure Rows(Measure side) => new(side.Relation, new CountRows());

    private static Figure Sum(Measure side) => new(side.Relation, new SumOf(side.Column));
}

/// <summary>What comparisons of two sides share.</summary>
internal static class Ordering
{
    /// <summary>Actual and expected: expected is nearer to the source.</summary>
    public static (Measure Actual, Measure Expected) Of(Measure left, Measure right) =>
        left.Relation.Dataset.Layer < right.Relation.Dataset.Layer ? (right, left) : (left, right);

    public static string Suffix(Tolerance tolerance) => tolerance == Tolerance.Exact ? "" : $", {tolerance}";
}

using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Metrics.RowSets;

namespace ShopStream.Quality.Checks;

/// <summary>invoice_no in raw invoices has no gaps: nothing breaks a rule that takes more than one row to judge, or no more than is allowed.</summary>
/// <param name="Found">What breaks the rule.</param>
/// <param name="Allowed">How much of it is allowed; a share is one of the rows that are judged.</param>
public sealed record NoneFound(FoundRows Found, Allowance Allowed) : ICheck
{
    private AggregateMetric Rows => new(Found.Relation, new CountRows());

    private AggregateMetric Judged =>
        Found.Needed is [var one]
            ? AggregateMetric.Values(Found.Relation, one)
            : new AggregateMetric(Found.Relation, new CountWhere(new AllOf([.. Found.Needed.Select(c => new Not(new IsNull(c)))])));

    private Sample Sample => new(Found, null, []);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Judged, Found];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Found.Relation} is empty");
        var judged = measurements.Count(Judged);
        if (judged == 0)
            return Found.Needed is [var one]
                ? FigureText.OnlyNulls(one, Found.Relation, rows)
                : Evaluation.NotJudged(
                    $"no row of {Found.Relation} has {string.Join(" and ", Found.Needed.Select(Identifier.Written))}: there are no values to compare"
                );
        var found = measurements[Found].Number(0);
        var expected = $"{Found.Rule}{Allowed}";
        if (Allowed.Allows(found, judged))
            return Evaluation.Passed(expected, found == 0 ? $"{FigureText.AllRows(rows)} as expected" : Counted.Of(found, Found.Unit));
        return Evaluation
            .Failed(expected, Counted.Of(found, Found.Unit), $"+{Counted.Of(Allowed.Excess(found, judged), Found.Unit)}")
            .NeedsEvidence([Sample], (failed, evidence) => failed with { Keys = FigureText.KeysOf(evidence.Find(Sample)) });
    }
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>created_at in raw orders is never in the future: no value is later than the moment of the run. NULLs are ignored.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Column of dates or timestamps, in UTC. A date is in the future from its midnight on.</param>
public sealed record NeverInFuture(Relation Relation, string Column) : ICheck
{
    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Newest => new(Relation, new MaxOf(Column));

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Newest, new RunMoment()];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => [new ConditionUse(Relation, Later(DateTime.UnixEpoch))];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        if (measurements[Newest].Rows[0][0] is not { } newest)
            return FigureText.OnlyNulls(Column, Relation, rows);
        var run = RunMoment.MomentIn(measurements[new RunMoment()]);
        var shown = measurements.RedactionPolicy.Redact(Relation.Reference(Column), newest);
        var expected = $"not later than the run, {run.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC";
        if (Constant.TryParse(ColumnType.Parse("timestamptz"), newest) is MomentConstant { Infinite: <= 0 } moment && moment.Value <= run)
            return Evaluation.Passed(expected, $"the newest is {shown}");
        var count = new AggregateMetric(Relation, new CountWhere(Later(run)));
        var sample = new Sample(Rows, Later(run), [Column]);
        return Evaluation
            .Failed(expected, $"the newest is {shown}", null)
            .NeedsEvidence(
                [count, sample],
                (failed, evidence) =>
                    failed with
                    {
                        Difference = evidence.Find(count) is { Missing: null } found ? FigureText.SignedRows(found.Number(0)) : null,
                        Keys = FigureText.KeysOf(evidence.Find(sample)),
                    }
            );
    }

    private Compares Later(DateTime moment) => new(Column, Comparison.Above, moment.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
}

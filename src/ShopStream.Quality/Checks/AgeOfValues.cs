using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>
/// signed_at in raw contracts is at most 3650 days older than the run; created_at in raw orders is never in the future. NULLs are ignored. Whether a value
/// is too old or too young is decided by the smallest or the largest one.
/// </summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Column of dates or timestamps, in UTC. A date is its midnight.</param>
/// <param name="Limit">The age at the moment of the run; null for none, so that values are not later than the run.</param>
/// <param name="IsAtMost">Whether values are at most so old; otherwise at least.</param>
public sealed record AgeOfValues(Relation Relation, string Column, Age? Limit, bool IsAtMost) : ICheck
{
    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Extreme => new(Relation, IsAtMost ? new MinOf(Column) : new MaxOf(Column));

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Extreme, new RunMoment()];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => [new ConditionUse(Relation, Beyond(DateTime.UnixEpoch))];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        if (measurements[Extreme].Rows[0][0] is not { } extreme)
            return FigureText.OnlyNulls(Column, Relation, rows);
        var run = RunMoment.MomentIn(measurements[new RunMoment()]);
        var bound = run - (Limit?.Span ?? TimeSpan.Zero);
        var shown = $"the {(IsAtMost ? "oldest" : "newest")} is {measurements.RedactionPolicy.Redact(Relation.Reference(Column), extreme)}";
        var moment = $"{run.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC";
        var expected = Limit is null ? $"not later than the run, {moment}" : $"at {(IsAtMost ? "most" : "least")} {Limit} older than the run of {moment}";
        if (Constant.TryParse(ColumnType.Parse("timestamptz"), extreme) is MomentConstant found && IsWithin(found, bound))
            return Evaluation.Passed(expected, shown);
        var count = new AggregateMetric(Relation, new CountWhere(Beyond(bound)));
        var sample = new Sample(Rows, Beyond(bound), [Column]);
        return Evaluation
            .Failed(expected, shown, null)
            .NeedsEvidence(
                [count, sample],
                (failed, evidence) =>
                    failed with
                    {
                        Difference = evidence.Find(count) is { Missing: null } number ? FigureText.SignedRows(number.Number(0)) : null,
                        Keys = FigureText.KeysOf(evidence.Find(sample)),
                    }
            );
    }

    private bool IsWithin(MomentConstant found, DateTime bound) =>
        IsAtMost ? found.Infinite > 0 || (found.Infinite == 0 && found.Value >= bound) : found.Infinite < 0 || (found.Infinite == 0 && found.Value <= bound);

    private Compares Beyond(DateTime moment) =>
        new(Column, IsAtMost ? Comparison.Below : Comparison.Above, moment.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
}

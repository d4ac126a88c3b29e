using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>status in raw orders has exactly, at least or at most a number of different values. NULLs are ignored.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Column whose values are counted.</param>
/// <param name="Comparison">Equal, at least or at most.</param>
/// <param name="Count">Expected number of different values.</param>
public sealed record DifferentValues(Relation Relation, string Column, Comparison Comparison, long Count) : ICheck
{
    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Values => AggregateMetric.Values(Relation, Column);

    private AggregateMetric Distinct => new(Relation, new CountDistinct(Column));

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Values, Distinct];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        if (measurements.Count(Values) == 0)
            return FigureText.OnlyNulls(Column, Relation, rows);
        var found = measurements.Count(Distinct);
        var (word, holds) = Comparison switch
        {
            Comparison.AtLeast => ("at least ", found >= Count),
            Comparison.AtMost => ("at most ", found <= Count),
            Comparison.Equal => ("exactly ", found == Count),
            _ => throw new InvalidOperationException($"numbers of different values cannot be compared with '{Comparison}'"),
        };
        var expected = $"{word}{Counted.Of(Count, "different value")} of {Identifier.Written(Column)}";
        var actual = Counted.Of(found, "different value");
        return holds
            ? Evaluation.Passed(expected, actual)
            : Evaluation.Failed(
                expected,
                actual,
                string.Create(CultureInfo.InvariantCulture, $"{found - Count:+#,##0;−#,##0} different {(Math.Abs(found - Count) == 1 ? "value" : "values")}")
            );
    }
}

/// <summary>
/// at least 95 % of email in raw users is not null; at least 95 % of status in raw orders is one of a list. Compared as count * 100 >=
/// percent * total: a division would round.
/// </summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Percent">From 0 to 100.</param>
/// <param name="Condition">Condition that must hold for the share.</param>
/// <param name="Violation">Condition that holds for the others.</param>
/// <param name="ValueColumn">Column whose non-NULL values are 100 %; null if all rows are.</param>
public sealed record AtLeastShare(Relation Relation, decimal Percent, Condition Condition, Condition Violation, string? ValueColumn) : ICheck
{
    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Values => AggregateMetric.Values(Relation, ValueColumn!);

    private AggregateMetric ViolationCount => new(Relation, new CountWhere(Violation));

    private Sample Sample => new(Rows, Violation, [.. Violation.Columns]);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => ValueColumn is null ? [Rows, ViolationCount] : [Rows, Values, ViolationCount];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        var total = ValueColumn is null ? rows : measurements.Count(Values);
        if (total == 0)
            return FigureText.OnlyNulls(ValueColumn!, Relation, rows);
        var violating = measurements.Count(ViolationCount);
        var unit = ValueColumn is null ? "row" : "value";
        var expected = string.Create(
            CultureInfo.InvariantCulture,
            $"at least {Percent:0.############################} % of {Counted.Of(total, unit)}: {Condition}"
        );
        var actual = $"{Counted.Of(total - violating, unit)} of {total.ToString("#,##0", CultureInfo.InvariantCulture)}";
        if ((total - violating) * 100 >= Percent * total)
            return Evaluation.Passed(expected, actual);
        // How many more are needed to reach the share.
        var missing = Math.Ceiling(Percent * total / 100) - (total - violating);
        return Evaluation
            .Failed(expected, actual, $"−{Counted.Of(missing, unit)}")
            .NeedsEvidence([Sample], (failed, evidence) => failed with { Keys = FigureText.KeysOf(evidence.Find(Sample)) });
    }
}

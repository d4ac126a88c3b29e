using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Checks;

/// <summary>status in raw orders has exactly, at least or at most so many different values. Null is none.</summary>
/// <param name="Relation">The rows concerned.</param>
/// <param name="Column">The column.</param>
/// <param name="Comparison">Equal, at least or at most.</param>
/// <param name="Count">How many.</param>
public sealed record DifferentValues(Relation Relation, string Column, Comparison Comparison, long Count) : ICheck
{
    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Values => Metric.Values(Relation, Column);

    private AggregateMetric Distinct => new(Relation, new CountDistinct(Column));

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Values, Distinct];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0) return Evaluation.NotJudged($"{Relation} is empty");
        if (measurements.Count(Values) == 0) return FigureText.OnlyNulls(Column, Relation, rows);
        var found = measurements.Count(Distinct);
        var (word, holds) = Comparison switch
        {
            Comparison.AtLeast => ("at least ", found >= Count),
            Comparison.AtMost => ("at most ", found <= Count),
            Comparison.Equal => ("exactly ", found == Count),
            _ => throw new InvalidOperationException($"different values are not counted '{Comparison}'"),
        };
        var expected = $"{word}{FigureText.Count(Count, "different value")} of {Column}";
        var actual = FigureText.Count(found, "different value");
        return holds
            ? Evaluation.Passed(expected, actual)
            : Evaluation.Failed(expected, actual, string.Create(CultureInfo.InvariantCulture, $"{found - Count:+#,##0;−#,##0} different {(Math.Abs(found - Count) == 1 ? "value" : "values")}"));
    }
}

/// <summary>at least 95 % of email in raw users is not null; of the values of status is one of a list. The share is never divided: it is compared as count * 100 with percent * total.</summary>
/// <param name="Relation">The rows concerned.</param>
/// <param name="Percent">From 0 to 100.</param>
/// <param name="Condition">What holds of so many.</param>
/// <param name="Violation">What the others are.</param>
/// <param name="OfValues">The column whose values are the whole, nulls left out; null where every row is.</param>
public sealed record AtLeastShare(Relation Relation, decimal Percent, Condition Condition, Condition Violation, string? OfValues) : ICheck
{
    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Values => Metric.Values(Relation, OfValues!);

    private AggregateMetric ViolationCount => new(Relation, new CountWhere(Violation));

    private Sample Sample => new(Rows, Violation, [.. Violation.Columns]);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => OfValues is null ? [Rows, ViolationCount] : [Rows, Values, ViolationCount];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0) return Evaluation.NotJudged($"{Relation} is empty");
        var whole = OfValues is null ? rows : measurements.Count(Values);
        if (whole == 0) return FigureText.OnlyNulls(OfValues!, Relation, rows);
        var violating = measurements.Count(ViolationCount);
        var unit = OfValues is null ? "row" : "value";
        var expected = string.Create(CultureInfo.InvariantCulture, $"at least {Percent:0.############################} % of {FigureText.Count(whole, unit)}: {Condition}");
        var actual = $"{FigureText.Count(whole - violating, unit)} of {whole.ToString("#,##0", CultureInfo.InvariantCulture)}";
        if ((whole - violating) * 100 >= Percent * whole) return Evaluation.Passed(expected, actual);
        // How many are missing to the bound: the smallest number for which it holds.
        var missing = Math.Ceiling(Percent * whole / 100) - (whole - violating);
        return Evaluation.Failed(expected, actual, $"−{FigureText.Count(missing, unit)}") with
        {
            Evidence = [Sample],
            Keys = FigureText.KeysOf(measurements.Find(Sample)),
        };
    }
}

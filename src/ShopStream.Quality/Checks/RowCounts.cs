using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>raw orders has as many rows as source orders; or several datasets have the same number.</summary>
/// <param name="Reference">What is expected.</param>
/// <param name="Others">What is compared with it.</param>
public sealed record SameRowCount(Relation Reference, IReadOnlyList<Relation> Others) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => Others.Prepend(Reference).Select(Rows);

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var expected = measurements.Count(Rows(Reference));
        var actual = Others.Select(o => (Relation: o, Rows: measurements.Count(Rows(o)))).ToList();
        if (expected == 0 && actual.TrueForAll(a => a.Rows == 0))
            return Evaluation.NotJudged($"no rows in {Reference} nor in {string.Join(", ", Others)}");
        var off = actual.Where(a => a.Rows != expected).ToList();
        var wanted = $"{FigureText.Rows(expected)}, as in {Reference}";
        return off.Count == 0
            ? Evaluation.Passed(wanted, FigureText.Rows(expected))
            : Evaluation.Failed(wanted, Listed(off, FigureText.Rows), Listed(off, n => FigureText.SignedRows(n - expected)));
    }

    private static string Listed(List<(Relation Relation, decimal Rows)> off, Func<decimal, string> say) =>
        off.Count == 1 ? say(off[0].Rows) : string.Join("; ", off.Select(o => $"{o.Relation}: {say(o.Rows)}"));

    private static AggregateMetric Rows(Relation relation) => new(relation, new CountRows());
}

/// <summary>core dim_users has exactly, at least or at most so many rows; is not empty.</summary>
/// <param name="Relation">The rows concerned.</param>
/// <param name="Comparison">Equal, at least or at most.</param>
/// <param name="Rows">How many.</param>
public sealed record RowCountBound(Relation Relation, Comparison Comparison, long Rows) : ICheck
{
    private AggregateMetric RowCount => new(Relation, new CountRows());

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [RowCount];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(RowCount);
        var (word, holds) = Comparison switch
        {
            Comparison.AtLeast => ("at least ", rows >= Rows),
            Comparison.AtMost => ("at most ", rows <= Rows),
            Comparison.Equal => ("exactly ", rows == Rows),
            _ => throw new InvalidOperationException($"rows are not counted '{Comparison}'"),
        };
        if (rows == 0 && Rows > 0 && Comparison == Comparison.AtMost)
            return Evaluation.NotJudged($"{Relation} is empty");
        var expected = word + FigureText.Rows(Rows);
        return holds ? Evaluation.Passed(expected, FigureText.Rows(rows)) : Evaluation.Failed(expected, FigureText.Rows(rows), FigureText.SignedRows(rows - Rows));
    }
}

/// <summary>no order_id appears more than once in core fact_orders. Nulls are no value.</summary>
public sealed record Unique(Relation Relation, IReadOnlyList<string> Columns) : ICheck
{
    private string Value => string.Join(" and ", Columns);

    private AggregateMetric Rows => new(Relation, new CountRows());

    private IEnumerable<AggregateMetric> Values => Columns.Select(c => Metric.Values(Relation, c));

    private AggregateMetric Surplus => new(Relation, new CountSurplus(Columns[0]));

    private DuplicateValues Repeated => new(Relation, Columns);

    private Sample Sample => new(Repeated, null, Columns);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, .. Values, Columns.Count == 1 ? Surplus : Repeated];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0) return Evaluation.NotJudged($"{Relation} is empty");
        if (Columns.Where((_, i) => measurements.Count(Values.ElementAt(i)) == 0).FirstOrDefault() is { } never) return FigureText.OnlyNulls(never, Relation, rows);
        var surplus = Columns.Count == 1 ? measurements.Count(Surplus) : measurements[Repeated].Number(1);
        var expected = $"every {Value} at most once";
        if (surplus == 0) return Evaluation.Passed(expected, "none more than once");
        var actual = measurements.Find(Repeated) is { Missing: null } repeats
            ? $"{FigureText.Count(repeats.Number(0), "value")} more than once, in {FigureText.Rows(repeats.Number(2))}"
            : "some more than once";
        return Evaluation.Failed(expected, actual, $"{FigureText.Count(surplus, "surplus row")}") with
        {
            Evidence = [Repeated, Sample],
            Keys = [.. FigureText.KeysOf(measurements.Find(Sample)).Select(Times)],
        };
    }

    // The last cell is how often: a number, whatever the values before it hold.
    private static string Times(string key) => $"{key[..key.LastIndexOf(", ", StringComparison.Ordinal)]} × {key[(key.LastIndexOf('=') + 1)..]}";
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>raw orders has as many rows as source orders; or several datasets have the same number.</summary>
/// <param name="Reference">Dataset with the expected row count.</param>
/// <param name="Others">Datasets compared with it.</param>
public sealed record SameRowCount(Relation Reference, IReadOnlyList<Relation> Others) : IArrivalCheck
{
    /// <summary>The rows of the reference that had arrived in each of the others; none where all rows are compared.</summary>
    public IReadOnlyDictionary<Dataset, ArrivedRows> Arrived { get; init; } = new Dictionary<Dataset, ArrivedRows>();

    /// <summary>What had arrived in each of the others; none where all rows are compared.</summary>
    private IReadOnlyList<Arrival> Arrivals { get; init; } = [];

    /// <inheritdoc />
    public IEnumerable<ComparedTables> TablesCompared => InOrder is var ordered ? ordered.Others.SelectMany(o => ComparedTables.Of(ordered.Reference, o)) : [];

    /// <inheritdoc />
    public Dataset? WrongRowsOf => Others is [var one] ? one.Dataset : null;

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => Others.Prepend(Reference).Select(Rows).Concat(Arrived.Values.SelectMany(a => a.Metrics));

    /// <inheritdoc />
    public ICheck Within(Func<Dataset, Arrival?> arrivalIn)
    {
        var ordered = InOrder;
        var arrivals = ordered.Others.Select(o => o.Dataset).Distinct().Select(arrivalIn).OfType<Arrival>().ToDictionary(a => a.To);
        return ordered with
        {
            Others = [.. ordered.Others.Select(o => arrivals.TryGetValue(o.Dataset, out var arrival) ? arrival.There(o) : o)],
            Arrived = arrivals.ToDictionary(a => a.Key, a => new ArrivedRows(a.Value.Within(ordered.Reference), a.Value.AsLoaded(ordered.Reference))),
            Arrivals = [.. arrivals.Values],
        };
    }

    // All have the same number of rows, so that each may be the reference: here the one nearest to the source.
    private SameRowCount InOrder =>
        Others.Prepend(Reference).OrderBy(r => r.Dataset.Layer).ToList() is [var first, .. var rest] ? this with { Reference = first, Others = rest } : this;

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements) => Arrivals.Aggregate(Judge(measurements), Arrival.Complete);

    private Evaluation Judge(Measurements measurements)
    {
        var expected = measurements.Count(Rows(Reference));
        var actual = Others
            .Select(o =>
                (
                    Relation: o,
                    Rows: measurements.Count(Rows(o)),
                    Expected: Arrived.TryGetValue(o.Dataset, out var arrived) ? arrived.Count(measurements) : expected
                )
            )
            .ToList();
        if (expected == 0 && actual.TrueForAll(a => a.Rows == 0))
            return Evaluation.NotJudged($"no rows in {Reference} or {string.Join(", ", Others)}");
        var differing = actual.Where(a => a.Rows != a.Expected).ToList();
        expected = differing.Concat(actual).First().Expected;
        var expectation = $"{FigureText.Rows(expected)}, as in {Reference}{(Arrived.Count > 0 ? ", as far as they had arrived" : "")}";
        return differing.Count == 0
            ? Evaluation.Passed(expectation, FigureText.Rows(expected))
            : Evaluation.Failed(
                expectation,
                Format(differing, d => FigureText.Rows(d.Rows)),
                Format(differing, d => FigureText.SignedRows(d.Rows - d.Expected))
            );
    }

    private static string Format(
        List<(Relation Relation, decimal Rows, decimal Expected)> differing,
        Func<(Relation Relation, decimal Rows, decimal Expected), string> format
    ) => differing.Count == 1 ? format(differing[0]) : string.Join("; ", differing.Select(o => $"{o.Relation}: {format(o)}"));

    private static AggregateMetric Rows(Relation relation) => new(relation, new CountRows());
}

/// <summary>core dim_users has exactly, at least or at most a number of rows; is not empty.</summary>
/// <param name="Relation">Rows to count.</param>
/// <param name="Comparison">Equal, at least or at most.</param>
/// <param name="Rows">Expected number of rows.</param>
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
            _ => throw new InvalidOperationException($"row counts cannot be compared with '{Comparison}'"),
        };
        if (rows == 0 && Rows > 0 && Comparison == Comparison.AtMost)
            return Evaluation.NotJudged($"{Relation} is empty");
        var expected = word + FigureText.Rows(Rows);
        return holds
            ? Evaluation.Passed(expected, FigureText.Rows(rows))
            : Evaluation.Failed(expected, FigureText.Rows(rows), FigureText.SignedRows(rows - Rows));
    }
}

/// <summary>no order_id appears more than once in core fact_orders. NULLs are ignored.</summary>
public sealed record Unique(Relation Relation, IReadOnlyList<string> Columns) : ICheck
{
    private string ColumnNames => string.Join(" and ", Columns.Select(Identifier.Written));

    private AggregateMetric Rows => new(Relation, new CountRows());

    private IEnumerable<AggregateMetric> Values => Columns.Select(c => AggregateMetric.Values(Relation, c));

    private AggregateMetric Surplus => new(Relation, new CountSurplus(Columns[0]));

    private DuplicateValues Duplicates => new(Relation, Columns);

    private Sample Sample => new(Duplicates, null, Columns);

    /// <inheritdoc />
    public Dataset? WrongRowsOf => Relation.Dataset;

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, .. Values, Columns.Count == 1 ? Surplus : Duplicates];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        if (Columns.Where((_, i) => measurements.Count(Values.ElementAt(i)) == 0).FirstOrDefault() is { } onlyNulls)
            return FigureText.OnlyNulls(onlyNulls, Relation, rows);
        var surplus = Columns.Count == 1 ? measurements.Count(Surplus) : DuplicateValues.CountsIn(measurements[Duplicates]).Surplus;
        var expected = $"every {ColumnNames} at most once";
        if (surplus == 0)
            return Evaluation.Passed(expected, "none more than once");
        return Evaluation
            .Failed(expected, "some more than once", $"{Counted.Of(surplus, "surplus row")}")
            .NeedsEvidence(
                [Duplicates, Sample],
                (failed, evidence) =>
                    failed with
                    {
                        Actual =
                            evidence.Find(Duplicates) is { Missing: null } duplicates && DuplicateValues.CountsIn(duplicates) is var counts
                                ? $"{Counted.Of(counts.Values, "value")} more than once, in {FigureText.Rows(counts.Rows)}"
                                : failed.Actual,
                        Keys = [.. FigureText.KeysOf(evidence.Find(Sample)).Select(WithCount)],
                    }
            );
    }

    // The last cell is the number of occurrences; the values before it may contain commas and equals signs.
    private static string WithCount(string key) => $"{key[..key.LastIndexOf(", ", StringComparison.Ordinal)]} × {key[(key.LastIndexOf('=') + 1)..]}";
}

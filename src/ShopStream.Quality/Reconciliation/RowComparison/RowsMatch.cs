using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>raw orders matches source orders row for row on id.</summary>
/// <param name="Metric">Compares the rows.</param>
public sealed record RowsMatch(RowDifferences Metric) : IArrivalCheck
{
    /// <summary>How many rows may differ; none by default. A share is one of the expected rows.</summary>
    public Allowance Allowed { get; init; } = Allowance.None;

    /// <summary>What had arrived; null where all rows are compared.</summary>
    public Arrival? Arrived { get; init; }

    private static readonly string[] KindNames = ["missing", "extra", "more than once", "less often than expected", "with other values"];

    /// <inheritdoc />
    public Dataset? WrongRowsOf => Metric.Actual.Dataset;

    /// <inheritdoc />
    public IEnumerable<ComparedTables> TablesCompared => ComparedTables.Of(Metric.Expected, Metric.Actual);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Metric];

    /// <inheritdoc />
    public ICheck Within(Func<Dataset, Arrival?> arrivalIn)
    {
        // The expected side is the one nearer to the source.
        if (arrivalIn(Metric.Actual.Dataset) is not { } arrival)
            return this;
        var key = Metric.Keys.FirstOrDefault(k => string.Equals(k.Expected, arrival.Key, StringComparison.Ordinal))?.Actual;
        return this with
        {
            Metric = Metric with { Expected = arrival.Within(Metric.Expected), Actual = arrival.Unchanged(Metric.Actual, key) },
            Arrived = arrival with { KeyThere = key },
        };
    }

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements) => Arrival.Complete(Judge(measurements), Arrived);

    private Evaluation Judge(Measurements measurements)
    {
        var measurement = measurements[Metric];
        if (measurement.Columns is [RowDifferences.ColumnsDiffer])
        {
            return Evaluation.Failed(
                $"the same columns as {Metric.Expected.Dataset}",
                $"{Counted.Of(measurement.Rows.Count, "column")} on one side only",
                Counted.Of(measurement.Rows.Count, "column")
            ) with
            {
                Keys = [.. measurement.Rows.Select(r => r[0]!)],
                Note = "To compare only some columns, or columns with different names, list them: comparing …, or a table.",
            };
        }
        var (expected, found) = (measurement.Number(0), measurement.Number(1));
        if (expected == 0 && found == 0)
            return Evaluation.NotJudged($"no rows in {Metric.Expected} or {Metric.Actual}");
        var differences = KindNames.Select((word, i) => (Word: word, Rows: measurement.Number(2 + i))).Where(w => w.Rows > 0).ToList();
        var expectation = $"the same rows as {Metric.Expected} ({FigureText.Rows(expected)}){Allowed}";
        var note = NullKeyNote(measurement);
        if (differences.Count == 0)
            return Evaluation.Passed(expectation, $"{FigureText.AllRows(found)} the same") with { Note = note };
        var atLeast = measurement.Number(9) == 1 ? "at least " : "";
        var actual = string.Join(", ", differences.Select((w, i) => $"{(i == 0 ? FigureText.Rows(w.Rows) : $"{w.Rows:#,##0}")} {w.Word}"));
        var differing = differences.Sum(w => w.Rows);
        if (Allowed.Allows(differing, expected))
            return Evaluation.Passed(expectation, actual) with { Note = note };
        return Evaluation.Failed(expectation, atLeast + actual, atLeast + FigureText.Rows(Allowed.Excess(differing, expected))) with
        {
            Keys = [.. measurement.Rows.Skip(1).Select(r => r[0]!)],
            Note = string.Join(" ", new[] { note, Likeness(measurement, measurements.RedactionPolicy) }.OfType<string>()) is { Length: > 0 } notes
                ? notes
                : null,
        };
    }

    // Names a row, so nothing is said where rows are not named.
    private static string? Likeness(Measurement measurement, RedactionPolicy redaction) =>
        redaction.Level == SampleLevel.None ? null
        : measurement.Rows.Skip(1).Select(r => r.Count > 1 ? r[1] : null).FirstOrDefault(l => l is not null) is { } likeness ? $"Values look alike: {likeness}."
        : null;

    private string? NullKeyNote(Measurement measurement)
    {
        var (expected, found) = (measurement.Number(7), measurement.Number(8));
        return expected + found == 0
            ? null
            : $"The key is null in {FigureText.Rows(found)} of {Metric.Actual.Dataset} "
                + $"and in {FigureText.Rows(expected)} of {Metric.Expected.Dataset}; null was compared like any other key.";
    }
}

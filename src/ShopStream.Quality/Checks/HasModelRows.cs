using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>
/// mart mart_customer_rfm has exactly the rows that its model builds, from the tables upstream as they are. Finds rows that were lost, changed or
/// repeated after the build. It says nothing about the model itself: examples do.
/// </summary>
/// <param name="Dataset">A table that a model builds.</param>
public sealed record HasModelRows(Dataset Dataset) : ICheck
{
    private ModelDifferences Differences => new(Dataset);

    private Sample Sample => new(Differences, null, []);

    /// <inheritdoc />
    public Dataset? WrongRowsOf => Dataset;

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Differences];

    /// <inheritdoc />
    public IEnumerable<string> Problems(Catalog catalog) => catalog.Find(Dataset) is { } table && ModelDifferences.WhyNever(table) is { } why ? [why] : [];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var counts = ModelDifferences.CountsIn(measurements[Differences]);
        var built = counts.Rows + counts.Missing - counts.Unexpected;
        if (counts.Rows == 0 && built == 0)
            return Evaluation.NotJudged($"{Dataset} is empty, and its model builds no rows");
        var (expected, actual) = ($"{FigureText.Rows(built)}, as the model builds them", FigureText.Rows(counts.Rows));
        var wrong = new[] { (counts.Missing, "missing"), (counts.Unexpected, "unexpected"), (counts.OtherValues, "with other values") }
            .Where(d => d.Item1 > 0)
            .Select(d => $"{FigureText.Rows(d.Item1)} {d.Item2}")
            .ToList();
        return wrong.Count == 0
            ? Evaluation.Passed(expected, actual)
            : Evaluation
                .Failed(expected, actual, string.Join(", ", wrong))
                .NeedsEvidence([Sample], (failed, evidence) => failed with { Keys = KeysOf(evidence.Find(Sample)) });
    }

    // user_id=42: other values in f_score, m_score
    private static IReadOnlyList<string> KeysOf(Measurement? sample)
    {
        if (sample is null or { Missing: not null } || sample.Columns.ToList() is not [.. var keys, ModelDifferences.Kind, ModelDifferences.Names])
            return [];
        return
        [
            .. sample.Rows.Select(row =>
                $"{string.Join(", ", keys.Select((k, i) => $"{Identifier.Written(k)}={row[i] ?? "null"}"))}: {row[^2]}"
                + (row[^1] is { Length: > 0 } names ? $" in {names.TrimStart(',', ' ')}" : "")
            ),
        ];
    }
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>status in raw orders takes exactly the values pending, shipped: each of them occurs, and no other. NULLs are ignored.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Column.</param>
/// <param name="Values">Values that must occur.</param>
/// <param name="AllowOthers">Whether other values may occur, too.</param>
public sealed record TakesValues(Relation Relation, string Column, IReadOnlyList<string> Values, bool AllowOthers) : ICheck
{
    private IReadOnlyList<string> Different => [.. Values.Distinct(StringComparer.Ordinal)];

    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Present => AggregateMetric.Values(Relation, Column);

    private AggregateMetric Others => new(Relation, new CountWhere(Other));

    private Not Other => new(new IsOneOf(Column, Different));

    private Sample Sample => new(Rows, Other, [Column]);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => AllowOthers ? [Rows, Present, .. Different.Select(Count)] : [Rows, Present, .. Different.Select(Count), Others];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        if (measurements.Count(Present) == 0)
            return FigureText.OnlyNulls(Column, Relation, rows);
        var missing = Different.Where(v => measurements.Count(Count(v)) == 0).ToList();
        var others = AllowOthers ? 0 : measurements.Count(Others);
        var expected = $"{(AllowOthers ? "at least" : "exactly")} the values {string.Join(", ", Different)} of {Identifier.Written(Column)}";
        if (missing.Count == 0 && others == 0)
            return Evaluation.Passed(expected, AllowOthers ? "all occur" : "all occur, and no other");
        var found = new List<string>();
        if (missing.Count > 0)
            found.Add($"{Counted.Of(missing.Count, "value")} missing");
        if (others > 0)
            found.Add($"{FigureText.Rows(others)} with another value");
        IReadOnlyList<string> keys = [.. missing.Take(Sample.Limit).Select(v => $"missing: {v}")];
        var failed = Evaluation.Failed(
            expected,
            string.Join(", ", found),
            others > 0 ? FigureText.SignedRows(others) : string.Create(CultureInfo.InvariantCulture, $"−{Counted.Of(missing.Count, "value")}")
        ) with
        {
            Keys = keys,
        };
        return others == 0
            ? failed
            : failed.NeedsEvidence(
                [Sample],
                (f, evidence) => f with { Keys = [.. keys, .. FigureText.KeysOf(evidence.Find(Sample)).Take(Sample.Limit - keys.Count)] }
            );
    }

    // A condition, so that a constant is compared by the column's type: 1.50 is 1.5.
    private AggregateMetric Count(string value) => new(Relation, new CountWhere(new Compares(Column, Comparison.Equal, value)));
}

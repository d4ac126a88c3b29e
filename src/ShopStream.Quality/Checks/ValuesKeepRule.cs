using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>metadata in raw events is valid JSON: every value keeps a rule that no store judges. NULLs are ignored, and equal values are judged once.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Column of text or JSON.</param>
/// <param name="Rule">The rule.</param>
/// <param name="MostExceptions">Most different values that may break it.</param>
public sealed record ValuesKeepRule(Relation Relation, string Column, ValueRule Rule, long MostExceptions = 0) : ICheck
{
    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Present => AggregateMetric.Values(Relation, Column);

    private JudgedValues Judged => new(new OrderedValues(Relation, Column), Rule);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Present, Judged];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        var values = measurements.Count(Present);
        if (values == 0)
            return FigureText.OnlyNulls(Column, Relation, rows);
        var breaking = MissingValues.CountIn(measurements[Judged]);
        var expected = $"every {Identifier.Written(Column)} {Rule}{Allowance.Rows(MostExceptions)}";
        if (breaking <= MostExceptions)
            return Evaluation.Passed(expected, breaking == 0 ? $"all {FigureText.Count(values, "value")} as expected" : FigureText.Count(breaking, "value"));
        return Evaluation.Failed(
            expected,
            $"{FigureText.Count(breaking, "value")} not as expected",
            $"+{FigureText.Count(breaking - MostExceptions, "value")}"
        ) with
        {
            Keys = [.. MissingValues.ValuesIn(measurements[Judged]).Select(value => $"{Identifier.Written(Column)}={value}")],
        };
    }
}

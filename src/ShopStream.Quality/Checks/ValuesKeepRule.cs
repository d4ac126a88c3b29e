using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>metadata in raw events is valid JSON: every value keeps a rule that no store judges. NULLs are ignored.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Column of text or JSON.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Allowed">How many of the rows with a value may break it.</param>
public sealed record ValuesKeepRule(Relation Relation, string Column, ValueRule Rule, Allowance Allowed) : ICheck
{
    /// <summary>Whether NULL breaks the rule, too; if not, it is ignored, which is the default.</summary>
    public bool JudgesNulls { get; init; }

    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric Present => AggregateMetric.Values(Relation, Column);

    private JudgedValues Judged => new(Relation, Column, Rule);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Present, Judged];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        var values = measurements.Count(Present);
        if (values == 0 && !JudgesNulls)
            return FigureText.OnlyNulls(Column, Relation, rows);
        var judged = JudgesNulls ? rows : values;
        var breaking = JudgedValues.CountIn(measurements[Judged]) + judged - values;
        var expected = $"every {Identifier.Written(Column)} {Rule}{Allowed}{(JudgesNulls ? ", nulls included" : "")}";
        var found = breaking == 0 ? $"all {Counted.Of(values, "value")} as expected" : $"{FigureText.Rows(breaking)} not as expected";
        if (Allowed.Allows(breaking, judged))
            return Evaluation.Passed(expected, found);
        return Evaluation.Failed(expected, found, FigureText.SignedRows(Allowed.Excess(breaking, judged))) with
        {
            Keys = [.. JudgedValues.ValuesIn(measurements[Judged]).Select(value => $"{Identifier.Written(Column)}={value}")],
        };
    }
}

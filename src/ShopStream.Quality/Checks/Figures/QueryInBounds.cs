using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>the result of this query in core is between 1 and 5. The query returns one row with one number, date or time.</summary>
/// <param name="Query">The query.</param>
/// <param name="Bound">What its result must be; not a percentage.</param>
public sealed record QueryInBounds(CustomSqlValue Query, FigureBound Bound) : ICheck
{
    /// <summary>A check of a query's result.</summary>
    /// <exception cref="FormatException">The bound is a percentage, which a query does not return.</exception>
    public static QueryInBounds Of(CustomSqlValue query, FigureBound bound) =>
        bound.Scale == FigureScale.Percent
            ? throw new FormatException("the result of a query cannot be compared with a percentage: expected a number, a date or a time")
            : new QueryInBounds(query, bound);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Query];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var result = measurements[Query];
        if (result.Rows.Count != 1 || result.Columns.Count != 1)
            return Wrong($"the query returns {FigureText.Rows(result.Rows.Count)} with {Counted.Of(result.Columns.Count, "column")}");
        if (result.Rows[0][0] is not { } text)
            return Evaluation.NotJudged("the query returns null: there is no value to compare");
        if (FigureValue.TryParse(text) is not { } value)
            return Wrong("the query returns a text");
        if (!value.IsComparableWith(Bound.First))
            return Wrong($"the query returns {value.Kind}, and the bound is {Bound.First.Kind}");
        // A date may be that of a person; a number tells little without one.
        var hidden = value.Text is not null && measurements.RedactionPolicy.Level < SampleLevel.Full;
        string Shown(FigureValue? limit = null) => hidden ? "a hidden value" : value.Describe("", limit);
        var expected = Bound.Expected("");
        if (Bound.Holds(value))
            return Evaluation.Passed(expected, Shown());
        var missed = Bound.Missed(value);
        return Evaluation.Failed(expected, Shown(missed), hidden ? null : value.Minus(missed).DescribeDifference(""));
    }

    private static Evaluation Wrong(string found) =>
        new() { Outcome = Outcome.Error, Note = $"{found}: expected one row with one column, a number, a date or a time of the bound's kind" };
}

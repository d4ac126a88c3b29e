using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Quality.Checks;

/// <summary>A figure that is compared with what it was in earlier runs. Every run remembers it under its name.</summary>
public sealed record TrackedMetric
{
    private readonly AggregateMetric metric;
    private readonly string what;

    private TrackedMetric(string name, string what, AggregateMetric metric)
    {
        (this.what, this.metric) = (what, metric);
        Past = new PastValues(name, metric);
    }

    /// <summary>Its earlier values.</summary>
    public PastValues Past { get; }

    internal IEnumerable<Metric> Metrics => metric.Aggregate is SumOf sum
        ? [Rows, Metric.Values(metric.Relation, sum.Column), metric, Past, new RunMoment()]
        : [metric, Past, new RunMoment()];

    private AggregateMetric Rows => new(metric.Relation, new CountRows());

    /// <summary>The number of rows.</summary>
    public static TrackedMetric RowsOf(Relation relation) =>
        new(FigureName.Rows($"{relation}"), "rows", new AggregateMetric(relation, new CountRows()));

    /// <summary>The sum of a column.</summary>
    public static TrackedMetric SumIn(Relation relation, string column) =>
        new(FigureName.Sum(column, $"{relation}"), column, new AggregateMetric(relation, new SumOf(column)));

    /// <summary>The amount of a rule, such as revenue.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="relation">Whose rows, before the rule chooses among them.</param>
    /// <param name="measure">What the rule makes of it.</param>
    public static TrackedMetric AmountOf(string rule, Relation relation, Measure measure) =>
        new(FigureName.Amount(rule, $"{relation}"), rule, new AggregateMetric(measure.Relation, new SumOf(measure.Column)));

    /// <summary>Now; over no rows a sum is 0.</summary>
    internal decimal Value(Measurements measurements) => measurements.Number(metric) ?? 0;

    /// <summary>A column that holds nothing has no sum.</summary>
    internal Evaluation? CheckHasValues(Measurements measurements) =>
        metric.Aggregate is SumOf sum && measurements.Count(Rows) is > 0 and var rows && measurements.Count(Metric.Values(metric.Relation, sum.Column)) == 0
            ? FigureText.OnlyNulls(sum.Column, metric.Relation, rows)
            : null;

    internal string Format(decimal value) => metric.Aggregate is CountRows ? $"{FormatPlain(value)} {(value == 1 ? "row" : "rows")}" : FigureText.Amount(value);

    internal string FormatPlain(decimal value) => metric.Aggregate is CountRows
        ? value.ToString("#,##0.##", System.Globalization.CultureInfo.InvariantCulture)
        : Math.Round(value, 2).ToString("#,##0.00", System.Globalization.CultureInfo.InvariantCulture);

    internal string FormatChange(decimal difference) => metric.Aggregate is CountRows
        ? $"{difference.ToString("+#,##0.##;−#,##0.##;0", System.Globalization.CultureInfo.InvariantCulture)} {(Math.Abs(difference) == 1 ? "row" : "rows")}"
        : $"{Math.Round(difference, 2).ToString("+#,##0.00;−#,##0.00;0.00", System.Globalization.CultureInfo.InvariantCulture)} {what}";
}

using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Quality.Checks;

/// <summary>A metric whose value is compared with earlier runs. Every run records its value in the history.</summary>
public sealed record TrackedMetric
{
    private readonly AggregateMetric metric;
    private readonly string unit;

    private TrackedMetric(string name, string unit, AggregateMetric metric)
    {
        (this.unit, this.metric) = (unit, metric);
        Past = new PastValues(name, metric);
    }

    /// <summary>Earlier values, from the history.</summary>
    public PastValues Past { get; }

    internal IEnumerable<Metric> Metrics =>
        metric.Aggregate is SumOf sum
            ? [Rows, AggregateMetric.Values(metric.Relation, sum.Column), metric, Past, new RunMoment()]
            : [metric, Past, new RunMoment()];

    private AggregateMetric Rows => new(metric.Relation, new CountRows());

    /// <summary>The number of rows.</summary>
    public static TrackedMetric RowsOf(Relation relation) => new(FigureName.Rows($"{relation}"), "rows", new AggregateMetric(relation, new CountRows()));

    /// <summary>The sum of a column.</summary>
    public static TrackedMetric SumIn(Relation relation, string column) =>
        new(FigureName.Sum(Identifier.Written(column), $"{relation}"), Identifier.Written(column), new AggregateMetric(relation, new SumOf(column)));

    /// <summary>The amount of a metric definition, such as revenue.</summary>
    /// <param name="name">The definition's name.</param>
    /// <param name="relation">Rows before the definition's filter; part of the name in the history.</param>
    /// <param name="measure">Filtered rows and the column to sum.</param>
    public static TrackedMetric AmountOf(string name, Relation relation, Measure measure) =>
        new(FigureName.Amount(name, $"{relation}"), name, new AggregateMetric(measure.Relation, new SumOf(measure.Column)));

    /// <summary>Current value; the sum over no rows is 0.</summary>
    internal decimal Value(Measurements measurements) => measurements.Number(metric) ?? 0;

    /// <summary>An evaluation if a summed column has only NULLs; null if there is a value to compare.</summary>
    internal Evaluation? CheckHasValues(Measurements measurements) =>
        metric.Aggregate is SumOf sum
        && measurements.Count(Rows) is > 0 and var rows
        && measurements.Count(AggregateMetric.Values(metric.Relation, sum.Column)) == 0
            ? FigureText.OnlyNulls(sum.Column, metric.Relation, rows)
            : null;

    internal string Format(decimal value) => metric.Aggregate is CountRows ? $"{FormatPlain(value)} {(value == 1 ? "row" : "rows")}" : FigureText.Amount(value);

    internal string FormatPlain(decimal value) =>
        metric.Aggregate is CountRows
            ? value.ToString("#,##0.##", System.Globalization.CultureInfo.InvariantCulture)
            : Math.Round(value, 2).ToString("#,##0.00", System.Globalization.CultureInfo.InvariantCulture);

    internal string FormatChange(decimal difference) =>
        metric.Aggregate is CountRows
            ? $"{difference.ToString("+#,##0.##;−#,##0.##;0", System.Globalization.CultureInfo.InvariantCulture)} "
                + $"{(Math.Abs(difference) == 1 ? "row" : "rows")}"
            : $"{Math.Round(difference, 2).ToString("+#,##0.00;−#,##0.00;0.00", System.Globalization.CultureInfo.InvariantCulture)} {unit}";
}

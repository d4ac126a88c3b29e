using System.Globalization;
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

    private TrackedMetric(string unit, PastValues past) => (this.unit, Past, metric) = (unit, past, past.Metric);

    /// <summary>Earlier values, from the history.</summary>
    public PastValues Past { get; }

    /// <summary>The column without whose values there is no value; null for a count.</summary>
    private string? Column { get; init; }

    private bool IsCount { get; init; }

    internal IEnumerable<Metric> Metrics =>
        [
            .. Column is { } column ? (Metric[])[Rows, AggregateMetric.Values(metric.Relation, column)] : [],
            metric,
            .. Past.Divisor is { } divisor ? (Metric[])[divisor] : [],
            Past,
            new RunMoment(),
        ];

    /// <summary>A value that must be a number, so that it can be compared with a mean.</summary>
    internal IEnumerable<TypedUse> Uses => Past.ValueOf is { } column ? [new NumberUse(metric.Relation, column, "value in every run")] : [];

    private AggregateMetric Rows => new(metric.Relation, new CountRows());

    /// <summary>The number of rows.</summary>
    public static TrackedMetric RowsOf(Relation relation) =>
        new("rows", new PastValues(FigureName.Rows($"{relation}"), new AggregateMetric(relation, new CountRows()))) { IsCount = true };

    /// <summary>The sum of a column.</summary>
    public static TrackedMetric SumIn(Relation relation, string column) =>
        new(
            Identifier.Written(column),
            new PastValues(FigureName.Sum(Identifier.Written(column), $"{relation}"), new AggregateMetric(relation, new SumOf(column)))
        )
        {
            Column = column,
        };

    /// <summary>The amount of a metric definition, such as revenue.</summary>
    /// <param name="name">The definition's name.</param>
    /// <param name="relation">Rows before the definition's filter; part of the name in the history.</param>
    /// <param name="measure">Filtered rows and the column to sum.</param>
    public static TrackedMetric AmountOf(string name, Relation relation, Measure measure) =>
        new(name, new PastValues(FigureName.Amount(name, $"{relation}"), new AggregateMetric(measure.Relation, new SumOf(measure.Column))))
        {
            Column = measure.Column,
        };

    /// <summary>Any other figure of a column.</summary>
    /// <param name="past">Its name and its metrics.</param>
    /// <param name="column">The column.</param>
    /// <param name="unit">Unit of its values, plural; empty if they have none.</param>
    /// <param name="isCount">Whether its values are whole numbers.</param>
    public static TrackedMetric Of(PastValues past, string column, string unit, bool isCount) => new(unit, past) { Column = column, IsCount = isCount };

    /// <summary>Current value; the sum over no rows is 0.</summary>
    internal decimal Value(Measurements measurements) => Past.Current(measurements) ?? 0;

    /// <summary>An evaluation if a column has only NULLs, or must not be shown; null if there is a value to compare.</summary>
    internal Evaluation? CheckHasValues(Measurements measurements)
    {
        if (Past.ValueOf is { } hidden && measurements.RedactionPolicy.Hides(metric.Relation.Reference(hidden)))
            return Evaluation.NotJudged($"{Identifier.Written(hidden)} is personal: its values are not recorded, so that there are none of earlier runs");
        if (Column is not { } column)
            return null;
        var rows = measurements.Count(Rows);
        if (rows == 0 && metric.Aggregate is not SumOf)
            return Evaluation.NotJudged($"{metric.Relation} is empty");
        return rows > 0 && measurements.Count(AggregateMetric.Values(metric.Relation, column)) == 0
            ? FigureText.OnlyNulls(column, metric.Relation, rows)
            : null;
    }

    internal string Format(decimal value) =>
        IsCount ? $"{FormatPlain(value)} {Unit(value)}"
        : Past.Divisor is null ? FigureText.Amount(value)
        : $"{FormatPlain(value)}{(Past.Factor == 100 ? " %" : "")}";

    internal string FormatPlain(decimal value) =>
        IsCount ? value.ToString("#,##0.##", CultureInfo.InvariantCulture) : Math.Round(value, 2).ToString("#,##0.00", CultureInfo.InvariantCulture);

    internal string FormatChange(decimal difference) =>
        IsCount
            ? $"{difference.ToString("+#,##0.##;−#,##0.##;0", CultureInfo.InvariantCulture)} {Unit(difference)}"
            : $"{Math.Round(difference, 2).ToString("+#,##0.00;−#,##0.00;0.00", CultureInfo.InvariantCulture)} {unit}".TrimEnd();

    private string Unit(decimal value) => Math.Abs(value) == 1 && unit.EndsWith('s') ? unit[..^1] : unit;
}

using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>Figures that runs record, so that they can be compared with those of earlier runs.</summary>
public static class TrackedFigure
{
    /// <summary>The figure as a metric with a history.</summary>
    /// <exception cref="FormatException">The figure is not one that runs record.</exception>
    public static TrackedMetric Of(MeasuredFigure measured) =>
        measured.Figure switch
        {
            NumberOfRows => TrackedMetric.RowsOf(measured.Relation),
            Total total => TrackedMetric.SumIn(measured.Relation, total.Name),
            { Column: { } column, Aggregates: [var one] } figure => Of(measured, figure, column, one, null),
            { Column: { } column, Aggregates: [var one, CountWhere divisor] } figure => Of(measured, figure, column, one, divisor),
            var figure => throw new FormatException(
                $"{figure} is not recorded by runs: expected a figure of one column, such as the number of rows or the average of a column"
            ),
        };

    private static TrackedMetric Of(MeasuredFigure measured, Figure figure, string column, Aggregate aggregate, Aggregate? divisor) =>
        TrackedMetric.Of(
            new PastValues($"{figure}"["the ".Length..] + $" of {measured.Relation}", new AggregateMetric(measured.Relation, aggregate))
            {
                Divisor = divisor is null ? null : new AggregateMetric(measured.Relation, divisor),
                Factor = figure.Scale == FigureScale.Percent ? 100 : 1,
                ValueOf = figure.IsValueOfColumn ? column : null,
            },
            column,
            figure.Scale == FigureScale.Percent ? "percentage points" : figure.Unit,
            figure.Scale == FigureScale.Count
        );
}

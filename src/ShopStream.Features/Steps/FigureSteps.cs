using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Features.Steps;

/// <summary>Sentences that compare a figure of a table with a bound, or with the figure of another table. Every figure works with every bound.</summary>
[Binding, Family("figures", Order = 5)]
public sealed class FigureSteps(SpecContext spec)
{
    [Then("{figure} in {dataset} {bound}{modifiers}")]
    [Example("the average total_amount in raw orders is between 50 and 500")]
    [Example("the smallest price in raw products is at least 0.01")]
    [Example("the number of different country in raw users is exactly 14")]
    [Example("the share of different email in raw users is at least 95 %")]
    [Example("the number of rows in raw orders is at most 900, where status is refunded")]
    [Example("the number of rows in raw orders is at least 100, for each country")]
    [Example("the average total_amount in raw orders is at least 50, for each country, where status is one of shipped, delivered")]
    [Example("the largest quantity in raw order_items is at most 5")]
    [Example("the median total_amount in raw orders is between 50 and 500")]
    [Example("the 95 % quantile of total_amount in raw orders is at most 900")]
    [Example("the standard deviation of price in raw products is between 1 and 500")]
    [Example("the sum of quantity in raw order_items is between 1 and 90000")]
    [Example("the number of values of phone in raw users is at least 1")]
    public void InBounds(Figure figure, Dataset dataset, FigureBound bound, Modifiers modifiers) => Add(figure, dataset, bound, modifiers);

    [Then("the share of rows in {dataset} where {condition} {bound}{modifiers}")]
    [Example("the share of rows in raw orders where status is refunded is at most 5 %")]
    [Example("the share of rows in raw orders where status is refunded is at most 10 %, for each country")]
    public void Share(Dataset dataset, Condition condition, FigureBound bound, Modifiers modifiers) =>
        Add(new ShareOfRows(condition), dataset, bound, modifiers);

    [Then("{figure} in {dataset} equals {figure} in {dataset}")]
    [InsteadOfModifiers(InsteadOfModifiersAttribute.LimitEachSide)]
    [Example("the sum of quantity in source order_items equals the sum of quantity in core fact_orders")]
    [Example("the number of different user_id in raw orders equals the number of different user_id in core fact_orders")]
    public void Equal(Figure figure, Dataset dataset, Figure otherFigure, Dataset other) => EqualWithin(figure, dataset, otherFigure, other, Tolerance.Exact);

    [Then("{figure} in {dataset} equals {figure} in {dataset} {tolerance}")]
    [InsteadOfModifiers(InsteadOfModifiersAttribute.LimitEachSide)]
    [Example("the sum of total_amount in source orders equals the sum of line_total in source order_items to the cent")]
    [Example("the sum of total_amount in source orders equals the sum of line_total in source order_items within 0.5 %")]
    [Example("the average price in raw products equals the average price in source products within 0.01")]
    public void EqualWithin(Figure figure, Dataset dataset, Figure otherFigure, Dataset other, Tolerance tolerance)
    {
        SpecContext.RequireTwoSides($"{figure} in {dataset}", $"{otherFigure} in {other}");
        // Sums have a drill-down.
        if (figure is Total left && otherFigure is Total right)
            spec.AddCheck(new SumsEqual(new Measure(spec.Rows(dataset), [], left.Name), new Measure(spec.Rows(other), [], right.Name), tolerance));
        else
            spec.AddCheck(FiguresAgree.Of(new(figure, spec.Rows(dataset)), new(otherFigure, spec.Rows(other)), tolerance));
    }

    [Then("{figure} in {dataset} {comparison} {figure} in {dataset}")]
    [InsteadOfModifiers(InsteadOfModifiersAttribute.LimitEachSide)]
    [Example("the number of rows in staging stg_orders is at most the number of rows in raw orders")]
    public void Ordered(Figure figure, Dataset dataset, ComparedBy compared, Figure otherFigure, Dataset other)
    {
        SpecContext.RequireTwoSides($"{figure} in {dataset}", $"{otherFigure} in {other}");
        var (left, right) = (new MeasuredFigure(figure, spec.Rows(dataset)), new MeasuredFigure(otherFigure, spec.Rows(other)));
        // Figures of one kind, as in equality.
        _ = FiguresAgree.Of(left, right, Tolerance.Exact);
        spec.AddCheck(new FigureOrder(left, compared.Comparison, right));
    }

    [Then("{column} in {dataset} has no outliers beyond {number} {spread}{modifiers}")]
    [Example("price in raw products has no outliers beyond 5 MADs")]
    [Example("quantity in raw order_items has no outliers beyond 1.5 interquartile ranges, where unit_price is above 1")]
    public void NoOutliers(ColumnName column, Dataset dataset, Number distance, Spread spread, Modifiers modifiers)
    {
        if (distance.Value == 0)
            throw new FormatException("values beyond a distance of 0 are not outliers: expected a number above 0");
        spec.AddCheck(new NoOutliers(modifiers.Take().On(spec.Rows(dataset)), column.Name, distance.Value, spread.Measure));
    }

    [Then("the result of this query in {layer} {bound}:")]
    [Example("the result of this query in core is at most 100:\n  \"\"\"\n  SELECT COUNT(*) FROM fact_orders WHERE line_total > 1000\n  \"\"\"")]
    public void QueryResult(Layer layer, FigureBound bound, string query) =>
        spec.AddCheck(QueryInBounds.Of(new CustomSqlValue(layer, CustomSqlPolicy.Validate(query)), bound));

    [Then("{figure} in {dataset} is {number} to {number} times {figure} in {dataset}")]
    [InsteadOfModifiers(InsteadOfModifiersAttribute.LimitEachSide)]
    [Example("the number of rows in raw order_items is 2.5 to 3.5 times the number of rows in raw orders")]
    public void Multiple(Figure figure, Dataset dataset, Number low, Number high, Figure otherFigure, Dataset other)
    {
        SpecContext.RequireTwoSides($"{figure} in {dataset}", $"{otherFigure} in {other}");
        spec.AddCheck(FigureRatio.Of(new(figure, spec.Rows(dataset)), low.Value, high.Value, new(otherFigure, spec.Rows(other))));
    }

    private void Add(Figure figure, Dataset dataset, FigureBound bound, Modifiers modifiers)
    {
        if (modifiers.By is not null && !figure.HasGroups)
            throw new FormatException($"{figure} cannot be measured for each group: remove 'for each', or limit the rows with 'where'");
        if (figure is NumberOfColumns && (modifiers.Conditions.Count > 0 || spec.Rows(dataset).Conditions.Count > 0))
            throw new FormatException("the columns of a table do not depend on its rows: remove 'where'");
        var measured = new MeasuredFigure(figure, modifiers.Take(groups: true).On(spec.Rows(dataset)));
        spec.AddCheck(modifiers.By is { } by ? new FigureInBoundsByGroup(measured, bound.For(figure), by) : new FigureInBounds(measured, bound.For(figure)));
    }
}

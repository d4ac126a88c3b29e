using System.Globalization;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on how often values occur, compared with another table or with earlier runs.</summary>
[Binding, Family("figures", Order = 5)]
public sealed class DistributionSteps(SpecContext spec)
{
    [Then("{column} in {dataset} {drift} its last {count} run(s){modifiers}")]
    [Example("country in raw orders has not drifted from its last 7 runs")]
    [Example("total_amount in raw orders has drifted moderately at most from its last 30 runs, where status is delivered")]
    public void DriftFromRuns(ColumnName column, Dataset dataset, NoDrift drift, RowCount runs, Modifiers modifiers) =>
        Add(column, dataset, Earlier(runs), drift, modifiers);

    [Then("{column} in {dataset} {drift} {column} in {dataset}{modifiers}")]
    [Example("country in mart mart_customer_rfm has not drifted from country in raw users")]
    public void DriftFromOther(ColumnName column, Dataset dataset, NoDrift drift, ColumnName otherColumn, Dataset other, Modifiers modifiers) =>
        Add(column, dataset, Other(column, dataset, otherColumn, other), drift, modifiers);

    [Then("the {distance} of {column} in {dataset} against {column} in {dataset} {bound}{modifiers}")]
    [Example("the population stability index of country in raw orders against country in source orders is at most 0.1")]
    [Example("the Kolmogorov-Smirnov distance of quantity in core fact_orders against quantity in raw order_items is below 0.05")]
    public void DistanceFromOther(
        Distance distance,
        ColumnName column,
        Dataset dataset,
        ColumnName otherColumn,
        Dataset other,
        FigureBound bound,
        Modifiers modifiers
    ) => Add(column, dataset, Other(column, dataset, otherColumn, other), DistanceInBounds.Of(distance.Measure, bound), modifiers);

    [Then("the {distance} of {column} in {dataset} against its last {count} run(s) {bound}{modifiers}")]
    [Example("the Jensen-Shannon distance of status in raw orders against its last 7 runs is at most 0.1")]
    public void DistanceFromRuns(Distance distance, ColumnName column, Dataset dataset, RowCount runs, FigureBound bound, Modifiers modifiers) =>
        Add(column, dataset, Earlier(runs), DistanceInBounds.Of(distance.Measure, bound), modifiers);

    private OtherDistribution Other(ColumnName column, Dataset dataset, ColumnName otherColumn, Dataset other)
    {
        SpecContext.RequireTwoSides($"{Identifier.Written(column.Name)} in {dataset}", $"{Identifier.Written(otherColumn.Name)} in {other}");
        return new OtherDistribution(spec.Rows(other), otherColumn.Name);
    }

    private static EarlierDistributions Earlier(RowCount runs) =>
        runs.Rows is >= 1 and <= EarlierDistributions.MostRuns
            ? new EarlierDistributions((int)runs.Rows)
            : throw new FormatException(
                $"a distribution cannot be compared with {runs.Rows.ToString(CultureInfo.InvariantCulture)} runs: expected 1 to {EarlierDistributions.MostRuns}"
            );

    private void Add(ColumnName column, Dataset dataset, DistributionReference against, DistanceTest test, Modifiers modifiers) =>
        spec.AddCheck(new DistributionDistance(modifiers.Take().On(spec.Rows(dataset)), column.Name, against, test));
}

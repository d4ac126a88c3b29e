using System.Globalization;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on the number of different values, and on the share of valid ones.</summary>
[Binding, Family("values", Order = 4)]
public sealed class ShareSteps(SpecContext spec)
{
    [Then("{column} in {dataset} has exactly {count} different value(s)")]
    [Example("category in raw products has exactly 7 different values")]
    public void ExactlyDifferent(ColumnName column, Dataset dataset, RowCount count) => Different(column, dataset, Comparison.Equal, count);

    [Then("{column} in {dataset} has at least {count} different value(s)")]
    [Example("country in raw users has at least 2 different values")]
    public void AtLeastDifferent(ColumnName column, Dataset dataset, RowCount count) => Different(column, dataset, Comparison.AtLeast, count);

    [Then("{column} in {dataset} has at most {count} different value(s)")]
    [Example("status in raw orders has at most 6 different values")]
    public void AtMostDifferent(ColumnName column, Dataset dataset, RowCount count) => Different(column, dataset, Comparison.AtMost, count);

    /// <summary>The share is one of all rows.</summary>
    [Then("at least {percent} of {column} in {dataset} is not null")]
    [Example("at least 95 % of payment_method in raw orders is not null")]
    public void NotNull(Percent percent, ColumnName column, Dataset dataset) =>
        spec.AddCheck(new AtLeastShare(spec.Rows(dataset), Share(percent), new Not(new IsNull(column.Name)), new IsNull(column.Name), null));

    /// <summary>The share is one of all values; nulls are ignored.</summary>
    [Then("at least {percent} of {column} in {dataset} is one of {values}")]
    [Example("at least 90 % of status in raw orders is one of shipped, delivered")]
    public void OneOf(Percent percent, ColumnName column, Dataset dataset, Values values) =>
        OfValues(percent, column, dataset, new IsOneOf(column.Name, values.Texts));

    [Then("at least {percent} of {column} in {dataset} is between {value} and {value}")]
    [Example("at least 99.5 % of quantity in raw order_items is between 1 and 5")]
    public void Between(Percent percent, ColumnName column, Dataset dataset, Value low, Value high) =>
        OfValues(percent, column, dataset, new IsBetween(column.Name, low.Text, high.Text));

    [Then("at least {percent} of {column} in {dataset} matches {pattern}")]
    [Example("at least 99 % of country in raw users matches [A-Z]{3}")]
    public void Matches(Percent percent, ColumnName column, Dataset dataset, Pattern pattern) =>
        OfValues(percent, column, dataset, new IsMatch(column.Name, pattern.Text));

    private void OfValues(Percent percent, ColumnName column, Dataset dataset, Condition condition) =>
        spec.AddCheck(new AtLeastShare(spec.Rows(dataset), Share(percent), condition, new Not(condition), column.Name));

    private void Different(ColumnName column, Dataset dataset, Comparison comparison, RowCount count) =>
        spec.AddCheck(new DifferentValues(spec.Rows(dataset), column.Name, comparison, count.Rows));

    internal static decimal Share(Percent percent) =>
        percent.Value is > 0 and <= 100 && percent.Value.Scale <= 6
            ? percent.Value
            : throw new FormatException(
                $"'{percent.Value.ToString(CultureInfo.InvariantCulture)} %' is not a share: expected more than 0 and at most 100, with at most 6 decimals"
            );
}

using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on unique values.</summary>
[Binding, Family("uniqueness", Order = 1)]
public sealed class UniquenessSteps(SpecContext spec)
{
    [Then("no {column} appears more than once in {dataset}")]
    [Example("no order_id appears more than once in staging stg_orders")]
    public void Unique(ColumnName column, Dataset dataset) => spec.AddCheck(new Unique(spec.Rows(dataset), [column.Name]));

    [Then("no {columns} together appear(s) more than once in {dataset}")]
    [Example("no event_date and event_type together appear more than once in mart mart_daily_events")]
    public void UniqueTogether(ColumnNames columns, Dataset dataset)
    {
        if (columns.Names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"{Identifier.Written(twice.Key)} is named twice: expected different columns");
        spec.AddCheck(new Unique(spec.Rows(dataset), columns.Names));
    }
}

/// <summary>Sentences on missing values.</summary>
[Binding, Family("completeness", Order = 2)]
public sealed class CompletenessSteps(SpecContext spec)
{
    [Then("{column} is never null in {dataset}")]
    [Example("email is never null in raw users")]
    public void NeverNull(ColumnName column, Dataset dataset) => spec.AddCheck(new NeverNull(spec.Rows(dataset), column.Name));
}

/// <summary>Sentences on references: every value exists in the referenced column.</summary>
[Binding, Family("references", Order = 3)]
public sealed class ReferenceSteps(SpecContext spec)
{
    [Then("every {column} in {dataset} exists as {column} in {dataset}")]
    [Example("every order_id in raw order_items exists as id in raw orders")]
    [Example("every product_id in core fact_orders exists as id in source products")]
    public void Exists(ColumnName column, Dataset dataset, ColumnName parentColumn, Dataset parent)
    {
        SpecContext.RequireTwoSides($"{Identifier.Written(column.Name)} in {dataset}", $"{Identifier.Written(parentColumn.Name)} in {parent}");
        if (spec.Rows(parent).Conditions.Count > 0)
            throw new FormatException($"'only rows of {parent}' cannot limit the referenced table: limit {dataset} instead");
        spec.AddCheck(new References(spec.Rows(dataset), column.Name, parent, parentColumn.Name));
    }
}

/// <summary>Sentences on the values of every row.</summary>
[Binding, Family("values", Order = 4)]
public sealed class ValueSteps(SpecContext spec)
{
    [Then("{column} in {dataset} is one of {values}")]
    [Example("status in raw orders is one of pending, processing, shipped, delivered, cancelled, refunded")]
    public void OneOf(ColumnName column, Dataset dataset, Values values) => Every(dataset, new IsOneOf(column.Name, values.Texts));

    [Then("{column} in {dataset} is between {value} and {value}")]
    [Example("quantity in raw order_items is between 1 and 5")]
    public void Between(ColumnName column, Dataset dataset, Value low, Value high) => Every(dataset, ConditionText.Between(column.Name, low.Text, high.Text));

    [Then("{column} in {dataset} is never negative")]
    [Example("price in raw products is never negative")]
    public void NeverNegative(ColumnName column, Dataset dataset) => Every(dataset, new Compares(column.Name, Comparison.AtLeast, "0"));

    [Then("{column} in {dataset} is at least {value}")]
    [Example("unit_price in raw order_items is at least 0.01")]
    public void AtLeast(ColumnName column, Dataset dataset, Value low) => Every(dataset, new Compares(column.Name, Comparison.AtLeast, low.Text));

    [Then("{column} in {dataset} is at most {value}")]
    [Example("cumulative_share in mart mart_product_performance is at most 1")]
    public void AtMost(ColumnName column, Dataset dataset, Value high) => Every(dataset, new Compares(column.Name, Comparison.AtMost, high.Text));

    [Then("{column} in {dataset} matches {pattern}")]
    [Example("country in raw users matches [A-Z]{3}")]
    public void Matches(ColumnName column, Dataset dataset, Pattern pattern) => Every(dataset, new IsMatch(column.Name, pattern.Text));

    [Then("{column} equals {formula} in every row of {dataset}")]
    [Example("line_total equals quantity * unit_price in every row of source order_items")]
    public void EqualsFormula(ColumnName column, Formula formula, Dataset dataset)
    {
        SpecContext.RequireTwoSides(Identifier.Written(column.Name), $"{formula}");
        Every(dataset, new IsSameAs(column.Name, formula));
    }

    private void Every(Dataset dataset, Condition condition) => spec.AddCheck(new EveryValue(spec.Rows(dataset), condition));
}

using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics.RowSets;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on unique values.</summary>
[Binding, Family("uniqueness", Order = 1)]
public sealed class UniquenessSteps(SpecContext spec)
{
    [Then("no {column} appears more than once in {dataset}{modifiers}")]
    [Example("no order_id appears more than once in staging stg_orders")]
    public void Unique(ColumnName column, Dataset dataset, Modifiers modifiers) =>
        spec.AddCheck(new Unique(modifiers.Take().On(spec.Rows(dataset)), [column.Name]));

    [Then("no {columns} together appear(s) more than once in {dataset}{modifiers}")]
    [Example("no event_date and event_type together appear more than once in mart mart_daily_events")]
    public void UniqueTogether(ColumnNames columns, Dataset dataset, Modifiers modifiers)
    {
        RequireDifferent(columns);
        spec.AddCheck(new Unique(modifiers.Take().On(spec.Rows(dataset)), columns.Names));
    }

    /// <exception cref="FormatException">A column is named twice.</exception>
    internal static void RequireDifferent(ColumnNames columns)
    {
        if (columns.Names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"{Identifier.Written(twice.Key)} is named twice: expected different columns");
    }
}

/// <summary>Sentences on missing values.</summary>
[Binding, Family("completeness", Order = 2)]
public sealed class CompletenessSteps(SpecContext spec)
{
    [Then("{column} is never null in {dataset}{modifiers}")]
    [Example("email is never null in raw users")]
    public void NeverNull(ColumnName column, Dataset dataset, Modifiers modifiers) =>
        spec.AddCheck(
            modifiers is { By: null, Share: null, Allowed.MostRows: 0 }
                ? new NeverNull(modifiers.Take().On(spec.Rows(dataset)), column.Name)
                : RowChecks.Every(modifiers.Take(groups: true, limits: true), spec.Rows(dataset), new Not(new IsNull(column.Name)), judgesNulls: true)
        );
}

/// <summary>Sentences on references: every value exists in the referenced column.</summary>
[Binding, Family("references", Order = 3)]
public sealed class ReferenceSteps(SpecContext spec)
{
    [Then("every {column} in {dataset} exists as {column} in {dataset}{modifiers}")]
    [Example("every order_id in raw order_items exists as id in raw orders")]
    [Example("every product_id in core fact_orders exists as id in source products")]
    public void Exists(ColumnName column, Dataset dataset, ColumnName parentColumn, Dataset parent, Modifiers modifiers)
    {
        SpecContext.RequireTwoSides($"{Identifier.Written(column.Name)} in {dataset}", $"{Identifier.Written(parentColumn.Name)} in {parent}");
        if (spec.Rows(parent).Conditions.Count > 0)
            throw new FormatException($"'only rows of {parent}' cannot limit the referenced table: limit {dataset} instead");
        if (modifiers.Take(limits: true).Share is not null && dataset.Store != parent.Store)
            throw new FormatException(
                $"{dataset} and {parent} are in two stores, where different values are compared and not rows: "
                    + "expected 'except in at most … rows', which counts them, or two tables of one store"
            );
        spec.AddCheck(new References(modifiers.On(spec.Rows(dataset)), column.Name, parent, parentColumn.Name) { Allowed = modifiers.Allowed });
    }
}

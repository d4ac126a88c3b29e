using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on the columns of a table.</summary>
[Binding, Family("shape", Order = 7)]
public sealed class ShapeSteps(SpecContext spec)
{
    [Then("{dataset} has exactly these columns:")]
    [Example(
        """
            raw orders has exactly these columns:
              | name | type | nullable |
              | id   | int  | yes      |
            """
    )]
    public void ExactlyTheseColumns(Dataset dataset, DataTable table) =>
        spec.AddCheck(
            new HasColumns(
                dataset,
                table.Rows.Select(r => new ColumnInfo(Identifier.Read(r.Cell("name")), r.Cell("type"), Nullable(r.Cell("nullable")))).ToList()
            )
        );

    [Then("{column} in {dataset} has the type {value}")]
    [Example("total_amount in raw orders has the type decimal(12,2)")]
    public void HasType(ColumnName column, Dataset dataset, Value type) => spec.AddCheck(new HasType(dataset, column.Name, type.Text));

    [Then("{dataset} has exactly the columns {names}")]
    [Example("raw products has exactly the columns id, name, category and price")]
    public void ExactlyTheColumns(Dataset dataset, ColumnList columns) => spec.AddCheck(new NamesColumns(dataset, columns.Names, ColumnRule.Exactly));

    [Then("{dataset} has exactly the columns {names} in this order")]
    [Example("raw products has exactly the columns id, name, category and price in this order")]
    public void ExactlyInOrder(Dataset dataset, ColumnList columns) => spec.AddCheck(new NamesColumns(dataset, columns.Names, ColumnRule.InOrder));

    [Then("{dataset} has the same columns as {dataset}")]
    [Example("raw orders has the same columns as source orders")]
    public void SameColumns(Dataset dataset, Dataset other)
    {
        SpecContext.RequireTwoSides($"{dataset}", $"{other}");
        spec.AddCheck(new SameColumns(dataset, other));
    }

    [Then("{dataset} has the columns of its last run")]
    [Example("raw orders has the columns of its last run")]
    public void ColumnsOfLastRun(Dataset dataset) => spec.AddCheck(new ColumnsOfLastRun(dataset));

    [Then("{dataset} has at least the columns {names}")]
    [Example("raw orders has at least the columns id, status and total_amount")]
    public void AtLeastTheColumns(Dataset dataset, ColumnList columns) => spec.AddCheck(new NamesColumns(dataset, columns.Names, ColumnRule.AtLeast));

    [Then("{dataset} has none of the columns {names}")]
    [Example("mart mart_customer_rfm has none of the columns email and phone")]
    public void NoneOfTheColumns(Dataset dataset, ColumnList columns) => spec.AddCheck(new NamesColumns(dataset, columns.Names, ColumnRule.None));

    /// <summary>A column "meaning" is optional, and for the readers of the report.</summary>
    [Then("{dataset} offers dashboards these columns:")]
    [Example(
        """
            mart mart_sales_overview offers dashboards these columns:
              | name          | kind   | meaning                     |
              | sale_date     | date   | the day of the orders       |
              | total_revenue | amount | revenue of the day's orders |
            """
    )]
    public void OffersDashboardsTheseColumns(Dataset dataset, DataTable table)
    {
        if (table.RowCount == 0)
            throw new FormatException("the table names no column: expected a row for each column that a dashboard uses");
        var columns = table.Rows.Select(r => new OfferedColumn(Identifier.Read(r.Cell("name")), ColumnUses.Parse(r.Cell("kind")))).ToList();
        if (columns.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"the column {Identifier.Written(twice.Key)} appears twice in the table: remove one");
        spec.AddCheck(new OffersColumns(dataset, columns));
    }

    private static bool Nullable(string cell) =>
        cell switch
        {
            "yes" or "true" => true,
            "no" or "false" => false,
            _ => throw new FormatException($"'{cell}' does not say whether the column may be null: expected yes or no"),
        };
}

/// <summary>Sentences on the files in the lake.</summary>
[Binding, Family("the lake", Order = 8)]
public sealed class LakeSteps(SpecContext spec)
{
    [Then("{dataset} agrees with its manifest")]
    [Example("lake orders agrees with its manifest")]
    public void AgreesWithManifest(Dataset dataset)
    {
        if (dataset.Layer != Layer.Lake)
            throw new FormatException($"{dataset} has no manifest: expected a dataset of the lake, such as {dataset with { Layer = Layer.Lake }}");
        if (spec.Rows(dataset).Conditions.Count > 0)
            throw new FormatException($"a manifest covers all rows: remove 'only rows of {dataset}'");
        spec.AddCheck(new AgreesWithManifest(dataset));
    }
}

/// <summary>Custom SQL, for checks that no other sentence expresses.</summary>
[Binding, Family("anything else", Order = 11)]
public sealed class QuerySteps(SpecContext spec)
{
    /// <summary>One SELECT, run read-only; bare table names are those of the layer.</summary>
    [Then("this query finds no rows in {layer}:")]
    [Example("this query finds no rows in core:\n  \"\"\"\n  SELECT order_id FROM fact_orders WHERE line_revenue > line_total\n  \"\"\"")]
    public void FindsNoRows(Layer layer, string query) => spec.AddCheck(new CustomSqlCheck(layer, CustomSqlPolicy.Validate(query)));
}

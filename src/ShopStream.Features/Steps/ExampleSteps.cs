using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Sentences that specify a model by example: rows that are given, models that are built from them, and rows that they have then.</summary>
[Binding, Family("examples", Order = 12)]
public sealed class ExampleSteps(ExampleContext example)
{
    /// <summary>Columns that the table does not name are null. Tables that are not given are empty, or built from those that are.</summary>
    [Given("these {noun} in {dataset}:"), RowsOfData]
    [Example(
        """
            these orders in staging stg_orders:
              | order_id | order_date | status    |
              | 1        | 2025-11-28 | delivered |
              | 2        | 2025-11-28 | cancelled |
            """
    )]
    public void TheseRows(Noun noun, Dataset dataset, DataTable table)
    {
        ArgumentNullException.ThrowIfNull(noun);
        if (table.RowCount == 0)
            throw new FormatException($"the table has no rows below its header: write 'no {noun.Words} in {dataset}' if none are given");
        example.Give(dataset, table);
    }

    /// <summary>The table is empty, even if it could be built from tables that are given.</summary>
    [Given("no {noun} in {dataset}")]
    [Example("no customers in core dim_users")]
    public void NoRows(Noun noun, Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(noun);
        example.Give(dataset, null);
    }

    /// <summary>Models that ask for the time get the first second of that day, in UTC.</summary>
    [Given("today is {date}")]
    [Example("today is 2025-11-28")]
    public void TodayIs(DateOnly date) => example.Freeze(date);

    /// <summary>The model is built, and before it those between it and the tables that are given.</summary>
    [When("{model} is built")]
    [Example("mart_sales_overview is built")]
    public void IsBuilt(ModelName model) => example.Build(model.Name);

    /// <summary>In any order. Only the columns that the table names are compared.</summary>
    [Then("{dataset} has exactly these rows:"), RowsOfData]
    [Example(
        """
            mart mart_sales_overview has exactly these rows:
              | sale_date  | total_revenue | total_orders |
              | 2025-11-28 | 10.00         | 1            |
            """
    )]
    public void ExactlyTheseRows(Dataset dataset, DataTable table) => example.Expect(dataset, table, RowAgreement.Exactly);

    [Then("{dataset} has exactly these rows in this order:"), RowsOfData]
    [Example(
        """
            mart mart_product_performance has exactly these rows in this order:
              | product_id | revenue_rank |
              | 7          | 1            |
              | 3          | 2            |
            """
    )]
    public void ExactlyTheseRowsInThisOrder(Dataset dataset, DataTable table) => example.Expect(dataset, table, RowAgreement.InThisOrder);

    [Then("{dataset} has at least these rows:"), RowsOfData]
    [Example(
        """
            mart mart_customer_rfm has at least these rows:
              | user_id | rfm_segment |
              | 42      | Champions   |
            """
    )]
    public void AtLeastTheseRows(Dataset dataset, DataTable table) => example.Expect(dataset, table, RowAgreement.AtLeast);

    [Then("{dataset} has no rows")]
    [Example("mart mart_daily_events has no rows")]
    public void HasNoRows(Dataset dataset) => example.Expect(dataset, null, RowAgreement.Exactly);
}

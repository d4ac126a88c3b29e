using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Examples;

/// <summary>What is wrong with an example is an error with its place, and names what is expected.</summary>
[TestFixture, Category("Slow")]
public sealed class BadExampleTests
{
    private const string Then = "\nThen mart mart_sales_overview has no rows";

    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|\n|1|\nWhen mart_sale_overview is built\nThen mart mart_sales_overview has no rows",
        "features/a.feature:7: there is no model mart_sale_overview; did you mean mart_sales_overview?",
        TestName = "Unknown_model"
    )]
    [TestCase(
        "Given these orders in staging stg_order:\n|order_id|\n|1|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:5: there is no table staging stg_order; did you mean stg_orders?",
        TestName = "Unknown_table"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_no|\n|1|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:5: staging stg_orders has no column order_no; did you mean order_id",
        TestName = "Unknown_column"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|status|\n|1|paid|\n|one|paid|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:7:2: 'one' is not a value of staging stg_orders.order_id, which is int: expected a number",
        TestName = "Wrong_type"
    )]
    [TestCase(
        "Given these lines in core fact_orders:\n|line_revenue|\n|1.005|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:6:2: '1.005' is not a value of core fact_orders.line_revenue, which is decimal(12,2): expected a number with at most 2 decimals",
        TestName = "Value_that_does_not_fit"
    )]
    [TestCase(
        "Given these lines in core fact_orders:\n|date_key|\n||\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:6:2: '' is not a value of core fact_orders.date_key, which is date: expected a value, or null for no value",
        TestName = "Empty_cell_of_a_column_that_is_not_text"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|order_id|\n|1|2|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:4: the column 'order_id' appears twice in the table",
        TestName = "Duplicate_column"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|Order_Id|\n|1|2|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:4: the column order_id appears twice in the table",
        TestName = "Duplicate_column_but_for_case"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|status|\n|1|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:6: inconsistent cell count within the table",
        TestName = "Ragged_table"
    )]
    [TestCase(
        "When mart_sales_overview is built\nGiven these orders in staging stg_orders:\n|order_id|\n|1|" + Then,
        "features/a.feature:5: a Given stands after the When",
        TestName = "Given_after_When"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|\n|1|\nThen mart mart_sales_overview has no rows\nWhen mart_sales_overview is built",
        "features/a.feature:7: a Then stands before the When",
        TestName = "Then_before_When"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|\n|1|\nWhen mart_sales_overview is built\nThen mart mart_customer_rfm has no rows",
        "features/a.feature:8: mart mart_customer_rfm is neither built nor given in this example: "
            + "expected one of core fact_orders, mart mart_sales_overview, staging stg_orders;",
        TestName = "Table_that_is_neither_built_nor_given"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|\n|1|\nWhen mart_sales_overview is built\nThen source orders is not empty",
        "features/a.feature:8: source orders is neither built nor given",
        TestName = "Table_of_the_source"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|\n|1|"
            + "\nWhen mart_sales_overview is built\nThen staging stg_orders has exactly these rows:\n|order_id|\n|1|",
        "features/a.feature:8: staging stg_orders is given, so that this cannot fail",
        TestName = "Expected_rows_of_a_given_table"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|\n|1|"
            + "\nWhen mart_sales_overview is built\nThen mart mart_sales_overview has exactly these rows:\n|sale_date|\n|28/11/2025|",
        "features/a.feature:10:2: '28/11/2025' is not a value of mart mart_sales_overview.sale_date, which is date: expected a date such as 2025-11-28",
        TestName = "Expected_value_of_the_wrong_type"
    )]
    [TestCase(
        "Given these orders in source orders:\n|id|\n|1|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:4: source orders cannot be given, because an example moves no data: expected raw orders",
        TestName = "Given_rows_of_the_source"
    )]
    [TestCase(
        "Given these events in raw events:\n|id|\n|1|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:5: raw events is given, but nothing that mart_sales_overview is built from reads it",
        TestName = "Given_table_that_nothing_reads"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|\n|1|\nAnd these orders in staging stg_orders:\n|order_id|\n|2|"
            + "\nWhen mart_sales_overview is built"
            + Then,
        "features/a.feature:7: staging stg_orders is given twice",
        TestName = "Table_given_twice"
    )]
    [TestCase(
        "Given these days in mart mart_sales_overview:\n|sale_date|\n|null|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:5: mart mart_sales_overview is given and built",
        TestName = "Table_given_and_built"
    )]
    [TestCase(
        "Given these orders in staging stg_orders:\n|order_id|\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:4: the table has no rows below its header: write 'no orders in staging stg_orders'",
        TestName = "Given_table_without_rows"
    )]
    [TestCase(
        "Given no orders in staging stg_orders\nWhen mart_sales_overview is built\nThen mart mart_sales_overview has exactly these rows:\n|sale_date|",
        "features/a.feature:6: the table has no rows below its header: write 'mart mart_sales_overview has no rows'",
        TestName = "Expected_table_without_rows"
    )]
    [TestCase(
        "Given the run of 2025-11-28\nAnd no orders in staging stg_orders\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:3: an example is about no run",
        TestName = "Run_of_a_date"
    )]
    [TestCase(
        "Given no orders in staging stg_orders\nAnd today is 2025-11-28\nAnd today is 2025-11-29\nWhen mart_sales_overview is built" + Then,
        "features/a.feature:6: today is 2025-11-28 already",
        TestName = "Two_todays"
    )]
    [TestCase(
        "Given no orders in staging stg_orders\nWhen mart_sales_overview is built\nAnd mart_sales_overview is built" + Then,
        "features/a.feature:6: mart_sales_overview is built twice",
        TestName = "Model_built_twice"
    )]
    [TestCase(
        "Given no orders in staging stg_orders\nWhen mart_sales_overview is built\n"
            + "Then total_revenue in mart mart_sales_overview is above 0, where sale_date is within the last 7 days",
        "features/a.feature:6: 'sale_date is within the last 7 days' counts from today, and the example would pass on some days only: add 'Given today is",
        TestName = "Last_days_of_no_day"
    )]
    public async Task Error_has_its_place_and_exit_code_2(string steps, string message)
    {
        using var place = new ExampleWorkspace().With(steps);

        var output = await place.TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain(message);
    }

    [Test]
    public async Task Sentence_of_an_example_needs_a_When()
    {
        using var place = new ExampleWorkspace().With("Given no orders in staging stg_orders" + Then);

        var output = await ShopProgram.RunAsync("plan", "--features", place.In("features"));

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("features/a.feature:4: this sentence belongs to an example, and the scenario builds no model: add 'When MODEL is built'");
    }

    [Test]
    public async Task All_errors_are_reported_at_once()
    {
        using var place = new ExampleWorkspace().With(
            "Given these orders in staging stg_orders:\n|order_no|order_id|\n|1|a|\n|1|b|\nWhen mart_sales_overview is built" + Then
        );

        var output = await place.TestAsync();

        output
            .Error.Should()
            .StartWith("3 example errors:\nfeatures/a.feature:5: ")
            .And.ContainAll("\nfeatures/a.feature:6:4: 'a'", "\nfeatures/a.feature:7:4: 'b'");
    }

    [Test]
    public async Task Models_in_a_cycle_are_named_with_file_and_line()
    {
        using var place = new ExampleWorkspace()
            .With("Given no orders in staging stg_orders\nWhen a is built\nThen staging a has no rows")
            .WithModel("staging/a.sql", "SELECT 1 AS id FROM {{ ref('b') }}")
            .WithModel("staging/b.sql", "SELECT 1 AS id FROM {{ ref('a') }}");

        var output = await place.TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("staging/a.sql:1: the models depend on each other: a → b → a (staging/a.sql:1, staging/b.sql:1)");
    }

    [Test]
    public async Task Raw_table_whose_columns_are_unknown_is_named_with_the_fix()
    {
        using var place = new ExampleWorkspace()
            .With("Given these orders in raw orders:\n|id|\n|1|\nWhen stg_orders is built\nThen staging stg_orders is not empty")
            .WithModel("staging/stg_orders.sql", "SELECT id FROM {{ source('raw', 'orders') }}");

        var output = await place.TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output
            .Error.Should()
            .Contain("features/a.feature:5: raw orders is not known, because the columns of raw orders are not known without a source: ")
            .And.Contain("features/a.feature:7: stg_orders cannot be built, because")
            .And.Contain("list them in raw-columns.json in the models folder, or run 'shopstream run' once");
    }

    [Test]
    public async Task File_of_columns_that_is_not_json_is_named_with_its_line()
    {
        using var place = new ExampleWorkspace()
            .With("Given these orders in raw orders:\n|id|\n|1|\nWhen stg_orders is built\nThen staging stg_orders is not empty")
            .WithModel("staging/stg_orders.sql", "SELECT id FROM {{ source('raw', 'orders') }}")
            .WithModel("raw-columns.json", "{\n  \"orders\": 1\n}");

        var output = await place.TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("raw-columns.json:2: found").And.Contain("expected tables with the types of their columns");
    }

    [Test]
    public async Task Model_that_asks_for_the_time_needs_a_day()
    {
        using var place = OfTime("Given these orders in raw orders:\n|id|\n|1|\nWhen stg_orders is built\nThen staging stg_orders is not empty");

        var output = await place.TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("features/a.feature:7: stg_orders asks for the time by current_date (staging/stg_orders.sql)");
    }

    [Test]
    public async Task Model_that_asks_for_the_time_gets_the_day_of_the_example()
    {
        using var place = OfTime(
            """
            Given these orders in raw orders:
              | id | created_at |
              | 1  | 2025-11-20 |
            And today is 2025-11-28
            When stg_orders is built
            Then staging stg_orders has exactly these rows:
              | id | age | at                     |
              | 1  | 8   | 2025-11-28 00:00:00+00 |
            """
        );

        var output = await place.TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }

    [Test]
    public async Task Model_that_fails_on_the_rows_of_an_example_is_an_error_with_its_place()
    {
        using var place = new ExampleWorkspace()
            .With("Given these orders in raw orders:\n|id|status|\n|1|x|\nWhen stg_orders is built\nThen staging stg_orders is not empty")
            .WithModel("staging/stg_orders.sql", "SELECT id,\n  CAST(status AS INT) AS n FROM {{ source('raw', 'orders') }}")
            .WithModel("raw-columns.json", """{"orders": {"id": "int", "status": "text"}}""");

        var output = await place.TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Out.Should().StartWith("Could not run S features/a.feature:3\n").And.Contain("staging/stg_orders.sql:").And.Contain("Conversion Error");
    }

    private static ExampleWorkspace OfTime(string steps) =>
        new ExampleWorkspace()
            .With(steps)
            .WithModel(
                "staging/stg_orders.sql",
                "SELECT id, DATE_DIFF('day', CAST(created_at AS DATE), current_date) AS age, now() AS at FROM {{ source('raw', 'orders') }}"
            )
            .WithModel("raw-columns.json", """{"orders": {"id": "int", "created_at": "timestamp"}}""");
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Examples;

/// <summary>`shopstream test` on examples of the shipped models.</summary>
[TestFixture, Category("Slow")]
public sealed class TestCommandTests
{
    private ExampleWorkspace place = null!;

    [SetUp]
    public void Make() => place = new ExampleWorkspace();

    [TearDown]
    public void Remove() => place.Dispose();

    [Test]
    public async Task Example_of_the_issue_passes_without_source_lake_or_warehouse()
    {
        var output = await place
            .With(
                $"""
                {ExampleWorkspace.Orders}
                Then mart mart_sales_overview has exactly these rows:
                  | sale_date  | total_revenue | total_orders | average_order_value |
                  | 2025-11-28 | 10.00         | 1            | 10.00               |
                """
            )
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().MatchRegex(@"^Passed the one example \(1 model, \d+\.\d s\)\n$");
        Directory.Exists(place.In("work/lake")).Should().BeFalse();
        File.Exists(place.In("work/warehouse.duckdb")).Should().BeFalse();
    }

    [Test]
    public async Task Failure_prints_both_tables_as_one_and_marks_the_cells_that_differ()
    {
        var output = await place
            .With(
                $"""
                {ExampleWorkspace.Orders}
                Then mart mart_sales_overview has exactly these rows:
                  | sale_date  | total_revenue | total_orders | average_order_value |
                  | 2025-11-28 | 10.5          | 1            | null                |
                  | 2025-11-29 | 0             | 0            | null                |
                """
            )
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output
            .Out.Should()
            .StartWith(
                """
                Failed S features/a.feature:3
                  mart mart_sales_overview has exactly these rows:  (features/a.feature:12)
                    expected    2 rows
                    actual      1 row
                    difference  1 row missing, 1 row with other values
                        | sale_date  | total_revenue | total_orders | average_order_value |
                      ~ | 2025-11-28 | 10.5 → 10.00  | 1            | null → 10.00        |
                      - | 2025-11-29 | 0             | 0            | null                |
                      - missing, + unexpected, ~ other values: expected → found

                Failed 1 failed, 0 of 1 example passed
                """
            );
    }

    [Test]
    public async Task Raw_tables_build_everything_between_them_and_the_model()
    {
        var output = await place
            .With(
                """
                Given these customers in raw users:
                  | id | email         | first_name | last_name |
                  | 7  | ann@shop.test | "  "       | Lee       |
                And these orders in raw orders:
                  | id | user_id | created_at                 | status    | total_amount |
                  | 1  | 7       | 2025-11-28 23:59:59.999999 | delivered | 10.00        |
                And these order lines in raw order_items:
                  | id | order_id | product_id | quantity | line_total |
                  | 1  | 1        | 5          | 2        | 10.00      |
                When mart_sales_overview is built
                And dim_users is built
                Then mart mart_sales_overview has exactly these rows:
                  | sale_date  | total_revenue | total_units |
                  | 2025-11-28 | 10            | 2           |
                And core dim_users has exactly these rows:
                  | user_id | first_name | full_name | first_order_date |
                  | 7       | null       | Lee       | 2025-11-28       |
                And core fact_orders has at least these rows:
                  | order_item_id | line_revenue |
                  | 1             | 10.00        |
                And the sum of line_revenue in core fact_orders equals the sum of total_revenue in mart mart_sales_overview to the cent
                And mart mart_sales_overview is not empty
                """
            )
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().Contain("(6 models,");
    }

    [Test]
    public async Task Null_and_the_empty_text_are_different_and_json_is_compared_by_value()
    {
        const string Given = """
            Given these events in raw events:
              | id | event_type | metadata                  |
              | 1  |            | {"page": "home", "n": 1}  |
              | 2  | view       | null                      |
            When stg_events is built
            Then staging stg_events has exactly these rows:

            """;
        using var other = new ExampleWorkspace();

        var same = await place
            .With(Given + "| event_id | event_type | metadata                   |\n| 1 | | {\"n\": 1.0, \"page\": \"home\"} |\n| 2 | view | null |")
            .TestAsync();
        var different = await other.With(Given + "| event_id | event_type | metadata |\n| 1 | null | {\"page\": \"home\"} |\n| 2 | view | null |").TestAsync();

        same.ExitCode.Should().Be(ExitCodes.Passed, $"{same}");
        different.ExitCode.Should().Be(ExitCodes.Failed, $"{different}");
        different.Out.Should().Contain("""~ | 1        | null → ""  | {"page": "home"} → {"page": "home", "n": 1} |""");
    }

    [Test]
    public async Task Order_of_rows_counts_only_if_the_sentence_says_so()
    {
        const string Given = """
            Given these products in core dim_products:
              | product_id | product_name |
              | 1          | Tea          |
              | 2          | Cup          |
            When mart_product_performance is built
            """;
        const string Rows = "\n  | product_id | revenue_rank |\n  | 2 | 2 |\n  | 1 | 1 |\n";
        using var other = new ExampleWorkspace();

        var any = await place.With($"{Given}\nThen mart mart_product_performance has exactly these rows:{Rows}").TestAsync();
        var ordered = await other.With($"{Given}\nThen mart mart_product_performance has exactly these rows in this order:{Rows}").TestAsync();

        any.ExitCode.Should().Be(ExitCodes.Passed, $"{any}");
        ordered.ExitCode.Should().Be(ExitCodes.Failed, $"{ordered}");
        ordered.Out.Should().Contain("expected    2 rows, in this order").And.Contain("1 row missing, 1 row unexpected");
    }

    [Test]
    public async Task At_least_allows_other_rows_and_no_rows_allows_none()
    {
        var output = await place
            .With(
                $"""
                {ExampleWorkspace.Orders}
                Then mart mart_sales_overview has at least these rows:
                  | sale_date  |
                  | 2025-11-29 |
                And mart mart_sales_overview has no rows
                """
            )
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("expected    at least 1 row\n    actual      1 row\n    difference  1 row missing\n");
        output
            .Out.Should()
            .Contain("expected    no rows\n    actual      1 row\n    difference  1 row unexpected\n")
            .And.Contain("      + | 2025-11-28 | 10.00 ");
    }

    [Test]
    public async Task Table_that_is_given_empty_is_not_built()
    {
        var output = await place
            .With(
                """
                Given these orders in raw orders:
                  | id | created_at | status    |
                  | 1  | 2025-11-28 | delivered |
                And no order lines in core fact_orders
                When mart_sales_overview is built
                Then mart mart_sales_overview has exactly these rows:
                  | sale_date  | total_revenue | total_orders |
                  | 2025-11-28 | 0.00          | 1            |
                """
            )
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().Contain("(2 models,");
    }

    [Test]
    public async Task Names_that_need_quotes_are_written_with_them()
    {
        var output = await place
            .With(
                """
                Given these orders in raw orders:
                  | "Order No" |
                  | 5          |
                When "Order Days" is built
                Then staging "Order Days" has exactly these rows:
                  | "Order No" |
                  | 5          |
                """
            )
            .WithModel("staging/Order Days.sql", "SELECT \"Order No\" FROM {{ source('raw', 'orders') }}")
            .WithModel("raw-columns.json", """{"orders": {"Order No": "int"}}""")
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }

    [Test]
    public async Task Check_on_an_empty_table_is_not_judged()
    {
        var output = await place
            .With(
                """
                Given these products in core dim_products:
                  | product_id |
                  | 1          |
                When mart_product_performance is built
                Then total_units in mart mart_product_performance is at least 1, where product_id is 2
                """.Replace("is at least 1, where product_id is 2", "is never negative", StringComparison.Ordinal).Replace(
                    "When",
                    "And only rows of mart mart_product_performance where product_id is 2\nWhen",
                    StringComparison.Ordinal
                )
            )
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.NotJudged, $"{output}");
    }

    [Test]
    public async Task Warning_does_not_fail_unless_asked_to()
    {
        place.WithFeature($"Feature: F\n\n@warning\nScenario: S\n{ExampleWorkspace.Orders}\nThen mart mart_sales_overview has no rows\n");

        (await place.TestAsync()).ExitCode.Should().Be(ExitCodes.Passed);
        (await place.TestAsync("--fail-on", "warning")).ExitCode.Should().Be(ExitCodes.Failed);
    }
}

using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Changes;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>compare: the base built from other rows than the head, those of another warehouse or of another date.</summary>
[TestFixture, Category("Live")]
public sealed class CompareRowsTests
{
    private LoadedShop shop = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once() => shop = await LoadedShop.GetAsync();

    [Test]
    public async Task Rows_of_another_warehouse_can_be_the_base()
    {
        using var clone = GitClone.WithShop();
        var other = await shop.Copy().WithBadLoadAsync("DELETE FROM raw.orders WHERE id = (SELECT MIN(id) FROM raw.orders WHERE status = 'delivered')");
        var copy = shop.Copy();
        var amount = copy.Value("SELECT total_amount FROM raw.orders WHERE status = 'delivered' ORDER BY id LIMIT 1");

        var found = await CompareRun.CompareAsync(clone, copy, "HEAD", "--base-warehouse", Path.Combine(other.Work, "warehouse.duckdb"));

        found.ExitCode.Should().Be(ExitCodes.Failed, "{0}", found);
        found
            .Out.Should()
            .Contain("The base is built from the rows of ")
            .And.Contain($"Unexpected raw orders, metric revenue: +{amount}")
            .And.Contain($"Unexpected mart mart_sales_overview, metric revenue: +{amount}")
            .And.Contain("Table      staging stg_orders differs: 1 row added (reads other raw rows)")
            .And.NotContain("Model ");
    }

    [Test]
    public async Task Rows_of_a_date_of_the_lake_can_be_the_base()
    {
        using var clone = GitClone.WithShop();
        var copy = shop.Copy();
        var lake = Directory.EnumerateFiles(copy.Lake, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();

        var same = await CompareRun.CompareAsync(clone, copy, "HEAD", "--base-date", copy.Value("SELECT MAX(date) FROM meta.loads"));
        var none = await CompareRun.CompareAsync(clone, copy, "HEAD", "--base-date", "2001-01-01");

        same.ExitCode.Should().Be(ExitCodes.Passed, "{0}", same);
        same.Out.Should()
            .Contain("The base is built from the rows of ")
            .And.Contain("Passed: 14 tables compared with HEAD")
            .And.Contain(" 0 differ; 0 differences");
        none.ExitCode.Should().Be(ExitCodes.NotJudged, "{0}", none);
        none.Error.Should().Contain("there is no run of 2001-01-01 in");
        Directory.EnumerateFiles(copy.Lake, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Should().Equal(lake);
        Directory.EnumerateDirectories(copy.Work, "compare-*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Test]
    public async Task Dates_of_the_lake_differ_by_the_order_that_was_placed_between_them()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var clone = GitClone.WithShop();
        var environment = LoadedShop.Source(database.ConnectionString);
        await RunAsync("2026-01-15");
        await database.ExecuteAsync(
            """
            INSERT INTO orders SELECT 900001, user_id, '2026-01-15 10:00', 123.45, 'delivered', country, payment_method FROM orders ORDER BY id LIMIT 1;
            INSERT INTO order_items SELECT 900001, 900001, product_id, 1, 123.45, 123.45 FROM order_items ORDER BY id LIMIT 1
            """
        );
        await RunAsync("2026-01-16");

        var found = await ShopProgram.RunAsync(environment, [.. CompareRun.Arguments(clone, clone.In("work"), "HEAD", "--base-date", "2026-01-15"), "--json"]);

        found.ExitCode.Should().Be(ExitCodes.Failed, "{0}", found);
        using var line = JsonDocument.Parse(found.Out);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(line.RootElement.GetProperty("json").GetString()!));
        var root = report.RootElement;
        root.GetProperty("date").GetString().Should().Be("2026-01-16");
        root.GetProperty("notes")
            .EnumerateArray()
            .Select(n => n.GetString())
            .Should()
            .Contain("The base is built from the rows of 2026-01-15, the head from those of the last run.");
        root.GetProperty("metrics")
            .EnumerateArray()
            .Where(m => m.GetProperty("metric").GetString() is "revenue")
            .Select(m => $"{m.GetProperty("dataset").GetString()} {m.GetProperty("net").GetString()}")
            .Should()
            .Contain(["raw orders 123.45", "core fact_orders 123.45", "mart mart_sales_overview 123.45", "mart mart_product_performance 123.45"])
            .And.OnlyContain(m => m.EndsWith(" 123.45", StringComparison.Ordinal));
        root.GetProperty("tables")
            .EnumerateArray()
            .Where(t => t.GetProperty("added").GetInt64() > 0)
            .Select(t => $"{t.GetProperty("dataset").GetString()} +{t.GetProperty("added").GetInt64()} -{t.GetProperty("removed").GetInt64()}")
            .Should()
            .Contain(["staging stg_orders +1 -0", "staging stg_order_items +1 -0", "core fact_orders +1 -0"]);

        async Task RunAsync(string date)
        {
            var run = await ShopProgram.RunAsync(
                environment,
                "run",
                "--date",
                date,
                "--settings",
                clone.Settings,
                "--features",
                clone.In("features"),
                "--work",
                clone.In("work"),
                "--out",
                clone.In("reports")
            );
            run.ExitCode.Should().Be(ExitCodes.Passed, "{0}", run);
        }
    }
}

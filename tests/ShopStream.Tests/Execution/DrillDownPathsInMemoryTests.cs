using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Execution;

/// <summary>Drill-downs on other paths than from the source to a mart: within a store, without row keys or a metric definition, in a live source.</summary>
[TestFixture, Category("Fast")]
internal sealed class DrillDownPathsInMemoryTests
{
    private const string Load = "revenue in source orders reconciles with revenue in raw orders by day to the cent";
    private const string Dashboard = "revenue in source orders reconciles with revenue in mart sales by day to the cent";
    private const string Products = "revenue in source order_items reconciles with revenue in mart product_sales by category to the cent";

    private readonly MemoryShop shop = new();

    [OneTimeTearDown]
    public void Close() => shop.Dispose();

    private static IEnumerable<TestCaseData> Paths()
    {
        yield return Path(
            "within-the-warehouse",
            "revenue in raw orders reconciles with revenue in core fact_orders by day to the cent",
            models: "DELETE FROM core.fact_orders WHERE order_id = 1; UPDATE core.fact_orders SET line_revenue = 8 WHERE order_item_id = 31"
        );
        yield return Path(
            "within-the-warehouse-by-country",
            "revenue in raw orders reconciles with revenue in core fact_orders by country to the cent",
            models: "DELETE FROM core.fact_orders WHERE order_id = 1; UPDATE core.fact_orders SET line_revenue = 8 WHERE order_item_id = 31"
        );
        yield return Path("no-row-key", "the sum of id in source orders equals the sum of total_revenue in mart sales");
        yield return Path(
            "no-row-key-by-day",
            "revenue in mart sales reconciles with revenue in mart daily by day",
            models: "CREATE TABLE marts.daily AS SELECT sale_date, total_revenue + day(sale_date) - 2 AS total FROM marts.sales"
        );
        yield return Path(
            "no-metric",
            "the sum of id in source orders equals the sum of order_id in staging stg_orders",
            load: "DELETE FROM orders WHERE id = 3",
            models: "DELETE FROM staging.stg_orders WHERE order_id = 1"
        );
        yield return Path(
            "faults-that-cancel-in-a-group",
            Dashboard,
            load: "UPDATE order_items SET line_total = line_total + 1 WHERE id IN (11, 51)",
            models: "UPDATE marts.sales SET total_revenue = total_revenue - 1 WHERE sale_date = '2026-01-01'"
        );
        yield return Path(
            "two-days-of-the-mart",
            Dashboard,
            models: "UPDATE marts.sales SET total_revenue = total_revenue + CASE day(sale_date) WHEN 1 THEN 5 WHEN 2 THEN -3 ELSE 0 END"
        );
        yield return Path(
            "line-of-an-order-of-two-categories",
            Products,
            models: """
            UPDATE core.fact_orders SET line_revenue = line_revenue + 1 WHERE order_item_id = 12;
            UPDATE marts.product_sales SET total_revenue = total_revenue + 1 WHERE product_id = 2;
            """
        );
        yield return Path(
            "extra-line-of-an-order-of-two-categories",
            Products,
            models: """
            INSERT INTO core.fact_orders SELECT 13, order_id, product_id, date_key, country, status, 3 FROM core.fact_orders WHERE order_item_id = 12;
            UPDATE marts.product_sales SET total_revenue = total_revenue + 3 WHERE product_id = 2;
            """
        );
        yield return Path(
            "lines-of-two-orders-and-the-mart",
            Products,
            models: """
            UPDATE core.fact_orders SET line_revenue = line_revenue + 1 WHERE order_item_id IN (12, 31);
            UPDATE marts.product_sales SET total_revenue = total_revenue + CASE product_id WHEN 2 THEN 2 ELSE 5 END WHERE product_id IN (1, 2);
            """
        );
        yield return Path("product-twice", Products, load: "INSERT INTO products VALUES (1, 'Toys')");
        yield return Path(
            "product-twice-and-another-fault-in-the-mart",
            Products,
            load: "INSERT INTO products VALUES (1, 'Toys')",
            models: "UPDATE marts.product_sales SET total_revenue = 25.50 WHERE product_id = 1"
        );
        yield return Path(
            "mart-has-only-half",
            Products,
            models: "DELETE FROM marts.product_sales WHERE product_id IN (1, 3); INSERT INTO marts.product_sales VALUES (5, 'Books', 9)"
        );

        static TestCaseData Path(string name, string sentence, string load = "", string models = "") =>
            new TestCaseData(name, sentence, load, models).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Paths))]
    public async Task Fault_is_traced_as_far_as_the_path_is_known(string name, string sentence, string load, string models)
    {
        await shop.BuildAsync(load, models);

        var check = await shop.CheckAsync(sentence);

        check.Outcome.Should().Be(Outcome.Failed, check.Note);
        Snapshot.Match(DrillDownText.Of(check), $"drill-down-{name}");
        shop.Measured.Any(m => m is DifferingGroups).Should().Be(name is "within-the-warehouse-by-country", "one store has both sides, and days are read");
    }

    // The groups of the source are not measured again: only their totals are known.
    [Test]
    public async Task Two_tables_of_the_source_are_compared_key_by_key()
    {
        using var inconsistent = new MemoryShop { SourceChange = "UPDATE order_items SET line_total = 5 WHERE id = 11; DELETE FROM order_items WHERE id = 51" };
        await inconsistent.BuildAsync();

        var check = await inconsistent.CheckAsync("revenue in source orders reconciles with revenue in source order_items by day to the cent");

        Snapshot.Match(DrillDownText.Of(check), "drill-down-within-the-source");
        inconsistent.Measured.Should().NotContain(m => m is DifferingGroups);
    }

    [Test]
    public async Task Two_tables_of_the_source_that_contradict_each_other_are_both_named()
    {
        using var inconsistent = new MemoryShop { SourceChange = "UPDATE order_items SET line_total = 5 WHERE id = 11" };
        await inconsistent.BuildAsync("UPDATE order_items SET line_total = 5 WHERE id = 11");

        var check = await inconsistent.CheckAsync(Dashboard);

        check.DrillDown!.Note.Should().Be("source orders and source order_items contradict each other, and nothing upstream says which one is right.");
        check.DrillDown.FirstDivergentLayer.Should().Be("source order_items");
    }

    // The keys of more than a thousand orders are not held: the group is named instead, and nothing is counted twice.
    [TestCase(900, "raw products")]
    [TestCase(1_100, "mart product_sales")]
    public async Task Product_that_is_there_twice_explains_its_difference_whatever_the_number_of_orders(int orders, string first)
    {
        var many =
            $"INSERT INTO orders SELECT 100 + i, '2026-02-01', 'DE', 'paid', 1 FROM range({orders}) AS r(i); "
            + $"INSERT INTO order_items SELECT 1000 + i, 100 + i, 1, 1 FROM range({orders}) AS r(i)";
        using var large = new MemoryShop { SourceChange = many };
        await large.BuildAsync($"{many}; INSERT INTO products VALUES (1, 'Toys')");

        var found = (await large.CheckAsync(Products)).DrillDown!;

        found.Difference.Should().Be(orders + 24.5m);
        found.Causes.Sum(c => c.Net).Should().Be(found.Difference);
        found.FirstDivergentLayer.Should().Be(first);
    }

    // What the load gets wrong has nothing to do with orders that arrive while it runs.
    [TestCase("live-and-fault-in-load", Load, "", null)]
    [TestCase("live-and-damaged-orders", Load, "UPDATE orders SET total_amount = 12 WHERE id = 2", "their SHA-256 differs")]
    public async Task Fault_that_is_not_of_the_live_source_keeps_its_cause(string name, string sentence, string lake, string? damage)
    {
        await shop.BuildAsync("UPDATE orders SET total_amount = 11 WHERE id = 1");

        var check = await shop.CheckAsync(sentence, lake: lake, damage: damage, live: true);

        check.DrillDown!.Causes.Select(c => c.Cause).Should().Equal("amount changed");
        Snapshot.Match(DrillDownText.Of(check), $"drill-down-{name}");
    }

    [Test]
    public async Task Recorded_groups_whose_differences_cancel_have_no_difference_in_total()
    {
        const string Moved = "UPDATE orders SET total_amount = total_amount + CASE id WHEN 1 THEN 1 ELSE -1 END WHERE id IN (1, 3)";
        await shop.BuildAsync(Moved);

        var check = await shop.CheckAsync(Load, lake: Moved, damage: "their SHA-256 differs");

        Snapshot.Match(DrillDownText.Of(check), "drill-down-damaged-orders-that-cancel");
    }

    [Test]
    public async Task Group_that_is_left_over_is_not_named_where_no_rows_are_shown()
    {
        await shop.BuildAsync("DELETE FROM products WHERE id = 1");

        var check = await shop.CheckAsync(Products, redaction: new RedactionPolicy(SampleLevel.None, PersonalColumns.Parse("none")));

        check.DrillDown!.Unexplained.Should().Be("a group (−24.50)");
    }

    [TestCase(1_000)]
    [TestCase(1_001)]
    public async Task Differences_are_listed_up_to_a_thousand(int orders)
    {
        await shop.BuildAsync($"INSERT INTO orders SELECT 100 + i, '2026-02-01', 'DE', 'paid', i + 1 FROM range({orders}) AS r(i)");

        var found = (await shop.CheckAsync(Load)).DrillDown!;

        found.Levels.Select(l => (l.Level, l.Compared, l.Differing)).Should().Equal(("total", 1, 1), ("day", 4, 1), ("order", orders + 6, orders));
        found.Causes.Should().ContainSingle().Which.Keys.Should().Be(orders);
        found.Rows.Should().HaveCount(DrillDownResult.MostRows);
        (found.Differences?.Count).Should().Be(orders == 1_000 ? 1_000 : null);
    }
}

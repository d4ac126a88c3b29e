using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Execution;

/// <summary>The drill-down of a failed reconciliation of six orders: its levels, layers, causes and rows.</summary>
[TestFixture, Category("Fast")]
internal sealed class DrillDownInMemoryTests
{
    private const string Dashboard = "revenue in source orders reconciles with revenue in mart sales by day to the cent";
    private const string Products = "revenue in source order_items reconciles with revenue in mart product_sales by category to the cent";
    private const string Load = "revenue in source orders reconciles with revenue in raw orders by day to the cent";
    private const string Lines = "revenue in source order_items reconciles with revenue in core fact_orders by day to the cent";
    private const string Total = "revenue in source orders reconciles with revenue in core fact_orders to the cent";
    private const string Columns = "the sum of total_amount in source orders equals the sum of total_amount in staging stg_orders to the cent";

    private static readonly HashSet<string> FaultsOfEveryKind = new(StringComparer.Ordinal)
    {
        "lost-order-by-product",
        "order-without-id",
        "changed-category",
        "lines-that-cancel",
        "two-layers",
    };

    private readonly MemoryShop shop = new();

    [OneTimeTearDown]
    public void Close() => shop.Dispose();

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Load_of("lost-order", Dashboard, "DELETE FROM orders WHERE id = 1");
        yield return Load_of("lost-order-by-product", Products, "DELETE FROM orders WHERE id = 1");
        yield return Load_of("lost-line", Dashboard, "DELETE FROM order_items WHERE id = 11");
        yield return Load_of("repeated-order", Load, "INSERT INTO orders SELECT * FROM orders WHERE id = 3");
        yield return Load_of("repeated-line", Lines, "INSERT INTO order_items SELECT * FROM order_items WHERE id = 31");
        yield return Load_of("extra-order", Load, "INSERT INTO orders VALUES (7, '2026-01-04', 'DE', 'paid', 7)");
        yield return Load_of("order-without-id", Load, "UPDATE orders SET id = NULL WHERE id = 3");
        yield return Load_of(
            "offsetting-cents",
            Load,
            "UPDATE orders SET total_amount = total_amount + CASE id WHEN 1 THEN 0.01 ELSE -0.01 END WHERE id IN (1, 2)"
        );
        yield return Load_of(
            "sign-status-and-rounding",
            Load,
            "UPDATE orders SET total_amount = CASE id WHEN 1 THEN -10 WHEN 5 THEN 50 ELSE total_amount END, "
                + "status = CASE id WHEN 3 THEN 'cancelled' ELSE status END"
        );
        yield return Load_of("status-gained", Load, "UPDATE orders SET status = 'paid' WHERE id = 4");
        yield return Load_of("shifted-by-an-hour", Load, "UPDATE orders SET created_at = created_at + INTERVAL 1 HOUR");
        yield return Load_of("shifted-by-a-day", Load, "UPDATE orders SET created_at = created_at + INTERVAL 1 DAY");
        yield return Load_of(
            "shifted-by-seven-minutes-and-a-day",
            Load,
            "UPDATE orders SET created_at = created_at + CASE id WHEN 1 THEN INTERVAL 2 DAY ELSE INTERVAL 31 MINUTE END"
        );
        yield return Load_of("changed-category", Products, "UPDATE products SET category = 'Home' WHERE id = 1");
        yield return Load_of("line-of-another-product", Products, "UPDATE order_items SET product_id = 2 WHERE id = 21");
        yield return Load_of("lost-product", Products, "DELETE FROM products WHERE id = 1");
        yield return Load_of("category-in-capitals", Products, "UPDATE products SET category = UPPER(category) WHERE id = 1");
        yield return Load_of(
            "lines-that-cancel",
            Lines,
            "UPDATE order_items SET line_total = line_total + CASE id WHEN 11 THEN 1 ELSE -1 END WHERE id IN (11, 12)"
        );
        yield return Load_of("total-only", Total, "UPDATE order_items SET line_total = line_total + 1 WHERE id IN (21, 51)");
        yield return Load_of("total-of-columns", Columns, "UPDATE orders SET total_amount = total_amount + id WHERE id IN (1, 6)");
        yield return Load_of(
            "country",
            "revenue in source orders reconciles with revenue in staging stg_orders by country to the cent",
            "UPDATE orders SET country = CASE id WHEN 5 THEN 'FR' ELSE NULL END WHERE id IN (1, 5)"
        );
        yield return Models_of("mart-group", Dashboard, "UPDATE marts.sales SET total_revenue = total_revenue + 5 WHERE sale_date = '2026-01-02'");
        yield return Models_of(
            "mart-day-moved",
            Dashboard,
            "UPDATE marts.sales SET total_revenue = total_revenue + CASE sale_date WHEN '2026-01-01' THEN 5 ELSE -5 END WHERE sale_date <= '2026-01-02'"
        );
        yield return Models_of("mart-extra-day-of-nothing", Dashboard, "INSERT INTO marts.sales VALUES ('2031-01-01', 0)");
        yield return Models_of("mart-day-lost", Dashboard, "DELETE FROM marts.sales WHERE sale_date = '2026-01-03'");
        yield return Models_of("mart-category", Products, "UPDATE marts.product_sales SET category = 'Home' WHERE product_id = 1");
        yield return Models_of("mart-product", Products, "UPDATE marts.product_sales SET total_revenue = total_revenue + 5 WHERE product_id = 1");
        yield return Models_of(
            "staging-amount",
            Load.Replace("raw orders", "staging stg_orders", StringComparison.Ordinal),
            "UPDATE staging.stg_orders SET total_amount = total_amount * 2 WHERE order_id = 3"
        );
        yield return Models_of("fact-line", Lines, "UPDATE core.fact_orders SET line_revenue = line_revenue + 1000000 WHERE order_item_id = 12");
        yield return new TestCaseData(
            "two-layers",
            Dashboard,
            "UPDATE order_items SET line_total = line_total + 1 WHERE id = 11",
            "UPDATE marts.sales SET total_revenue = total_revenue + 3 WHERE sale_date = '2026-01-02'"
        ).SetArgDisplayNames("two-layers");
        yield return new TestCaseData(
            "load-and-mart",
            Products,
            "UPDATE order_items SET line_total = line_total + 1 WHERE id = 11",
            "UPDATE marts.product_sales SET total_revenue = total_revenue - 1 WHERE product_id = 2"
        ).SetArgDisplayNames("load-and-mart");

        static TestCaseData Load_of(string name, string sentence, string sql) => new TestCaseData(name, sentence, sql, "").SetArgDisplayNames(name);
        static TestCaseData Models_of(string name, string sentence, string sql) => new TestCaseData(name, sentence, "", sql).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Faults))]
    public async Task Fault_is_traced_to_its_table_rows_and_cause(string name, string sentence, string load, string models)
    {
        await shop.BuildAsync(load, models);

        var check = await shop.CheckAsync(sentence);

        check.Outcome.Should().Be(Outcome.Failed, check.Note);
        Snapshot.Match(DrillDownText.Of(check), $"drill-down-{name}");
        var isWhole = check.DrillDown!.Unexplained is null || check.DrillDown.Unexplained.StartsWith("no row explains", StringComparison.Ordinal);
        check.DrillDown.Differences.Should().BeEquivalentTo(isWhole ? check.DrillDown.Rows.Select(r => (r.Key, r.Difference)) : null);
        if (FaultsOfEveryKind.Contains(name))
            DrillDownText.Of(await shop.CheckAsync(sentence, keysPerPart: 2)).Should().Be(DrillDownText.Of(check), "keys may be compared in small parts");
    }

    [TestCase(
        "changed-since-the-snapshot",
        Load,
        "UPDATE orders SET total_amount = 11 WHERE id = 1; DELETE FROM orders WHERE id = 2; INSERT INTO orders VALUES (8, '2026-01-02', 'DE', 'paid', 8)",
        null,
        true
    )]
    [TestCase("damaged-orders", Dashboard, "UPDATE orders SET total_amount = 11 WHERE id = 1", "their SHA-256 differs", false)]
    [TestCase("damaged-orders-in-the-load", Load, "UPDATE orders SET total_amount = 11 WHERE id = 1", "their SHA-256 differs", false)]
    [TestCase("damaged-orders-by-category", Products, "DELETE FROM orders WHERE id = 1", "their SHA-256 differs", false)]
    [TestCase("damaged-orders-in-total", Total, "DELETE FROM orders WHERE id = 1", "their SHA-256 differs", false)]
    [TestCase(
        "damaged-lake-itself",
        "revenue in source orders reconciles with revenue in lake orders by day to the cent",
        "DELETE FROM orders WHERE id = 1",
        "their SHA-256 differs",
        false
    )]
    public async Task Fault_in_the_lake_is_distinguished_from_a_source_that_goes_on(string name, string sentence, string change, string? damage, bool live)
    {
        await shop.BuildAsync(
            change,
            "UPDATE marts.sales SET total_revenue = total_revenue + 1 WHERE sale_date = '2026-01-03'; "
                + "UPDATE core.fact_orders SET line_revenue = line_revenue + 2 WHERE order_id = 3"
        );

        var check = await shop.CheckAsync(sentence, lake: change, damage: damage, live: live);

        check.Outcome.Should().Be(Outcome.Failed, check.Note);
        Snapshot.Match(DrillDownText.Of(check), $"drill-down-{name}");
    }

    [TestCase(SampleLevel.None, "none")]
    [TestCase(SampleLevel.Full, "country")]
    public async Task Hidden_groups_are_not_named(SampleLevel level, string personal)
    {
        await shop.BuildAsync("UPDATE orders SET country = 'de' WHERE id = 1; UPDATE orders SET country = 'FR' WHERE id = 3");

        var check = await shop.CheckAsync(
            "revenue in source orders reconciles with revenue in staging stg_orders by country to the cent",
            redaction: new RedactionPolicy(level, PersonalColumns.Parse(personal))
        );

        Snapshot.Match(DrillDownText.Of(check), $"drill-down-hidden-{level}");
    }

    [TestCase(Dashboard)]
    [TestCase(Products)]
    [TestCase(Load)]
    [TestCase(Lines)]
    [TestCase(Total)]
    [TestCase(Columns)]
    public async Task Shop_without_a_fault_passes(string sentence)
    {
        await shop.BuildAsync();

        var check = await shop.CheckAsync(sentence);

        (check.Outcome, check.DrillDown).Should().Be((Outcome.Passed, null), check.Note);
    }
}

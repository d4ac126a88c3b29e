using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Faults;

/// <summary>A drill-down explains the whole difference of its check, in every group, and names the table and the rows in which it begins.</summary>
[TestFixture, Category("Live")]
public sealed class DrillDownTruthTests
{
    internal const string ByCategory = "revenue in source order_items reconciles with revenue in mart mart_product_performance by category to the cent";
    private const string ByDay = "revenue in source order_items reconciles with revenue in raw order_items by day to the cent";

    // Amount, reason, owner and expiry of a reconciling item.
    internal const string Item = ",1.00,known,finance,2999-12-31";

    // An order that is revenue, with lines of two categories.
    private const string SomeOrder = """
        SELECT MIN(o.id) FROM raw.orders AS o WHERE o.status = 'delivered'
          AND (SELECT COUNT(DISTINCT p.category) FROM raw.order_items AS i JOIN raw.products AS p ON p.id = i.product_id WHERE i.order_id = o.id) > 1
        """;

    private LoadedShop shop = null!;
    private string order = "";
    private string line = "";
    private string otherLine = "";
    private string category = "";

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once()
    {
        shop = await LoadedShop.GetAsync();
        var good = shop.Copy();
        order = good.Value(SomeOrder);
        line = good.Value($"SELECT MIN(id) FROM raw.order_items WHERE order_id = {order}");
        otherLine = good.Value($"SELECT MAX(id) FROM raw.order_items WHERE order_id = {order}");
        category = good.Value("SELECT category FROM raw.products WHERE id = 1");
    }

    private string OneMore => $"UPDATE raw.order_items SET line_total = line_total + 1 WHERE id = {line}";

    private string OtherCategory => category is "Toys" ? "Home" : "Toys";

    [TestCase("INSERT INTO raw.products SELECT * FROM raw.products WHERE id = 1", ByCategory, "raw products")]
    [TestCase("INSERT INTO raw.orders SELECT * FROM raw.orders WHERE id = {order}", ByDay, "raw orders")]
    [TestCase("INSERT INTO raw.order_items SELECT * FROM raw.order_items WHERE id = {line}", ByDay, "raw order_items")]
    public async Task Row_that_is_there_twice_is_located_in_its_own_table(string fault, string sentence, string table)
    {
        fault = fault.Replace("{order}", order, StringComparison.Ordinal).Replace("{line}", line, StringComparison.Ordinal);

        var check = await (await shop.Copy().WithBadLoadAsync(fault)).CheckSentenceAsync(sentence);

        check.DrillDown!.FirstDivergentLayer.Should().Be(table);
        check.DrillDown.Rows.Should().NotBeEmpty().And.OnlyContain(r => r.FirstDivergentLayer == table && r.Cause == "more than once");
        check.DrillDown.Causes.Sum(c => c.Net).Should().Be(check.DrillDown.Difference);
    }

    [Test]
    public async Task Item_that_explains_the_whole_difference_lets_the_check_pass()
    {
        var check = await (await shop.Copy().WithBadLoadAsync(OneMore)).CheckSentenceAsync(ByCategory, $"order={order}{Item}");

        check
            .DrillDown!.Rows.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    Key = $"order={order}",
                    Difference = 1m,
                    FirstDivergentLayer = "raw order_items",
                }
            );
        check.Outcome.Should().Be(Outcome.Passed, "{0} {1}", check.Note, check.DrillDown!.Note);
    }

    [TestCase("raw.products", "the product's category is changed in the load")]
    [TestCase("marts.mart_product_performance", "the product's category is changed in the mart")]
    public async Task Item_does_not_hide_a_second_fault_in_other_groups(string table, string reason)
    {
        var faulty = table.StartsWith("raw", StringComparison.Ordinal)
            ? await shop.Copy().WithBadLoadAsync($"{OneMore}; UPDATE raw.products SET category = '{OtherCategory}' WHERE id = 1")
            : (await shop.Copy().WithBadLoadAsync(OneMore)).With($"UPDATE {table} SET category = '{OtherCategory}' WHERE product_id = 1");

        var check = await faulty.CheckSentenceAsync(ByCategory, $"order={order}{Item}");

        check.Outcome.Should().Be(Outcome.Failed, reason);
        check.Note.Should().Contain("not all of the difference is explained");
        var drillDown = check.DrillDown!;
        drillDown.Difference.Should().Be(1m);
        drillDown.Causes.Sum(c => c.Net).Should().Be(1m);
        drillDown.Causes.Select(c => c.Cause).Should().Contain("moved to another category");
        drillDown
            .Rows.Select(r => r.FirstDivergentLayer)
            .Should()
            .Contain(table.StartsWith("raw", StringComparison.Ordinal) ? "raw products" : "mart mart_product_performance");
    }

    [Test]
    public async Task Product_that_moves_to_another_category_in_the_load_is_reported_by_its_orders()
    {
        var check = await (await shop.Copy().WithBadLoadAsync($"UPDATE raw.products SET category = '{OtherCategory}' WHERE id = 1")).CheckSentenceAsync(
            ByCategory
        );

        check.DrillDown!.Difference.Should().Be(0);
        check.DrillDown.FirstDivergentLayer.Should().Be("raw products");
        check
            .DrillDown.Rows.Should()
            .NotBeEmpty()
            .And.OnlyContain(r => r.Key.StartsWith("order=") && r.Cause == "moved to another category" && r.FirstDivergentLayer == "raw products");
        check.DrillDown.Note.Should().BeNull();
    }

    [Test]
    public async Task Line_that_points_to_another_product_is_reported_in_its_own_table()
    {
        var other = shop.Copy()
            .Value(
                "SELECT MIN(p.id) FROM raw.products AS p "
                    + $"WHERE p.category <> (SELECT q.category FROM raw.products AS q JOIN raw.order_items AS i ON i.product_id = q.id WHERE i.id = {line})"
            );
        var faulty = await shop.Copy().WithBadLoadAsync($"UPDATE raw.order_items SET product_id = {other} WHERE id = {line}");

        foreach (
            var sentence in new[]
            {
                ByCategory,
                "revenue in lake order_items reconciles with revenue in raw order_items by product to the cent",
                "revenue in lake order_items reconciles with revenue in raw order_items by category to the cent",
            }
        )
        {
            var drillDown = (await faulty.CheckSentenceAsync(sentence)).DrillDown!;
            drillDown.FirstDivergentLayer.Should().Be("raw order_items", sentence);
            drillDown
                .Rows.Should()
                .ContainSingle()
                .Which.Should()
                .BeEquivalentTo(
                    new
                    {
                        Key = $"order={order}",
                        FirstDivergentLayer = "raw order_items",
                        Difference = 0m,
                    }
                );
        }
    }

    [Test]
    public async Task Two_lines_that_cancel_within_one_order_are_named()
    {
        var check = await (
            await shop.Copy()
                .WithBadLoadAsync(
                    $"UPDATE raw.order_items SET line_total = line_total + CASE id WHEN {line} THEN 1 ELSE -1 END WHERE id IN ({line}, {otherLine})"
                )
        ).CheckSentenceAsync(ByDay);

        check.Outcome.Should().Be(Outcome.Failed);
        var row = check.DrillDown!.Rows.Should().ContainSingle().Which;
        row.Should()
            .BeEquivalentTo(
                new
                {
                    Key = $"order={order}",
                    Cause = "moved to another line",
                    FirstDivergentLayer = "raw order_items",
                    Difference = 0m,
                }
            );
        row.Detail.Should().Contain($"line={line}:").And.Contain($"line={otherLine}:");
        check.DrillDown.Note.Should().BeNull();
    }

    [Test]
    public async Task Two_lines_that_cancel_are_not_hidden_by_an_item_for_another_order()
    {
        var another = shop.Copy()
            .Value(
                "SELECT MIN(i.id) FROM raw.order_items AS i JOIN raw.orders AS o ON o.id = i.order_id WHERE o.status = 'delivered' "
                    + $"AND o.id <> {order} AND o.created_at::DATE = (SELECT created_at::DATE FROM raw.orders WHERE id = {order})"
            );
        var anothersOrder = shop.Copy().Value($"SELECT order_id FROM raw.order_items WHERE id = {another}");
        var faulty = await shop.Copy()
            .WithBadLoadAsync(
                $"UPDATE raw.order_items SET line_total = line_total + CASE id WHEN {otherLine} THEN -1 ELSE 1 END WHERE id IN ({line}, {otherLine}, {another})"
            );

        var check = await faulty.CheckSentenceAsync(ByDay, $"order={anothersOrder}{Item}");

        check.Outcome.Should().Be(Outcome.Failed);
        check.Note.Should().Contain("not all of the difference is explained").And.Contain($"order={order}");
    }

    [Test]
    public async Task Status_that_is_lost_in_the_load_is_a_changed_status_of_an_order_that_exists()
    {
        var cancelled = shop.Copy().Value("SELECT MIN(id) FROM raw.orders WHERE status = 'cancelled'");
        var check = await (await shop.Copy().WithBadLoadAsync($"UPDATE raw.orders SET status = NULL WHERE id = {cancelled}")).CheckSentenceAsync(ByDay);

        var row = check.DrillDown!.Rows.Should().ContainSingle().Which;
        row.Should()
            .BeEquivalentTo(
                new
                {
                    Key = $"order={cancelled}",
                    Cause = "status changed",
                    FirstDivergentLayer = "raw orders",
                }
            );
        row.Detail.Should().Be("status cancelled → null");
    }

    [TestCase("orders", "cut")]
    [NightlyCase("orders", "doubled")]
    [TestCase("orders", "changed")]
    [TestCase("orders", "missing")]
    [TestCase("orders", "cut", "revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent")]
    [NightlyCase("orders", "cut", "revenue in source orders reconciles with revenue in mart mart_customer_rfm to the cent")]
    [NightlyCase("order_items", "doubled", ByDay)]
    [NightlyCase("orders", "changed", ByDay)]
    [TestCase("products", "changed", ByCategory)]
    public async Task Damaged_lake_file_is_not_taken_as_the_snapshot(
        string table,
        string damage,
        string sentence = "revenue in source orders reconciles with revenue in raw orders by day to the cent"
    )
    {
        var faulty = await shop.Copy().WithBadLoadAsync($"DELETE FROM raw.orders WHERE id = {order}");
        var good = (await faulty.CheckSentenceAsync(sentence)).DrillDown!;
        var file = Directory.EnumerateFiles(faulty.Lake, $"{table}_*.csv", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        if (damage is "missing")
            File.Delete(file);
        else
            await File.WriteAllBytesAsync(
                file,
                damage switch
                {
                    "cut" => bytes[..(bytes.Length / 2)],
                    "doubled" => [.. bytes, .. bytes.AsSpan(Array.IndexOf(bytes, (byte)'\n') + 1)],
                    _ => [.. bytes.Select(b => b == (byte)'7' ? (byte)'8' : b)],
                }
            );

        var check = await faulty.CheckSentenceAsync(sentence);

        check.Outcome.Should().Be(Outcome.Failed);
        var drillDown = check.DrillDown!;
        drillDown.Note.Should().Contain("The snapshot's rows are lost").And.Contain(Path.GetFileName(file));
        drillDown.Difference.Should().Be(good.Difference);
        drillDown.Layers[0].Should().Be(good.Layers[0], "the recorded amount is the source's");
        // The lines of the lost order have no day any more: that group is extra indeed.
        drillDown.Rows.Should().NotBeEmpty().And.OnlyContain(r => !r.Key.StartsWith("order=") && (r.Cause != "extra" || r.Key == "day=null"));
        drillDown.Rows.Sum(r => r.Difference).Should().Be(good.Difference);
        if (!sentence.Contains("by category"))
            drillDown.FirstDivergentLayer.Should().StartWith("raw ");
    }

    [Test]
    public async Task Check_that_starts_below_the_fault_is_a_consequence_of_the_check_that_locates_it()
    {
        var result = await (await shop.Copy().WithBadLoadAsync($"UPDATE raw.orders SET total_amount = total_amount + 1 WHERE id = {order}")).CheckAsync();

        var check = result
            .Scenarios.Single(s => s.Name is "Revenue reaches the customer dashboard")
            .Checks.Single(c => c.Sentence.StartsWith("revenue in staging", StringComparison.Ordinal));
        check.Outcome.Should().Be(Outcome.Failed);
        check.RootCause.Should().BeEquivalentTo(new { Dataset = "raw orders", Scenario = "Revenue survives the lake and the load" });
        check.Note.Should().Contain("staging stg_orders is affected, and the other side is right");
        ShopStream
            .Reports.ReportPage.Render(result)
            .Should()
            .NotContain("Root cause: <span class=\"data\">core fact_orders</span>")
            .And.NotContain("Root cause: <span class=\"data\">mart mart_customer_rfm</span>");
    }
}

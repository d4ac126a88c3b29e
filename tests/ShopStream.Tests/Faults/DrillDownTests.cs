using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Faults;

/// <summary>A failed reconciliation reports the keys, their first divergent layer and their cause; the causes explain the whole difference.</summary>
[TestFixture, Category("Live")]
public sealed class DrillDownTests
{
    private const string SomeOrder =
        "SELECT MIN(o.id) FROM raw.orders AS o WHERE o.status = 'delivered' AND (SELECT COUNT(*) FROM raw.order_items AS i WHERE i.order_id = o.id) > 1";
    private const string Dashboard = "Revenue reaches the sales dashboard";
    private const string Load = "Revenue survives the lake and the load";

    private LoadedShop shop = null!;
    private string order = "";
    private string line = "";
    private decimal total;
    private decimal lineTotal;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once()
    {
        shop = await LoadedShop.GetAsync();
        var good = shop.Copy();
        order = good.Value(SomeOrder);
        line = good.Value($"SELECT MIN(id) FROM raw.order_items WHERE order_id = {order}");
        total = Number(good, $"SELECT total_amount FROM raw.orders WHERE id = {order}");
        lineTotal = Number(good, $"SELECT line_total FROM raw.order_items WHERE id = {line}");
    }

    [Test]
    public async Task Lost_order_is_traced_from_the_dashboard_to_raw()
    {
        var drillDown = await DrillDownAsync(Dashboard, $"DELETE FROM raw.orders WHERE id = {order}");

        drillDown.Difference.Should().Be(-total);
        drillDown.Levels.Select(s => (s.Level, s.Differing)).Should().Equal(("total", 1), ("day", 1), ("order", 1));
        drillDown.FirstDivergentLayer.Should().Be("raw orders");
        drillDown
            .Causes.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    Cause = "missing",
                    Keys = 1,
                    Net = -total,
                    Share = 100m,
                }
            );
        Row(drillDown).Should().BeEquivalentTo(new DrillDownRow($"order={order}", "missing", total, 0, -total, "raw orders", null));
        drillDown.Layers[0].Should().Be(new DrillDownLayer("source orders", drillDown.Layers[0].Amount, 0));
        drillDown.Layers[^1].Difference.Should().Be(-total);
    }

    [NightlyCase]
    public async Task Lost_order_is_also_reported_by_its_lines()
    {
        var drillDown = await DrillDownAsync("Revenue reaches the product dashboard", $"DELETE FROM raw.orders WHERE id = {order}");

        Row(drillDown)
            .Should()
            .BeEquivalentTo(
                new
                {
                    Key = $"order={order}",
                    Cause = "missing",
                    FirstDivergentLayer = "raw orders",
                    Difference = -total,
                }
            );
        drillDown.FirstDivergentLayer.Should().Be("raw orders");
    }

    [NightlyCase]
    public async Task Order_lost_with_its_status_is_reported_where_it_was_looked_up()
    {
        var cancelled = shop.Copy().Value("SELECT MIN(id) FROM raw.orders WHERE status = 'cancelled'");
        var drillDown = await DrillDownAsync(Load, $"DELETE FROM raw.orders WHERE id = {cancelled}");

        Row(drillDown)
            .Should()
            .BeEquivalentTo(
                new
                {
                    Key = $"order={cancelled}",
                    Cause = "missing",
                    FirstDivergentLayer = "raw orders",
                    Detail = "not found in raw orders",
                    Expected = 0m,
                }
            );
    }

    [Test]
    public async Task Lost_line_is_reported_below_its_order()
    {
        var drillDown = await DrillDownAsync(Dashboard, $"DELETE FROM raw.order_items WHERE id = {line}");

        drillDown.Levels.Select(s => (s.Level, s.Differing)).Should().Equal(("total", 1), ("day", 1), ("order", 1), ("line", 1));
        var row = Row(drillDown);
        row.Should()
            .BeEquivalentTo(
                new
                {
                    Key = $"order={order}",
                    FirstDivergentLayer = "raw order_items",
                    Detail = $"line={line} is missing",
                    Difference = -lineTotal,
                }
            );
    }

    [Test]
    public async Task Duplicated_line_is_classified_as_duplicate()
    {
        var drillDown = await DrillDownAsync("Revenue survives the facts", $"INSERT INTO raw.order_items SELECT * FROM raw.order_items WHERE id = {line}");

        Row(drillDown)
            .Should()
            .BeEquivalentTo(
                new
                {
                    Key = $"order={order}",
                    Cause = "more than once",
                    FirstDivergentLayer = "raw order_items",
                    Detail = $"line={line} occurs 2 times",
                    Difference = lineTotal,
                }
            );
    }

    [NightlyCase]
    public async Task Offsetting_cents_are_reported_as_two_keys()
    {
        var second = shop.Copy().Value($"SELECT MIN(id) FROM raw.orders WHERE id > {order} AND status = 'delivered'");
        var drillDown = await DrillDownAsync(
            Load,
            $"UPDATE raw.orders SET total_amount = total_amount + CASE id WHEN {order} THEN 0.01 ELSE -0.01 END WHERE id IN ({order}, {second})"
        );

        drillDown.Difference.Should().Be(0);
        drillDown
            .Rows.Select(r => (r.Key, r.Cause, r.Difference))
            .Should()
            .BeEquivalentTo([($"order={order}", "amount changed", 0.01m), ($"order={second}", "amount changed", -0.01m)]);
        drillDown
            .Causes.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    Keys = 2,
                    Net = 0m,
                    Gross = 0.02m,
                    Share = 100m,
                }
            );
        drillDown.FirstDivergentLayer.Should().Be("raw orders");
    }

    [Test]
    public async Task Flipped_sign_changed_status_and_rounding_are_distinguished()
    {
        var good = shop.Copy();
        var others = Enumerable
            .Range(0, 2)
            .Select(i =>
                good.Value($"SELECT id FROM raw.orders WHERE status = 'delivered' AND id > {order} AND total_amount % 1 <> 0 ORDER BY id LIMIT 1 OFFSET {i}")
            )
            .ToList();
        var drillDown = await DrillDownAsync(
            Load,
            $"""
            UPDATE raw.orders SET total_amount = CASE id WHEN {order} THEN -total_amount WHEN {others[1]} THEN ROUND(total_amount) ELSE total_amount END,
              status = CASE id WHEN {others[0]} THEN 'cancelled' ELSE status END WHERE id IN ({order}, {string.Join(", ", others)})
            """
        );

        drillDown
            .Rows.Select(r => (r.Key, r.Cause))
            .Should()
            .BeEquivalentTo([($"order={order}", "sign flipped"), ($"order={others[0]}", "status changed"), ($"order={others[1]}", "rounding")]);
        drillDown.Rows.Single(r => r.Cause.StartsWith("status", StringComparison.Ordinal)).Detail.Should().Be("status delivered → cancelled");
        drillDown.Causes.Sum(c => c.Net).Should().Be(drillDown.Difference);
        drillDown.Causes.Sum(c => c.Share).Should().Be(100);
    }

    [Test]
    public async Task Orders_off_by_an_hour_are_classified_as_time_zone_shift()
    {
        var drillDown = await DrillDownAsync(Load, "UPDATE raw.orders SET created_at = created_at - INTERVAL 2 HOUR");

        drillDown.Difference.Should().Be(0);
        drillDown.FirstDivergentLayer.Should().Be("raw orders");
        drillDown
            .Causes.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    Cause = "moved to another day",
                    Net = 0m,
                    Share = 100m,
                    Detail = "all by −120 minutes, which looks like a time-zone shift",
                }
            );
        drillDown.Rows.Should().OnlyContain(r => r.Difference == 0 && r.Detail!.Contains(" → "));
    }

    [Test]
    public async Task Difference_only_in_the_mart_is_reported_by_group()
    {
        var day = shop.Copy().Value($"SELECT created_at::DATE FROM raw.orders WHERE id = {order}");
        var faulty = shop.Copy().With($"UPDATE marts.mart_sales_overview SET total_revenue = total_revenue + 5 WHERE sale_date = '{day}'");

        var drillDown = DrillDown(await faulty.CheckAsync(), Dashboard);

        drillDown.FirstDivergentLayer.Should().Be("mart mart_sales_overview");
        Row(drillDown)
            .Should()
            .BeEquivalentTo(
                new
                {
                    Key = $"day={day}",
                    Cause = "amount changed",
                    Difference = 5m,
                    FirstDivergentLayer = "mart mart_sales_overview",
                }
            );
        drillDown.Layers.Where(h => h.Difference != 0).Select(h => h.Dataset).Should().Equal("mart mart_sales_overview");
    }

    [Test]
    public async Task Faults_on_two_layers_are_explained_to_the_cent()
    {
        var day = shop.Copy().Value($"SELECT created_at::DATE FROM raw.orders WHERE id = {order}");
        var faulty = (await shop.Copy().WithBadLoadAsync($"DELETE FROM raw.order_items WHERE id = {line}")).With(
            $"UPDATE marts.mart_sales_overview SET total_revenue = total_revenue + 5 WHERE sale_date = '{day}'"
        );

        var drillDown = DrillDown(await faulty.CheckAsync(), Dashboard);

        drillDown.Difference.Should().Be(5 - lineTotal);
        drillDown.Causes.Sum(c => c.Net).Should().Be(drillDown.Difference);
        drillDown.Rows.Select(r => r.FirstDivergentLayer).Should().BeEquivalentTo("raw order_items", "mart mart_sales_overview");
    }

    [Test]
    public async Task Wrong_revenue_of_a_customer_is_reported_by_customer()
    {
        var user = shop.Copy().Value("SELECT MIN(user_id) FROM marts.mart_customer_rfm");
        var faulty = shop.Copy().With($"UPDATE marts.mart_customer_rfm SET monetary = monetary - 1 WHERE user_id = {user}");

        var check = (await faulty.CheckAsync()).Scenarios.Single(s => s.Name is "Revenue reaches the customer dashboard").Checks;

        check.Where(c => c.DrillDown is not null).Select(c => Row(c.DrillDown!).Key).Should().Contain($"user={user}");
        check.Where(c => c.DrillDown is not null).Should().OnlyContain(c => c.DrillDown!.FirstDivergentLayer == "mart mart_customer_rfm");
    }

    [Test]
    public async Task Named_column_sums_can_be_drilled_down()
    {
        // The lines are changed where the snapshot was kept: source orders and source order_items are read there.
        var drillDown = await DrillDownAsync(
            "The facts hold as many units as were ordered",
            $"UPDATE raw.order_items SET quantity = quantity + 1 WHERE id = {line}"
        );

        drillDown.Difference.Should().Be(1);
        drillDown.Metric.Should().Be("quantity");
    }

    [TestCase("raw orders", true)]
    [TestCase("mart mart_customer_rfm", false)]
    public async Task Large_table_is_compared_in_partitions_with_the_same_result(string to, bool byDay)
    {
        var faulty = await shop.Copy()
            .WithBadLoadAsync($"UPDATE raw.orders SET total_amount = total_amount + 0.01 WHERE id % 100 = 0; DELETE FROM raw.orders WHERE id % 200 = 7");

        var whole = await faulty.DrillDownAsync("revenue", to, partKeys: 100_000, byDay);
        var parts = await faulty.DrillDownAsync("revenue", to, partKeys: 50, byDay);

        whole.Rows.Should().HaveCountGreaterThan(1);
        parts.Should().BeEquivalentTo(whole);
    }

    [Test]
    public async Task Reconciling_items_let_the_check_pass_and_a_stale_one_warns()
    {
        var features = Directory.CreateTempSubdirectory("shopstream-items-").FullName;
        const string Sentence = "revenue in source orders reconciles with revenue in raw orders by day to the cent";
        await File.WriteAllTextAsync(Path.Combine(features, "f.feature"), $"Feature: f\n  Scenario: load\n    Then {Sentence}\n");
        var file = Path.Combine(features, "reconciling-items.csv");
        var faulty = (await shop.Copy().WithBadLoadAsync($"DELETE FROM raw.orders WHERE id = {order}")).CheckWith(features);
        var amount = (-total).ToString(System.Globalization.CultureInfo.InvariantCulture);

        (await faulty.CheckAsync()).Outcome.Should().Be(Outcome.Failed);
        await File.WriteAllTextAsync(file, $"check,key,amount,reason,owner,expires\n{Sentence},order={order},{amount},lost in the move,finance,2999-12-31\n");
        var passed = await faulty.CheckAsync();
        await File.AppendAllTextAsync(file, "load,order=1,1.00,old,finance,2999-12-31\n");
        var warned = await faulty.CheckAsync();

        (passed.Outcome, passed.ExitCode, passed.ReconcilingItems.Single().State).Should().Be((Outcome.Passed, ExitCodes.Passed, ItemState.Explains));
        (warned.Outcome, warned.ExitCode, warned.ReconcilingItems[1].State).Should().Be((Outcome.Warned, ExitCodes.Passed, ItemState.ExplainsNothing));
        Directory.Delete(features, recursive: true);
    }

    private async Task<DrillDownResult> DrillDownAsync(string scenario, string badLoad) =>
        DrillDown(await (await shop.Copy().WithBadLoadAsync(badLoad)).CheckAsync(), scenario);

    private static DrillDownResult DrillDown(RunResult result, string scenario)
    {
        result.Problem.Should().BeNull();
        return result.Scenarios.Single(s => string.Equals(s.Name, scenario, StringComparison.Ordinal)).Checks.First(c => c.DrillDown is not null).DrillDown!;
    }

    private static DrillDownRow Row(DrillDownResult drillDown) => drillDown.Rows.Should().ContainSingle().Which;

    private static decimal Number(FaultyShop faulty, string sql) => decimal.Parse(faulty.Value(sql), System.Globalization.CultureInfo.InvariantCulture);
}

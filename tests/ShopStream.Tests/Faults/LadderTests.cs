using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Verdicts;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Features;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Faults;

/// <summary>A reconciliation that fails says which keys, since which hop, and why; and its classes explain the whole difference.</summary>
[TestFixture, Category("Live")]
public sealed class LadderTests
{
    private const string SomeOrder = "SELECT MIN(o.id) FROM raw.orders AS o WHERE o.status = 'delivered' AND (SELECT COUNT(*) FROM raw.order_items AS i WHERE i.order_id = o.id) > 1";
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
    public async Task A_lost_order_is_followed_from_the_dashboard_to_raw()
    {
        var ladder = await LadderAsync(Dashboard, $"DELETE FROM raw.orders WHERE id = {order}");

        ladder.Difference.Should().Be(-total);
        ladder.Steps.Select(s => (s.Level, s.Differing)).Should().Equal(("total", 1), ("day", 1), ("order", 1));
        ladder.FirstHop.Should().Be("raw orders");
        ladder.Classes.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Class = "missing", Keys = 1, Net = -total, Share = 100m });
        Row(ladder).Should().BeEquivalentTo(new LadderRow($"order={order}", "missing", total, 0, -total, "raw orders", null));
        ladder.Hops[0].Should().Be(new LadderHop("source orders", ladder.Hops[0].Amount, 0));
        ladder.Hops[^1].Difference.Should().Be(-total);
    }

    [Test]
    public async Task A_lost_order_is_named_by_its_lines_too_though_they_are_all_there()
    {
        var ladder = await LadderAsync("Revenue reaches the product dashboard", $"DELETE FROM raw.orders WHERE id = {order}");

        Row(ladder).Should().BeEquivalentTo(new { Key = $"order={order}", Class = "missing", FirstHop = "raw orders", Difference = -total });
        ladder.FirstHop.Should().Be("raw orders");
    }

    [Test]
    public async Task An_order_whose_state_was_lost_with_it_is_missing_where_it_was_looked_up()
    {
        var cancelled = shop.Copy().Value("SELECT MIN(id) FROM raw.orders WHERE status = 'cancelled'");
        var ladder = await LadderAsync(Load, $"DELETE FROM raw.orders WHERE id = {cancelled}");

        Row(ladder).Should().BeEquivalentTo(new { Key = $"order={cancelled}", Class = "missing", FirstHop = "raw orders", Detail = "not found in raw orders", Expected = 0m });
    }

    [Test]
    public async Task A_lost_line_is_named_below_its_order()
    {
        var ladder = await LadderAsync(Dashboard, $"DELETE FROM raw.order_items WHERE id = {line}");

        ladder.Steps.Select(s => (s.Level, s.Differing)).Should().Equal(("total", 1), ("day", 1), ("order", 1), ("line", 1));
        var row = Row(ladder);
        row.Should().BeEquivalentTo(new { Key = $"order={order}", FirstHop = "raw order_items", Detail = $"line={line} is missing", Difference = -lineTotal });
    }

    [Test]
    public async Task A_line_that_is_there_twice_is_more_than_once()
    {
        var ladder = await LadderAsync("Revenue survives the facts", $"INSERT INTO raw.order_items SELECT * FROM raw.order_items WHERE id = {line}");

        Row(ladder).Should().BeEquivalentTo(new { Key = $"order={order}", Class = "more than once", FirstHop = "raw order_items", Detail = $"line={line} is there 2 times", Difference = lineTotal });
    }

    [Test]
    public async Task Cents_that_cancel_out_are_two_keys_that_explain_a_difference_of_nothing()
    {
        var second = shop.Copy().Value($"SELECT MIN(id) FROM raw.orders WHERE id > {order} AND status = 'delivered'");
        var ladder = await LadderAsync(Load, $"UPDATE raw.orders SET total_amount = total_amount + CASE id WHEN {order} THEN 0.01 ELSE -0.01 END WHERE id IN ({order}, {second})");

        ladder.Difference.Should().Be(0);
        ladder.Rows.Select(r => (r.Key, r.Class, r.Difference)).Should().BeEquivalentTo([($"order={order}", "amount changed", 0.01m), ($"order={second}", "amount changed", -0.01m)]);
        ladder.Classes.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Keys = 2, Net = 0m, Gross = 0.02m, Share = 100m });
        ladder.FirstHop.Should().Be("raw orders");
    }

    [Test]
    public async Task A_sign_that_flipped_a_status_that_changed_and_a_rounded_amount_are_told_apart()
    {
        var good = shop.Copy();
        var others = Enumerable.Range(0, 2).Select(i => good.Value($"SELECT id FROM raw.orders WHERE status = 'delivered' AND id > {order} AND total_amount % 1 <> 0 ORDER BY id LIMIT 1 OFFSET {i}")).ToList();
        var ladder = await LadderAsync(Load, $"""
            UPDATE raw.orders SET total_amount = CASE id WHEN {order} THEN -total_amount WHEN {others[1]} THEN ROUND(total_amount) ELSE total_amount END,
              status = CASE id WHEN {others[0]} THEN 'cancelled' ELSE status END WHERE id IN ({order}, {string.Join(", ", others)})
            """);

        ladder.Rows.Select(r => (r.Key, r.Class)).Should().BeEquivalentTo(
            [($"order={order}", "sign flipped"), ($"order={others[0]}", "status changed since the snapshot"), ($"order={others[1]}", "rounding")]);
        ladder.Rows.Single(r => r.Class.StartsWith("status", StringComparison.Ordinal)).Detail.Should().Be("status delivered → cancelled");
        ladder.Classes.Sum(c => c.Net).Should().Be(ladder.Difference);
        ladder.Classes.Sum(c => c.Share).Should().Be(100);
    }

    [Test]
    public async Task Orders_an_hour_off_move_to_another_day_and_look_like_a_time_zone()
    {
        var ladder = await LadderAsync(Load, "UPDATE raw.orders SET created_at = created_at - INTERVAL 2 HOUR");

        ladder.Difference.Should().Be(0);
        ladder.FirstHop.Should().Be("raw orders");
        ladder.Classes.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Class = "moved to another day", Net = 0m, Share = 100m, Detail = "all by −120 minutes: a time-zone shift looks like this" });
        ladder.Rows.Should().OnlyContain(r => r.Difference == 0 && r.Detail!.Contains(" → "));
    }

    [Test]
    public async Task What_the_mart_alone_has_otherwise_is_named_by_its_groups()
    {
        var day = shop.Copy().Value($"SELECT created_at::DATE FROM raw.orders WHERE id = {order}");
        var faulty = shop.Copy().With($"UPDATE marts.mart_sales_overview SET total_revenue = total_revenue + 5 WHERE sale_date = '{day}'");

        var ladder = Ladder(await faulty.CheckAsync(), Dashboard);

        ladder.FirstHop.Should().Be("mart mart_sales_overview");
        Row(ladder).Should().BeEquivalentTo(new { Key = $"day={day}", Class = "amount changed", Difference = 5m, FirstHop = "mart mart_sales_overview" });
        ladder.Hops.Where(h => h.Difference != 0).Select(h => h.Dataset).Should().Equal("mart mart_sales_overview");
    }

    [Test]
    public async Task A_fault_on_two_hops_is_explained_to_the_last_cent()
    {
        var day = shop.Copy().Value($"SELECT created_at::DATE FROM raw.orders WHERE id = {order}");
        var faulty = (await shop.Copy().WithBadLoadAsync($"DELETE FROM raw.order_items WHERE id = {line}")).With($"UPDATE marts.mart_sales_overview SET total_revenue = total_revenue + 5 WHERE sale_date = '{day}'");

        var ladder = Ladder(await faulty.CheckAsync(), Dashboard);

        ladder.Difference.Should().Be(5 - lineTotal);
        ladder.Classes.Sum(c => c.Net).Should().Be(ladder.Difference);
        ladder.Rows.Select(r => r.FirstHop).Should().BeEquivalentTo("raw order_items", "mart mart_sales_overview");
    }

    [Test]
    public async Task A_customer_whose_revenue_is_wrong_is_named_by_the_customer()
    {
        var user = shop.Copy().Value("SELECT MIN(user_id) FROM marts.mart_customer_rfm");
        var faulty = shop.Copy().With($"UPDATE marts.mart_customer_rfm SET monetary = monetary - 1 WHERE user_id = {user}");

        var check = (await faulty.CheckAsync()).Scenarios.Single(s => s.Name is "Revenue reaches the customer dashboard").Checks;

        check.Where(c => c.Ladder is not null).Select(c => Row(c.Ladder!).Key).Should().Contain($"user={user}");
        check.Where(c => c.Ladder is not null).Should().OnlyContain(c => c.Ladder!.FirstHop == "mart mart_customer_rfm");
    }

    [Test]
    public async Task Sums_of_named_columns_go_down_too()
    {
        // The lines are changed where the snapshot was kept: source orders and source order_items are read there.
        var ladder = await LadderAsync("The facts hold as many pieces as were ordered", $"UPDATE raw.order_items SET quantity = quantity + 1 WHERE id = {line}");

        ladder.Difference.Should().Be(1);
        ladder.What.Should().Be("quantity");
    }

    [Test]
    public async Task A_large_table_is_compared_in_parts_with_the_same_result()
    {
        var faulty = await shop.Copy().WithBadLoadAsync($"UPDATE raw.orders SET total_amount = total_amount + 0.01 WHERE id % 500 = 0; DELETE FROM raw.orders WHERE id % 1000 = 7");

        var whole = await faulty.DescendAsync("revenue", "raw orders", partKeys: 100_000);
        var parts = await faulty.DescendAsync("revenue", "raw orders", partKeys: 50);

        whole.Classes.Should().HaveCountGreaterThan(1);
        parts.Should().BeEquivalentTo(whole);
    }

    [Test]
    public async Task What_the_source_has_had_since_its_snapshot_arrived_late_or_changed_since()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var work = Directory.CreateTempSubdirectory("shopstream-late-").FullName;
        var (source, date) = (LoadedShop.Source(database.ConnectionString), $"{TestPostgres.SeedOptions.Date:yyyy-MM-dd}");
        // The snapshot is not asked for revenue by payment method: the check asks the source now.
        using var first = new FeatureTexts().With("first.feature", "Feature: f\n  Scenario: s\n    Then raw orders is not empty\n");
        await LoadedShop.Session(Repository.Settings(work, source, ("date", date), ("features", first.Folder))).RunAsync(CancellationToken.None);
        var cancelled = await database.ScalarAsync("SELECT MIN(id) FROM orders WHERE status = 'delivered'");
        await database.ExecuteAsync($"UPDATE orders SET status = 'cancelled' WHERE id = {cancelled}; INSERT INTO orders (user_id, total_amount, status, country, payment_method) SELECT user_id, 12.40, 'paid', country, payment_method FROM orders LIMIT 1");
        var features = Path.Combine(work, "features");
        Directory.CreateDirectory(features);
        await File.WriteAllTextAsync(Path.Combine(features, "late.feature"), "Feature: f\n  Scenario: late\n    Then revenue in source orders reconciles with revenue in raw orders by payment_method to the cent\n");

        var result = await LoadedShop.Session(Repository.Settings(work, source, ("date", date), ("features", features))).CheckAsync(CancellationToken.None);

        var ladder = Ladder(result, "late");
        ladder.FirstHop.Should().Be("lake orders");
        ladder.Rows.Select(r => r.Class).Should().BeEquivalentTo("arrived late", "status changed since the snapshot");
        ladder.Classes.Sum(c => c.Net).Should().Be(ladder.Difference);
        Directory.Delete(work, recursive: true);
    }

    [Test]
    public async Task Known_differences_of_the_ledger_let_the_check_pass_and_a_stale_one_warns()
    {
        var features = Directory.CreateTempSubdirectory("shopstream-items-").FullName;
        const string Sentence = "revenue in source orders reconciles with revenue in raw orders by day to the cent";
        await File.WriteAllTextAsync(Path.Combine(features, "f.feature"), $"Feature: f\n  Scenario: load\n    Then {Sentence}\n");
        var file = Path.Combine(features, "reconciling-items.csv");
        var faulty = (await shop.Copy().WithBadLoadAsync($"DELETE FROM raw.orders WHERE id = {order}")).JudgedBy(features);
        var amount = (-total).ToString(System.Globalization.CultureInfo.InvariantCulture);

        (await faulty.CheckAsync()).Outcome.Should().Be(Outcome.Failed);
        await File.WriteAllTextAsync(file, $"check,key,amount,reason,owner,expires\n{Sentence},order={order},{amount},lost in the move,finance,2999-12-31\n");
        var passed = await faulty.CheckAsync();
        await File.AppendAllTextAsync(file, "load,order=1,1.00,old,finance,2999-12-31\n");
        var warned = await faulty.CheckAsync();

        (passed.Outcome, passed.ExitCode, passed.Items.Single().State).Should().Be((Outcome.Passed, ExitCodes.Passed, ItemState.Explains));
        (warned.Outcome, warned.ExitCode, warned.Items[1].State).Should().Be((Outcome.Warned, ExitCodes.Passed, ItemState.ExplainsNothing));
        Directory.Delete(features, recursive: true);
    }

    private async Task<LadderResult> LadderAsync(string scenario, string badLoad) =>
        Ladder(await (await shop.Copy().WithBadLoadAsync(badLoad)).CheckAsync(), scenario);

    private static LadderResult Ladder(RunResult result, string scenario)
    {
        result.Problem.Should().BeNull();
        return result.Scenarios.Single(s => string.Equals(s.Name, scenario, StringComparison.Ordinal)).Checks.First(c => c.Ladder is not null).Ladder!;
    }

    private static LadderRow Row(LadderResult ladder) => ladder.Rows.Should().ContainSingle().Which;

    private static decimal Number(FaultyShop faulty, string sql) => decimal.Parse(faulty.Value(sql), System.Globalization.CultureInfo.InvariantCulture);
}

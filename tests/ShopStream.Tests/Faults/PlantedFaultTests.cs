using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Tests.Faults;

/// <summary>Every fault that a load may make is found by the shipped specs, by these scenarios and by no other.</summary>
[TestFixture, Category("Live")]
public sealed class PlantedFaultTests
{
    private LoadedShop shop = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once() => shop = await LoadedShop.RunAsync();

    [OneTimeTearDown]
    public async Task Remove()
    {
        if (shop is not null) await shop.DisposeAsync();
    }

    [Test]
    public async Task Probe()
    {
        var faults = new (string, string)[]
        {
            ("row missing in raw orders", "DELETE FROM raw.orders WHERE id = 17"),
            ("line missing in raw", "DELETE FROM raw.order_items WHERE id = 17"),
            ("user missing", "DELETE FROM raw.users WHERE id = 17"),
            ("event missing", "DELETE FROM raw.events WHERE id = 17"),
            ("row twice", "INSERT INTO raw.order_items SELECT * FROM raw.order_items WHERE id = 17"),
            ("order twice", "INSERT INTO raw.orders SELECT * FROM raw.orders WHERE id = 17"),
            ("orphan", "UPDATE raw.order_items SET order_id = 999999 WHERE id = 17"),
            ("cent order", "UPDATE raw.orders SET total_amount = total_amount + 0.01 WHERE id = 17"),
            ("cent line", "UPDATE raw.order_items SET line_total = line_total + 0.01 WHERE id = 17"),
            ("cents", "UPDATE raw.orders SET total_amount = total_amount + CASE WHEN id = (SELECT min(id) FROM raw.orders WHERE created_at::DATE = (SELECT max(created_at)::DATE FROM raw.orders) AND status = 'delivered') THEN 0.01 ELSE -0.01 END WHERE id IN (SELECT id FROM raw.orders WHERE created_at::DATE = (SELECT max(created_at)::DATE FROM raw.orders) AND status = 'delivered' ORDER BY id LIMIT 2)"),
            ("null email", "UPDATE raw.users SET email = NULL WHERE id = 17"),
            ("status", "UPDATE raw.orders SET status = 'lost' WHERE id = 17"),
            ("cancelled", "UPDATE raw.orders SET status = 'cancelled' WHERE id = 17"),
        };
        foreach (var (name, sql) in faults) Show(name, await (await shop.Copy().LoadedWith(sql)).CheckAsync());
        foreach (var mart in new[] { "DELETE FROM marts.mart_sales_overview WHERE sale_date = (SELECT min(sale_date) + 100 FROM marts.mart_sales_overview)", "DELETE FROM marts.mart_daily_events WHERE event_date = (SELECT min(event_date) + 100 FROM marts.mart_daily_events)", "DELETE FROM marts.mart_customer_rfm WHERE user_id = (SELECT min(user_id) FROM marts.mart_customer_rfm)", "DELETE FROM marts.mart_crm_conversion WHERE source = (SELECT min(source) FROM marts.mart_crm_conversion)" })
            Show(mart, await shop.Copy().PlantedInMarts(mart).CheckAsync());
        Show("none", await shop.Copy().CheckAsync());
    }

    private static void Show(string name, RunResult result)
    {
        TestContext.Progress.WriteLine($"##### {name}: {result.Outcome} {result.ExitCode} {result.Problem}");
        foreach (var s in result.Scenarios.Where(s => s.Outcome != Outcome.Passed))
        {
            TestContext.Progress.WriteLine($"  {s.Outcome} {s.Name}");
            foreach (var c in s.Checks.Where(c => c.Outcome != Outcome.Passed))
                TestContext.Progress.WriteLine($"     {c.Outcome} {c.Sentence}\n        exp {c.Expected}\n        act {c.Actual}\n        dif {c.Difference}\n        note {c.Note}\n        key {string.Join(" | ", c.Keys)}");
        }
    }
}

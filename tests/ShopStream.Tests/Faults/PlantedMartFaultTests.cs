using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Faults;

/// <summary>What a mart has lost or mixed up fails the scenarios of its dashboard, with the rows named; unaffected scenarios pass.</summary>
[TestFixture, Category("Live")]
public sealed class PlantedMartFaultTests
{
    private LoadedShop shop = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once() => shop = await LoadedShop.GetAsync();

    [Test]
    public async Task Day_missing_in_the_sales_mart_is_reported()
    {
        var faulty = shop.Copy();
        var day = faulty.Value("SELECT MIN(created_at)::DATE FROM raw.orders WHERE status = 'delivered'");

        var found = await shop.FindAsync(faulty.With($"DELETE FROM marts.mart_sales_overview WHERE sale_date = '{day}'"));

        found.Fails(
            "Every day with an order is on the sales dashboard",
            "The sales dashboard counts every unit sold",
            "The sales dashboard is as computed",
            "Revenue reaches the sales dashboard"
        );
        found.Check("Every day with an order is on the sales dashboard").Keys.Should().NotBeEmpty().And.OnlyContain(k => k.Contains($"order_date={day}"));
        found.Check("Revenue reaches the sales dashboard").Keys.Should().ContainSingle().Which.Should().StartWith($"day of created_at={day}:");
    }

    [TestCase("mart_daily_events", "event_date", "The funnel counts every event", "The funnel is as computed")]
    [TestCase("mart_customer_rfm", "user_id", "Revenue reaches the customer dashboard", "The customer dashboard is as computed")]
    [TestCase(
        "mart_product_performance",
        "product_id",
        "Revenue reaches the product dashboard",
        "The dashboards show exactly the shop's products",
        "The product dashboard is as computed"
    )]
    [TestCase(
        "mart_crm_conversion",
        "source",
        "The campaigns count every contact",
        "The campaigns count every conversion",
        "Every campaign appears once, as computed"
    )]
    public async Task Rows_missing_in_other_marts_are_reported(string mart, string key, params string[] scenarios)
    {
        var faulty = shop.Copy();
        var lost = faulty.Value($"SELECT MAX({key}) FROM marts.{mart}");

        var found = await shop.FindAsync(faulty.With($"DELETE FROM marts.{mart} WHERE {key} = '{lost}'"));

        found.Fails(scenarios);
        found.Result.Scenarios.SelectMany(s => s.Checks).SelectMany(c => c.Keys).Should().Contain(k => k.Contains($"{key}={lost}"));
    }

    [Test]
    public async Task Revenue_exchanged_between_two_customers_is_reported()
    {
        var found = await shop.FindAsync(
            shop.Copy()
                .With(
                    "UPDATE marts.mart_customer_rfm SET monetary = monetary + CASE user_id % 2 WHEN 0 THEN 5 ELSE -5 END "
                        + "WHERE user_id IN (SELECT MIN(user_id) FROM marts.mart_customer_rfm GROUP BY user_id % 2)"
                )
        );

        found.Fails("Revenue reaches the customer dashboard", "The customer dashboard is as computed");
        found.Check("Revenue reaches the customer dashboard").Keys.Should().HaveCount(2).And.OnlyContain(k => k.StartsWith("user_id="));
    }
}

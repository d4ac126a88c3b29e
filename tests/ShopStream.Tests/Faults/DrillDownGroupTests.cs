using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Faults;

/// <summary>Groups that differ only in a mart, that a layer does not have, or that are extra, are named in a drill-down.</summary>
[TestFixture, Category("Live")]
public sealed class DrillDownGroupTests
{
    private LoadedShop shop = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once() => shop = await LoadedShop.GetAsync();

    [TestCase("category = 'Toys', total_revenue = 0", "WHERE product_id = 1")]
    [TestCase(
        "total_revenue = total_revenue + CASE product_id WHEN 1 THEN 5 ELSE -5 END",
        "WHERE product_id IN (1, (SELECT MIN(product_id) FROM marts.mart_product_performance "
            + "WHERE category <> (SELECT category FROM marts.mart_product_performance WHERE product_id = 1)))"
    )]
    public async Task Groups_that_the_layers_on_the_way_do_not_have_are_named(string change, string where)
    {
        var check = await shop.Copy().With($"UPDATE marts.mart_product_performance SET {change} {where}").CheckSentenceAsync(DrillDownTruthTests.ByCategory);

        check.Outcome.Should().Be(Outcome.Failed);
        check
            .DrillDown!.Rows.Should()
            .NotBeEmpty()
            .And.OnlyContain(r => r.Key.StartsWith("category=") && r.FirstDivergentLayer == "mart mart_product_performance");
        check.DrillDown.Note.Should().Contain("core fact_orders does not have category");
        check.DrillDown.Causes.Sum(c => c.Net).Should().Be(check.DrillDown.Difference);
    }

    [TestCase(
        "marts.mart_sales_overview",
        "total_revenue = total_revenue + 1",
        "sale_date = (SELECT MIN(sale_date) FROM marts.mart_sales_overview)",
        "day",
        "revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent"
    )]
    [TestCase(
        "marts.mart_customer_rfm",
        "monetary = monetary + 1",
        "user_id = (SELECT MIN(user_id) FROM marts.mart_customer_rfm)",
        "user",
        "revenue in staging stg_orders reconciles with revenue in mart mart_customer_rfm by user to the cent"
    )]
    [TestCase(
        "marts.mart_customer_rfm",
        "monetary = monetary + 1",
        "user_id = (SELECT MIN(user_id) FROM marts.mart_customer_rfm)",
        "total",
        "revenue in source orders reconciles with revenue in mart mart_customer_rfm to the cent"
    )]
    [TestCase(
        "marts.mart_product_performance",
        "total_revenue = total_revenue + 1",
        "product_id = 1",
        "product",
        "revenue in source order_items reconciles with revenue in mart mart_product_performance by product to the cent"
    )]
    [TestCase("marts.mart_product_performance", "total_revenue = total_revenue + 1", "product_id = 1", "category", DrillDownTruthTests.ByCategory)]
    public async Task Group_that_differs_only_in_the_mart_is_the_whole_difference_and_can_be_signed_off(
        string mart,
        string change,
        string where,
        string key,
        string sentence
    )
    {
        var faulty = shop.Copy().With($"UPDATE {mart} SET {change} WHERE {where}");
        var drillDown = (await faulty.CheckSentenceAsync(sentence)).DrillDown!;

        var row = drillDown.Rows.Should().ContainSingle().Which;
        row.Key.Should().StartWith(key);
        (row.Difference, drillDown.Difference).Should().Be((1m, 1m));
        if (key is not "category")
            drillDown.Note.Should().BeNull();
        (await faulty.CheckSentenceAsync(sentence, $"{row.Key}{DrillDownTruthTests.Item}")).Outcome.Should().Be(Outcome.Passed);
    }

    [Test]
    public async Task User_that_moves_in_the_mart_is_the_whole_difference()
    {
        var check = await shop.Copy()
            .With("UPDATE marts.mart_customer_rfm SET user_id = 999999 WHERE user_id = (SELECT MIN(user_id) FROM marts.mart_customer_rfm)")
            .CheckSentenceAsync("revenue in staging stg_orders reconciles with revenue in mart mart_customer_rfm by user to the cent");

        check.DrillDown!.Rows.Should().HaveCount(2).And.OnlyContain(r => r.Cause == "moved to another user");
        check.DrillDown.Note.Should().BeNull();
    }

    [TestCase("2031-01-01", "0, 0, 0, 0, NULL")]
    [NightlyCase(null, "0, 0, 0, 0, NULL")]
    [NightlyCase("2031-01-01", "NULL, NULL, NULL, NULL, NULL")]
    public async Task Extra_day_of_nothing_is_a_group_that_does_not_exist(string? day, string values)
    {
        var faulty = shop.Copy()
            .With(
                "INSERT INTO marts.mart_sales_overview (sale_date, total_revenue, total_orders, total_units, "
                    + $"total_customers, average_order_value) VALUES ({(day is null ? "NULL" : $"'{day}'")}, {values})"
            );

        var check = await faulty.CheckSentenceAsync("revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent");
        var row = check.DrillDown!.Rows.Should().ContainSingle().Which;
        row.Should()
            .BeEquivalentTo(
                new
                {
                    Key = $"day={day ?? "null"}",
                    Cause = "extra",
                    FirstDivergentLayer = "mart mart_sales_overview",
                    Difference = 0m,
                }
            );

        var shipped = await faulty.CheckAsync();
        shipped.Outcome.Should().Be(Outcome.Failed);
        shipped.Scenarios.Single(s => s.Name is "Revenue reaches the sales dashboard").Outcome.Should().Be(Outcome.Failed);
    }

    [TestCase("marts.mart_product_performance", "(product_id, total_orders, total_units, total_revenue)", "999999, 0, 0, 0")]
    [NightlyCase("marts.mart_daily_events", "(event_date, event_type, events, users)", "'2031-01-01', 'search', 0, 0")]
    [TestCase("marts.mart_daily_events", "(event_date, event_type, events, users)", "'2031-01-01', NULL, NULL, NULL")]
    [TestCase("marts.mart_crm_conversion", "(source, campaign_id, contacts, converted, conversion_rate)", "'nowhere', 'X-0000', NULL, NULL, NULL")]
    [NightlyCase("marts.mart_crm_conversion", "(source, campaign_id, contacts, converted, conversion_rate)", "NULL, NULL, 0, 0, 0")]
    [TestCase("marts.mart_customer_rfm", "(user_id, frequency, monetary, lifetime_value, rfm_segment)", "999999, 0, 0, 0, 'Lost'")]
    public async Task Extra_row_of_nothing_turns_a_shipped_scenario_red(string mart, string columns, string values) =>
        (await shop.Copy().With($"INSERT INTO {mart} {columns} VALUES ({values})").CheckAsync()).Outcome.Should().Be(Outcome.Failed);
}

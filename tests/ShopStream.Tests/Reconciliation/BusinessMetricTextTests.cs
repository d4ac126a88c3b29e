using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Tests.Reconciliation;

[Category("Fast")]
public sealed class BusinessMetricTextTests
{
    private const string Items = "line_total where rule on orders; lookup orders by order_id = id; lookup users by orders.user_id = id; lookup products by product_id = id; "
        + "row line: id; day: orders.created_at; country: users.country; category: products.category";

    private static BusinessMetric Rule(string table, string text) => BusinessMetricText.Parse(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["source.host"] = "elsewhere",
        ["rule.revenue"] = " status is not one of cancelled, refunded ",
        [$"rule.revenue.in.{table}"] = text,
    })["revenue"];

    private static Measure Measure(string table, string text, params string[] keys) => Rule(table, text).In(new Relation(new Dataset(Layer.Raw, table)), keys);

    [Test]
    public void Business_metric_is_read_with_its_tables()
    {
        var businessMetric = Rule("orders", "total_amount where rule; row order: id; day: created_at; country: country");
        businessMetric.Text.Should().Be("status is not one of cancelled, refunded");
        var measure = businessMetric.In(new Relation(new Dataset(Layer.Source, "orders")), ["day", "country"]);
        measure.By.Should().Equal(new GroupKey("created_at", ByDay: true), new GroupKey("country"));
        (measure.Column, measure.RowKey).Should().Be(("total_amount", new RowKey("order", "id")));
        $"{measure.Relation}".Should().Be("source orders where not (status is one of cancelled, refunded) or status is null");
    }

    [Test]
    public void Table_without_a_filter_counts_all_rows() =>
        $"{Measure("mart", "total_revenue; day: sale_date", "day").Relation}".Should().Be("raw mart");

    [Test]
    public void Only_tables_that_are_needed_are_joined()
    {
        Joined().Should().Equal("orders");
        Joined("category").Should().Equal("orders", "products");
        Joined("country").Should().Equal("orders", "users");

        static IEnumerable<string> Joined(params string[] keys) => Measure("order_items", Items, keys).Relation.Lookups.Select(l => l.Table);
    }

    [Test]
    public void A_chain_of_lookups_is_joined_as_a_whole()
    {
        const string Chain = "amount; lookup orders by order_id = id; lookup users by orders.user_id = id; country: users.country";
        Measure("order_items", Chain).Relation.Lookups.Should().BeEmpty();
        Measure("order_items", Chain, "country").Relation.Lookups.Should().Equal(new Lookup("orders", "order_id", "id"), new Lookup("users", "orders.user_id", "id"));
    }

    [Test]
    public void Scenario_filter_is_added_to_the_business_metric() =>
        $"{Rule("orders", "total_amount where rule").In(new Relation(new Dataset(Layer.Raw, "orders"), [new IsNull("country")]), []).Relation}"
            .Should().Be("raw orders where country is null and not (status is one of cancelled, refunded) or status is null");

    [TestCase("", "*'' does not say where the amount is: expected '<column>*")]
    [TestCase("total amount", "*'total amount' does not say where the amount is*")]
    [TestCase("amount where rule on orders", "*'where rule on orders' needs a 'lookup orders by <column> = <key>' beside it")]
    [TestCase("amount; what is this", "*'what is this' is no clause of a rule: expected*")]
    [TestCase("amount; day: a; day: b", "*'day: b' says for the second time what a name means*")]
    [TestCase("amount; row order: a; row line: b", "*'row line: b' says for the second time*")]
    [TestCase("amount; lookup orders by a = id; lookup orders by b = id", "*'lookup orders' stands twice*")]
    [TestCase("amount; day: orders.created_at", "*'orders.created_at' names a column of a table that is not looked up*")]
    [TestCase("orders.amount", "*'orders.amount' names a column of a table that is not looked up*")]
    [TestCase("amount; row order: orders.id", "*'orders.id' names a column*")]
    [TestCase("amount; lookup users by orders.user_id = id; lookup orders by order_id = id", "*'lookup users by orders.user_id = id' names a column of a table that is not looked up before it*")]
    [TestCase("amount; lookup orders by order_id = id; day: orders.a.b", "*'orders.a.b' names a column*")]
    public void A_table_that_cannot_be_read_is_refused_with_its_setting(string text, string message) =>
        FluentActions.Invoking(() => Rule("order_items", text)).Should().Throw<FormatException>().WithMessage("setting rule.revenue.in.order_items: " + message.TrimStart('*'));

    [Test]
    public void A_condition_that_cannot_be_read_is_refused_with_its_setting() =>
        FluentActions.Invoking(() => BusinessMetricText.Parse(new Dictionary<string, string>(StringComparer.Ordinal) { ["rule.revenue"] = "status = paid" }))
            .Should().Throw<FormatException>().WithMessage("setting rule.revenue: 'status = paid' is no condition*");

    [Test]
    public void Table_without_a_business_metric_is_rejected() =>
        FluentActions.Invoking(() => BusinessMetricText.Parse(new Dictionary<string, string>(StringComparer.Ordinal) { ["rule.revenue.in.orders"] = "amount" }))
            .Should().Throw<FormatException>().WithMessage("setting rule.revenue.in.orders: there is no rule revenue; add a setting rule.revenue with its condition");

    [Test]
    public void Missing_part_of_a_business_metric_names_the_setting_to_add()
    {
        var businessMetric = Rule("orders", "total_amount; country: country");
        businessMetric.Invoking(r => r.In(new Relation(new Dataset(Layer.Raw, "order")), [])).Should().Throw<FormatException>()
            .WithMessage("the rule revenue does not say where raw order carries it; did you mean orders?; add a setting rule.revenue.in.order");
        businessMetric.Invoking(r => r.In(new Relation(new Dataset(Layer.Raw, "orders")), ["contry"])).Should().Throw<FormatException>()
            .WithMessage("the rule revenue does not say what 'contry' is in orders; did you mean country?; add 'contry: <column>' to the setting rule.revenue.in.orders");
    }
}

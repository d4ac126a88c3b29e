using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Tests.Reconciliation;

[Category("Fast")]
public sealed class BusinessMetricTextTests
{
    private const string Items =
        "line_total where rule on orders; lookup orders by order_id = id; lookup users by orders.user_id = id; lookup products by product_id = id; "
        + "row line: id; day: orders.created_at; country: users.country; category: products.category";

    private static BusinessMetric Rule(string table, string text) =>
        BusinessMetricText.Parse(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["source.host"] = "elsewhere",
                ["rule.revenue"] = " status is not one of cancelled, refunded ",
                [$"rule.revenue.in.{table}"] = text,
            }
        )["revenue"];

    private static Measure Measure(string table, string text, params string[] keys) => Rule(table, text).In(new Relation(new Dataset(Layer.Raw, table)), keys);

    [Test]
    public void Metric_definition_is_parsed_with_its_tables()
    {
        var businessMetric = Rule("orders", "total_amount where rule; row order: id; day: created_at; country: country");
        businessMetric.Text.Should().Be("status is not one of cancelled, refunded");
        var measure = businessMetric.In(new Relation(new Dataset(Layer.Source, "orders")), ["day", "country"]);
        measure.By.Should().Equal(new GroupKey("created_at", ByDay: true), new GroupKey("country"));
        (measure.Column, measure.RowKey).Should().Be(("total_amount", new RowKey("order", "id")));
        $"{measure.Relation}".Should().Be("source orders where not (status is one of cancelled, refunded) or status is null");
    }

    [Test]
    public void Table_without_a_filter_counts_all_rows() => $"{Measure("mart", "total_revenue; day: sale_date", "day").Relation}".Should().Be("raw mart");

    [Test]
    public void Only_required_tables_are_joined()
    {
        Joined().Should().Equal("orders");
        Joined("category").Should().Equal("orders", "products");
        Joined("country").Should().Equal("orders", "users");

        static IEnumerable<string> Joined(params string[] keys) => Measure("order_items", Items, keys).Relation.Lookups.Select(l => l.Table);
    }

    [Test]
    public void Chained_lookups_are_joined_together()
    {
        const string Chain = "amount; lookup orders by order_id = id; lookup users by orders.user_id = id; country: users.country";
        Measure("order_items", Chain).Relation.Lookups.Should().BeEmpty();
        Measure("order_items", Chain, "country")
            .Relation.Lookups.Should()
            .Equal(new Lookup("orders", "order_id", "id"), new Lookup("users", Identifier.Of("orders", "user_id"), "id"));
        Measure("order_items", $"{Chain}; lookup places by users.place_id = id; place: places.name", "place")
            .Relation.Lookups.Select(l => l.Table)
            .Should()
            .Equal("orders", "users", "places");
    }

    [Test]
    public void Rows_that_count_are_kept_apart_from_those_that_the_scenario_selects()
    {
        var selected = new Relation(new Dataset(Layer.Raw, "orders"), [new IsNull("country")]);

        var groups = Rule("orders", "total_amount where rule; day: created_at").In(selected, ["day"]).Groups!;

        $"{groups.All}".Should().Be("raw orders where country is null");
        $"{groups.Counted}".Should().Be("not (status is one of cancelled, refunded) or status is null");
        Rule("orders", "total_amount; day: created_at").In(selected, ["day"]).Groups.Should().BeNull("all rows count");
    }

    [Test]
    public void Scenario_filter_is_combined_with_the_metric_definition() =>
        $"{Rule("orders", "total_amount where rule").In(new Relation(new Dataset(Layer.Raw, "orders"), [new IsNull("country")]), []).Relation}"
            .Should()
            .Be("raw orders where country is null and not (status is one of cancelled, refunded) or status is null");

    [TestCase("", "*'' does not name the column of the amount: expected '<column>*")]
    [TestCase("total amount", "*'total amount' does not name the column of the amount*")]
    [TestCase("amount where rule on orders", "*'where rule on orders' needs a clause 'lookup orders by <column> = <key>'")]
    [TestCase("amount; what is this", "*'what is this' is not a clause of a metric definition: expected*")]
    [TestCase("amount; day: a; day: b", "*'day: b' defines a name for the second time*")]
    [TestCase("amount; row order: a; row line: b", "*'row line: b' defines a name for the second time*")]
    [TestCase("amount; lookup orders by a = id; lookup orders by b = id", "*'lookup orders' occurs twice*")]
    [TestCase("amount; day: orders.created_at", "*'orders.created_at' refers to a table that is not looked up*")]
    [TestCase("orders.amount", "*'orders.amount' refers to a table that is not looked up*")]
    [TestCase("amount; row order: orders.id", "*'orders.id' refers to a table that is not looked up*")]
    [TestCase(
        "amount; lookup users by orders.user_id = id; lookup orders by order_id = id",
        "*'lookup users by orders.user_id = id' refers to a table that is not looked up before it*"
    )]
    [TestCase("amount; lookup orders by order_id = id; day: orders.a.b", "*'orders.a.b' refers to a table that is not looked up*")]
    public void Invalid_table_definition_is_rejected_with_its_setting(string text, string message) =>
        FluentActions
            .Invoking(() => Rule("order_items", text))
            .Should()
            .Throw<FormatException>()
            .WithMessage("setting rule.revenue.in.order_items: " + message.TrimStart('*'));

    [Test]
    public void Invalid_condition_is_rejected_with_its_setting() =>
        FluentActions
            .Invoking(() => BusinessMetricText.Parse(new Dictionary<string, string>(StringComparer.Ordinal) { ["rule.revenue"] = "status = paid" }))
            .Should()
            .Throw<FormatException>()
            .WithMessage("setting rule.revenue: 'status = paid' is not a condition*");

    [Test]
    public void Table_of_an_undefined_metric_is_rejected() =>
        FluentActions
            .Invoking(() => BusinessMetricText.Parse(new Dictionary<string, string>(StringComparer.Ordinal) { ["rule.revenue.in.orders"] = "amount" }))
            .Should()
            .Throw<FormatException>()
            .WithMessage("setting rule.revenue.in.orders: the metric revenue is not defined; add a setting rule.revenue with its condition");

    [Test]
    public void Incomplete_metric_definition_names_the_setting_to_add()
    {
        var businessMetric = Rule("orders", "total_amount; country: country");
        businessMetric
            .Invoking(r => r.In(new Relation(new Dataset(Layer.Raw, "order")), []))
            .Should()
            .Throw<FormatException>()
            .WithMessage("revenue is not defined for raw order; did you mean orders?; add a setting rule.revenue.in.order");
        businessMetric
            .Invoking(r => r.In(new Relation(new Dataset(Layer.Raw, "orders")), ["contry"]))
            .Should()
            .Throw<FormatException>()
            .WithMessage("revenue has no key 'contry' in orders; did you mean country?; add 'contry: <column>' to the setting rule.revenue.in.orders");
    }
}

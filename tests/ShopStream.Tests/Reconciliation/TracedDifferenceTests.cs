using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Tests.Reconciliation;

/// <summary>If the rows of a key are the same, what differs is the table that they look up: there a row has changed or is missing.</summary>
[Category("Fast")]
public sealed class TracedDifferenceTests
{
    private static readonly string[] Groups = ["category", "country"];

    private static readonly Lookup[] Lookups =
    [
        new("products", "product_id", "id"),
        new("orders", "order_id", "id"),
        new("users", Identifier.Of("orders", "user_id"), "id"),
    ];

    [Test]
    public void Changed_row_of_a_looked_up_table_is_the_cause()
    {
        var traced = Trace([Line("toys", "DE")], [Line("home", "DE")]);

        ($"{traced.Dataset}", traced.Cause, traced.Detail).Should().Be(("raw products", "moved to another category", "toys, DE → home, DE"));
    }

    [Test]
    public void Row_that_is_not_found_is_missing_in_the_looked_up_table()
    {
        var traced = Trace([Line("toys", "DE"), Line("toys", "DE")], [Line(null, "DE"), Line(null, "DE") with { Links = Links(product: 0) }]);

        ($"{traced.Dataset}", traced.Cause, traced.Detail).Should().Be(("raw products", "missing", "not found in raw products"));
    }

    [Test]
    public void Row_that_was_not_found_before_either_is_not_missing()
    {
        var traced = Trace(
            [Line("toys", "DE"), Line(null, "FR") with { Links = Links(product: 0) }],
            [Line("toys", "FR"), Line(null, "DE") with { Links = Links(product: 0) }]
        );
        traced.Cause.Should().NotBe("missing");

        traced = Trace([Line(null, "FR") with { Links = Links(product: 0) }], [Line("none", "FR") with { Links = Links(product: 0) }]);
        ($"{traced.Dataset}", traced.Cause).Should().Be(("raw products", "moved to another category"));
    }

    [Test]
    public void Rows_that_look_up_something_else_have_changed_themselves()
    {
        var traced = Trace([Line("toys", "DE")], [Line("home", "DE") with { Links = Links(productId: "8") }]);
        ($"{traced.Dataset}", traced.Cause).Should().Be(("raw items", "moved to another category"));
    }

    [Test]
    public void Table_that_is_looked_up_by_another_one_is_followed()
    {
        $"{Trace([Line("toys", "DE")], [Line("toys", "FR")]).Dataset}".Should().Be("raw users", "the user's country has changed");
        $"{Trace([Line("toys", "DE")], [Line("toys", "FR") with { Links = Links(userId: "9") }]).Dataset}"
            .Should()
            .Be("raw orders", "the order has another user");
        $"{Trace([Line("toys", "DE")], [Line("toys", "FR") with { Links = Links(userId: "9", orderId: "5") }]).Dataset}".Should().Be("raw items");
    }

    [Test]
    public void Changed_status_of_a_looked_up_table_comes_before_changed_groups()
    {
        var traced = Trace([Line("toys", "DE")], [Line("home", "DE") with { Status = "lost", CountedRows = 0, Counted = 0 }]);
        ($"{traced.Dataset}", traced.Cause).Should().Be(("raw orders", "status changed"));
    }

    [Test]
    public void Same_products_in_another_order_are_the_same()
    {
        Entry[] wanted = [Line("a", "DE") with { Links = Links(productId: "1") }, Line("b", "DE") with { Links = Links(productId: "2") }];
        Entry[] found = [Line("b", "FR") with { Links = Links(productId: "2") }, Line("a", "DE") with { Links = Links(productId: "1") }];
        $"{Trace(wanted, found).Dataset}".Should().Be("raw users");

        var swapped = Trace(wanted, [wanted[0] with { Links = Links(productId: "2") }, wanted[1] with { Links = Links(productId: "1"), Group = ["c", "DE"] }]);
        $"{swapped.Dataset}".Should().Be("raw products", "both products are there");
    }

    [Test]
    public void Other_rows_or_none_are_of_the_dataset_itself()
    {
        $"{Trace([Line("toys", "DE")], [Line("home", "DE") with { Amount = 11, Counted = 11 }]).Dataset}".Should().Be("raw items");
        $"{Trace([Line("toys", "DE")], []).Dataset}".Should().Be("raw items");
    }

    private static TracedDifference Trace(Entry[] wanted, Entry[] found)
    {
        var (source, raw) = (Level(Layer.Source), Level(Layer.Raw));
        var difference = KeyDifference.Of("=1", source, wanted, raw, found, Groups)!;
        return new TracedDifference(difference, source, raw, difference);
    }

    private static Entry Line(string? category, string country) => new([category, country], "paid", null, 1, 10, 1, 10) { Links = Links() };

    private static Link[] Links(string productId = "7", decimal product = 1, string orderId = "4", string userId = "3") =>
        [new(productId, product), new(orderId, 1), new(userId, 1)];

    private static DrillDownLevel Level(Layer layer) =>
        new()
        {
            Dataset = new Dataset(layer, "items"),
            Rows = new Relation(new Dataset(layer, "items"), null, Lookups),
            Key = [new GroupKey("order_id")],
            Amount = "total",
            Counted = new AllOf([]),
            Groups = new Dictionary<string, GroupKey>(StringComparer.Ordinal)
            {
                ["category"] = new(Identifier.Of("products", "category")),
                ["country"] = new(Identifier.Of("users", "country")),
            },
            Status = Identifier.Of("orders", "status"),
            Row = new RowKey("line", "id"),
            Linked = true,
        };
}

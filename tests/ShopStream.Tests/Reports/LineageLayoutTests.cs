using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class LineageLayoutTests
{
    private static readonly string[] Tables = ["users", "products", "orders", "order_items", "events"];

    // Staging tables in alphabetical order, as the models are found.
    private static readonly LineageLayout Layout = LineageLayout.Of([
        .. Tables.Select(t => new LineageNode("raw", t, [])),
        .. Tables.Order(StringComparer.Ordinal).Select(t => new LineageNode("staging", "stg_" + t, [$"raw {t}"])),
        new("core", "dim_products", ["staging stg_products"]),
        new("core", "dim_users", ["staging stg_users"]),
        new("core", "fact_orders", ["staging stg_orders", "staging stg_order_items"]),
        new("mart", "a_mart_with_a_name_that_is_longer_than_any_box", ["core fact_orders", "core dim_users"]),
        new("mart", "mart_daily_events", ["staging stg_events"]),
    ]);

    [Test]
    public void Copy_is_level_with_its_upstream_table() =>
        Tables.Select(t => Layout.Boxes[$"staging stg_{t}"].Y).Should().Equal(Tables.Select(t => Layout.Boxes[$"raw {t}"].Y));

    [Test]
    public void Layer_is_ordered_by_its_upstream_tables() =>
        Layout
            .Boxes.Values.Where(b => b.Node.Layer is "core" or "mart")
            .Select(b => b.Node.Table)
            .Should()
            .Equal("dim_users", "dim_products", "fact_orders", "a_mart_with_a_name_that_is_longer_than_any_box", "mart_daily_events");

    [Test]
    public void Boxes_do_not_overlap_and_stay_inside()
    {
        foreach (var layer in Layout.Boxes.Values.GroupBy(b => b.X).Select(g => g.OrderBy(b => b.Y).ToList()))
        {
            layer.Zip(layer.Skip(1)).Should().OnlyContain(pair => pair.Second.Y - pair.First.Y > LineageLayout.BoxHeight);
            layer.Should().OnlyContain(b => b.Y > 0 && b.Y + LineageLayout.BoxHeight < Layout.Height && b.X + b.Width < Layout.Width);
        }
    }

    [Test]
    public void Boxes_fit_the_longest_name_of_their_layer_and_very_long_names_are_shortened()
    {
        Layout.Boxes["core dim_users"].Width.Should().BeLessThan(Layout.Boxes["staging stg_order_items"].Width);
        Layout.Boxes["mart a_mart_with_a_name_that_is_longer_than_any_box"].Name.Should().HaveLength(30).And.EndWith("…");
        Layout.Boxes["mart mart_daily_events"].Name.Should().Be("mart_daily_events");
    }
}

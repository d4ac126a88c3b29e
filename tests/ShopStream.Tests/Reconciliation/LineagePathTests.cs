using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Tests.Reconciliation;

/// <summary>The datasets between the two sides of a reconciliation, and what is compared in each of them.</summary>
[Category("Fast")]
public sealed class LineagePathTests
{
    private static readonly BusinessMetric Revenue = BusinessMetricText.Parse(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["rule.revenue"] = "status is one of paid",
            ["rule.revenue.in.orders"] = "total where rule; row order: id; country: country; day: created_at; status: status",
            ["rule.revenue.in.items"] =
                "amount where rule on orders; lookup orders by order_id = id; row line: id; order: order_id; day: orders.created_at; status: orders.status",
            ["rule.revenue.in.facts"] = "revenue where rule; row line: line_id; order: order_id; day: date_key; country: country",
            ["rule.revenue.in.sales"] = "total_revenue; country: country; day: sale_date",
            ["rule.revenue.in.countries"] = "total_revenue; country: country",
        }
    )["revenue"];

    private static readonly Catalog Catalog = new([
        .. Tables(Layer.Source, "orders", "items"),
        .. Tables(Layer.Lake, "orders", "items"),
        .. Tables(Layer.Raw, "orders", "items"),
        Table(Layer.Staging, "orders", ["order_id"], "order_id", "total", "status"),
        Table(Layer.Core, "facts", ["line_id"], "line_id", "revenue"),
        Table(Layer.Mart, "sales", ["sale_date"], "sale_date", "total_revenue"),
        Table(Layer.Mart, "countries", ["country"], "country", "total_revenue"),
        Table(Layer.Raw, "stock", ["shop", "id"], "shop", "id", "total"),
        Table(Layer.Staging, "stock", ["shop", "id"], "shop", "id", "total"),
        Table(Layer.Core, "stock", ["id", "shop"], "shop", "id", "total"),
        Table(Layer.Mart, "stock", [], "shop", "id", "total"),
    ]);

    [Test]
    public void Path_leads_from_the_source_through_every_table_of_orders_and_lines_to_the_facts()
    {
        var path = Path(Side(Layer.Source, "orders", "day"), Side(Layer.Mart, "sales", "day"), ["day"], Revenue);

        Names(path.Levels).Should().Equal("source orders", "source items", "raw orders", "raw items", "staging orders", "core facts");
        (path.Grain, path.HasGroupsOfCheck).Should().Be(("order", true));
        path.Levels.Select(l => l.Key.Single().Column).Should().Equal("id", "order_id", "id", "order_id", "id", "order_id");
        path.LastGrouped.Dataset.Should().Be(new Dataset(Layer.Core, "facts"));
        path.StandIns.Select(d => $"{d}").Distinct(StringComparer.Ordinal).Should().Equal("lake orders", "lake items");
        path.Levels[1].Rows.Dataset.Layer.Should().Be(Layer.Lake, "the lake has the rows of the snapshot");
        path.Levels.Should().OnlyContain(l => l.Linked && !l.IsGroup);
    }

    [Test]
    public void Tables_of_lines_are_not_on_the_path_between_orders()
    {
        var path = Path(Side(Layer.Source, "orders", "day"), Side(Layer.Staging, "orders", "day"), ["day"], Revenue);
        Names(path.Levels).Should().Equal("source orders", "raw orders", "staging orders");
    }

    [Test]
    public void Live_source_is_compared_with_the_lake()
    {
        var path = Path(Side(Layer.Source, "orders", "day"), Side(Layer.Raw, "orders", "day"), ["day"], Revenue, live: true);

        Names(path.Levels).Should().Equal("source orders", "lake orders", "raw orders");
        path.Levels[0].Rows.Dataset.Layer.Should().Be(Layer.Source);
        path.StandIns.Should().BeEmpty();
    }

    [Test]
    public void Group_that_the_last_table_lacks_ends_at_the_last_one_that_has_it()
    {
        var path = Path(Side(Layer.Source, "orders", "country"), Side(Layer.Mart, "countries", "country"), ["country"], Revenue);

        path.Levels.Where(l => !l.Groups.ContainsKey("country")).Select(l => $"{l.Dataset}").Should().Equal("source items", "raw items");
        path.LastGrouped.Dataset.Should().Be(new Dataset(Layer.Core, "facts"));
        path.ByGroup(path.Levels[1]).Should().BeNull();
        var byBoth = Path(Side(Layer.Source, "orders", "day", "country"), Side(Layer.Mart, "sales", "day", "country"), ["day", "country"], Revenue);
        byBoth.ByGroup(byBoth.Levels[1]).Should().BeNull("it has the day only");
        byBoth.LastGrouped.Dataset.Table.Should().Be("facts");
        var grouped = path.ByGroup(path.Levels[0])!;
        (grouped.IsGroup, grouped.Linked, grouped.Row, grouped.Status, grouped.Groups.Count).Should().Be((true, false, null, null, 0));
        grouped.Key.Should().Equal(new GroupKey("country"));
    }

    [Test]
    public void Total_is_grouped_by_the_day_if_both_sides_have_it_and_otherwise_by_the_first_common_key()
    {
        var byDay = Path(Side(Layer.Source, "orders"), Side(Layer.Mart, "sales"), [], Revenue);
        (byDay.Keys.Single(), byDay.HasGroupsOfCheck).Should().Be(("day", false));
        byDay.Actual.Key.Should().Equal(new GroupKey("sale_date", ByDay: true));
        Path(Side(Layer.Source, "orders"), Side(Layer.Mart, "countries"), [], Revenue).Keys.Should().Equal("country");
        Path(Side(Layer.Source, "items"), Side(Layer.Mart, "countries"), [], Revenue).Keys.Should().BeEmpty();
        Path(Side(Layer.Source, "orders"), Side(Layer.Core, "facts"), [], Revenue).Keys.Should().Equal(["day"], "the order is a row");
    }

    [Test]
    public void Rows_that_one_side_filters_cannot_be_found_between_the_sides()
    {
        var filtered = Filtered(Layer.Source, "orders", new IsNull("country"));

        var path = Path(filtered, Side(Layer.Core, "facts", "day"), ["day"], Revenue);

        Names(path.Levels).Should().Equal("source orders", "core facts");
        path.Levels[0].Rows.Conditions.Should().Equal(new IsNull("country"));
        path.Expected.Rows.Conditions.Should().Equal(new IsNull("country"));
        Names(Path(Side(Layer.Source, "orders", "day"), Filtered(Layer.Core, "facts", new IsNull("country")), ["day"], Revenue).Levels).Should().HaveCount(2);
    }

    [Test]
    public void Columns_of_a_metric_definition_are_recognized_without_naming_it()
    {
        var path = Path(Plain(Layer.Source, "orders", "total"), Plain(Layer.Mart, "sales", "total_revenue"), []);
        (path.Grain, path.Keys.Single(), path.Levels.Count).Should().Be(("order", "day", 6));
        path.Levels.Should().OnlyContain(l => l.Counted.Conditions.Count == 0, "the sentence counts all rows");

        Path(Plain(Layer.Source, "orders", "tax"), Plain(Layer.Mart, "sales", "total_revenue"), []).Grain.Should().BeNull("that is another column");
        Path(Plain(Layer.Source, "orders", "total"), Plain(Layer.Mart, "sales", "orders"), []).Grain.Should().BeNull();
    }

    [Test]
    public void Columns_without_a_metric_definition_are_compared_by_the_same_key_in_tables_of_the_same_name()
    {
        var path = Path(Plain(Layer.Source, "orders", "tax"), Plain(Layer.Staging, "orders", "tax"), []);

        (path.Grain, path.Keys.Count, path.HasGroupsOfCheck).Should().Be(("row", 0, false));
        Names(path.Levels).Should().Equal("source orders", "raw orders", "staging orders");
        path.Levels.Select(l => l.Key.Single().Column).Should().Equal("id", "id", "order_id");
        path.Levels.Select(l => l.Row).Should().Equal(new RowKey("row", "id"), new RowKey("row", "id"), new RowKey("row", "order_id"));
        path.Levels.Select(l => l.Amount).Should().OnlyContain(a => a == "tax");
        path.Columns("row").Select(c => $"{c.Dataset}.{c.Column}").Should().Equal("lake orders.id", "raw orders.id", "staging orders.order_id");
        path.Columns("day").Should().BeEmpty();
    }

    [TestCase(Layer.Raw, Layer.Staging, true, Description = "the same columns")]
    [TestCase(Layer.Raw, Layer.Core, false, Description = "in another order")]
    [TestCase(Layer.Raw, Layer.Mart, false, Description = "no key")]
    [TestCase(Layer.Staging, Layer.Mart, false)]
    public void Keys_of_several_columns_are_compared_if_they_are_the_same(Layer from, Layer to, bool compared)
    {
        var path = Path(Plain(from, "stock", "total"), Plain(to, "stock", "total"), []);

        (path.Grain is not null).Should().Be(compared);
        path.Levels.Should().HaveCount(compared ? 2 : 0);
        path.Levels.Where(l => l.Row is not null || !string.Equals(string.Join(", ", l.Key), "shop, id", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Test]
    public void Key_of_another_number_of_columns_or_of_another_name_is_not_compared()
    {
        Path(Plain(Layer.Raw, "orders", "tax"), Plain(Layer.Staging, "stock", "total"), []).Grain.Should().BeNull();
        Path(Plain(Layer.Staging, "orders", "tax"), Plain(Layer.Core, "facts", "tax"), []).Grain.Should().BeNull("order_id is not line_id");
        Path(Plain(Layer.Raw, "unknown", "tax"), Plain(Layer.Core, "facts", "tax"), []).Grain.Should().BeNull();
        Path(Plain(Layer.Raw, "orders", "tax"), Plain(Layer.Mart, "sales", "tax"), []).Grain.Should().BeNull("sale_date does not end with _id");
        Path(Plain(Layer.Staging, "orders", "tax"), Plain(Layer.Mart, "items", "tax"), []).Grain.Should().BeNull("it has no key");
        Path(Plain(Layer.Core, "facts", "tax"), Plain(Layer.Core, "facts", "tax"), []).Grain.Should().Be("row");
    }

    [Test]
    public void Row_key_that_the_side_names_is_the_grain()
    {
        var named = Plain(Layer.Source, "orders", "tax") with { RowKey = new RowKey("order", "id") };
        Path(named, Plain(Layer.Staging, "orders", "tax"), []).Grain.Should().Be("order");
    }

    [Test]
    public void Groups_without_a_metric_definition_are_those_of_the_sentence()
    {
        GroupKey[] source = [new("created_at", ByDay: true), new("status")];
        GroupKey[] staging = [new("date_key"), new("state")];

        var path = Path(
            Plain(Layer.Source, "orders", "tax") with
            {
                By = source,
            },
            Plain(Layer.Staging, "orders", "tax") with
            {
                By = staging,
            },
            ["day", "status"]
        );

        path.Expected.Key.Should().Equal(source);
        path.Actual.Key.Should().Equal(staging);
        path.Levels[0].Groups["status"].Should().Be(new GroupKey("status"));
        path.Levels[^1].Groups["status"].Should().Be(new GroupKey("state"));
        (path.Levels[0].Moment, path.Levels[^1].Moment).Should().Be(("created_at", null));
        (path.Levels[0].Status, path.Levels[^1].Status, path.Expected.Status).Should().Be((null, "status", null), "the catalog has the column in staging only");
        path.Columns("status").Select(c => $"{c.Dataset}.{c.Column}").Should().Equal("lake orders.status", "staging orders.state");
        (path.Expected.IsGroup, path.Expected.Row, path.Expected.Linked).Should().Be((true, null, false));
    }

    [Test]
    public void Tables_of_a_level_include_those_that_it_looks_up()
    {
        var path = Path(Side(Layer.Source, "items", "day"), Side(Layer.Core, "facts", "day"), ["day"], Revenue);
        LineagePath.Tables(path.Levels[0]).Select(d => $"{d}").Should().Equal("lake items", "lake orders");
    }

    private static IEnumerable<string> Names(IEnumerable<DrillDownLevel> levels) => levels.Select(l => $"{l.Dataset}");

    private static LineagePath Path(Measure expected, Measure actual, string[] keys, BusinessMetric? metric = null, bool live = false) =>
        new(Catalog, new ReconciledSides("revenue", expected, actual, keys, metric), [Revenue], live);

    private static Measure Side(Layer layer, string table, params string[] keys) => Revenue.In(new Relation(new Dataset(layer, table)), keys);

    private static Measure Filtered(Layer layer, string table, Condition only) => Revenue.In(new Relation(new Dataset(layer, table), [only]), ["day"]);

    private static Measure Plain(Layer layer, string table, string column) => new(new Relation(new Dataset(layer, table)), [], column);

    private static IEnumerable<TableInfo> Tables(Layer layer, params string[] names) => names.Select(n => Table(layer, n, ["id"], "id", "total"));

    private static TableInfo Table(Layer layer, string name, string[] key, params string[] columns) =>
        new(new Dataset(layer, name), [.. columns.Select(c => new ColumnInfo(c, "text", true))], key);
}

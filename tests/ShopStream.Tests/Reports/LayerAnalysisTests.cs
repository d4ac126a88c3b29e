using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class LayerAnalysisTests
{
    [TestCase("orders", "orders")]
    [TestCase("stg_orders", "orders")]
    [TestCase("dim_users", "users")]
    [TestCase("fact_orders", "order_items")]
    [TestCase("mart_sales_overview", "mart_sales_overview")]
    public void Tables_of_one_grain_are_one_family(string table, string family) => LayerMatrix.Family(new("x", table, 1, null)).Should().Be(family);

    [Test]
    public void Differences_are_taken_to_the_upstream_layer_with_the_same_table()
    {
        var matrix = LayerMatrix.Of([
            new("source", "users", 10, null),
            new("raw", "users", 8, null),
            new("staging", "stg_users", 9, null),
            new("core", "dim_users", 5, null),
            new("lake", "events", 3, null),
        ]);
        matrix.Layers.Should().Equal("source", "lake", "raw", "staging", "core");
        matrix.Families.Select(f => f.Name).Should().Equal("users", "events");
        matrix.Families[0].Cells.Select(c => c.Difference).Should().Equal(null, null, -2, 1, null);
    }

    [Test]
    public void Every_layer_is_in_the_matrix()
    {
        var matrix = LayerMatrix.Of([.. Samples.Mixed.Layers, new("core", "fact_users", 1, null), new("elsewhere", "x", 1, null)]);
        matrix.Families.SelectMany(f => f.Cells).Count(c => c.Result is not null).Should().Be(Samples.Mixed.Layers.Count - 3);
        matrix.Others.Select(o => o.Table).Should().Equal("mart_sales_overview", "mart_product_performance", "mart_customer_rfm", "fact_users", "x");
    }

    [Test]
    public void Revenue_is_compared_with_the_previous_layer()
    {
        var levels = RevenueByLayer.Of(Samples.Mixed.Layers);
        levels.Select(r => r.Difference).Should().Equal(null, 0m, 0m, 0m, 0m, -0.01m, 0m);
        levels[5].ComparedWith!.Table.Should().Be("fact_orders");
    }

    [Test]
    public void Revenue_arrived_only_when_every_layer_has_the_same_amount()
    {
        RevenueByLayer.ArrivedToTheCent(RevenueByLayer.Of(Samples.Green.Layers)).Should().Be(2_345_678.90m);
        RevenueByLayer.ArrivedToTheCent(RevenueByLayer.Of(Samples.Mixed.Layers)).Should().BeNull();
        RevenueByLayer.ArrivedToTheCent(RevenueByLayer.Of([new("source", "orders", 1, 5m)])).Should().BeNull();
        RevenueByLayer.ArrivedToTheCent(RevenueByLayer.Of([new("mart", "m", 1, 5m)])).Should().BeNull();
        RevenueByLayer.ArrivedToTheCent([]).Should().BeNull();
    }
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using static ShopStream.Tests.Checks.SampleMeasurements;

namespace ShopStream.Tests.Reconciliation;

/// <summary>Rows and revenue of every layer, as far as they were measured.</summary>
[TestFixture, Category("Fast")]
internal sealed class LayerTotalsTests
{
    private static readonly Dataset Orders = new(Layer.Raw, "orders");
    private static readonly Dataset Users = new(Layer.Raw, "users");
    private static readonly Dataset Sales = new(Layer.Mart, "sales");
    private static readonly Dataset Products = new(Layer.Mart, "products");

    private static readonly BusinessMetric Revenue = BusinessMetricText.Parse(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["rule.revenue"] = "status is one of paid",
            ["rule.revenue.in.orders"] = "amount where rule; row order: id; day: created_at; category: category",
            ["rule.revenue.in.sales"] = "total; day: sale_date",
            ["rule.revenue.in.products"] = "total; category: category",
        }
    )["revenue"];

    [Test]
    public void Rows_are_counted_everywhere_and_revenue_where_it_is_defined() =>
        Totals(Revenue)
            .Metrics.Select(m => $"{m}")
            .Should()
            .Equal(
                "count of raw orders",
                "count of raw users",
                "count of mart sales",
                "count of mart products",
                "sum of amount of raw orders where status is one of paid",
                "sum of total of mart sales",
                "sum of total of mart products",
                "count, sum of total of mart sales by day of sale_date",
                "count, sum of total of mart products by category"
            );

    [Test]
    public void Without_a_definition_only_rows_are_counted()
    {
        var totals = Totals(null);

        totals.Metrics.Should().HaveCount(4);
        totals.Layers(Of([(totals.Metrics[0], Row(3))])).Should().Equal(new LayerResult("raw", "orders", 3, null));
        totals.Series(Of([])).Should().BeEquivalentTo(new SeriesResult([], []));
    }

    [Test]
    public void Layer_that_was_not_measured_is_left_out()
    {
        var totals = Totals(Revenue);
        var lost = Measurement.None(new MissingMeasurement("gone", MissingMeasurementKind.Unavailable));
        var measured = Of([
            (totals.Metrics[0], Row(3)),
            (totals.Metrics[1], lost),
            (totals.Metrics[2], Row(2)),
            (totals.Metrics[3], Row(1)),
            (totals.Metrics[4], Row(12.50m)),
            (totals.Metrics[5], lost),
            (totals.Metrics[6], Row(null)),
        ]);

        totals
            .Layers(measured)
            .Should()
            .Equal(new LayerResult("raw", "orders", 3, 12.50m), new LayerResult("mart", "sales", 2, null), new LayerResult("mart", "products", 1, 0));
    }

    [Test]
    public void Revenue_is_listed_by_day_and_the_largest_category_first()
    {
        var totals = Totals(Revenue);
        var measured = Of([
            (totals.Metrics[7], Rows("sale_date n total", ["2026-01-02", "1", "5"], ["2026-01-03", "2", null])),
            (totals.Metrics[8], Rows("category n total", ["Toys", "1", "1.5"], [null, "1", "7"], ["Home", "1", "1.5"])),
        ]);

        totals.Series(measured).RevenueByDay.Should().Equal(new RevenuePoint("2026-01-02", 5), new RevenuePoint("2026-01-03", 0));
        totals.Series(measured).RevenueByCategory.Should().Equal(new RevenuePoint("none", 7), new RevenuePoint("Home", 1.5m), new RevenuePoint("Toys", 1.5m));
    }

    private static LayerTotals Totals(BusinessMetric? revenue) => new([Orders, Users, Sales, Products], revenue);
}

using System.Globalization;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Page;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Reports;

/// <summary>The product dashboard lists every product, and its totals equal the sums of its rows.</summary>
public sealed class ProductTotalsTests
{
    [Test, Category("Live")]
    public async Task Totals_of_orders_units_and_revenue_equal_the_sums_of_the_rows()
    {
        var shop = await LoadedShop.GetAsync();
        var marts = shop.Run.Dashboards!;

        marts.Products.Should().HaveCount((int)marts.Classes.Sum(c => c.Products)).And.HaveCountGreaterThan(100);
        marts.Classes.Sum(c => c.Orders).Should().Be(marts.Products.Sum(p => p.Orders)).And.BePositive();
        marts.Classes.Sum(c => c.Units).Should().Be(marts.Products.Sum(p => p.Units)).And.BePositive();
        marts.Classes.Sum(c => c.Revenue).Should().Be(marts.Products.Sum(p => p.Revenue)).And.BePositive();
        Feet(shop.Run).Should().ContainSingle().Which.Should().Equal(Rows(shop.Run));
    }

    [Category("Fast")]
    [Test]
    public void Shortened_product_table_has_totals_of_shown_and_of_all_products()
    {
        Feet(Samples.WithMarts).Should().HaveCount(2);
        Feet(Samples.WithMarts)[0].Should().Equal(Rows(Samples.WithMarts));
        Feet(Samples.WithMarts)[1].Should().Equal(1_280, 1_601, 700_000.01m);
    }

    [Category("Fast")]
    [Test]
    public void Results_of_earlier_versions_have_no_totals_of_orders_and_units()
    {
        var json = ResultsJson.Write(Samples.WithMarts).Replace("\"orders\": 900,", "\"orders\": null,", StringComparison.Ordinal);

        Feet(ResultsJson.Read(json))[1].Should().Equal(null, 1_601, 700_000.01m);
    }

    private static List<List<decimal?>> Feet(RunResult run) => [.. Table(run).Element("tfoot")!.Elements("tr").Select(r => Numbers(r.Elements("td")))];

    private static List<decimal?> Rows(RunResult run)
    {
        var rows = Table(run).Element("tbody")!.Elements("tr").Select(r => Numbers(r.Elements().TakeLast(3))).ToList();
        return [.. Enumerable.Range(0, 3).Select(column => rows.Sum(r => r[column]))];
    }

    private static List<decimal?> Numbers(IEnumerable<XElement> cells) =>
        [.. cells.Select(c => c.Value.Length == 0 ? (decimal?)null : decimal.Parse(c.Value, CultureInfo.InvariantCulture))];

    private static XElement Table(RunResult run) =>
        XDocument.Parse(ReportPage.Render(run)).Descendants("table").Single(t => t.Attribute("class")?.Value is "sortable");
}

using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Shop;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class ChartTests
{
    private static readonly IReadOnlyList<Chart> Charts = All(Samples.Mixed);

    private static IReadOnlyList<Chart> All(RunResult run) => [.. ReportCharts.OfArrival(run), .. ReportCharts.Of(run), .. DashboardCharts.Of(run)];

    [Test]
    public void All_five_charts_are_drawn() => Charts.Should().HaveCount(5).And.OnlyContain(c => c.Drawing != null && c.Instead == null);

    [Test]
    public void Trends_are_drawn_from_two_runs_on()
    {
        var trends = All(Samples.AfterOthers).Skip(5).ToList();
        trends.Should().HaveCount(2).And.OnlyContain(c => c.Drawing != null);
        trends[0].Table.Rows.Should().HaveCount(30);
        trends[0].Table.Rows[^1].Should().Equal("2026-03-14", "31,290", "▲ +10");
        trends[1].Table.Rows.Should().HaveCount(29, "one run did not measure revenue");
        All(Samples.Mixed with { Trend = Samples.AfterOthers.Trend!.Take(1).ToList() }).Should().HaveCount(5, "a trend needs two runs");
    }

    [Test]
    public void Charts_are_deterministic() => All(Samples.Mixed).Select(c => c.Drawing!.ToString()).Should().Equal(Charts.Select(c => c.Drawing!.ToString()));

    [Test]
    public void Charts_leave_colours_and_fonts_to_the_stylesheet()
    {
        foreach (var element in Charts.SelectMany(c => c.Drawing!.DescendantsAndSelf()))
        {
            element.Name.NamespaceName.Should().BeEmpty();
            element.Attributes().Select(a => a.Name.LocalName).Should().NotContain(["fill", "stroke", "font-family", "font-size"]);
            if (element.Name.LocalName is "rect" or "path" or "ellipse" && element.Parent!.Name.LocalName is not "clipPath")
                element.Attribute("class").Should().NotBeNull("otherwise it is black on a dark page: {0}", element);
        }
    }

    [Test]
    public void Bars_are_proportional_to_their_amounts()
    {
        var bars = Charts
            .Single(c => c.Id is "revenue-by-category")
            .Drawing!.Descendants("rect")
            .Where(r => r.Attribute("class")?.Value is "bar")
            .Select(r => (double)r.Attribute("width")!)
            .ToList();
        bars.Should().HaveCount(7);
        bars[0].Should().BeApproximately(Canvas.Width, 0.1);
        bars[1].Should().BeApproximately(Canvas.Width * 611_002.10 / 812_345.67, 0.1);
    }

    [Test]
    public void Small_differences_are_written_out()
    {
        Texts("rows-by-layer").Should().Contain("▼ −1");
        Texts("revenue-by-layer").Should().Contain("▼ −0.01");
    }

    [Test]
    public void Labels_are_searchable_text_in_any_script()
    {
        var run = Samples.Mixed with { Series = new([], [new("日本 عربى 𝄞", 5m), new("<b>", -2m)]) };
        Texts("revenue-by-category", run).Should().Contain("日本 عربى 𝄞").And.Contain("<b>");
    }

    [Test]
    public void Chart_without_data_is_left_out_with_a_reason() =>
        All(Samples.Stopped).Should().OnlyContain(c => c.Drawing == null && c.Instead!.StartsWith("This chart is left out: ") && c.Table.Rows.Count == 0);

    [TestCase("0", "0")]
    [TestCase("0.01", "0.01")]
    [TestCase("-5", "-1")]
    [TestCase("0", "99999999999999999999.99")]
    [TestCase("-12345678901234.56", "12345678901234.56")]
    public void Any_amounts_can_be_drawn(string least, string most)
    {
        var (a, b) = (decimal.Parse(least, null), decimal.Parse(most, null));
        var run = Samples.Mixed with
        {
            Series = new([new("2026-01-01", a), new("2026-01-02", b)], [new("one", b)]),
            Layers = [new("source", "orders", 0, a), new("raw", "orders", long.MaxValue, b)],
        };
        All(run).Should().OnlyContain(c => c.Drawing != null || (c.Id == "revenue-by-layer" && a == b));
    }

    [Test]
    public void Single_day_is_drawn_as_a_point() =>
        All(Samples.Mixed with { Series = new([new("2026-01-01", 5m)], []) })
            .Single(c => c.Id is "revenue-by-day")
            .Drawing!.Descendants("ellipse")
            .Should()
            .ContainSingle();

    [TestCase("0", "2345678.9", "0|1,000,000|2,000,000|3,000,000")]
    [TestCase("0.01", "0.03", "0.00|0.01|0.02|0.03")]
    [TestCase("-10", "30", "−10|0|10|20|30")]
    public void Ticks_are_round_amounts(string least, string most, string labels) =>
        string.Join('|', Ticks.For(decimal.Parse(least, null), decimal.Parse(most, null)).Select(t => t.Label)).Should().Be(labels);

    [Test]
    public void Revenue_by_layer_draws_each_difference_from_zero()
    {
        var run = Samples.Mixed with { Layers = [new("source", "orders", 1, 100m), new("raw", "orders", 1, 130m), new("mart", "m", 1, 70m)] };
        var chart = All(run).Single(c => c.Id is "revenue-by-layer");
        var bars = chart
            .Drawing!.Descendants("rect")
            .Where(r => r.Attribute("class")?.Value is "added" or "lost")
            .Select(r => (Style: r.Attribute("class")!.Value, From: (double?)r.Attribute("x") ?? 0, Width: (double)r.Attribute("width")!))
            .ToList();

        bars.Select(b => b.Style).Should().Equal("added", "lost");
        bars[0].From.Should().BeApproximately(Canvas.Width / 2.0, 0.5, "zero is in the middle of −30 and +30");
        (bars[1].From + bars[1].Width).Should().BeApproximately(Canvas.Width / 2.0, 0.5);
        bars.Should().OnlyContain(b => Math.Abs(b.Width - (Canvas.Width / 2.0)) < 0.5);
        chart.Caption.Should().Be("Difference of each table from the source (source orders: 100.00).");
        chart
            .Table.Rows.Select(r => string.Join(" | ", r))
            .Should()
            .Equal("source · orders | 100.00 | = same", "raw · orders | 130.00 | ▲ +30.00", "mart · m | 70.00 | ▼ −30.00");
    }

    [Test]
    public void Revenue_by_layer_without_a_difference_is_a_sentence()
    {
        var chart = All(Samples.Green).Single(c => c.Id is "revenue-by-layer");

        chart.Drawing.Should().BeNull();
        chart.Instead.Should().Be("source orders: 2,345,678.90. No difference in any of the 7 tables with revenue.");
        chart.Table.Rows.Should().HaveCount(7);
    }

    [Test]
    public void No_axis_is_cut_above_zero()
    {
        var run = Samples.AfterOthers with { Dashboards = Samples.WithMarts.Dashboards };
        foreach (var chart in All(run).Where(c => c.Id is "sales-revenue" or "sales-orders" or "sales-basket" or "trend-of-rows" or "trend-of-revenue"))
            chart.Drawing!.Elements("text").Select(t => t.Value).Should().Contain("0", "{0} begins at zero", chart.Id);
    }

    [Test]
    public void Currency_is_the_unit_of_amounts_only()
    {
        var run = Samples.WithMarts with { Currency = "EUR" };

        Texts("sales-revenue", run).Should().Contain("revenue per day (EUR)");
        Texts("sales-orders", run).Should().Contain("orders per day");
        All(run)
            .Single(c => c.Id is "sales-country")
            .Should()
            .Match<Chart>(c => c.Caption == "700,000.01 EUR in total." && c.Table.Head[1] == "Revenue (EUR)" && c.Table.Head[3] == "Units");
        All(run).Single(c => c.Id is "revenue-by-layer").Caption.Should().Contain("2,345,678.90 EUR");
        All(Samples.WithMarts).SelectMany(c => c.Table.Head.Append(c.Caption)).Should().NotContain(t => t.Contains("EUR", StringComparison.Ordinal));
    }

    [Test]
    public void Dashboards_have_eight_charts_with_their_values()
    {
        var charts = DashboardCharts.Of(Samples.WithMarts);

        charts.Should().HaveCount(8).And.OnlyContain(c => c.Drawing != null && c.Table.Rows.Count > 0);
        charts.Single(c => c.Id is "sales-basket").Table.Rows[0].Should().Equal("2026-01-14", "333.33");
        charts
            .Single(c => c.Id is "products-pareto")
            .Drawing!.Elements("text")
            .Select(t => t.Value)
            .Should()
            .Contain(["A: 30", "B: 60 products", "C: 110 products", "80 %", "95 %"]);
        charts.Single(c => c.Id is "customers-segments").Table.Rows[0].Should().Equal("Champions", "100", "25.0 %", "500,000.00", "71.4 %", "5,000.00", "4.0");
    }

    [Test]
    public void More_than_ninety_days_are_drawn_as_a_seven_day_mean_with_month_labels()
    {
        RunResult Of(int days) =>
            Samples.Mixed with
            {
                Series = new(
                    [.. Enumerable.Range(0, days).Select(i => new RevenuePoint(new DateOnly(2025, 11, 27).AddDays(i).ToString("yyyy-MM-dd", null), i))],
                    []
                ),
            };
        XElement Drawing(int days) => All(Of(days)).Single(c => c.Id is "revenue-by-day").Drawing!;

        Drawing(90).Descendants().Attributes("class").Select(a => a.Value).Should().NotContain("line pale");
        Drawing(91).Descendants().Attributes("class").Select(a => a.Value).Should().Contain("line pale").And.Contain("line c1").And.NotContain("area");
        Texts("revenue-by-day", Of(365))
            .Should()
            .Contain(["2025-12", "2026-02", "month", "revenue per day: 7-day mean, daily values in pale"])
            .And.NotContain("2025-11-27");
    }

    [Test]
    public void Mean_uses_the_days_that_exist()
    {
        DateOnly[] days = [new(2026, 1, 1), new(2026, 1, 2), new(2026, 1, 8), new(2026, 1, 9)];

        DayChart.Means(days, [.. days.Select((d, i) => new RevenuePoint($"{d:yyyy-MM-dd}", (i + 1) * 10m))]).Should().Equal(10, 15, 25, 35);
    }

    [Test]
    public void Two_points_are_both_labelled_and_no_marker_is_clipped()
    {
        var run = Samples.Mixed with { Series = new([new("2026-01-01", 0m), new("2026-01-02", 5m)], []) };
        Texts("revenue-by-day", run).Should().Contain(["2026-01-01", "2026-01-02"]);
        var drawing = All(run).Single(c => c.Id is "revenue-by-day").Drawing!;
        var marks = drawing.Descendants("ellipse").Select(e => (Y: (double)e.Attribute("cy")!, Half: (double)e.Attribute("ry")!)).ToList();
        marks.Should().HaveCount(2).And.OnlyContain(m => m.Y - m.Half >= 26 && m.Y + m.Half <= 210, "the drawing area ends there");
    }

    [Test]
    public void Each_line_has_its_own_marker_and_label()
    {
        var drawing = Charts.Single(c => c.Id is "rows-by-layer").Drawing!;
        string Shapes(int line) =>
            string.Join(
                ' ',
                drawing
                    .Descendants()
                    .Where(e => e.Attribute("class")?.Value.EndsWith($"c{line}", StringComparison.Ordinal) == true && e.Name.LocalName is not "text")
                    .Select(e => e.Name.LocalName)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
            );

        Enumerable.Range(1, 3).Select(Shapes).Should().OnlyHaveUniqueItems();
        Texts("rows-by-layer").Should().Contain(["users", "products", "orders", "order_items", "events", "crm_contacts"]);
        drawing.Elements("text").Single(t => t.Value is "▼ −1").Attribute("class")!.Value.Should().Be("t v c3", "the label has the colour of its line");
    }

    [Test]
    public void Every_chart_labels_its_axes()
    {
        foreach (var chart in All(Samples.WithMarts))
            chart.Drawing!.Elements("text").Count(t => t.Attribute("class")!.Value is "t q").Should().BePositive("{0}", chart.Id);
    }

    private static List<string> Texts(string id, RunResult? run = null) =>
        [.. (run is null ? Charts : All(run)).Single(c => string.Equals(c.Id, id, StringComparison.Ordinal)).Drawing!.Elements("text").Select(t => t.Value)];
}

using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Page;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Shop;

/// <summary>Sales overview, customers and product performance. Each value names the scenarios that check it.</summary>
internal static class DashboardSections
{
    internal const string Sales = "mart mart_sales_overview";
    internal const string Customers = "mart mart_customer_rfm";
    internal const string Products = "mart mart_product_performance";
    internal const string Facts = "core fact_orders";

    /// <summary>The sections of the page: those of marts that were measured.</summary>
    public static IReadOnlyList<(string Id, string Title)> Shown(RunResult run) =>
        run.Dashboards is null
            ? []
            :
            [
                .. new[] { ("sales", "Sales", Sales), ("customers", "Customers", Customers), ("products", "Products", Products) }
                    .Where(s => IsMeasured(run, s.Item3))
                    .Select(s => (s.Item1, s.Item2)),
            ];

    public static void Render(Html html, RunResult run, IReadOnlyList<Chart> charts, FigureCoverage coverage)
    {
        if (run.Dashboards is not { } marts)
            return;
        if (IsMeasured(run, Sales))
            RenderSales(html, run, marts, charts, coverage);
        if (IsMeasured(run, Customers))
            RenderCustomers(html, charts, coverage);
        if (IsMeasured(run, Products))
            RenderProducts(html, run, marts, charts, coverage);
    }

    /// <summary>Whether the run measured a table, such as "mart mart_sales_overview".</summary>
    public static bool IsMeasured(RunResult run, string dataset) => run.Layers.Any(l => string.Equals(l.Dataset, dataset, StringComparison.Ordinal));

    private static void RenderSales(Html html, RunResult run, DashboardsResult marts, IReadOnlyList<Chart> charts, FigureCoverage coverage)
    {
        var (revenue, orders) = (marts.Days.Sum(d => d.Revenue), marts.Days.Sum(d => d.Orders));

        Begin(html, "sales", "Sales overview");
        html.Line($"""<ul class="counts kpis">""");
        Kpi(html, coverage, "Revenue", Figures.Money(revenue, run.Currency), $"{Sales}.total_revenue");
        Kpi(html, coverage, "Orders", Figures.Count(orders), $"{Sales}.total_orders");
        Kpi(html, coverage, "Average basket", Figures.Money(DashboardCharts.Basket(revenue, orders), run.Currency), $"{Sales}.average_order_value");
        Kpi(html, coverage, "Units", Figures.Count(marts.Days.Sum(d => d.Units)), $"{Sales}.total_units");
        html.Line($"</ul>");
        Show(
            html,
            charts,
            coverage,
            ("sales-revenue", [$"{Sales}.total_revenue"]),
            ("sales-orders", [$"{Sales}.total_orders"]),
            ("sales-basket", [$"{Sales}.average_order_value"]),
            ("sales-country", [$"{Facts}.country", $"{Facts}.line_revenue"]),
            ("sales-category", [$"{Products}.category", $"{Products}.total_revenue"])
        );
        html.Line($"</section>");
    }

    private static void RenderCustomers(Html html, IReadOnlyList<Chart> charts, FigureCoverage coverage)
    {
        Begin(html, "customers", "Customers");
        Show(
            html,
            charts,
            coverage,
            ("customers-segments", [$"{Customers}.rfm_segment", $"{Customers}.monetary"]),
            ("customers-value", [$"{Customers}.lifetime_value"])
        );
        html.Line($"</section>");
    }

    private static void RenderProducts(Html html, RunResult run, DashboardsResult marts, IReadOnlyList<Chart> charts, FigureCoverage coverage)
    {
        Begin(html, "products", "Product performance");
        html.Line($"""<div class="charts">""");
        Figure(html, charts, coverage, "products-pareto", [$"{Products}.cumulative_share", $"{Products}.abc_class"]);
        Classes(html, marts.Classes, coverage, run.Currency);
        html.Line($"</div>");
        ProductTable.Render(html, marts, coverage, run.Currency);
        html.Line($"</section>");
    }

    private static void Begin(Html html, string id, string title)
    {
        html.Line($"""<section aria-labelledby="{id}">""");
        html.Line($"""<h2 id="{id}">{title}</h2>""");
    }

    private static void Kpi(Html html, FigureCoverage coverage, string name, string value, string column)
    {
        html.Add($"""<li class="some"><b>{value}</b>{name}""");
        coverage.Render(html, column);
        html.Line($"</li>");
    }

    private static void Show(Html html, IReadOnlyList<Chart> charts, FigureCoverage coverage, params (string Id, string[] Columns)[] wanted)
    {
        html.Line($"""<div class="charts">""");
        foreach (var (id, columns) in wanted)
            Figure(html, charts, coverage, id, columns);
        html.Line($"</div>");
    }

    private static void Figure(Html html, IReadOnlyList<Chart> charts, FigureCoverage coverage, string id, string[] columns)
    {
        if (charts.FirstOrDefault(c => string.Equals(c.Id, id, StringComparison.Ordinal)) is { } chart)
            ChartFigures.Figure(html, chart, () => coverage.Render(html, columns));
    }

    private static void Classes(Html html, IReadOnlyList<ProductClass> classes, FigureCoverage coverage, string? currency)
    {
        if (classes.Count == 0)
            return;
        var (products, revenue) = (classes.Sum(c => c.Products), classes.Sum(c => c.Revenue));
        html.Line(
            $"""<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="Product classes">"""
                + $"<table><caption>Product classes A, B and C</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Class</th><th scope="col" class="n">Products</th>"""
                + $"""<th scope="col" class="n">Share of products</th><th scope="col" class="n">{Figures.InCurrency("Revenue", currency)}</th>"""
                + $"""<th scope="col" class="n">Share of revenue</th></tr></thead><tbody>"""
        );
        foreach (var line in classes)
            html.Line(
                $"""<tr><th scope="row"><span class="data">{TableCell.Of(line.Class)}</span></th>"""
                    + $"""<td class="n">{Figures.Count(line.Products)}</td><td class="n">{DashboardCharts.Share(line.Products, products)}</td>"""
                    + $"""<td class="n">{Figures.Money(line.Revenue)}</td><td class="n">{DashboardCharts.Share(line.Revenue, revenue)}</td></tr>"""
            );
        html.Line(
            $"""</tbody><tfoot><tr><th scope="row">All</th><td class="n">{Figures.Count(products)}</td><td class="n">100.0 %</td>"""
                + $"""<td class="n">{Figures.Money(revenue)}</td><td class="n">100.0 %</td></tr></tfoot></table></div>"""
        );
        coverage.Render(html, $"{Products}.abc_class", $"{Products}.total_revenue");
        html.Line($"</div>");
    }
}

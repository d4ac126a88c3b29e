using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Page;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Shop;

/// <summary>Renders the products by revenue, with the totals of the mart.</summary>
internal static class ProductTable
{
    private const string Mart = "mart mart_product_performance";

    public static void Render(Html html, DashboardsResult marts, FigureCoverage coverage, string? currency)
    {
        var (lines, classes) = (marts.Products, marts.Classes);
        if (lines.Count == 0)
            return;
        var all = Math.Max(lines.Count, classes.Sum(c => c.Products));
        html.Line(
            $"""<details class="card" open="open">"""
                + $"<summary>{(lines.Count < all ? $"Top {Figures.Count(lines.Count)} of {Figures.Count(all)} products" : Figures.Count(all, "product"))}"
                + $" by revenue</summary>"
        );
        coverage.Render(html, $"{Mart}.total_revenue", $"{Mart}.total_units", $"{Mart}.total_orders");
        html.Line(
            $"""<div class="scroll tall" tabindex="0" role="region" aria-label="Products">"""
                + $"""<table class="sortable"><caption class="seen-by-ear">Products by revenue</caption>"""
        );
        html.Line(
            $"""<thead><tr><th scope="col" class="n" aria-sort="ascending">Rank</th><th scope="col">Product</th>"""
                + $"""<th scope="col">Category</th><th scope="col">Class</th><th scope="col">Tier</th><th scope="col" class="n">Orders</th>"""
                + $"""<th scope="col" class="n">Units</th><th scope="col" class="n">{Figures.InCurrency("Revenue", currency)}</th></tr></thead><tbody>"""
        );
        foreach (var line in lines)
            html.Line(
                $"""<tr><td class="n">{Figures.Count(line.Rank)}</td>"""
                    + $"""<th scope="row"><span class="data">{TableCell.Of(line.Name ?? $"product {line.Id}")}</span></th>"""
                    + $"""<td><span class="data">{TableCell.Of(line.Category ?? "–")}</span></td><td>{TableCell.Of(line.Class)}</td>"""
                    + $"""<td>{TableCell.Of(line.Tier)}</td><td class="n">{Figures.Count(line.Orders)}</td>"""
                    + $"""<td class="n">{Figures.Count(line.Units)}</td><td class="n">{Figures.Money(line.Revenue)}</td></tr>"""
            );
        html.Line($"</tbody><tfoot>");
        if (lines.Count < all)
            Total(html, $"Shown: {Figures.Count(lines.Count, "product")}", lines.Sum(p => p.Orders), lines.Sum(p => p.Units), lines.Sum(p => p.Revenue));
        if (classes.Count == 0)
            Total(html, $"All {Figures.Count(all, "product")}", lines.Sum(p => p.Orders), lines.Sum(p => p.Units), lines.Sum(p => p.Revenue));
        else
            Total(html, $"All {Figures.Count(all, "product")}", Sum(classes, c => c.Orders), Sum(classes, c => c.Units), classes.Sum(c => c.Revenue));
        html.Line($"</tfoot></table></div></details>");
    }

    private static long? Sum(IReadOnlyList<ProductClass> classes, Func<ProductClass, long?> figure) =>
        classes.All(c => figure(c) is not null) ? classes.Sum(figure) : null;

    private static void Total(Html html, string name, long? orders, long? units, decimal revenue) =>
        html.Line(
            $"""<tr><th scope="row" colspan="5">{name}</th><td class="n">{(orders is { } o ? Figures.Count(o) : "")}</td>"""
                + $"""<td class="n">{(units is { } u ? Figures.Count(u) : "")}</td><td class="n">{Figures.Money(revenue)}</td></tr>"""
        );
}

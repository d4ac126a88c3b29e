using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders row counts and revenue by layer, with the difference from the previous layer.</summary>
internal static class LayerTables
{
    public static void Render(Html html, RunResult run, bool folded)
    {
        PageSection.Begin(html, "layers", "Rows and revenue by layer", folded);
        if (run.Layers.Count == 0)
        {
            html.Line($"<p>The run ended before anything was counted.</p>");
            PageSection.End(html, folded);
            return;
        }

        var matrix = LayerMatrix.Of(run.Layers);
        if (matrix.Families.Count > 0)
            Rows(html, matrix);
        if (matrix.Others.Count > 0)
            Others(html, matrix);
        var levels = RevenueByLayer.Of(run.Layers);
        if (levels.Count > 0)
            Revenue(html, levels, run);
        PageSection.End(html, folded);
    }

    private static void Rows(Html html, LayerMatrix matrix)
    {
        html.Line($"""<h3 id="rows">Rows</h3>""");
        html.Line($"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="rows"><table class="layers">""");
        html.Line(
            $"<caption>Rows per table, with the difference from the layer before. "
                + $"Core tables have their own grain; their rows are shown but not compared.</caption>"
        );
        html.Add($"""<thead><tr><th scope="col">Table</th>""");
        foreach (var layer in matrix.Layers)
            html.Add($"""<th scope="col" class="n">{layer}</th>""");
        html.Line($"</tr></thead><tbody>");
        foreach (var family in matrix.Families)
        {
            html.Add($"""<tr><th scope="row"><span class="data">{family.Name}</span></th>""");
            foreach (var cell in family.Cells)
                Cell(html, family, cell);
            html.Line($"</tr>");
        }

        html.Line($"</tbody></table></div>");
    }

    private static void Cell(Html html, TableFamily family, LayerCell cell)
    {
        if (cell.Result is not { } layerResult)
        {
            html.Add($"""<td class="n"><span class="seen-by-ear">not counted</span><span aria-hidden="true">–</span></td>""");
            return;
        }

        html.Add($"""<td class="n">{Figures.Count(layerResult.Rows)}""");
        if (cell.Difference is { } difference)
            html.Add($"""<small class="{Style(difference == 0)}">{Figures.Change(difference)}</small>""");
        if (!string.Equals(layerResult.Table, family.Name, StringComparison.Ordinal))
            html.Add($"""<small class="data">{layerResult.Table}</small>""");
        html.Add($"</td>");
    }

    private static void Others(Html html, LayerMatrix matrix)
    {
        html.Line($"""<h3 id="others">Rows of marts and other tables</h3>""");
        html.Line($"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="others"><table>""");
        html.Line($"<caption>These tables aggregate or combine others, so their rows are not compared.</caption>");
        html.Line($"""<thead><tr><th scope="col">Table</th><th scope="col">Layer</th><th scope="col" class="n">Rows</th></tr></thead><tbody>""");
        foreach (var layerResult in matrix.Others)
            html.Line(
                $"""<tr><th scope="row"><span class="data">{layerResult.Table}</span></th>"""
                    + $"""<td><span class="data">{layerResult.Layer}</span></td><td class="n">{Figures.Count(layerResult.Rows)}</td></tr>"""
            );
        html.Line($"</tbody></table></div>");
    }

    private static void Revenue(Html html, IReadOnlyList<LayerRevenue> levels, RunResult run)
    {
        html.Line($"""<h3 id="revenue">Revenue</h3>""");
        html.Line($"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="revenue"><table>""");
        html.Line(
            $"<caption>Revenue per table to the cent, with the difference from the layer before."
                + $"{(run.RevenueDefinition is { } definition ? $" Only orders whose {definition} count as revenue." : "")}</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Layer</th><th scope="col">Table</th>"""
                + $"""<th scope="col" class="n">{Figures.InCurrency("Revenue", run.Currency)}</th>"""
                + $"""<th scope="col" class="n">{Figures.InCurrency("Difference", run.Currency)}</th><th scope="col">Compared with</th></tr></thead><tbody>"""
        );
        foreach (var level in levels)
        {
            html.Add(
                $"""<tr><td><span class="data">{level.Result.Layer}</span></td>"""
                    + $"""<th scope="row"><span class="data">{level.Result.Table}</span></th><td class="n">{Figures.Money(level.Revenue)}</td>"""
            );
            if (level is { Difference: { } difference, ComparedWith: { } comparedWith })
                html.Line(
                    $"""<td class="n"><span class="{Style(difference == 0)}">{Figures.Change(difference)}</span></td>"""
                        + $"""<td><span class="data">{comparedWith.Dataset}</span></td></tr>"""
                );
            else
                html.Line(
                    $"""<td class="n"><span class="seen-by-ear">none</span><span aria-hidden="true">–</span></td><td>first layer with revenue</td></tr>"""
                );
        }

        html.Line($"</tbody></table></div>");
    }

    private static string Style(bool same) => same ? "quiet" : "off";
}

using ShopStream.Reports.Charts;
using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>Renders charts, each with its values as a table.</summary>
internal static class ChartFigures
{
    public static void Render(Html html, IReadOnlyList<Chart> charts, string title = "More charts", bool folded = false)
    {
        PageSection.Begin(html, "charts", title, folded);
        html.Line($"""<div class="charts">""");
        foreach (var chart in charts)
            Figure(html, chart);
        html.Line($"</div>");
        PageSection.End(html, folded);
    }

    /// <param name="html">The page.</param>
    /// <param name="chart">The chart.</param>
    /// <param name="below">Renders content below the drawing; null for none.</param>
    public static void Figure(Html html, Chart chart, Action? below = null)
    {
        html.Line($"""<figure id="{chart.Id}" aria-labelledby="{chart.Id}-heading">""");
        html.Line($"""<h3 id="{chart.Id}-heading">{chart.Title}</h3>""");
        html.Line($"""<figcaption class="data">{chart.Instead ?? chart.Caption}</figcaption>""");
        if (chart.Drawing is { } drawing)
            html.Add(drawing).Line($"");
        below?.Invoke();
        if (chart.Table.Rows.Count > 0)
            Table(html, chart);
        html.Line($"</figure>");
    }

    private static void Table(Html html, Chart chart)
    {
        html.Add(
            $"""<details class="more"><summary>Show as table</summary>"""
                + $"""<div class="scroll" tabindex="0" role="region" aria-label="{chart.Title}: values"><table><caption>{chart.Title}</caption><thead><tr>"""
        );
        for (var i = 0; i < chart.Table.Head.Count; i++)
            html.Add($"""<th scope="col" class="{Align(i)}">{chart.Table.Head[i]}</th>""");
        html.Line($"</tr></thead><tbody>");
        foreach (var row in chart.Table.Rows)
        {
            html.Add($"""<tr><th scope="row"><span class="data">{TableCell.Of(row[0])}</span></th>""");
            for (var i = 1; i < row.Count; i++)
                html.Add($"""<td class="{Align(i)}">{row[i]}</td>""");
            html.Line($"</tr>");
        }

        html.Line($"</tbody></table></div></details>");
    }

    private static string Align(int column) => column == 0 ? "name" : "n";
}

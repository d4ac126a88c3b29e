using System.Globalization;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders the drill-down of a failed reconciliation: levels, causes, keys, layers.</summary>
internal static class DrillDowns
{
    public static void Render(Html html, DrillDownResult drillDown, string finding, string? currency)
    {
        html.Line($"<h5>Drill-down</h5>");
        if (drillDown.FirstDivergentLayer is { } divergent)
            html.Line(
                $"<p>The {drillDown.Metric} is off by <b>{Figures.Change(drillDown.Difference, currency)}</b>. "
                    + $"""Most of the difference begins in <b class="data">{divergent}</b>.</p>"""
            );
        html.Add($"""<ol class="levels">""");
        foreach (var level in drillDown.Levels)
            html.Add($"""<li><span class="data">{level.Level}</span> {Figures.Count(level.Differing)} of {Figures.Count(level.Compared)} differ</li>""");
        html.Line($"</ol>");
        Causes(html, drillDown, finding, currency);
        Keys(html, drillDown, finding, currency);
        Layers(html, drillDown, finding, currency);
        if (drillDown.Note is { } note)
            html.Line($"""<p class="data">{note}</p>""");
    }

    private static void Causes(Html html, DrillDownResult drillDown, string finding, string? currency)
    {
        if (drillDown.Causes.Count == 0)
            return;
        html.Line(
            $"""<div class="scroll" tabindex="0" role="region" aria-label="Causes of {finding}"><table>"""
                + $"<caption>Causes of the difference. The net differences add up to the total.</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Cause</th><th scope="col" class="n">Keys</th>"""
                + $"""<th scope="col" class="n">{Figures.InCurrency("Net difference", currency)}</th>"""
                + $"""<th scope="col" class="n">Share</th></tr></thead><tbody>"""
        );
        foreach (var cause in drillDown.Causes)
        {
            html.Add($"""<tr><th scope="row">{cause.Cause}""");
            if (cause.Detail is { } detail)
                html.Add($"""<small class="data">{detail}</small>""");
            html.Line(
                $"""</th><td class="n">{Figures.Count(cause.Keys)}</td>"""
                    + $"""<td class="n"><span class="{Style(cause.Net)}">{Figures.Change(cause.Net)}</span></td><td class="n">{Share(cause)}</td></tr>"""
            );
        }

        html.Line($"</tbody></table></div>");
    }

    private static void Keys(Html html, DrillDownResult drillDown, string finding, string? currency)
    {
        if (drillDown.Rows.Count == 0)
            return;
        var all = drillDown.Causes.Sum(c => c.Keys);
        html.Line(
            $"""<div class="scroll" tabindex="0" role="region" aria-label="Keys of {finding}"><table><caption>Keys that differ"""
                + $"{(all > drillDown.Rows.Count ? $": the {Figures.Count(drillDown.Rows.Count)} largest of {Figures.Count(all)}" : "")}</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Key</th><th scope="col">Cause</th>"""
                + $"""<th scope="col" class="n">{Figures.InCurrency("Expected", currency)}</th>"""
                + $"""<th scope="col" class="n">{Figures.InCurrency("Found", currency)}</th>"""
                + $"""<th scope="col" class="n">{Figures.InCurrency("Difference", currency)}</th>"""
                + $"""<th scope="col">First divergent layer</th></tr></thead><tbody>"""
        );
        foreach (var row in drillDown.Rows)
        {
            html.Add($"""<tr><th scope="row"><code class="data">{row.Key}</code>""");
            if (row.Detail is { } detail)
                html.Add($"""<small class="data">{detail}</small>""");
            html.Add($"""</th><td>{row.Cause}</td><td class="n">{Figures.Money(row.Expected)}</td><td class="n">{Figures.Money(row.Actual)}</td>""");
            html.Line(
                $"""<td class="n"><span class="{Style(row.Difference)}">{Figures.Change(row.Difference)}</span></td>"""
                    + $"""<td><span class="data">{row.FirstDivergentLayer}</span></td></tr>"""
            );
        }

        html.Line($"</tbody></table></div>");
    }

    private static void Layers(Html html, DrillDownResult drillDown, string finding, string? currency)
    {
        if (drillDown.Layers.Count < 2)
            return;
        html.Line(
            $"""<div class="scroll" tabindex="0" role="region" aria-label="Layers of {finding}"><table>"""
                + $"<caption>The {drillDown.Metric} by layer, with the difference from the expected amount</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Dataset</th><th scope="col" class="n">{Figures.InCurrency("Amount", currency)}</th>"""
                + $"""<th scope="col" class="n">{Figures.InCurrency("Difference", currency)}</th></tr></thead><tbody>"""
        );
        foreach (var layer in drillDown.Layers)
            html.Line(
                $"""<tr><th scope="row"><span class="data">{layer.Dataset}</span></th><td class="n">{Figures.Money(layer.Amount)}</td>"""
                    + $"""<td class="n"><span class="{Style(layer.Difference)}">{Figures.Change(layer.Difference)}</span></td></tr>"""
            );
        html.Line($"</tbody></table></div>");
    }

    private static string Style(decimal difference) => difference == 0 ? "quiet" : "off";

    // Rounded, it would read 0.0 %.
    private static string Share(DrillDownCause cause) =>
        cause is { Gross: not 0, Share: < 0.1m } ? "< 0.1 %" : $"{cause.Share.ToString("0.0", CultureInfo.InvariantCulture)} %";
}

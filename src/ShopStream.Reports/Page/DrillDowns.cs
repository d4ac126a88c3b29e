using System.Globalization;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>The way down of a reconciliation that failed: steps, hops, causes, keys.</summary>
internal static class DrillDowns
{
    public static void Render(Html html, DrillDownResult drillDown, string finding)
    {
        html.Line($"<h6>Where it begins, and why</h6>");
        if (drillDown.FirstHop is { } hop)
            html.Line($"""<p>The {drillDown.What} is off by <b>{Figures.Change(drillDown.Difference)}</b>; most of what differs begins in <b class="data">{hop}</b>.</p>""");
        html.Add($"""<ol class="ladder">""");
        foreach (var step in drillDown.Steps) html.Add($"""<li><span class="data">{step.Level}</span> {Figures.Count(step.Differing)} of {Figures.Count(step.Compared)}</li>""");
        html.Line($"</ol>");
        Causes(html, drillDown, finding);
        Keys(html, drillDown, finding);
        Layers(html, drillDown, finding);
        if (drillDown.Note is { } note) html.Line($"""<p class="data">{note}</p>""");
    }

    private static void Causes(Html html, DrillDownResult drillDown, string finding)
    {
        if (drillDown.Classes.Count == 0) return;
        html.Line($"""<div class="scroll" tabindex="0" role="region" aria-label="Causes of {finding}"><table><caption>Causes: together they are the whole difference</caption>""");
        html.Line($"""<thead><tr><th scope="col">Cause</th><th scope="col" class="n">Keys</th><th scope="col" class="n">Actual less expected</th><th scope="col" class="n">Share of what is off</th></tr></thead><tbody>""");
        foreach (var cause in drillDown.Classes)
        {
            html.Add($"""<tr><th scope="row">{cause.Class}""");
            if (cause.Detail is { } detail) html.Add($"""<small class="data">{detail}</small>""");
            html.Line($"""</th><td class="n">{Figures.Count(cause.Keys)}</td><td class="n"><span class="{Style(cause.Net)}">{Figures.Change(cause.Net)}</span></td><td class="n">{Share(cause)}</td></tr>""");
        }

        html.Line($"</tbody></table></div>");
    }

    private static void Keys(Html html, DrillDownResult drillDown, string finding)
    {
        if (drillDown.Rows.Count == 0) return;
        var all = drillDown.Classes.Sum(c => c.Keys);
        html.Line($"""<div class="scroll" tabindex="0" role="region" aria-label="Keys of {finding}"><table><caption>Keys{(all > drillDown.Rows.Count ? $", the largest {Figures.Count(drillDown.Rows.Count)} of {Figures.Count(all)}" : "")}</caption>""");
        html.Line($"""<thead><tr><th scope="col">Key</th><th scope="col">Cause</th><th scope="col" class="n">Expected</th><th scope="col" class="n">Found</th><th scope="col" class="n">Difference</th><th scope="col">First in</th></tr></thead><tbody>""");
        foreach (var row in drillDown.Rows)
        {
            html.Add($"""<tr><th scope="row"><code class="data">{row.Key}</code>""");
            if (row.Detail is { } detail) html.Add($"""<small class="data">{detail}</small>""");
            html.Add($"""</th><td>{row.Class}</td><td class="n">{Figures.Money(row.Expected)}</td><td class="n">{Figures.Money(row.Actual)}</td>""");
            html.Line($"""<td class="n"><span class="{Style(row.Difference)}">{Figures.Change(row.Difference)}</span></td><td><span class="data">{row.FirstHop}</span></td></tr>""");
        }

        html.Line($"</tbody></table></div>");
    }

    private static void Layers(Html html, DrillDownResult drillDown, string finding)
    {
        if (drillDown.Hops.Count < 2) return;
        html.Line($"""<div class="scroll" tabindex="0" role="region" aria-label="Hops of {finding}"><table><caption>The {drillDown.What} at every hop, beside the expected</caption>""");
        html.Line($"""<thead><tr><th scope="col">Dataset</th><th scope="col" class="n">Amount</th><th scope="col" class="n">Difference</th></tr></thead><tbody>""");
        foreach (var hop in drillDown.Hops)
            html.Line($"""<tr><th scope="row"><span class="data">{hop.Dataset}</span></th><td class="n">{Figures.Money(hop.Amount)}</td><td class="n"><span class="{Style(hop.Difference)}">{Figures.Change(hop.Difference)}</span></td></tr>""");
        html.Line($"</tbody></table></div>");
    }

    private static string Style(decimal difference) => difference == 0 ? "quiet" : "off";

    // Rounded it would read as nothing.
    private static string Share(DrillDownCause cause) =>
        cause is { Gross: not 0, Share: < 0.1m } ? "< 0.1 %" : $"{cause.Share.ToString("0.0", CultureInfo.InvariantCulture)} %";
}

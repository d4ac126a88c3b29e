using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders the reconciling items and their status.</summary>
internal static class Items
{
    public static void Render(Html html, RunResult run, bool folded)
    {
        if (run.ReconcilingItems.Count == 0)
            return;
        PageSection.Begin(html, "items", "Reconciling items", folded);
        html.Line($"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="items"><table>""");
        html.Line(
            $"<caption>Known differences from reconciling-items.csv. "
                + $"A check passes with them only if they explain its whole difference, to the cent and to the key.</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Key</th><th scope="col" class="n">Amount</th><th scope="col">Check</th><th scope="col">Reason</th>"""
                + $"""<th scope="col">Owner</th><th scope="col">Expires</th><th scope="col">Status</th></tr></thead><tbody>"""
        );
        foreach (var item in run.ReconcilingItems)
        {
            html.Add(
                $"""<tr><th scope="row"><span class="data">{item.Key}</span></th>"""
                    + $"""<td class="n">{Figures.Change(item.Amount)}</td><td><span class="data">{item.Check}</span></td>"""
            );
            html.Add(
                $"""<td><span class="data">{item.Reason}</span></td><td><span class="data">{item.Owner}</span></td>"""
                    + $"""<td class="n">{Figures.Day(item.Expires)}</td><td>"""
            );
            if (item.IsStale)
                html.Marked(Outcome.Warned).Add($": ");
            html.Line($"""<span class="data">{item.Message}</span></td></tr>""");
        }

        html.Line($"</tbody></table></div>");
        PageSection.End(html, folded);
    }
}

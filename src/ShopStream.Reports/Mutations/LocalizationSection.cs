using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Mutations;

/// <summary>Whether the drill-downs name what was planted, by layer, and the mutants of which they do not.</summary>
internal static class LocalizationSection
{
    private const int MostListed = 200;

    public static void Render(Html html, MutationReport report)
    {
        html.Line($"""<section aria-labelledby="localization"><h2 id="localization">Localization</h2>""");
        if (report.Localization is null)
        {
            html.Line($"<p>No reconciliation caught a mutant.</p></section>");
            return;
        }
        html.Line(
            $"<p>A reconciliation that catches a mutant drills down to it. Its drill-downs are compared with what was planted: "
                + $"they have to name the planted table, list rows, add up to their check, and name no key that was not changed.</p>"
        );
        html.Line(
            $"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="localization"><table>"""
                + $"<caption>Mutants that a reconciliation caught, by the layer in which they were planted.</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Layer</th><th scope="col" class="n">Localized</th><th scope="col" class="n">Mutants</th>"""
                + $"""<th scope="col" class="n">Right table</th><th scope="col" class="n">Right keys</th></tr></thead><tbody>"""
        );
        foreach (var layer in report.Faults.GroupBy(f => f.Layer, StringComparer.Ordinal).OrderBy(g => Layers.Parse(g.Key)))
        {
            if (LocalizationScore.Of(layer) is not { } score)
                continue;
            html.Line(
                $"""<tr><th scope="row"><span class="data">{layer.Key}</span></th>"""
                    + $"""<td class="n">{Figures.Percent(score.Percent)}</td><td class="n">{Figures.Count(score.Mutants)}</td>"""
                    + $"""<td class="n">{Figures.Count(score.RightLayer)}</td><td class="n">{Figures.Count(score.RightKey)}</td></tr>"""
            );
        }
        html.Line($"</tbody></table></div>");
        var wrong = report.Faults.Where(f => f.Localization is { IsRight: false }).ToList();
        if (wrong.Count > 0)
            html.Line($"<ul>");
        foreach (var mutant in wrong.Take(MostListed))
            html.Line($"""<li><span class="data">{mutant.Description}</span> <small class="data">{mutant.Id}: {mutant.Localization!.Problem}</small></li>""");
        if (wrong.Count > 0)
            html.Line($"</ul>");
        if (wrong.Count > MostListed)
            html.Line($"<p>{Figures.Count(wrong.Count - MostListed)} more are in proof.json.</p>");
        html.Line($"</section>");
    }
}

using System.Xml.Linq;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Page;

namespace ShopStream.Reports.Changes;

/// <summary>Renders the lineage with the tables that were changed themselves and those that inherit a difference.</summary>
internal static class ChangeLineage
{
    public static void Render(Html html, ChangeReport report)
    {
        // Source and lake are the same rows on both sides.
        var nodes = report.Lineage.Where(n => n.Layer is not ("source" or "lake")).ToList();
        if (nodes.Count == 0)
            return;
        html.Line($"""<section aria-labelledby="lineage"><h2 id="lineage">Lineage</h2>""");
        html.Line(
            $"<p>≠ its own model was changed and it differs; ≈ it inherits a difference; ± its model was changed and it does not differ; · unchanged. "
                + $"Both sides read the same raw rows.</p>"
        );
        html.Line($"""<div class="card scroll" tabindex="0" role="region" aria-label="Lineage diagram">""");
        html.Add(Draw(report, nodes)).Line($"");
        html.Line($"</div></section>");
    }

    private static XElement Draw(ChangeReport report, IReadOnlyList<LineageNode> nodes) =>
        LineageDiagram.Draw(
            nodes,
            "img",
            "Lineage: " + string.Join("; ", nodes.Select(n => $"{n.Dataset} {StateOf(report, n).Word}")),
            box =>
            {
                var (symbol, word, style) = StateOf(report, box.Node);
                return new XElement("g", LineageDiagram.Box(box, $"{VisibleCharacters.Text(box.Node.Dataset)}: {word}", symbol, style));
            }
        );

    private static (string Symbol, string Word, string Style) StateOf(ChangeReport report, LineageNode node)
    {
        var table = report.Tables.FirstOrDefault(t => string.Equals(t.Dataset, node.Dataset, StringComparison.Ordinal));
        return table switch
        {
            { Origins: var origins } when origins.Contains(node.Dataset, StringComparer.Ordinal) => ("≠", "changed itself", "failed"),
            not null => ("≈", "inherits a difference", "warned"),
            _ when report.Models.Any(m => string.Equals(m.Dataset, node.Dataset, StringComparison.Ordinal)) => ("±", "changed, no difference", "passed"),
            _ => ("·", "unchanged", "none"),
        };
    }
}

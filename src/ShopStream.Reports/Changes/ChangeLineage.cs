using System.Globalization;
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

    private static XElement Draw(ChangeReport report, IReadOnlyList<LineageNode> nodes)
    {
        var layout = LineageLayout.Of(nodes);
        var svg = new XElement(
            "svg",
            new XAttribute("class", "lineage"),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", "Lineage: " + string.Join("; ", nodes.Select(n => $"{n.Dataset} {StateOf(report, n).Word}"))),
            new XAttribute("viewBox", $"0 0 {Number(layout.Width)} {Number(layout.Height)}"),
            new XAttribute("width", Number(layout.Width)),
            new XAttribute("height", Number(layout.Height))
        );
        foreach (var (name, x) in layout.Layers)
            svg.Add(Text(x, 14, name, "t q"));
        foreach (var box in layout.Boxes.Values)
        foreach (var from in box.Node.Upstream.Where(layout.Boxes.ContainsKey).Select(f => layout.Boxes[f]))
            svg.Add(new XElement("path", new XAttribute("class", "edge"), new XAttribute("d", LineageLayout.Curve(from, box))));
        foreach (var box in layout.Boxes.Values)
        {
            var (symbol, word, style) = StateOf(report, box.Node);
            svg.Add(
                new XElement(
                    "g",
                    new XElement("title", $"{VisibleCharacters.Text(box.Node.Dataset)}: {word}"),
                    new XElement(
                        "rect",
                        new XAttribute("class", $"node {style}"),
                        new XAttribute("x", Number(box.X)),
                        new XAttribute("y", Number(box.Y)),
                        new XAttribute("width", Number(box.Width)),
                        new XAttribute("height", LineageLayout.BoxHeight),
                        new XAttribute("rx", 5)
                    ),
                    Text(box.X + 8, box.Y + 17, $"{symbol} {box.Name}", "t")
                )
            );
        }
        return svg;
    }

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

    private static XElement Text(double x, double y, string text, string style) =>
        new("text", new XAttribute("class", style), new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), VisibleCharacters.Text(text));

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Xml.Linq;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Page;

/// <summary>Draws lineage: layers from left to right, a box for each table, a curve from each table to those that are built from it.</summary>
internal static class LineageDiagram
{
    /// <param name="nodes">The tables, each after those that it is built from.</param>
    /// <param name="role">The diagram's ARIA role: group if the boxes are links, img otherwise.</param>
    /// <param name="label">The diagram's accessible name.</param>
    /// <param name="box">The element of a table, such as a link around <see cref="Box"/>.</param>
    public static XElement Draw(IReadOnlyList<LineageNode> nodes, string role, string label, Func<LineageBox, XElement> box)
    {
        var layout = LineageLayout.Of(nodes);
        var svg = new XElement(
            "svg",
            new XAttribute("class", "lineage"),
            new XAttribute("role", role),
            new XAttribute("aria-label", label),
            new XAttribute("viewBox", $"0 0 {Number(layout.Width)} {Number(layout.Height)}"),
            new XAttribute("width", Number(layout.Width)),
            new XAttribute("height", Number(layout.Height))
        );
        foreach (var (name, x) in layout.Layers)
            svg.Add(Text(x, 14, name, "t q"));
        foreach (var to in layout.Boxes.Values)
        foreach (var from in to.Node.Upstream.Where(layout.Boxes.ContainsKey).Select(f => layout.Boxes[f]))
            svg.Add(new XElement("path", new XAttribute("class", "edge"), new XAttribute("d", LineageLayout.Curve(from, to))));
        svg.Add(layout.Boxes.Values.Select(box));
        return svg;
    }

    /// <summary>The parts of a table's box: title, rectangle and label.</summary>
    /// <param name="box">The table.</param>
    /// <param name="title">Shown when the pointer rests on it.</param>
    /// <param name="symbol">The symbol of its state, before its name.</param>
    /// <param name="style">The state's class in page.css.</param>
    public static IEnumerable<XElement> Box(LineageBox box, string title, string symbol, string style) =>
        [
            new("title", title),
            new(
                "rect",
                new XAttribute("class", $"node {style}"),
                new XAttribute("x", Number(box.X)),
                new XAttribute("y", Number(box.Y)),
                new XAttribute("width", Number(box.Width)),
                new XAttribute("height", LineageLayout.BoxHeight),
                new XAttribute("rx", 5)
            ),
            Text(box.X + 8, box.Y + 17, $"{symbol} {box.Name}", "t"),
        ];

    private static XElement Text(double x, double y, string text, string style) =>
        new("text", new XAttribute("class", style), new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), VisibleCharacters.Text(text));

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

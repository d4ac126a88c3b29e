using System.Globalization;
using System.Xml.Linq;
using ShopStream.Quality.Disclosure;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Where every table comes from, by what its checks say; each leads to them.</summary>
internal static class Lineage
{
    private const int ColumnWidth = 186;
    private const int BoxWidth = 150;
    private const int BoxHeight = 26;
    private const int RowHeight = 36;
    private const int Top = 26;
    private const int LongestName = 20;

    public static void Render(Html html, RunResult run, Guards guards, Extent extent)
    {
        if (run.Lineage.Count == 0) return;
        html.Line($"""<section aria-labelledby="lineage">""");
        html.Line($"""<h2 id="lineage">Lineage</h2>""");
        html.Line($"<p>Every table by the worst of the checks that read it. Follow one to its checks.</p>");
        html.Line($"""<div class="card scroll" tabindex="0" role="region" aria-label="Lineage, as a picture">""");
        html.Add(Draw(run, guards)).Line($"");
        html.Line($"</div>");
        html.Line($"""<div class="datasets">""");
        foreach (var node in run.Lineage) Checks(html, node, guards, extent);
        html.Line($"</div>");
        html.Line($"</section>");
        if (extent.Limits.Links < PageLimits.AllLinks && run.Lineage.Count(n => guards.Of(n.Dataset).Count > extent.Limits.Links) is > 0 and var more)
            extent.Cut($"{Figures.Count(more, "table")} of the lineage {(more == 1 ? "leads" : "lead")} to {Figures.Count(extent.Limits.Links)} scenarios each, and not to more.");
    }

    private static void Checks(Html html, LineageNode node, Guards guards, Extent extent)
    {
        var checks = guards.Of(node.Dataset);
        html.Add($"""<details class="dataset" id="{Id(node)}"><summary>""");
        if (checks.Count == 0) html.Add($"""<span class="mark notjudged"><span aria-hidden="true">○</span> No check</span>""");
        else html.Marked(Outcomes.Worst(checks.Select(c => c.Outcome)));
        html.Line($""" <span class="data">{node.Dataset}</span> <span class="quiet small">{Figures.Count(checks.Count, "scenario")}</span></summary>""");
        if (node.From.Count > 0) html.Line($"""<p class="small">Made of <span class="data">{string.Join(", ", node.From)}</span>.</p>""");
        html.Add($"<ul>");
        foreach (var (index, scenario, outcome) in checks.Take(extent.Limits.Links))
        {
            html.Add($"<li>").Marked(outcome, scenario.Severity);
            html.Add($" ");
            extent.Link(html, index, scenario.Name, scenario.Language);
            html.Line($"</li>");
        }

        if (checks.Count > extent.Limits.Links) html.Line($"<li>{Figures.Count(checks.Count - extent.Limits.Links)} more</li>");
        html.Line($"</ul></details>");
    }

    private static XElement Draw(RunResult run, Guards guards)
    {
        var layers = run.Lineage.GroupBy(n => n.Layer, StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        var places = layers.SelectMany((nodes, column) => nodes.Select((node, row) => (node, X: column * ColumnWidth, Y: Top + (row * RowHeight)))).ToDictionary(p => p.node.Dataset, p => (p.node, p.X, p.Y), StringComparer.Ordinal);
        var (width, height) = (((layers.Count - 1) * ColumnWidth) + BoxWidth + 2, Top + (layers.Max(l => l.Count) * RowHeight));
        var svg = new XElement(
            "svg",
            new XAttribute("class", "lineage"), new XAttribute("role", "group"), new XAttribute("aria-label", "Lineage"),
            new XAttribute("viewBox", $"0 0 {width} {height}"), new XAttribute("width", width), new XAttribute("height", height));
        foreach (var (nodes, column) in layers.Select((l, i) => (l, i))) svg.Add(Text((column * ColumnWidth) + 1, 14, nodes[0].Layer, "t q"));
        foreach (var (node, x, y) in places.Values)
            foreach (var from in node.From.Where(places.ContainsKey).Select(f => places[f]))
                svg.Add(new XElement("path", new XAttribute("class", "edge"), new XAttribute("d", Curve(from.X + BoxWidth, from.Y + (BoxHeight / 2), x, y + (BoxHeight / 2)))));
        foreach (var (node, x, y) in places.Values) svg.Add(Box(node, x, y, guards.Of(node.Dataset)));
        return svg;
    }

    private static XElement Box(LineageNode node, int x, int y, IReadOnlyList<Reader> checks)
    {
        var shown = Visible.Short(node.Table, LongestName);
        var word = checks.Count == 0 ? new OutcomeWord("○", "no check", "none") : OutcomeWords.Of(Outcomes.Worst(checks.Select(c => c.Outcome)));
        var name = $"{Visible.Text(node.Dataset)}: {word.Word}, {Figures.Count(checks.Count, "scenario")}";
        // Who says what they see has to be understood: the name holds the shortened one, too.
        var label = name.Contains(shown, StringComparison.Ordinal) ? name : $"{shown} – {name}";
        return new XElement(
            "a",
            new XAttribute("href", "#" + Id(node)), new XAttribute("aria-label", label),
            new XElement("title", name),
            new XElement("rect", new XAttribute("class", $"node {word.Style}"), new XAttribute("x", x + 1), new XAttribute("y", y), new XAttribute("width", BoxWidth), new XAttribute("height", BoxHeight), new XAttribute("rx", 5)),
            Text(x + 8, y + 17, $"{word.Symbol} {shown}", "t"));
    }

    private static XElement Text(int x, int y, string text, string style) =>
        new("text", new XAttribute("class", style), new XAttribute("x", x), new XAttribute("y", y), Visible.Text(text));

    // Within a layer an edge leaves to the right and comes back from the left: a loop that is seen.
    private static string Curve(int x1, int y1, int x2, int y2) =>
        string.Create(CultureInfo.InvariantCulture, $"M{x1 + 1} {y1}C{x1 + 22} {y1} {x2 - 20} {y2} {x2 + 1} {y2}");

    private static string Id(LineageNode node) => "data-" + string.Concat($"{node.Layer}-{node.Table}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? $"{c}" : string.Create(CultureInfo.InvariantCulture, $".{(int)c:x}")));
}

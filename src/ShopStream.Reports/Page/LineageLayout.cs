using System.Globalization;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>A table in the diagram; coordinates in SVG units.</summary>
/// <param name="Node">The table.</param>
/// <param name="Name">The label, shortened if necessary.</param>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width of the box.</param>
internal sealed record LineageBox(LineageNode Node, string Name, double X, double Y, double Width);

/// <summary>
/// The layout of the lineage diagram: one column per layer, each table as close to its upstream tables as its neighbours allow, to keep crossings few.
/// </summary>
/// <param name="Boxes">By dataset, in layer order and top to bottom.</param>
/// <param name="Layers">Name and left edge of each layer.</param>
/// <param name="Width">Width of the diagram.</param>
/// <param name="Height">Height of the diagram.</param>
internal sealed record LineageLayout(IReadOnlyDictionary<string, LineageBox> Boxes, IReadOnlyList<(string Name, double X)> Layers, double Width, double Height)
{
    public const int BoxHeight = 26;

    private const int RowHeight = 36;
    private const int Top = 26;
    private const int Gap = 44;
    private const int Padding = 32;
    private const int LongestName = 30;

    // The widest of the fonts in page.css.
    private const double CharacterWidth = 7.4;

    public static LineageLayout Of(IReadOnlyList<LineageNode> nodes)
    {
        var boxes = new Dictionary<string, LineageBox>(StringComparer.Ordinal);
        var rows = new Dictionary<string, double>(StringComparer.Ordinal);
        var layers = new List<(string, double)>();
        var x = 1.0;
        foreach (var layer in nodes.GroupBy(n => n.Layer, StringComparer.Ordinal))
        {
            var wanted = layer
                .DistinctBy(n => n.Dataset, StringComparer.Ordinal)
                .Select((n, i) => (Node: n, Row: n.Upstream.Where(rows.ContainsKey).Select(f => rows[f]).DefaultIfEmpty(i).Average()))
                .OrderBy(w => w.Row)
                .ToList();
            var placed = Apart([.. wanted.Select(w => w.Row)]);
            var width = (CharacterWidth * wanted.Max(w => VisibleCharacters.Short(w.Node.Table, LongestName).Length)) + Padding;
            for (var i = 0; i < wanted.Count; i++)
            {
                var node = wanted[i].Node;
                rows[node.Dataset] = placed[i];
                boxes[node.Dataset] = new(node, VisibleCharacters.Short(node.Table, LongestName), x, Top + (placed[i] * RowHeight), width);
            }

            layers.Add((layer.Key, x));
            x += width + Gap;
        }

        return new(boxes, layers, x - Gap + 1, Top + ((rows.Values.DefaultIfEmpty().Max() + 1) * RowHeight));
    }

    /// <summary>The path of an edge. Within a layer, it leaves on the right and returns on the left, so that the loop stays visible.</summary>
    public static string Curve(LineageBox from, LineageBox to)
    {
        var (x1, y1, x2, y2) = (from.X + from.Width, from.Y + (BoxHeight / 2.0), to.X, to.Y + (BoxHeight / 2.0));
        var bend = Math.Max(22, (x2 - x1) * 0.45);
        return $"M{Number(x1)} {Number(y1)}C{Number(x1 + bend)} {Number(y1)} {Number(x2 - bend)} {Number(y2)} {Number(x2)} {Number(y2)}";
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>
    /// Moves the wanted rows (ascending) as little as possible so that they are at least one row apart and not negative (isotonic
    /// regression by pooling adjacent violators).
    /// </summary>
    private static double[] Apart(double[] wanted)
    {
        var pools = new List<(double Sum, int Count)>();
        for (var i = 0; i < wanted.Length; i++)
        {
            pools.Add((wanted[i] - i, 1));
            while (pools.Count > 1 && pools[^1].Sum / pools[^1].Count < pools[^2].Sum / pools[^2].Count)
            {
                pools[^2] = (pools[^2].Sum + pools[^1].Sum, pools[^2].Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }
        }

        return [.. pools.SelectMany(p => Enumerable.Repeat(Math.Max(0, p.Sum / p.Count), p.Count)).Select((row, i) => row + i)];
    }
}

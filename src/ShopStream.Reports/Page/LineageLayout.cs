using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <param name="Node">The table.</param>
/// <param name="Name">As it stands in the box.</param>
/// <param name="X">Of the box, at the left.</param>
/// <param name="Y">Of the box, at the top.</param>
/// <param name="Width">Of the box.</param>
internal sealed record LineageBox(LineageNode Node, string Name, double X, double Y, double Width);

/// <summary>Where each table stands in the picture: a column a layer, as near to what it is made of as its neighbours allow, so that edges cross as little as they must.</summary>
/// <param name="Boxes">By dataset, in the order of the layers and from above.</param>
/// <param name="Layers">The name and the left side of each.</param>
/// <param name="Width">Of all.</param>
/// <param name="Height">Of all.</param>
internal sealed record LineageLayout(IReadOnlyDictionary<string, LineageBox> Boxes, IReadOnlyList<(string Name, double X)> Layers, double Width, double Height)
{
    public const int BoxHeight = 26;

    private const int RowHeight = 36;
    private const int Top = 26;
    private const int Gap = 44;
    private const int Padding = 32;
    private const int LongestName = 30;

    // As wide as the widest of the fonts that the page asks for.
    private const double CharacterWidth = 7.4;

    public static LineageLayout Of(IReadOnlyList<LineageNode> nodes)
    {
        var boxes = new Dictionary<string, LineageBox>(StringComparer.Ordinal);
        var rows = new Dictionary<string, double>(StringComparer.Ordinal);
        var layers = new List<(string, double)>();
        var x = 1.0;
        foreach (var layer in nodes.GroupBy(n => n.Layer, StringComparer.Ordinal))
        {
            var wished = layer.DistinctBy(n => n.Dataset, StringComparer.Ordinal)
                .Select((n, i) => (Node: n, Row: n.From.Where(rows.ContainsKey).Select(f => rows[f]).DefaultIfEmpty(i).Average()))
                .OrderBy(w => w.Row).ToList();
            var placed = Apart([.. wished.Select(w => w.Row)]);
            var width = (CharacterWidth * wished.Max(w => VisibleCharacters.Short(w.Node.Table, LongestName).Length)) + Padding;
            for (var i = 0; i < wished.Count; i++)
            {
                var node = wished[i].Node;
                rows[node.Dataset] = placed[i];
                boxes[node.Dataset] = new(node, VisibleCharacters.Short(node.Table, LongestName), x, Top + (placed[i] * RowHeight), width);
            }

            layers.Add((layer.Key, x));
            x += width + Gap;
        }

        return new(boxes, layers, x - Gap + 1, Top + ((rows.Values.DefaultIfEmpty().Max() + 1) * RowHeight));
    }

    /// <summary>The nearest places to the wished ones, ascending, that are at least a row apart and not above the first: neighbours that want the same place share the way (isotonic regression by pooling adjacent violators).</summary>
    private static double[] Apart(double[] wished)
    {
        var pools = new List<(double Sum, int Count)>();
        for (var i = 0; i < wished.Length; i++)
        {
            pools.Add((wished[i] - i, 1));
            while (pools.Count > 1 && pools[^1].Sum / pools[^1].Count < pools[^2].Sum / pools[^2].Count)
            {
                pools[^2] = (pools[^2].Sum + pools[^1].Sum, pools[^2].Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }
        }

        return [.. pools.SelectMany(p => Enumerable.Repeat(Math.Max(0, p.Sum / p.Count), p.Count)).Select((row, i) => row + i)];
    }
}

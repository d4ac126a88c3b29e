using ScottPlot;

namespace ShopStream.Reports.Charts;

/// <summary>
/// Placeholder colours for ScottPlot that are replaced by CSS classes, so that the stylesheet decides the colours of the light and the
/// dark page.
/// </summary>
internal static class Ink
{
    /// <summary>Number of line colours before they repeat.</summary>
    public const int Lines = 6;

    public static Color Bar { get; } = Color.FromHex("#0A0101");

    public static Color Grid { get; } = Color.FromHex("#0A0102");

    /// <summary>A background line.</summary>
    public static Color Pale { get; } = Color.FromHex("#0A0106");

    public static Color Area { get; } = Color.FromHex("#0A0103");

    /// <summary>A decrease.</summary>
    public static Color Lost { get; } = Color.FromHex("#0A0104");

    /// <summary>An increase.</summary>
    public static Color Added { get; } = Color.FromHex("#0A0105");

    private static readonly Color[] LineColors = [.. Enumerable.Range(1, Lines).Select(i => Color.FromHex($"#0A020{i}"))];

    /// <summary>CSS class by hex colour, for strokes and fills.</summary>
    public static IReadOnlyDictionary<string, string> Classes { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["#0A0101"] = "bar",
            ["#0A0102"] = "grid",
            ["#0A0103"] = "area",
            ["#0A0104"] = "lost",
            ["#0A0105"] = "added",
            ["#0A0106"] = "pale",
            ["#0A0201"] = "c1",
            ["#0A0202"] = "c2",
            ["#0A0203"] = "c3",
            ["#0A0204"] = "c4",
            ["#0A0205"] = "c5",
            ["#0A0206"] = "c6",
        };

    public static Color Line(int index) => LineColors[index % Lines];
}

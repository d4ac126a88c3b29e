using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Redaction;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>
/// An amount by layer: one bar per table, with losses and additions as separate pieces. If nothing differs, bars begin at zero; otherwise the
/// scale is cut so that a cent of millions is visible, and the label says where it begins.
/// </summary>
internal static class WaterfallChart
{
    private const int RowHeight = 36;
    private const int Foot = 22;
    private const int Baseline = 13;
    private const int BarHeight = 11;
    private const int BarMiddle = 25;
    private const int Characters = 58;

    public static XElement Draw(string id, string title, string description, IReadOnlyList<LayerRevenue> levels)
    {
        var height = (levels.Count * RowHeight) + Foot;
        var canvas = new Canvas(height, new PixelPadding(0, 0, Foot, 0));
        var (begin, end) = Scale(levels);
        for (var i = 0; i < levels.Count; i++)
        {
            var level = levels[i];
            var difference = level.Difference ?? 0;
            var before = level.Revenue - difference;
            Bar(canvas, i, begin, Math.Min(level.Revenue, before), Ink.Bar);
            if (difference != 0) Bar(canvas, i, Math.Min(level.Revenue, before), Math.Max(level.Revenue, before), difference < 0 ? Ink.Lost : Ink.Added);
            var amount = difference == 0 ? Figures.Money(level.Revenue) : $"{Figures.Change(difference)} · {Figures.Money(level.Revenue)}";
            canvas.Write(0, (i * RowHeight) + Baseline, VisibleCharacters.Short($"{level.Result.Layer} · {level.Result.Table}", Math.Max(8, Characters - amount.Length)));
            canvas.Write(Canvas.Width, (i * RowHeight) + Baseline, amount, Anchor.End, "t v");
        }

        canvas.Plot.Axes.SetLimits((double)begin, (double)end, 0.5 - levels.Count, 0.5);
        canvas.Write(0, height - 6, begin == 0 ? "revenue" : $"revenue, the scale begins at {Figures.Money(begin)}", style: "t q");
        canvas.Write(Canvas.Width, height - 6, Figures.Money(end), Anchor.End, "t q");
        return canvas.Finish(id, title, description);
    }

    // Money is decimal up to here; from now on it is a length on a screen.
    private static void Bar(Canvas canvas, int row, decimal from, decimal to, Color color) => canvas.Plot.Add.Bar(new Bar
    {
        Position = -row - ((BarMiddle - (RowHeight / 2.0)) / RowHeight),
        ValueBase = (double)from,
        Value = (double)to,
        Size = (double)BarHeight / RowHeight,
        Orientation = Orientation.Horizontal,
        FillColor = color,
        LineWidth = 0,
    });

    private static (decimal Begin, decimal End) Scale(IReadOnlyList<LayerRevenue> levels)
    {
        var (least, most) = (levels.Min(r => r.Revenue), levels.Max(r => r.Revenue));
        if (most <= 0 || least < 0) return (Math.Min(0, least), Math.Max(1, most));
        return least == most ? (0, most) : (Math.Max(0, least - ((most - least) * 1.5m)), most);
    }
}

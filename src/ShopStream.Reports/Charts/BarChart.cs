using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Redaction;

namespace ShopStream.Reports.Charts;

/// <param name="Label">Text above the bar, on the left.</param>
/// <param name="Value">The length of the bar.</param>
/// <param name="Text">The exact value, above the bar, on the right.</param>
internal sealed record BarValue(string Label, decimal Value, string Text);

/// <summary>Horizontal bars from zero, each below its label and exact value, so that long labels fit on a small screen.</summary>
internal static class BarChart
{
    private const int RowHeight = 36;
    private const int Foot = 22;
    private const int Baseline = 13;
    private const int BarHeight = 11;
    private const int BarMiddle = 25;
    private const int RowCharacters = 58;

    /// <param name="id">The id of the chart.</param>
    /// <param name="title">The accessible name.</param>
    /// <param name="description">The accessible description.</param>
    /// <param name="bars">The bars, top to bottom.</param>
    /// <param name="what">The axis label.</param>
    public static XElement Draw(string id, string title, string description, IReadOnlyList<BarValue> bars, string what)
    {
        var height = (bars.Count * RowHeight) + Foot;
        var canvas = new Canvas(height, new PixelPadding(0, 0, Foot, 0));
        for (var i = 0; i < bars.Count; i++)
        {
            canvas.Plot.Add.Bar(
                new Bar
                {
                    Position = -i - ((BarMiddle - (RowHeight / 2.0)) / RowHeight),
                    // Money is decimal up to here; from now on it is a length on a screen.
                    Value = (double)bars[i].Value,
                    Size = (double)BarHeight / RowHeight,
                    Orientation = Orientation.Horizontal,
                    FillColor = Ink.Bar,
                    LineWidth = 0,
                }
            );
            canvas.Write(0, (i * RowHeight) + Baseline, VisibleCharacters.Short(bars[i].Label, Math.Max(8, RowCharacters - bars[i].Text.Length)));
            canvas.Write(Canvas.Width, (i * RowHeight) + Baseline, bars[i].Text, Anchor.End, "t v");
        }

        var least = (double)Math.Min(0, bars.Min(b => b.Value));
        var most = (double)Math.Max(0, bars.Max(b => b.Value));
        canvas.Plot.Axes.SetLimits(least, most > least ? most : 1, 0.5 - bars.Count, 0.5);
        canvas.Write(0, height - 6, what, style: "t q");
        return canvas.Finish(id, title, description);
    }
}

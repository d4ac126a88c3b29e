using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Redaction;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>The difference of each table from the first one: bars from zero, to the left for a loss and to the right for an addition.</summary>
internal static class DifferenceChart
{
    private const int RowHeight = 36;
    private const int Foot = 22;
    private const int Baseline = 13;
    private const int BarHeight = 11;
    private const int BarMiddle = 25;
    private const int Characters = 58;

    // Keeps the labels of the axis inside the drawing.
    private const int LabelMargin = 4;

    public static XElement Draw(string id, string title, string description, IReadOnlyList<LayerRevenue> levels, string? currency)
    {
        var height = (levels.Count * RowHeight) + Foot;
        var canvas = new Canvas(height, new PixelPadding(0, 0, Foot, 0));
        var differences = levels.Select(l => l.Revenue - levels[0].Revenue).ToList();
        var (least, most) = (Math.Min(0, differences.Min()), Math.Max(0, differences.Max()));
        canvas.Plot.Add.VerticalLine(0, 1, Ink.Grid);
        for (var i = 0; i < levels.Count; i++)
        {
            if (differences[i] != 0)
                Bar(canvas, i, differences[i]);
            var text = Figures.Change(differences[i]);
            canvas.Write(
                0,
                (i * RowHeight) + Baseline,
                VisibleCharacters.Short($"{levels[i].Result.Layer} · {levels[i].Result.Table}", Math.Max(8, Characters - text.Length))
            );
            canvas.Write(Canvas.Width, (i * RowHeight) + Baseline, text, Anchor.End, "t v");
        }

        canvas.Plot.Axes.SetLimits((double)least, (double)most, 0.5 - levels.Count, 0.5);
        var zero = (double)(-least / (most - least)) * Canvas.Width;
        var isRight = zero > Canvas.Width / 2.0;
        canvas.Write(
            isRight ? 0 : Canvas.Width,
            height - 6,
            Figures.InCurrency("difference from the source", currency),
            isRight ? Anchor.Start : Anchor.End,
            "t q"
        );
        canvas.Write(Math.Clamp(zero, LabelMargin, Canvas.Width - LabelMargin), height - 6, "0", Anchor.Middle, "t q");
        return canvas.Finish(id, title, description);
    }

    private static void Bar(Canvas canvas, int row, decimal difference) =>
        canvas.Plot.Add.Bar(
            new Bar
            {
                Position = -row - ((BarMiddle - (RowHeight / 2.0)) / RowHeight),
                // Money is decimal up to here; from now on it is a length on a screen.
                Value = (double)difference,
                Size = (double)BarHeight / RowHeight,
                Orientation = Orientation.Horizontal,
                FillColor = difference < 0 ? Ink.Lost : Ink.Added,
                LineWidth = 0,
            }
        );
}

using System.Globalization;
using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Disclosure;
using ShopStream.Reports.Proof;

namespace ShopStream.Reports.Charts;

/// <summary>A heat map of tables by kinds of faults: pale where all are caught, in colour where some are not, and the numbers in each cell, so that colour alone says nothing.</summary>
internal static class BlindSpotChart
{
    private const int RowHeight = 20;
    private const int Head = 36;
    private const int Left = 164;
    private const int LongestName = 27;

    public static XElement Draw(string id, string title, string description, BlindSpots spots)
    {
        var height = Head + (spots.Tables.Count * RowHeight);
        var canvas = new Canvas(height, new PixelPadding(Left, 0, 0, Head));
        canvas.Plot.Axes.SetLimits(0, spots.Kinds.Count, -spots.Tables.Count, 0);
        var width = (double)(Canvas.Width - Left) / spots.Kinds.Count;
        for (var k = 0; k < spots.Kinds.Count; k++) canvas.Write(Left + ((k + 0.5) * width), Head - (k % 2 == 0 ? 8 : 22), spots.Kinds[k], Anchor.Middle, "t q s");
        for (var t = 0; t < spots.Tables.Count; t++)
        {
            canvas.Write(0, Head + (t * RowHeight) + 14, Visible.Short(spots.Tables[t], LongestName), style: "t s");
            for (var k = 0; k < spots.Kinds.Count; k++)
            {
                if (!spots.Cells.TryGetValue((spots.Tables[t], spots.Kinds[k]), out var cell)) continue;
                var shape = canvas.Plot.Add.Rectangle(k + 0.03, k + 0.97, -t - 0.94, -t - 0.06);
                shape.LineWidth = 0;
                shape.FillColor = cell.Caught == cell.Judged ? Ink.Area : cell.Caught == 0 ? Ink.Lost : Ink.Added;
                canvas.Write(Left + ((k + 0.5) * width), Head + (t * RowHeight) + 14, string.Create(CultureInfo.InvariantCulture, $"{cell.Caught}/{cell.Judged}"), Anchor.Middle, cell.Caught == cell.Judged ? "t s" : "t s on");
            }
        }

        return canvas.Finish(id, title, description);
    }
}

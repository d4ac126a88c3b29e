using System.Globalization;
using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Redaction;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Mutations;

namespace ShopStream.Reports.Mutations;

/// <summary>Heat map of caught mutants: pale if all are caught, coloured if some survive, with numbers so that nothing depends on colour alone.</summary>
internal static class BlindSpotChart
{
    private const int NameCharacters = 27;

    // With more kinds, their names are rotated and only cells with surviving mutants have numbers.
    private const int FewKinds = 8;

    public static XElement Draw(string id, string title, string description, BlindSpots spots)
    {
        var many = spots.Kinds.Count > FewKinds;
        var (head, row, left, right, baseline) = many ? (104, 13, 150, 34, 10) : (36, 20, 164, 8, 14);
        var style = many ? "t s xs" : "t s";
        var canvas = new Canvas(head + (spots.Rows.Count * row), new PixelPadding(left, right, 0, head));
        canvas.Plot.Axes.SetLimits(0, spots.Kinds.Count, -spots.Rows.Count, 0);
        var width = (double)(Canvas.Width - left - right) / spots.Kinds.Count;
        for (var k = 0; k < spots.Kinds.Count; k++)
        {
            var x = left + ((k + 0.5) * width);
            if (many)
                canvas.Write(x + 2, head - 6, spots.Kinds[k], Anchor.Start, "t q s xs", -60);
            else
                canvas.Write(x, head - (k % 2 == 0 ? 8 : 22), spots.Kinds[k], Anchor.Middle, "t q s");
        }

        for (var r = 0; r < spots.Rows.Count; r++)
        {
            canvas.Write(0, head + (r * row) + baseline, VisibleCharacters.Short(spots.Rows[r], many ? NameCharacters + 5 : NameCharacters), style: style);
            for (var k = 0; k < spots.Kinds.Count; k++)
            {
                if (!spots.Cells.TryGetValue((spots.Rows[r], spots.Kinds[k]), out var cell))
                    continue;
                var shape = canvas.Plot.Add.Rectangle(k + 0.03, k + 0.97, -r - 0.94, -r - 0.06);
                shape.LineWidth = 0;
                shape.FillColor =
                    cell.Caught == cell.Judged ? Ink.Area
                    : cell.Caught == 0 ? Ink.Lost
                    : Ink.Added;
                var (all, text) = (
                    cell.Caught == cell.Judged,
                    many ? $"{cell.Judged - cell.Caught}" : string.Create(CultureInfo.InvariantCulture, $"{cell.Caught}/{cell.Judged}")
                );
                if (!all || !many)
                    canvas.Write(left + ((k + 0.5) * width), head + (r * row) + baseline, text, Anchor.Middle, all ? style : $"{style} on");
            }
        }

        return canvas.Finish(id, title, description);
    }
}

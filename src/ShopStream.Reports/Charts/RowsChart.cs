using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Disclosure;
using ShopStream.Reports.Hops;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>One line a table over the hops on a logarithmic scale, so that small tables are seen beside large ones: level is intact.</summary>
internal static class RowsChart
{
    private const int Left = 78;
    private const int Right = 92;
    private const int Bottom = 40;
    private const int Top = 26;
    private const int LabelHeight = 14;
    private const int NameCharacters = 13;

    public static XElement Draw(string id, string title, string description, HopMatrix matrix)
    {
        var height = Math.Max(250, (matrix.Families.Count * LabelHeight) + Top + Bottom + 20);
        var canvas = new Canvas(height, new PixelPadding(Left, Right, Bottom, Top));
        var rows = matrix.Families.SelectMany(f => f.Cells).Select(c => c.Hop).OfType<Quality.Verdicts.HopResult>().Select(h => Level(h.Rows)).ToList();
        var (lowest, highest) = ((int)Math.Floor(rows.Min()), (int)Math.Max(Math.Floor(rows.Min()) + 1, Math.Ceiling(rows.Max())));
        canvas.GridAt([.. Enumerable.Range(lowest, highest - lowest + 1).Select(power => (double)power)]);

        for (var i = 0; i < matrix.Families.Count; i++)
        {
            var points = Points(matrix.Families[i]);
            var line = canvas.Plot.Add.Scatter(points.Select(p => (double)p.Place).ToArray(), points.Select(p => Level(p.Rows)).ToArray());
            line.Color = Ink.Line(i);
            line.LineWidth = 2;
            line.MarkerSize = 6;
        }

        canvas.Plot.Axes.SetLimits(-0.15, Math.Max(0, matrix.Hops.Count - 1) + 0.15, lowest - 0.05, highest + 0.05);
        for (var power = lowest; power <= highest; power++)
            canvas.Write(Left - 6, canvas.At(0, power).Y + 4, power == 0 ? "0" : Figures.Count((long)Math.Pow(10, Math.Min(power, 18))), Anchor.End);
        for (var i = 0; i < matrix.Hops.Count; i++)
            canvas.Write(canvas.At(i, lowest).X, height - 24, matrix.Hops[i], Anchor.Middle);
        canvas.Write(0, 12, "rows, each step ten times the one before", style: "t q");
        canvas.Write(Canvas.Width - Right, height - 6, "hop", Anchor.End, "t q");
        Differences(canvas, matrix);
        Names(canvas, matrix, height);
        return canvas.Finish(id, title, description);
    }

    // One row of millions does not bend a line: it has to be said.
    private static void Differences(Canvas canvas, HopMatrix matrix)
    {
        foreach (var family in matrix.Families)
        {
            for (var i = 0; i < family.Cells.Count; i++)
            {
                if (family.Cells[i] is not { Hop: { } hop, Difference: { } difference } || difference == 0) continue;
                var point = canvas.At(i, Level(hop.Rows));
                canvas.Write(point.X, point.Y + LabelHeight + 2, Figures.Change(difference), Anchor.Middle, "t v");
            }
        }
    }

    private static void Names(Canvas canvas, HopMatrix matrix, int height)
    {
        var labels = matrix.Families.Select(f => (f.Name, canvas.At(0, Level(Points(f)[^1].Rows)).Y)).OrderBy(l => l.Y).ToList();
        var room = height - Bottom;
        var y = labels.Select(l => (double)l.Y + 4).ToArray();
        for (var i = 1; i < y.Length; i++) y[i] = Math.Max(y[i], y[i - 1] + LabelHeight);
        for (var i = y.Length - 1; i >= 0; i--) y[i] = Math.Min(y[i], room - ((y.Length - 1 - i) * LabelHeight));
        for (var i = 0; i < y.Length; i++) canvas.Write(Canvas.Width - Right + 6, y[i], Visible.Short(labels[i].Name, NameCharacters));
    }

    private static List<(int Place, long Rows)> Points(HopFamily family) =>
        [.. family.Cells.Select((c, i) => (c.Hop, i)).Where(p => p.Hop is not null).Select(p => (p.i, p.Hop!.Rows))];

    // Zero rows have a place too: at the foot of the scale.
    private static double Level(long rows) => rows <= 0 ? 0 : Math.Log10(rows);
}

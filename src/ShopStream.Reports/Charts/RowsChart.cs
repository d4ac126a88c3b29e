using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Redaction;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>
/// Rows per layer, one line per table, on a logarithmic scale so that small tables are visible beside large ones. Each line has its own
/// colour and marker and leads to its name.
/// </summary>
internal static class RowsChart
{
    private const int Left = 70;
    private const int Right = 92;
    private const int Bottom = 40;
    private const int Top = 26;
    private const int LabelHeight = 15;
    private const int NameCharacters = 13;
    private const double Mark = 7;

    // Space for the lines that lead to the names, as a share of the distance between two layers.
    private const double Lead = 0.55;

    private static readonly MarkerShape[] Marks =
    [
        MarkerShape.FilledCircle,
        MarkerShape.FilledSquare,
        MarkerShape.FilledTriangleUp,
        MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown,
        MarkerShape.OpenCircle,
        MarkerShape.OpenSquare,
    ];

    public static XElement Draw(string id, string title, string description, LayerMatrix matrix)
    {
        var height = Math.Max(250, (matrix.Families.Count * LabelHeight) + Top + Bottom + 20);
        var canvas = new Canvas(height, new PixelPadding(Left, Right, Bottom, Top));
        var rows = matrix.Families.SelectMany(f => f.Cells).Select(c => c.Result).OfType<Quality.Results.LayerResult>().Select(h => Level(h.Rows)).ToList();
        var (lowest, highest) = ((int)Math.Floor(rows.Min()), (int)Math.Max(Math.Floor(rows.Min()) + 1, Math.Ceiling(rows.Max())));
        var end = Math.Max(0, matrix.Layers.Count - 1) + Lead;
        canvas.GridAt([.. Enumerable.Range(lowest, highest - lowest + 1).Select(power => (double)power)]);
        canvas.Plot.Axes.SetLimits(-0.2, end, lowest - 0.08, highest + 0.08);
        Lines(canvas, matrix, end, height);

        for (var power = lowest; power <= highest; power++)
            canvas.Write(Left - 6, canvas.At(0, power).Y + 4, power == 0 ? "0" : Figures.Count((long)Math.Pow(10, Math.Min(power, 18))), Anchor.End);
        for (var i = 0; i < matrix.Layers.Count; i++)
            canvas.Write(canvas.At(i, lowest).X, height - 24, matrix.Layers[i], Anchor.Middle);
        canvas.Write(0, 12, "rows, logarithmic scale", style: "t q");
        canvas.Write(Canvas.Width - Right, height - 6, "layer", Anchor.End, "t q");
        Differences(canvas, matrix);
        return canvas.Finish(id, title, description);
    }

    private static void Lines(Canvas canvas, LayerMatrix matrix, double end, int height)
    {
        var names = Names(canvas, matrix, height);
        for (var i = 0; i < matrix.Families.Count; i++)
        {
            var points = Points(matrix.Families[i]);
            var lead = canvas.Plot.Add.Line(points[^1].Position, Level(points[^1].Rows), end, canvas.YAt(names[i]));
            lead.Color = Ink.Line(i);
            lead.LineWidth = 1;
            lead.MarkerSize = 0;
            var line = canvas.Plot.Add.Scatter(points.Select(p => (double)p.Position).ToArray(), points.Select(p => Level(p.Rows)).ToArray());
            line.Color = Ink.Line(i);
            line.LineWidth = 2;
            line.MarkerShape = Marks[i % Marks.Length];
            line.MarkerSize = (float)Mark;
            canvas.Write(Canvas.Width - Right + 4, names[i] + 4, VisibleCharacters.Short(matrix.Families[i].Name, NameCharacters));
        }
    }

    // One row of millions does not bend a line, so differences are written out, in the colour of the line, on the side with more space.
    private static void Differences(Canvas canvas, LayerMatrix matrix)
    {
        for (var f = 0; f < matrix.Families.Count; f++)
        {
            for (var i = 0; i < matrix.Families[f].Cells.Count; i++)
            {
                if (matrix.Families[f].Cells[i] is not { Result: { } layerResult, Difference: { } difference } || difference == 0)
                    continue;
                var point = canvas.At(i, Level(layerResult.Rows));
                var others = matrix
                    .Families.Where((_, other) => other != f)
                    .Select(o => o.Cells[i].Result)
                    .OfType<Quality.Results.LayerResult>()
                    .Select(h => canvas.At(i, Level(h.Rows)).Y - point.Y)
                    .ToList();
                var isBelow =
                    others.Where(y => y >= 0).DefaultIfEmpty(float.MaxValue).Min()
                    > others.Where(y => y < 0).Select(y => -y).DefaultIfEmpty(float.MaxValue).Min();
                canvas.Write(
                    point.X,
                    point.Y + (isBelow ? LabelHeight : 7 - LabelHeight),
                    Figures.Change(difference),
                    Anchor.Middle,
                    $"t v c{(f % Ink.Lines) + 1}"
                );
            }
        }
    }

    /// <summary>The vertical position of each name in SVG units: level with its last point, or as close as the other names allow.</summary>
    private static double[] Names(Canvas canvas, LayerMatrix matrix, int height)
    {
        var wanted = matrix.Families.Select((f, i) => (Index: i, Y: (double)canvas.At(0, Level(Points(f)[^1].Rows)).Y)).OrderBy(l => l.Y).ToList();
        var y = wanted.Select(l => l.Y).ToArray();
        for (var i = 1; i < y.Length; i++)
            y[i] = Math.Max(y[i], y[i - 1] + LabelHeight);
        for (var i = y.Length - 1; i >= 0; i--)
            y[i] = Math.Min(y[i], height - Bottom - 4 - ((y.Length - 1 - i) * LabelHeight));
        var names = new double[y.Length];
        foreach (var (label, at) in wanted.Zip(y))
            names[label.Index] = at;
        return names;
    }

    private static List<(int Position, long Rows)> Points(TableFamily family) =>
        [.. family.Cells.Select((c, i) => (c.Result, i)).Where(p => p.Result is not null).Select(p => (p.i, p.Result!.Rows))];

    // Zero rows are placed at the bottom of the scale.
    private static double Level(long rows) => rows <= 0 ? 0 : Math.Log10(rows);
}

using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>How few products carry how much of the revenue, with the limits of A and B.</summary>
internal static class ParetoChart
{
    private const int Height = 260;
    private const int Left = 50;
    private const int Right = 20;
    private const int Bottom = 40;
    private const int Top = 26;

    public static XElement Draw(string id, string title, string description, IReadOnlyList<ParetoPoint> points, IReadOnlyList<ProductClass> classes)
    {
        var canvas = new Canvas(Height, new PixelPadding(Left, Right, Bottom, Top));
        var most = Math.Max(1, points.Max(p => p.Products));
        decimal[] limits = [0, 0.2m, 0.4m, 0.6m, 0.8m, 0.95m];
        canvas.GridAt([.. limits.Select(l => (double)l)]);
        var line = canvas.Plot.Add.Scatter((double[])[0, .. points.Select(p => (double)p.Products)], (double[])[0, .. points.Select(p => (double)p.Share)]);
        line.Color = Ink.Line(0);
        line.LineWidth = 2;
        line.MarkerSize = 5;
        canvas.Plot.Axes.SetLimits(0, most, 0, 1.02);
        foreach (var limit in limits) canvas.Write(Left - 6, canvas.At(0, (double)limit).Y + 4, $"{(int)(limit * 100)} %", Anchor.End);
        var (count, revenue, all) = (0L, 0m, classes.Sum(c => c.Revenue));
        foreach (var of in classes.Where(c => c.Class is "A" or "B" && all > 0))
        {
            (count, revenue) = (count + of.Products, revenue + of.Revenue);
            Limit(canvas, of, count, revenue / all, most);
        }

        foreach (var at in new[] { 0, most / 2, most }.Distinct())
            canvas.Write(canvas.At(at, 0).X, Height - 24, Figures.Count(at), at == 0 ? Anchor.Start : at == most ? Anchor.End : Anchor.Middle);
        canvas.Write(0, 12, "share of revenue", style: "t q");
        canvas.Write(Canvas.Width - Right, Height - 6, "products, the best first", Anchor.End, "t q");
        return canvas.Finish(id, title, description);
    }

    private static void Limit(Canvas canvas, ProductClass line, long upTo, decimal share, long most)
    {
        // On the side where there is room.
        var right = upTo > most / 2;
        var at = canvas.At(upTo, (double)share);
        canvas.Write(at.X + (right ? -8 : 8), at.Y + 18, $"{line.Class}: {Figures.Count(line.Products, "product")}", right ? Anchor.End : Anchor.Start, "t v");
    }
}

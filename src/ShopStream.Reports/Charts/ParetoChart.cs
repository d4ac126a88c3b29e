using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>Pareto curve: cumulative share of revenue by product, with the classes A, B and C.</summary>
internal static class ParetoChart
{
    private const int Height = 270;
    private const int Left = 50;
    private const int Right = 20;
    private const int Bottom = 40;
    private const int Top = 26;
    private const double CharacterWidth = 7.2;

    // Keeps dots on an axis from being clipped.
    private const double Margin = 0.02;

    private static readonly decimal[] Ticks = [0, 0.2m, 0.4m, 0.6m];
    private static readonly decimal[] Limits = [0.8m, 0.95m];

    public static XElement Draw(string id, string title, string description, IReadOnlyList<ParetoPoint> points, IReadOnlyList<ProductClass> classes)
    {
        var canvas = new Canvas(Height, new PixelPadding(Left, Right, Bottom, Top));
        var most = Math.Max(1, Math.Max(points.Max(p => p.Products), classes.Sum(c => c.Products)));
        canvas.GridAt([.. Ticks.Select(l => (double)l)]);
        canvas.Plot.Axes.SetLimits(-Margin * most, (1 + Margin) * most, -Margin, 1 + Margin);
        foreach (var limit in Limits)
            Line(canvas, -Margin * most, (double)limit, (1 + Margin) * most, (double)limit);
        long upTo = 0;
        foreach (var of in classes)
        {
            Name(canvas, of, upTo, most);
            upTo += of.Products;
            if (upTo < most)
                Line(canvas, upTo, -Margin, upTo, 1 + Margin);
        }

        var curve = canvas.Plot.Add.Scatter((double[])[0, .. points.Select(p => (double)p.Products)], (double[])[0, .. points.Select(p => (double)p.Share)]);
        curve.Color = Ink.Line(0);
        curve.LineWidth = 2;
        curve.MarkerSize = 5;
        foreach (var tick in Ticks)
            canvas.Write(Left - 6, canvas.At(0, (double)tick).Y + 4, $"{(int)(tick * 100)} %", Anchor.End);
        foreach (var limit in Limits)
            canvas.Write(Left - 6, canvas.At(0, (double)limit).Y + 4, $"{(int)(limit * 100)} %", Anchor.End, "t v");
        foreach (var at in new[] { 0, most / 2, most }.Distinct())
            canvas.Write(canvas.At(at, 0).X, Height - 24, Figures.Count(at), at == most ? Anchor.End : Anchor.Middle);
        canvas.Write(0, 12, "share of revenue; A up to 80 %, B up to 95 %", style: "t q");
        canvas.Write(Canvas.Width - Right, Height - 6, "products, best-selling first", Anchor.End, "t q");
        return canvas.Finish(id, title, description);
    }

    private static void Line(Canvas canvas, double x1, double y1, double x2, double y2)
    {
        var line = canvas.Plot.Add.Line(x1, y1, x2, y2);
        line.Color = Ink.Line(1);
        line.LineWidth = 1;
        line.MarkerSize = 0;
    }

    // At the bottom, in the middle of the class; with the number of products if it fits.
    private static void Name(Canvas canvas, ProductClass of, long from, long most)
    {
        if (of.Products == 0)
            return;
        var (left, right) = (canvas.At(from, 0).X, canvas.At(from + of.Products, 0).X);
        var (middle, y) = ((left + right) / 2, canvas.At(0, 0).Y);
        var text =
            ((string[])[$"{of.Class}: {Figures.Count(of.Products, "product")}", $"{of.Class}: {Figures.Count(of.Products)}"]).FirstOrDefault(t =>
                t.Length * CharacterWidth < right - left
            ) ?? of.Class;
        canvas.Write(Math.Clamp(middle, Left, Canvas.Width - Right), y - 12, text, Anchor.Middle, "t v");
    }
}

using System.Globalization;
using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>An amount over days, as a line over its area.</summary>
internal static class DayChart
{
    private const int Height = 250;
    private const int Bottom = 40;
    private const int Top = 26;
    private const int Right = 14;
    private const double CharacterWidth = 6.6;
    private const int DatesShown = 3;
    private const int PointsWithMarkers = 45;

    public static XElement Draw(string id, string title, string description, IReadOnlyList<RevenuePoint> points, string what, string when = "day")
    {
        var ticks = Ticks.For(points.Min(p => p.Revenue), points.Max(p => p.Revenue));
        var left = (float)(10 + (CharacterWidth * ticks.Max(t => t.Label.Length)));
        var canvas = new Canvas(Height, new PixelPadding(left, Right, Bottom, Top));
        var x = Positions(points);
        canvas.GridAt([.. ticks.Select(t => (double)t.Value)]);
        var line = canvas.Plot.Add.Scatter(x, [.. points.Select(p => (double)p.Revenue)]);
        line.Color = Ink.Line(0);
        line.LineWidth = 2;
        line.MarkerSize = points.Count > PointsWithMarkers ? 0 : 5;
        line.FillY = true;
        line.FillYColor = Ink.Area;
        var margin = Math.Max(0.5, (x[^1] - x[0]) * 0.02);
        canvas.Plot.Axes.SetLimits(x[0] - margin, x[^1] + margin, (double)ticks[0].Value, (double)ticks[^1].Value * 1.02);

        foreach (var tick in ticks)
            canvas.Write(left - 6, canvas.At(x[0], (double)tick.Value).Y + 4, tick.Label, Anchor.End);
        var taken = new List<(double From, double To)>();
        foreach (var i in Spread(points.Count))
        {
            var anchor = points.Count == 1 ? Anchor.Middle : i == 0 ? Anchor.Start : i == points.Count - 1 ? Anchor.End : Anchor.Middle;
            var (at, wide) = (canvas.At(x[i], 0).X, CharacterWidth * points[i].Key.Length);
            var from = anchor switch { Anchor.Start => at, Anchor.End => at - wide, _ => at - (wide / 2) };
            if (taken.Exists(t => from < t.To + CharacterWidth && t.From < from + wide + CharacterWidth)) continue;
            taken.Add((from, from + wide));
            canvas.Write(at, Height - 24, points[i].Key, anchor);
        }

        canvas.Write(0, 12, what, style: "t q");
        canvas.Write(Canvas.Width - Right, Height - 6, when, Anchor.End, "t q");
        return canvas.Finish(id, title, description);
    }

    // A day without revenue is a gap as wide as a day; keys that are no days stand side by side.
    private static double[] Positions(IReadOnlyList<RevenuePoint> points)
    {
        var days = points.Select(p => DateOnly.TryParseExact(p.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.DayNumber : (int?)null).ToList();
        return days.Contains(null) ? [.. days.Select((_, i) => (double)i)] : [.. days.Select(d => (double)d!.Value)];
    }

    // Both ends first: what is between them gives way.
    private static IEnumerable<int> Spread(int count) =>
        new[] { 0, count - 1 }.Concat(Enumerable.Range(0, DatesShown).Select(i => i * (count - 1) / (DatesShown - 1))).Distinct();
}

using System.Globalization;
using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>An amount over days, as a line over its area; over a quarter or more, the mean of seven days over the days themselves, with months below.</summary>
internal static class DayChart
{
    /// <summary>More days than these are shown by their means.</summary>
    public const int MostDays = 90;

    private const int Height = 250;
    private const int Bottom = 40;
    private const int Top = 26;
    private const int Right = 14;
    private const double CharacterWidth = 6.6;
    private const int DatesShown = 3;
    private const int PointsWithMarkers = 45;
    private const int Week = 7;

    public static XElement Draw(string id, string title, string description, IReadOnlyList<RevenuePoint> points, string what, string when = "day")
    {
        var ticks = Ticks.For(points.Min(p => p.Revenue), points.Max(p => p.Revenue));
        var left = (float)(10 + (CharacterWidth * ticks.Max(t => t.Label.Length)));
        var canvas = new Canvas(Height, new PixelPadding(left, Right, Bottom, Top));
        var days = Days(points);
        double[] x = days is null ? [.. points.Select((_, i) => (double)i)] : [.. days.Select(d => (double)d.DayNumber)];
        var isLong = days is not null && points.Count > MostDays;
        canvas.GridAt([.. ticks.Select(t => (double)t.Value)]);
        if (isLong)
        {
            Line(canvas, x, points.Select(p => p.Revenue), Ink.Pale, 1);
            Line(canvas, x, Means(days!, points), Ink.Line(0), 2);
        }
        else
        {
            var line = Line(canvas, x, points.Select(p => p.Revenue), Ink.Line(0), 2);
            line.MarkerSize = points.Count > PointsWithMarkers ? 0 : 5;
            line.FillY = true;
            line.FillYColor = Ink.Area;
        }

        var (margin, room) = (Math.Max(0.5, (x[^1] - x[0]) * 0.02), (double)(ticks[^1].Value - ticks[0].Value) * 0.02);
        canvas.Plot.Axes.SetLimits(x[0] - margin, x[^1] + margin, (double)ticks[0].Value - room, (double)ticks[^1].Value + room);

        foreach (var tick in ticks)
            canvas.Write(left - 6, canvas.At(x[0], (double)tick.Value).Y + 4, tick.Label, Anchor.End);
        if (isLong) Months(canvas, days!, left);
        else Dates(canvas, x, points);
        canvas.Write(0, 12, isLong ? $"{what}: mean of {Week} days, over each day (pale)" : what, style: "t q");
        canvas.Write(Canvas.Width - Right, Height - 6, isLong ? "month" : when, Anchor.End, "t q");
        return canvas.Finish(id, title, description);
    }

    private static ScottPlot.Plottables.Scatter Line(Canvas canvas, double[] x, IEnumerable<decimal> values, Color color, float width)
    {
        var line = canvas.Plot.Add.Scatter(x, [.. values.Select(v => (double)v)]);
        line.Color = color;
        line.LineWidth = width;
        line.MarkerSize = 0;
        return line;
    }

    // A day without revenue is a gap as wide as a day; keys that are no days stand side by side.
    private static List<DateOnly>? Days(IReadOnlyList<RevenuePoint> points)
    {
        var days = points.Select(p => DateOnly.TryParseExact(p.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null).ToList();
        return days.Contains(null) ? null : days.ConvertAll(d => d!.Value);
    }

    /// <summary>Of a day and the six before it, those that there are.</summary>
    internal static IEnumerable<decimal> Means(IReadOnlyList<DateOnly> days, IReadOnlyList<RevenuePoint> points)
    {
        var from = 0;
        for (var i = 0; i < points.Count; i++)
        {
            while (days[from] <= days[i].AddDays(-Week)) from++;
            yield return points.Skip(from).Take(i - from + 1).Average(p => p.Revenue);
        }
    }

    // Every month, or every second, third …: as many as can be read.
    private static void Months(Canvas canvas, List<DateOnly> days, float left)
    {
        const int Written = 7;
        var half = CharacterWidth * Written / 2;
        var first = new DateOnly(days[0].Year, days[0].Month, 1).AddMonths(days[0].Day == 1 ? 0 : 1);
        var month = (Canvas.Width - Right - left) * 30.4 / (days[^1].DayNumber - days[0].DayNumber);
        var step = Math.Max(1, (int)Math.Ceiling(CharacterWidth * (Written + 2) / month));
        for (var at = first; at <= days[^1]; at = at.AddMonths(step))
        {
            canvas.Plot.MoveToBack(canvas.Plot.Add.VerticalLine(at.DayNumber, 1, Ink.Grid));
            var x = canvas.At(at.DayNumber, 0).X;
            if (x + half <= Canvas.Width) canvas.Write(x, Height - 24, at.ToString("yyyy-MM", CultureInfo.InvariantCulture), Anchor.Middle);
        }
    }

    // Each below its point, but inside the drawing; both ends first: what is between them gives way.
    private static void Dates(Canvas canvas, double[] x, IReadOnlyList<RevenuePoint> points)
    {
        var taken = new List<(double From, double To)>();
        foreach (var i in new[] { 0, points.Count - 1 }.Concat(Enumerable.Range(0, DatesShown).Select(i => i * (points.Count - 1) / (DatesShown - 1))).Distinct())
        {
            var wide = CharacterWidth * points[i].Key.Length;
            var from = Math.Clamp(canvas.At(x[i], 0).X - (wide / 2), 0, Math.Max(0, Canvas.Width - wide));
            if (taken.Exists(t => from < t.To + CharacterWidth && t.From < from + wide + CharacterWidth)) continue;
            taken.Add((from, from + wide));
            canvas.Write(from + (wide / 2), Height - 24, points[i].Key, Anchor.Middle);
        }
    }
}

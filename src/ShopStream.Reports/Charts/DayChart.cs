using System.Globalization;
using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>A line over days with a filled area. For more than 90 days: the 7-day mean over the pale daily values, with month labels.</summary>
internal static class DayChart
{
    /// <summary>Above this number of days the 7-day mean is drawn.</summary>
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
        if (isLong)
            Months(canvas, days!, left);
        else
            Dates(canvas, x, points);
        canvas.Write(0, 12, isLong ? $"{what}: {Week}-day mean, daily values in pale" : what, style: "t q");
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

    // Dates are placed to scale, so that a missing day leaves a gap; other keys are placed side by side.
    private static List<DateOnly>? Days(IReadOnlyList<RevenuePoint> points)
    {
        var days = points
            .Select(p => DateOnly.TryParseExact(p.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null)
            .ToList();
        return days.Contains(null) ? null : days.ConvertAll(d => d!.Value);
    }

    /// <summary>The mean of each day and the six days before it, over the days that exist.</summary>
    internal static IEnumerable<decimal> Means(IReadOnlyList<DateOnly> days, IReadOnlyList<RevenuePoint> points)
    {
        var from = 0;
        for (var i = 0; i < points.Count; i++)
        {
            while (days[from] <= days[i].AddDays(-Week))
                from++;
            yield return points.Skip(from).Take(i - from + 1).Average(p => p.Revenue);
        }
    }

    // Every month, or every second, third …, as space allows.
    private static void Months(Canvas canvas, List<DateOnly> days, float left)
    {
        const int LabelCharacters = 7;
        var half = CharacterWidth * LabelCharacters / 2;
        var first = new DateOnly(days[0].Year, days[0].Month, 1).AddMonths(days[0].Day == 1 ? 0 : 1);
        var month = (Canvas.Width - Right - left) * 30.4 / (days[^1].DayNumber - days[0].DayNumber);
        var step = Math.Max(1, (int)Math.Ceiling(CharacterWidth * (LabelCharacters + 2) / month));
        for (var at = first; at <= days[^1]; at = at.AddMonths(step))
        {
            canvas.Plot.MoveToBack(canvas.Plot.Add.VerticalLine(at.DayNumber, 1, Ink.Grid));
            var x = canvas.At(at.DayNumber, 0).X;
            if (x + half <= Canvas.Width)
                canvas.Write(x, Height - 24, at.ToString("yyyy-MM", CultureInfo.InvariantCulture), Anchor.Middle);
        }
    }

    // Labels stay inside the drawing. First and last come first; others are skipped where they would overlap.
    private static void Dates(Canvas canvas, double[] x, IReadOnlyList<RevenuePoint> points)
    {
        var taken = new List<(double From, double To)>();
        foreach (
            var i in new[] { 0, points.Count - 1 }.Concat(Enumerable.Range(0, DatesShown).Select(i => i * (points.Count - 1) / (DatesShown - 1))).Distinct()
        )
        {
            var wide = CharacterWidth * points[i].Key.Length;
            var from = Math.Clamp(canvas.At(x[i], 0).X - (wide / 2), 0, Math.Max(0, Canvas.Width - wide));
            if (taken.Exists(t => from < t.To + CharacterWidth && t.From < from + wide + CharacterWidth))
                continue;
            taken.Add((from, from + wide));
            canvas.Write(from + (wide / 2), Height - 24, points[i].Key, Anchor.Middle);
        }
    }
}

using System.Globalization;
using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Changes;
using ShopStream.Reports.Charts;

namespace ShopStream.Reports.Changes;

/// <summary>Charts of a metric by day on both sides: the two lines, and the difference of each day as a bar.</summary>
internal static class BeforeAfterChart
{
    private const int Height = 230;
    private const int Bottom = 40;
    private const int Top = 26;
    private const int Right = 14;
    private const double CharacterWidth = 6.6;

    /// <summary>Both lines; the base is drawn wide and pale, so that it shows where the head lies on it.</summary>
    public static XElement Lines(string id, string title, string description, IReadOnlyList<GroupChange> days)
    {
        var values = days.SelectMany(d => new[] { d.Before ?? 0, d.After ?? 0 }).ToList();
        var (canvas, left, x) = Begin(values.Min(), values.Max(), days);
        Add(canvas, x, days.Select(d => d.Before ?? 0), Ink.Pale, 5);
        Add(canvas, x, days.Select(d => d.After ?? 0), Ink.Line(1), 1.5f);
        canvas.Write(0, 12, "base in wide and pale, head as a thin line", style: "t q");
        return End(canvas, left, days, id, title, description);
    }

    /// <summary>The differences, down for a loss and up for an addition.</summary>
    public static XElement Differences(string id, string title, string description, IReadOnlyList<GroupChange> days)
    {
        var (canvas, left, x) = Begin(days.Min(d => d.Difference), days.Max(d => d.Difference), days);
        for (var i = 0; i < days.Count; i++)
        {
            if (days[i].Difference == 0)
                continue;
            canvas.Plot.Add.Bar(
                new Bar
                {
                    Position = x[i],
                    // Money is decimal up to here; from now on it is a length on a screen.
                    Value = (double)days[i].Difference,
                    Size = 0.9,
                    FillColor = days[i].Difference < 0 ? Ink.Lost : Ink.Added,
                    LineWidth = 0,
                }
            );
        }
        canvas.Write(0, 12, "head minus base", style: "t q");
        return End(canvas, left, days, id, title, description);
    }

    private static (Canvas Canvas, float Left, double[] X) Begin(decimal least, decimal most, IReadOnlyList<GroupChange> days)
    {
        var ticks = Ticks.For(least, most);
        var left = (float)(10 + (CharacterWidth * ticks.Max(t => t.Label.Length)));
        var canvas = new Canvas(Height, new PixelPadding(left, Right, Bottom, Top));
        canvas.GridAt([.. ticks.Select(t => (double)t.Value)]);
        double[] x = [.. days.Select((d, i) => DayOf(d.Key) is { } day ? day.DayNumber : (double)i)];
        var (margin, room) = (Math.Max(0.5, (x.Max() - x.Min()) * 0.02), (double)(ticks[^1].Value - ticks[0].Value) * 0.02);
        canvas.Plot.Axes.SetLimits(x.Min() - margin, x.Max() + margin, (double)ticks[0].Value - room, (double)ticks[^1].Value + room);
        foreach (var tick in ticks)
            canvas.Write(left - 6, canvas.At(x[0], (double)tick.Value).Y + 4, tick.Label, Anchor.End);
        return (canvas, left, x);
    }

    private static XElement End(Canvas canvas, float left, IReadOnlyList<GroupChange> days, string id, string title, string description)
    {
        canvas.Write(left, Height - 24, days[0].Key);
        canvas.Write(Canvas.Width - Right, Height - 24, days[^1].Key, Anchor.End);
        canvas.Write(Canvas.Width - Right, Height - 6, "day", Anchor.End, "t q");
        return canvas.Finish(id, title, description);
    }

    private static void Add(Canvas canvas, double[] x, IEnumerable<decimal> values, Color color, float width)
    {
        var line = canvas.Plot.Add.Scatter(x, [.. values.Select(v => (double)v)]);
        line.Color = color;
        line.LineWidth = width;
        line.MarkerSize = 0;
    }

    private static DateOnly? DayOf(string key) =>
        DateOnly.TryParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

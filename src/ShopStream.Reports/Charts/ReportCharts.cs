using System.Globalization;
using System.Xml.Linq;
using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>The charts of a run.</summary>
internal static class ReportCharts
{
    private const int CategoriesShown = 12;

    /// <summary>Whether the data arrived: what stands first.</summary>
    public static IReadOnlyList<Chart> OfArrival(RunResult run) => [RevenuePerLayer(run), RowsPerLayer(LayerMatrix.Of(run.Hops))];

    /// <summary>The others; what the dashboards show is theirs.</summary>
    public static IReadOnlyList<Chart> Of(RunResult run) =>
        [.. run.Dashboards is null ? [RevenueByDay(run), RevenueByCategory(run)] : Array.Empty<Chart>(), TimePerStage(run), .. LastRuns(run)];

    private static Chart RowsPerLayer(LayerMatrix matrix) => Create(
        "rows-per-hop",
        "Rows at every hop",
        "One line a table, on a scale where each step is ten times the one before. A level line: no row was lost or added; a difference, however small, is written beside its point. fact_orders stands with order_items, whose grain it has.",
        matrix.Families.Count == 0 ? null : (id, title, text) => RowsChart.Draw(id, title, text, matrix),
        "no rows were counted",
        new(["Table", .. matrix.Layers], [.. matrix.Families.Select(f => (IReadOnlyList<string>)[f.Name, .. f.Cells.Select(c => c.Layer is { } layerResult ? Figures.Count(layerResult.Rows) : "–")])]));

    private static Chart RevenuePerLayer(RunResult run)
    {
        var levels = RevenueByLayer.Of(run.Hops);
        return Create(
            "revenue-per-hop",
            "Revenue on its way",
            "From the source to the marts, each table beside the one before. ▼ is lost, ▲ is added; where nothing differs all bars have one length.",
            levels.Count == 0 ? null : (id, title, text) => WaterfallChart.Draw(id, title, text, levels),
            "no hop carried revenue",
            new(["Hop and table", "Revenue", "Difference"], [.. levels.Select(r => (IReadOnlyList<string>)[$"{r.Layer.Hop} · {r.Layer.Table}", Figures.Money(r.Revenue), r.Difference is { } d ? Figures.Change(d) : "–"])]));
    }

    private static Chart RevenueByDay(RunResult run)
    {
        var days = run.Series.RevenueByDay;
        return Create(
            "revenue-by-day",
            "Revenue by day",
            days.Count == 0 ? "" : $"{Figures.Count(days.Count, "day")} from {days[0].Key} to {days[^1].Key}, {Figures.Money(days.Sum(d => d.Revenue))} in all.",
            days.Count == 0 ? null : (id, title, text) => DayChart.Draw(id, title, text, days, "revenue a day"),
            "there is no revenue by day",
            new(["Day", "Revenue"], [.. days.Select(d => (IReadOnlyList<string>)[d.Key, Figures.Money(d.Revenue)])]));
    }

    private static Chart RevenueByCategory(RunResult run)
    {
        var categories = run.Series.RevenueByCategory;
        var total = categories.Sum(c => c.Revenue);
        var shown = categories.Take(CategoriesShown).Select(c => Bar(c.Key, c.Revenue)).ToList();
        if (categories.Count > CategoriesShown)
            shown.Add(Bar($"{Figures.Count(categories.Count - CategoriesShown)} others", categories.Skip(CategoriesShown).Sum(c => c.Revenue)));
        return Create(
            "revenue-by-category",
            "Revenue by category",
            categories.Count == 0 ? "" : $"{(categories.Count == 1 ? "One category" : $"{Figures.Count(categories.Count)} categories")}, {Figures.Money(total)} in all.",
            shown.Count == 0 ? null : (id, title, text) => BarChart.Draw(id, title, text, shown, "revenue, from 0"),
            "there is no revenue by category",
            new(["Category", "Revenue", "Share"], [.. categories.Select(c => (IReadOnlyList<string>)[c.Key, Figures.Money(c.Revenue), Share(c.Revenue)])]));

        BarValue Bar(string name, decimal revenue) => new(name, revenue, $"{Figures.Money(revenue)} · {Share(revenue)}");
        string Share(decimal revenue) => total == 0 ? "–" : (revenue / total).ToString("0.0 %", CultureInfo.InvariantCulture);
    }

    private static Chart TimePerStage(RunResult run) => Create(
        "time-per-stage",
        "Time per stage",
        $"{Figures.Seconds(run.Stages.Sum(s => s.Seconds))} in all stages.",
        run.Stages.Count == 0 ? null : (id, title, text) => BarChart.Draw(id, title, text, [.. run.Stages.Select(s => new BarValue(s.Name, (decimal)Math.Clamp(s.Seconds, 0, 1e9), Figures.Seconds(s.Seconds)))], "wall time, from 0"),
        "no stage was run",
        new(["Stage", "Time", "Rows", "Bytes"], [.. run.Stages.Select(s => (IReadOnlyList<string>)[s.Name, Figures.Seconds(s.Seconds), s.Rows is { } rows ? Figures.Count(rows) : "–", s.Bytes is { } bytes ? Figures.Bytes(bytes) : "–"])]));

    // One run is no trend.
    private static IEnumerable<Chart> LastRuns(RunResult run)
    {
        if (run.Trend is not { Count: > 1 } points) yield break;
        var dates = $"{Figures.Count(points.Count)} dates from {Figures.Day(points[0].Date)} to {Figures.Day(points[^1].Date)}, each as its newest run has it.";
        yield return Create(
            "trend-of-rows",
            "Rows in the last runs",
            $"All tables at the first hop. {dates}",
            (id, title, text) => DayChart.Draw(id, title, text, [.. points.Select(p => new RevenuePoint(Figures.Day(p.Date), p.Rows))], "rows", "date of the data"),
            "",
            new(["Date", "Rows", "Change"], [.. points.Select((p, i) => (IReadOnlyList<string>)[Figures.Day(p.Date), Figures.Count(p.Rows), i == 0 ? "–" : Figures.Change(p.Rows - points[i - 1].Rows)])]));
        var revenue = points.Where(p => p.Revenue is not null).Select(p => new RevenuePoint(Figures.Day(p.Date), p.Revenue!.Value)).ToList();
        if (revenue.Count < 2) yield break;
        yield return Create(
            "trend-of-revenue",
            "Revenue in the last runs",
            $"At the first hop. {dates}",
            (id, title, text) => DayChart.Draw(id, title, text, revenue, "revenue", "date of the data"),
            "",
            new(["Date", "Revenue", "Change"], [.. revenue.Select((p, i) => (IReadOnlyList<string>)[p.Key, Figures.Money(p.Revenue), i == 0 ? "–" : Figures.Change(p.Revenue - revenue[i - 1].Revenue)])]));
    }

    internal static Chart Create(string id, string title, string caption, Func<string, string, string, XElement>? draw, string empty, ChartTable table)
    {
        if (draw is null) return new(id, title, caption, null, $"This chart is left out: {empty}.", table);
        try
        {
            return new(id, title, caption, draw(id, title, caption), null, table);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            // Skia's native library is not to be had on every machine; the figures are, and a report without a picture is one.
            return new(id, title, caption, null, "This chart is left out: the drawing library cannot be loaded on this machine. Its figures are in the table.", table);
        }
    }
}

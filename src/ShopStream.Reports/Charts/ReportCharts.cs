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

    /// <summary>Rows and revenue by layer, shown at the top of the page.</summary>
    public static IReadOnlyList<Chart> OfArrival(RunResult run) =>
        [
            .. LayerMatrix.Of(run.Layers) is { IsCompared: true } matrix ? [RowsByLayer(matrix)] : Array.Empty<Chart>(),
            .. RevenueByLayer.IsCompared(run.Layers) ? [RevenueByLayerChart.Of(run)] : Array.Empty<Chart>(),
        ];

    /// <summary>The charts at the end of the page. Revenue by day and category are left out if the dashboards show them.</summary>
    public static IReadOnlyList<Chart> Of(RunResult run) =>
        [
            .. IsShown(run, run.Series.RevenueByDay) ? [RevenueByDay(run)] : Array.Empty<Chart>(),
            .. IsShown(run, run.Series.RevenueByCategory) ? [RevenueByCategory(run)] : Array.Empty<Chart>(),
            TimePerStage(run),
            .. LastRuns(run),
        ];

    // A run that ended before anything was counted says what is missing.
    private static bool IsShown(RunResult run, IReadOnlyList<RevenuePoint> points) => run.Dashboards is null && (points.Count > 0 || run.Layers.Count == 0);

    private static Chart RowsByLayer(LayerMatrix matrix) =>
        Create(
            "rows-by-layer",
            "Rows by layer",
            "Rows per layer, logarithmic scale.",
            matrix.Families.Count == 0 ? null : (id, title, text) => RowsChart.Draw(id, title, text, matrix),
            "no rows were counted",
            new(
                ["Table", .. matrix.Layers],
                [
                    .. matrix.Families.Select(f =>
                        (IReadOnlyList<string>)[f.Name, .. f.Cells.Select(c => c.Result is { } layerResult ? Figures.Count(layerResult.Rows) : "–")]
                    ),
                ]
            )
        );

    private static Chart RevenueByDay(RunResult run)
    {
        var days = run.Series.RevenueByDay;
        return Create(
            "revenue-by-day",
            "Revenue by day",
            days.Count == 0
                ? ""
                : $"{Figures.Count(days.Count, "day")} from {days[0].Key} to {days[^1].Key}, {Figures.Money(days.Sum(d => d.Revenue), run.Currency)} in total.",
            days.Count == 0 ? null : (id, title, text) => DayChart.Draw(id, title, text, days, Figures.InCurrency("revenue per day", run.Currency)),
            "there is no revenue by day",
            new(["Day", Figures.InCurrency("Revenue", run.Currency)], [.. days.Select(d => (IReadOnlyList<string>)[d.Key, Figures.Money(d.Revenue)])])
        );
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
            categories.Count == 0
                ? ""
                : $"{(categories.Count == 1 ? "One category" : $"{Figures.Count(categories.Count)} categories")}, "
                    + $"{Figures.Money(total, run.Currency)} in total.",
            shown.Count == 0 ? null : (id, title, text) => BarChart.Draw(id, title, text, shown, Figures.InCurrency("revenue", run.Currency)),
            "there is no revenue by category",
            new(
                ["Category", Figures.InCurrency("Revenue", run.Currency), "Share"],
                [.. categories.Select(c => (IReadOnlyList<string>)[c.Key, Figures.Money(c.Revenue), Share(c.Revenue)])]
            )
        );

        BarValue Bar(string name, decimal revenue) => new(name, revenue, $"{Figures.Money(revenue)} · {Share(revenue)}");
        string Share(decimal revenue) => total == 0 ? "–" : (revenue / total).ToString("0.0 %", CultureInfo.InvariantCulture);
    }

    private static Chart TimePerStage(RunResult run) =>
        Create(
            "time-per-stage",
            "Time per stage",
            $"{Figures.Seconds(run.Stages.Sum(s => s.Seconds))} in total.",
            run.Stages.Count == 0
                ? null
                : (id, title, text) =>
                    BarChart.Draw(
                        id,
                        title,
                        text,
                        [.. run.Stages.Select(s => new BarValue(s.Name, (decimal)Math.Clamp(s.Seconds, 0, 1e9), Figures.Seconds(s.Seconds)))],
                        "wall time"
                    ),
            "no stage ran",
            new(
                ["Stage", "Time", "Rows", "Bytes"],
                [
                    .. run.Stages.Select(s =>
                        (IReadOnlyList<string>)
                            [
                                s.Name,
                                Figures.Seconds(s.Seconds),
                                s.Rows is { } rows ? Figures.Count(rows) : "–",
                                s.Bytes is { } bytes ? Figures.Bytes(bytes) : "–",
                            ]
                    ),
                ]
            )
        );

    // A trend needs at least two runs.
    private static IEnumerable<Chart> LastRuns(RunResult run)
    {
        if (run.Trend is not { Count: > 1 } points)
            yield break;
        var dates = $"{Figures.Count(points.Count)} dates from {Figures.Day(points[0].Date)} to {Figures.Day(points[^1].Date)}, each from its newest run.";
        yield return Create(
            "trend-of-rows",
            "Rows over time",
            $"All tables of the first layer. {dates}",
            (id, title, text) =>
                DayChart.Draw(id, title, text, [.. points.Select(p => new RevenuePoint(Figures.Day(p.Date), p.Rows))], "rows", "date of the data"),
            "",
            new(
                ["Date", "Rows", "Change"],
                [
                    .. points.Select(
                        (p, i) =>
                            (IReadOnlyList<string>)[Figures.Day(p.Date), Figures.Count(p.Rows), i == 0 ? "–" : Figures.Change(p.Rows - points[i - 1].Rows)]
                    ),
                ]
            )
        );
        var revenue = points.Where(p => p.Revenue is not null).Select(p => new RevenuePoint(Figures.Day(p.Date), p.Revenue!.Value)).ToList();
        if (revenue.Count < 2)
            yield break;
        yield return Create(
            "trend-of-revenue",
            "Revenue over time",
            $"Revenue in the first layer. {dates}",
            (id, title, text) => DayChart.Draw(id, title, text, revenue, Figures.InCurrency("revenue", run.Currency), "date of the data"),
            "",
            new(
                ["Date", Figures.InCurrency("Revenue", run.Currency), Figures.InCurrency("Change", run.Currency)],
                [
                    .. revenue.Select(
                        (p, i) => (IReadOnlyList<string>)[p.Key, Figures.Money(p.Revenue), i == 0 ? "–" : Figures.Change(p.Revenue - revenue[i - 1].Revenue)]
                    ),
                ]
            )
        );
    }

    internal static Chart Create(string id, string title, string caption, Func<string, string, string, XElement>? draw, string empty, ChartTable table)
    {
        if (draw is null)
            return new(id, title, caption, null, $"This chart is left out: {empty}.", table);
        try
        {
            return new(id, title, caption, draw(id, title, caption), null, table);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            // Skia's native library is not available on every machine. A report without charts is better than none.
            return new(
                id,
                title,
                caption,
                null,
                "This chart is left out: the drawing library cannot be loaded on this machine. The table has its values.",
                table
            );
        }
    }
}

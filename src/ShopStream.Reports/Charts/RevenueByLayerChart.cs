using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <summary>Revenue by layer, as the difference of each table from the source. The amounts are in the table.</summary>
internal static class RevenueByLayerChart
{
    private const string Id = "revenue-by-layer";
    private const string Title = "Revenue by layer";

    public static Chart Of(RunResult run)
    {
        var levels = RevenueByLayer.Of(run.Layers);
        var table = new ChartTable(
            ["Layer and table", Figures.InCurrency("Revenue", run.Currency), Figures.InCurrency("Difference from source", run.Currency)],
            [
                .. levels.Select(l =>
                    (IReadOnlyList<string>)[$"{l.Result.Layer} · {l.Result.Table}", Figures.Money(l.Revenue), Figures.Change(l.Revenue - levels[0].Revenue)]
                ),
            ]
        );
        if (levels.Count == 0)
            return ReportCharts.Create(Id, Title, "", null, "no layer has revenue", table);
        var source = $"{levels[0].Result.Dataset}: {Figures.Money(levels[0].Revenue, run.Currency)}";
        // A picture without a single bar says less than the sentence.
        if (levels.All(l => l.Revenue == levels[0].Revenue))
        {
            var equal = levels.Count == 1 ? "No other table has revenue." : $"No difference in any of the {Figures.Count(levels.Count)} tables with revenue.";
            return new(Id, Title, "", null, $"{source}. {equal}", table);
        }

        return ReportCharts.Create(
            Id,
            Title,
            $"Difference of each table from the source ({source}).",
            (id, title, text) => DifferenceChart.Draw(id, title, text, levels, run.Currency),
            "",
            table
        );
    }
}

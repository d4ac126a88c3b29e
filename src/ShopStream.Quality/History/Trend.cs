using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.History;

/// <summary>Row counts and revenue by date, for the trend chart.</summary>
public static class Trend
{
    /// <summary>Maximum number of dates shown.</summary>
    public const int Most = 30;

    /// <summary>Points of the current date and earlier dates, ascending; null if nothing was measured in the current run.</summary>
    /// <param name="runId">Identifier of the current run.</param>
    /// <param name="date">Date of its data.</param>
    /// <param name="layerResults">Row counts and revenue of the current run.</param>
    /// <param name="past">Earlier runs.</param>
    public static IReadOnlyList<TrendPoint>? Of(string runId, DateOnly date, IReadOnlyList<LayerResult> layerResults, RunHistory past)
    {
        if (layerResults.Count == 0)
            return null;
        var first = layerResults.Where(h => string.Equals(h.Layer, layerResults[0].Layer, StringComparison.Ordinal)).ToList();
        var names = first.ConvertAll(h => FigureName.Rows($"{h.Dataset}"));
        var carrier = layerResults.FirstOrDefault(h => h.Revenue is not null);
        var revenue = carrier is null ? "" : FigureName.Amount(BusinessMetric.Revenue, $"{carrier.Dataset}");
        var before = past
            .Runs.Where(r => r.Date < date && names.TrueForAll(r.Figures.ContainsKey))
            .GroupBy(r => r.Date)
            .Select(d => d.Last())
            .OrderBy(r => r.Date)
            .Select(r => new TrendPoint(r.Date, r.RunId, (long)names.Sum(n => r.Figures[n]), r.Figures.TryGetValue(revenue, out var amount) ? amount : null));
        return [.. before.TakeLast(Most - 1), new TrendPoint(date, runId, first.Sum(h => h.Rows), carrier?.Revenue)];
    }
}

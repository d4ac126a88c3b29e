using ShopStream.Quality.History;

namespace ShopStream.Quality.Results;

/// <summary>Rows and revenue at the first hop in one of the last runs.</summary>
/// <param name="Date">Of the data; a date has one point, that of its newest run.</param>
/// <param name="RunId">Who counted.</param>
/// <param name="Rows">Of all tables at the first hop that this run counted.</param>
/// <param name="Revenue">At the first table that carries it; null where it was not counted.</param>
public sealed record TrendPoint(DateOnly Date, string RunId, long Rows, decimal? Revenue)
{
    /// <summary>As many dates are shown.</summary>
    public const int Most = 30;

    /// <summary>The judged date and those before it, ascending; null where nothing was counted now.</summary>
    /// <param name="runId">Of the run that just judged.</param>
    /// <param name="date">Of its data.</param>
    /// <param name="layerResults">What it counted.</param>
    /// <param name="past">The earlier runs.</param>
    public static IReadOnlyList<TrendPoint>? Of(string runId, DateOnly date, IReadOnlyList<LayerResult> layerResults, RunHistory past)
    {
        if (layerResults.Count == 0) return null;
        var first = layerResults.Where(h => string.Equals(h.Layer, layerResults[0].Layer, StringComparison.Ordinal)).ToList();
        var names = first.ConvertAll(h => FigureName.Rows($"{h.Dataset}"));
        var carrier = layerResults.FirstOrDefault(h => h.Revenue is not null);
        var revenue = carrier is null ? "" : FigureName.Amount("revenue", $"{carrier.Dataset}");
        var before = past.Runs.Where(r => r.Date < date && names.TrueForAll(r.Figures.ContainsKey)).GroupBy(r => r.Date).Select(d => d.Last()).OrderBy(r => r.Date)
            .Select(r => new TrendPoint(r.Date, r.RunId, (long)names.Sum(n => r.Figures[n]), r.Figures.TryGetValue(revenue, out var amount) ? amount : null));
        return [.. before.TakeLast(Most - 1), new TrendPoint(date, runId, first.Sum(h => h.Rows), carrier?.Revenue)];
    }
}

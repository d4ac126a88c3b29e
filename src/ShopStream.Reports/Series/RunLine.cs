using ShopStream.Quality.History;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Series;

/// <summary>A run in the series, read from its history line alone.</summary>
/// <param name="Run">The history line.</param>
/// <param name="Rows">Rows of all source tables; null if none was counted.</param>
/// <param name="Revenue">Revenue of the source; null if it was not measured.</param>
/// <param name="Difference">The largest difference of a mart from <paramref name="Revenue"/>; null if one of the two is unknown.</param>
internal sealed record RunLine(HistoryRun Run, long? Rows, decimal? Revenue, decimal? Difference)
{
    private const string RowsOf = "rows of source ";
    private static readonly string RevenueOf = FigureName.Amount(BusinessMetric.Revenue, "");

    public double Seconds => (Run.FinishedAt - Run.StartedAt).TotalSeconds;

    /// <summary>Number of scenarios that did not pass.</summary>
    public int NotPassed => Run.Counts.All - Run.Counts.Passed;

    public static RunLine Of(HistoryRun run)
    {
        var rows = run.Figures.Where(f => f.Key.StartsWith(RowsOf, StringComparison.Ordinal)).ToList();
        var source = run
            .Figures.Where(f => f.Key.StartsWith(RevenueOf + "source ", StringComparison.Ordinal))
            .OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => (decimal?)f.Value)
            .LastOrDefault();
        var marts = run.Figures.Where(f => f.Key.StartsWith(RevenueOf + "mart ", StringComparison.Ordinal)).Select(f => f.Value).ToList();
        return new RunLine(
            run,
            rows.Count == 0 ? null : (long)rows.Sum(r => r.Value),
            source,
            source is { } from && marts.Count > 0 ? marts.Select(m => m - from).MaxBy(Math.Abs) : null
        );
    }
}

/// <summary>A scenario that changes between passing and not passing.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Changes">Number of changes between consecutive runs that judged it.</param>
/// <param name="Judged">Number of runs that judged it.</param>
/// <param name="Last">Its newest outcome.</param>
internal sealed record Flaky(ScenarioName Scenario, int Changes, int Judged, Outcome Last)
{
    /// <summary>The most changes first. Scenarios that changed only once were broken or fixed, and are not flaky.</summary>
    public static IReadOnlyList<Flaky> Of(IReadOnlyList<HistoryRun> runs, int most)
    {
        var seen = new Dictionary<ScenarioName, (int Changes, int Judged, Outcome Last)>();
        foreach (var run in runs)
        {
            foreach (var (file, names) in run.Scenarios)
            {
                foreach (var (name, outcome) in names.Where(n => n.Value != Outcome.NotJudged))
                {
                    var key = new ScenarioName(file, name);
                    var known = seen.TryGetValue(key, out var before);
                    var changed = known && (before.Last == Outcome.Passed) != (outcome == Outcome.Passed);
                    seen[key] = (before.Changes + (changed ? 1 : 0), before.Judged + 1, outcome);
                }
            }
        }

        return
        [
            .. seen.Where(s => s.Value.Changes > 1)
                .Select(s => new Flaky(s.Key, s.Value.Changes, s.Value.Judged, s.Value.Last))
                .OrderByDescending(f => f.Changes)
                .ThenBy(f => f.Scenario.File, StringComparer.Ordinal)
                .ThenBy(f => f.Scenario.Name, StringComparer.Ordinal)
                .Take(most),
        ];
    }
}

/// <summary>A slow scenario.</summary>
/// <param name="Scenario">File and name.</param>
/// <param name="Median">Median query time in seconds, over the runs in which it was among the slowest.</param>
/// <param name="Runs">The number of those runs.</param>
internal sealed record Slow(string Scenario, double Median, int Runs)
{
    /// <summary>The slowest first.</summary>
    public static IReadOnlyList<Slow> Of(IReadOnlyList<HistoryRun> runs, int most) =>
        [
            .. runs.SelectMany(r => r.Slowest ?? new Dictionary<string, double>(StringComparer.Ordinal))
                .GroupBy(s => s.Key, s => s.Value, StringComparer.Ordinal)
                .Select(g => new Slow(g.Key, g.Order().ElementAt(g.Count() / 2), g.Count()))
                .OrderByDescending(s => s.Median)
                .ThenBy(s => s.Scenario, StringComparer.Ordinal)
                .Take(most),
        ];
}

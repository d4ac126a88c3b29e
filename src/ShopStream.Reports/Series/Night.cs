using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Series;

/// <summary>What the runs of one data date came to.</summary>
/// <param name="Date">The date of the data.</param>
/// <param name="Outcome">The worst of the newest outcomes of its scenarios, and of the newest run itself.</param>
/// <param name="NotPassed">Number of scenarios whose newest outcome is not passed.</param>
/// <param name="Scenarios">Number of scenarios that any of its runs had.</param>
/// <param name="Newest">The newest run.</param>
/// <param name="Runs">Number of runs.</param>
internal sealed record Night(DateOnly Date, Outcome Outcome, int NotPassed, int Scenarios, HistoryRun Newest, int Runs)
{
    /// <summary>The nights that have a run, ascending. A run of some scenarios changes only what it has judged.</summary>
    /// <param name="runs">Runs from oldest to newest.</param>
    public static IReadOnlyList<Night> Of(IEnumerable<HistoryRun> runs) => [.. runs.GroupBy(r => r.Date).Select(d => Of([.. d])).OrderBy(n => n.Date)];

    private static Night Of(IReadOnlyList<HistoryRun> runs)
    {
        var newest = new Dictionary<ScenarioName, Outcome>();
        foreach (var (file, names) in runs.SelectMany(r => r.Scenarios))
        foreach (var (name, outcome) in names)
            newest[new ScenarioName(file, name)] = outcome;
        var last = runs[^1];
        return new Night(
            last.Date,
            Outcomes.Worst(newest.Values.Append(last.Outcome)),
            newest.Values.Count(o => o != Outcome.Passed),
            newest.Count,
            last,
            runs.Count
        );
    }
}

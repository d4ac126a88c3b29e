using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.History;

/// <summary>Earlier runs, from oldest to newest.</summary>
public sealed class RunHistory
{
    /// <summary>Sorts the runs by start.</summary>
    /// <param name="runs">Runs in any order.</param>
    public RunHistory(IEnumerable<HistoryRun> runs) => Runs = [.. runs.OrderBy(r => r.StartedAt).ThenBy(r => r.RunId, StringComparer.Ordinal)];

    /// <summary>A history without runs.</summary>
    public static RunHistory Empty { get; } = new([]);

    /// <summary>Runs from oldest to newest.</summary>
    public IReadOnlyList<HistoryRun> Runs { get; }

    /// <summary>Scenarios whose newest outcome is failed, error or not judged.</summary>
    public IReadOnlySet<ScenarioName> Open()
    {
        var newest = new Dictionary<ScenarioName, Outcome>();
        foreach (var (file, names) in Runs.SelectMany(r => r.Scenarios))
        {
            foreach (var (name, outcome) in names)
                newest[new ScenarioName(file, name)] = outcome;
        }
        return newest.Where(s => s.Value is not (Outcome.Passed or Outcome.Warned)).Select(s => s.Key).ToHashSet();
    }

    /// <summary>Names of all recorded values.</summary>
    public IEnumerable<string> FigureNames => Runs.SelectMany(r => r.Figures.Keys).Distinct(StringComparer.Ordinal);

    /// <summary>A recorded value in every run that has it, from oldest to newest run.</summary>
    public IEnumerable<PastValue> Values(string name)
    {
        foreach (var run in Runs)
        {
            if (run.Figures.TryGetValue(name, out var value))
                yield return new PastValue(run.Date, value, run.RunId);
        }
    }

    /// <summary>The columns of a table in the newest run of an earlier date that recorded them; null if there is none.</summary>
    public (DateOnly Date, IReadOnlyList<RecordedColumn> Columns)? ColumnsBefore(DateOnly date, string dataset) =>
        Runs.Where(r => r.Date < date && r.Columns?.ContainsKey(dataset) is true).OrderBy(r => r.Date).LastOrDefault() is { } run
            ? (run.Date, run.Columns![dataset])
            : null;

    /// <summary>A recorded distribution for earlier dates, ascending. Each date occurs once, with that of its newest run.</summary>
    public IEnumerable<(DateOnly Date, Histogram Histogram)> DistributionsBefore(DateOnly date, string name) =>
        Runs.Where(r => r.Date < date && r.Distributions?.ContainsKey(name) is true)
            .GroupBy(r => r.Date)
            .Select(d => (d.Key, d.Last().Distributions![name]))
            .OrderBy(d => d.Key);

    /// <summary>When a run first found that a load had skipped a number; null if none has.</summary>
    /// <param name="dataset">The table that lacks it, such as raw payments.</param>
    /// <param name="digest">The digest of the number.</param>
    public DateTimeOffset? SkippedSince(string dataset, string digest) =>
        Runs.FirstOrDefault(r => r.Skipped?.GetValueOrDefault(dataset)?.Contains(digest, StringComparer.Ordinal) is true)?.StartedAt;

    /// <summary>A recorded value for earlier dates, ascending. Each date occurs once, with the value of its newest run.</summary>
    public IReadOnlyList<PastValue> Before(DateOnly date, string name) =>
        [.. Values(name).Where(v => v.Date < date).GroupBy(v => v.Date).Select(d => d.Last()).OrderBy(v => v.Date)];
}

/// <summary>A recorded value of an earlier run.</summary>
/// <param name="Date">Date of the data.</param>
/// <param name="Value">The value, exact.</param>
/// <param name="RunId">Run that recorded it.</param>
public sealed record PastValue(DateOnly Date, decimal Value, string RunId);

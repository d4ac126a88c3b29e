using ShopStream.Quality.Results;

namespace ShopStream.Quality.History;

/// <summary>The runs before, from the oldest to the newest.</summary>
public sealed class RunHistory
{
    /// <param name="runs">In any order.</param>
    public RunHistory(IEnumerable<HistoryRun> runs) =>
        Runs = [.. runs.OrderBy(r => r.StartedAt).ThenBy(r => r.RunId, StringComparer.Ordinal)];

    /// <summary>No run yet.</summary>
    public static RunHistory Empty { get; } = new([]);

    /// <summary>From the oldest to the newest.</summary>
    public IReadOnlyList<HistoryRun> Runs { get; }

    /// <summary>The scenarios that are open: the newest run that selected them found them failed or in error, or could not judge them.</summary>
    public IReadOnlySet<ScenarioName> Open()
    {
        var newest = new Dictionary<ScenarioName, Outcome>();
        foreach (var (file, names) in Runs.SelectMany(r => r.Scenarios))
        {
            foreach (var (name, outcome) in names) newest[new ScenarioName(file, name)] = outcome;
        }
        return newest.Where(s => s.Value is not (Outcome.Passed or Outcome.Warned)).Select(s => s.Key).ToHashSet();
    }

    /// <summary>All figures that some run has.</summary>
    public IEnumerable<string> FigureNames => Runs.SelectMany(r => r.Figures.Keys).Distinct(StringComparer.Ordinal);

    /// <summary>A figure in every run that has it, from the oldest run to the newest.</summary>
    public IEnumerable<PastValue> Values(string figure)
    {
        foreach (var run in Runs)
        {
            if (run.Figures.TryGetValue(figure, out var value)) yield return new PastValue(run.Date, value, run.RunId);
        }
    }

    /// <summary>A figure of the data of earlier dates, by date: each date counts once, as its newest run has it.</summary>
    public IReadOnlyList<PastValue> Before(DateOnly date, string figure) =>
        [.. Values(figure).Where(v => v.Date < date).GroupBy(v => v.Date).Select(d => d.Last()).OrderBy(v => v.Date)];
}

/// <param name="Date">Of the data.</param>
/// <param name="Value">The figure.</param>
/// <param name="RunId">Who counted it.</param>
public sealed record PastValue(DateOnly Date, decimal Value, string RunId);

using ShopStream.Quality.Results;

namespace ShopStream.Quality.History;

/// <summary>What is remembered of a run: a line of history.jsonl.</summary>
public sealed record HistoryRun
{
    private const int SlowestKept = 10;

    /// <summary>The version of this shape.</summary>
    public required int Schema { get; init; }

    /// <summary>Names the folder of its report.</summary>
    public required string RunId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The date of the data that was judged.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The run's.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>As the process returned it; see <see cref="ExitCodes"/>.</summary>
    public required int ExitCode { get; init; }

    /// <summary>As <see cref="RunResult.FailedStage"/>; null in lines of older versions, too.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? FailedStage { get; init; }

    /// <summary>How many scenarios there were of each outcome.</summary>
    public required OutcomeCounts Counts { get; init; }

    /// <summary>How many queries all stores were sent for the checks.</summary>
    public required int Queries { get; init; }

    /// <summary>By file, then by name: a line's number changes with every edit above it.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, Outcome>> Scenarios { get; init; }

    /// <summary>Rows and amounts by name (see <see cref="FigureName"/>), exact; empty where the run ended before they were counted.</summary>
    public required IReadOnlyDictionary<string, decimal> Figures { get; init; }

    /// <summary>The slowest scenarios as "file: name", in seconds; null in lines of older versions.</summary>
    public IReadOnlyDictionary<string, double>? Slowest { get; init; }

    /// <summary>The outcome of a scenario; null where the run did not have it.</summary>
    public Outcome? OutcomeOf(ScenarioName scenario) =>
        Scenarios.TryGetValue(scenario.File, out var names) && names.TryGetValue(scenario.Name, out var outcome) ? outcome : null;

    /// <summary>What is remembered of a run that just ended.</summary>
    public static HistoryRun From(RunResult run)
    {
        var figures = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var layerResult in run.Layers)
        {
            figures[FigureName.Rows($"{layerResult.Dataset}")] = layerResult.Rows;
            if (layerResult.Revenue is { } revenue) figures[FigureName.Amount("revenue", $"{layerResult.Dataset}")] = revenue;
        }
        foreach (var (name, value) in run.Figures) figures[name] = value;
        return new HistoryRun
        {
            Schema = HistoryJson.Schema,
            RunId = run.RunId,
            StartedAt = run.StartedAt,
            FinishedAt = run.FinishedAt,
            Date = run.Date,
            Outcome = run.Outcome,
            ExitCode = run.ExitCode,
            FailedStage = run.FailedStage,
            Counts = OutcomeCounts.Of(run.Scenarios),
            Queries = run.Queries.Source + run.Queries.Lake + run.Queries.Warehouse,
            Scenarios = ScenarioName.Of(run.Scenarios).Zip(run.Scenarios).GroupBy(s => s.First.File, StringComparer.Ordinal).ToDictionary(
                f => f.Key,
                f => (IReadOnlyDictionary<string, Outcome>)f.ToDictionary(s => s.First.Name, s => s.Second.Outcome, StringComparer.Ordinal),
                StringComparer.Ordinal),
            Figures = figures,
            Slowest = ScenarioName.Of(run.Scenarios).Zip(run.Scenarios).Where(s => s.Second.Seconds > 0).OrderByDescending(s => s.Second.Seconds).Take(SlowestKept)
                .ToDictionary(s => $"{s.First.File}: {s.First.Name}", s => Math.Round(s.Second.Seconds, 3), StringComparer.Ordinal),
        };
    }
}

/// <summary>How many scenarios there were of each outcome.</summary>
public sealed record OutcomeCounts(int Passed, int Warned, int Failed, int NotJudged, int Error)
{
    /// <summary>All of them.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int All => Passed + Warned + Failed + NotJudged + Error;

    internal static OutcomeCounts Of(IReadOnlyList<ScenarioResult> scenarios)
    {
        int Count(Outcome outcome) => scenarios.Count(s => s.Outcome == outcome);
        return new(Count(Outcome.Passed), Count(Outcome.Warned), Count(Outcome.Failed), Count(Outcome.NotJudged), Count(Outcome.Error));
    }
}

/// <summary>What tells a scenario from all others, and stays when lines are added above it.</summary>
/// <param name="File">Relative to the features folder.</param>
/// <param name="Name">With its example's values; the second of two of one name ends with #2.</param>
public readonly record struct ScenarioName(string File, string Name)
{
    /// <summary>The names of a run's scenarios, in their order.</summary>
    public static IReadOnlyList<ScenarioName> Of(IEnumerable<ScenarioResult> scenarios) => Of(scenarios.Select(s => (s.File, s.Name)));

    /// <summary>The names of scenarios that are called so in files, in their order.</summary>
    public static IReadOnlyList<ScenarioName> Of(IEnumerable<(string File, string Name)> scenarios)
    {
        var seen = new HashSet<ScenarioName>();
        return [.. scenarios.Select(s =>
        {
            var name = new ScenarioName(s.File, s.Name);
            for (var n = 2; !seen.Add(name); n++) name = new ScenarioName(s.File, $"{s.Name} #{n.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
            return name;
        })];
    }
}

/// <summary>Names of figures: the same in every run, so that a figure can be followed.</summary>
public static class FigureName
{
    /// <summary>rows of raw orders.</summary>
    public static string Rows(string relation) => $"rows of {relation}";

    /// <summary>sum of quantity of raw order_items.</summary>
    public static string Sum(string column, string relation) => $"sum of {column} of {relation}";

    /// <summary>revenue of raw orders. By a rule's name: what was counted before the rule was changed keeps its place.</summary>
    public static string Amount(string rule, string relation) => $"{rule} of {relation}";
}

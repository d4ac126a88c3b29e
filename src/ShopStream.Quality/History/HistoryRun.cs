using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.History;

/// <summary>Record of a run: a line of history.jsonl.</summary>
public sealed record HistoryRun
{
    private const int MaxSlowest = 10;

    /// <summary>Schema version of the line.</summary>
    public required int Schema { get; init; }

    /// <summary>Identifier of the run; also names the folder of its report.</summary>
    public required string RunId { get; init; }

    /// <summary>Start of the run, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>End of the run, in UTC.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Date of the data that was checked.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Outcome of the run.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Exit code of the process; see <see cref="ExitCodes"/>.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The failed stage, as <see cref="RunResult.FailedStage"/>; also null in lines of older versions.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? FailedStage { get; init; }

    /// <summary>Branch of specs and models; null if it is not known, as in lines of older versions.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Branch { get; init; }

    /// <summary>Commit of specs and models, in hex; null if it is not known, as in lines of older versions.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Commit { get; init; }

    /// <summary>Number of scenarios by outcome.</summary>
    public required OutcomeCounts Counts { get; init; }

    /// <summary>Number of queries sent to all stores for the checks.</summary>
    public required int Queries { get; init; }

    /// <summary>Outcomes by file, then by scenario name. Not by line, because line numbers change with every edit above.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, Outcome>> Scenarios { get; init; }

    /// <summary>Exact row counts and amounts by name (see <see cref="FigureName"/>); empty if the run ended before they were measured.</summary>
    public required IReadOnlyDictionary<string, decimal> Figures { get; init; }

    /// <summary>Columns by table, of tables whose columns are compared with those of the last run; null if there are none.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<RecordedColumn>>? Columns { get; init; }

    /// <summary>Distributions that later runs are compared with, by column and rows; null if there are none.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Histogram>? Distributions { get; init; }

    /// <summary>Digests of numbers that a load has skipped, by the table that lacks them, such as raw payments; null if there are none.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Skipped { get; init; }

    /// <summary>Incidents that are open after the run, without keys of rows; null in lines of older versions.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Incident>? Incidents { get; init; }

    /// <summary>Durations of the slowest scenarios in seconds, by "file: name"; null in lines of older versions.</summary>
    public IReadOnlyDictionary<string, double>? Slowest { get; init; }

    /// <summary>Outcome of a scenario; null if the run did not include it.</summary>
    public Outcome? OutcomeOf(ScenarioName scenario) =>
        Scenarios.TryGetValue(scenario.File, out var names) && names.TryGetValue(scenario.Name, out var outcome) ? outcome : null;

    /// <summary>Creates the record of a run.</summary>
    public static HistoryRun From(RunResult run)
    {
        var values = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var layerResult in run.Layers)
        {
            values[FigureName.Rows(layerResult.Dataset)] = layerResult.Rows;
            if (layerResult.Revenue is { } revenue)
                values[FigureName.Amount(BusinessMetric.Revenue, layerResult.Dataset)] = revenue;
        }
        foreach (var (name, value) in run.Figures)
            values[name] = value;
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
            Branch = run.Branch,
            Commit = run.Commit,
            Counts = OutcomeCounts.Of(run.Scenarios),
            Queries = run.Queries.Source + run.Queries.Lake + run.Queries.Warehouse,
            Scenarios = ScenarioName
                .Of(run.Scenarios)
                .Zip(run.Scenarios)
                .GroupBy(s => s.First.File, StringComparer.Ordinal)
                .ToDictionary(
                    f => f.Key,
                    f => (IReadOnlyDictionary<string, Outcome>)f.ToDictionary(s => s.First.Name, s => s.Second.Outcome, StringComparer.Ordinal),
                    StringComparer.Ordinal
                ),
            Figures = values,
            Columns = run.Columns.Count == 0 ? null : run.Columns,
            Distributions = run.Distributions.Count == 0 ? null : run.Distributions,
            Skipped = run.Skipped.Count == 0 ? null : run.Skipped,
            // Keys of rows are in reports alone, which are pruned.
            Incidents = run.Incidents?.Open.Select(i => i with { Keys = [] }).ToList(),
            Slowest = ScenarioName
                .Of(run.Scenarios)
                .Zip(run.Scenarios)
                .Where(s => s.Second.Seconds > 0)
                .OrderByDescending(s => s.Second.Seconds)
                .Take(MaxSlowest)
                .ToDictionary(s => $"{s.First.File}: {s.First.Name}", s => Math.Round(s.Second.Seconds, 3), StringComparer.Ordinal),
        };
    }
}

/// <summary>Number of scenarios by outcome.</summary>
public sealed record OutcomeCounts(int Passed, int Warned, int Failed, int NotJudged, int Error)
{
    /// <summary>Number of all scenarios.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int All => Passed + Warned + Failed + NotJudged + Error;

    internal static OutcomeCounts Of(IReadOnlyList<ScenarioResult> scenarios)
    {
        int Count(Outcome outcome) => scenarios.Count(s => s.Outcome == outcome);
        return new(Count(Outcome.Passed), Count(Outcome.Warned), Count(Outcome.Failed), Count(Outcome.NotJudged), Count(Outcome.Error));
    }
}

/// <summary>Names of recorded values: the same in every run, so that a value can be tracked over time.</summary>
public static class FigureName
{
    /// <summary>Name of a row count: "rows of raw orders".</summary>
    public static string Rows(string relation) => $"rows of {relation}";

    /// <summary>Name of a sum: "sum of quantity of raw order_items".</summary>
    public static string Sum(string column, string relation) => $"sum of {column} of {relation}";

    /// <summary>
    /// Name of an amount: "revenue of raw orders". Contains only the name of the metric definition, so that the series continues when the definition changes.
    /// </summary>
    public static string Amount(string metric, string relation) => $"{metric} of {relation}";
}

using System.Text.Json.Serialization;

namespace ShopStream.Quality.Results;

/// <summary>All failures of one root cause, from the run that first had them until they are gone. Keeps its identifier from run to run.</summary>
public sealed record Incident
{
    /// <summary>Prefix of <see cref="Place"/> where a stage of the run failed.</summary>
    public const string StagePrefix = "stage ";

    /// <summary><see cref="Place"/> where the run failed without a stage or a table to name.</summary>
    public const string WholeRun = StagePrefix + "run";

    /// <summary>Day on which it began and a hash of place and cause: 20251128-3f9a2c.</summary>
    public required string Id { get; init; }

    /// <summary>The first divergent table, such as "raw orders"; "stage extract" if a stage failed; a scenario's name if no table is known.</summary>
    public required string Place { get; init; }

    /// <summary>The main cause by amount, as <see cref="DrillDownCause.Cause"/> names it; null if no drill-down found one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cause { get; init; }

    /// <summary>Start of the first run that had it, in UTC.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>The first run that had it.</summary>
    public required string FirstRun { get; init; }

    /// <summary>Start of the newest run that had it, in UTC.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>The newest run that had it.</summary>
    public required string LastRun { get; init; }

    /// <summary>What its leading check says: the difference with its unit, or the first line of the problem of a stage. Null if neither is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Difference { get; init; }

    /// <summary>Up to five keys of rows concerned, redacted as in the report.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Owners of the scenario that locates it; of all its scenarios if that has none.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Tags of its scenarios, which begin with @.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Highest severity of its scenarios.</summary>
    public Severity Severity { get; init; } = Severity.Critical;

    /// <summary>The scenarios that fail because of it, the leading one first; empty for a stage.</summary>
    public IReadOnlyList<ScenarioName> Scenarios { get; init; } = [];

    /// <summary>Whether a stage of the run failed, so that nothing is known of the data.</summary>
    [JsonIgnore]
    public bool IsStage => Place.StartsWith(StagePrefix, StringComparison.Ordinal);

    /// <summary>Place and cause in words: "raw orders: missing".</summary>
    [JsonIgnore]
    public string Title => Cause is null ? Place : $"{Place}: {Cause}";

    /// <summary>Number of days from the first to the newest run that had it, in UTC, both included; at least 1.</summary>
    [JsonIgnore]
    public int Days => LastSeen.UtcDateTime.Date.Subtract(FirstSeen.UtcDateTime.Date).Days + 1;
}

/// <summary>The incidents after a run.</summary>
/// <param name="Open">Those that are not resolved, the new ones last. One that the run could not judge stays as the last run left it.</param>
/// <param name="Resolved">Those that were open before and whose scenarios the run has judged without it.</param>
public sealed record IncidentChanges(IReadOnlyList<Incident> Open, IReadOnlyList<Incident> Resolved)
{
    /// <summary>The incidents that began with a run.</summary>
    public IEnumerable<Incident> Begun(string runId) => Open.Where(i => string.Equals(i.FirstRun, runId, StringComparison.Ordinal));

    /// <summary>
    /// The resolved incidents whose place is free of others: where another has taken its place, as when the main cause changes, nothing has recovered.
    /// </summary>
    [JsonIgnore]
    public IEnumerable<Incident> Recovered => Resolved.Where(r => !Open.Any(o => string.Equals(o.Place, r.Place, StringComparison.Ordinal)));
}

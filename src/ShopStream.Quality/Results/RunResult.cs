using System.Text.Json.Serialization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Results;

/// <summary>Result of a run, written as results.json. Reports and the exit code are derived from it alone.</summary>
public sealed record RunResult
{
    /// <summary>The version of this shape; <see cref="ResultsJson.Read"/> converts older ones.</summary>
    public int Schema { get; init; } = ResultsJson.Schema;

    /// <summary>Identifier, unique in a report folder and sortable by time: yyyyMMdd-HHmmss-xxxx.</summary>
    public required string RunId { get; init; }

    /// <summary>Start of the run, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>End of the run, in UTC.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Worst outcome of the scenarios, or error if a stage failed.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Exit code of the process; see <see cref="ExitCodes"/>.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Date of the data that was checked.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Command line of the run, to repeat it.</summary>
    public required string Command { get; init; }

    /// <summary>Command that checks the same data again; "--only file:line" can be appended. Null if there is none.</summary>
    public string? Recheck { get; init; }

    /// <summary>The source that was read, without credentials; begins with SANDBOX for generated data. Null if it is not known.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>Whether the source was a sandbox with generated data; null if it is not known.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public bool? Sandbox { get; init; }

    /// <summary>When the source's snapshot was taken, in UTC; null if there is none.</summary>
    public DateTimeOffset? SnapshotAt { get; init; }

    /// <summary>Branch of specs and models; null if it is not known.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Branch { get; init; }

    /// <summary>Commit of specs and models, in hex; null if it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>Folder in the repository that feature files are relative to, with forward slashes; "" for its root, null outside of a repository.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? InRepository { get; init; }

    /// <summary>Problem outside the checks, with stage and fix; null if there was none.</summary>
    public string? Problem { get; init; }

    /// <summary>Stage that failed, or in which a system did not respond: sandbox, extract, load, transform or check; null if none failed.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? FailedStage { get; init; }

    /// <summary>Stages in the order they ran.</summary>
    public required IReadOnlyList<StageResult> Stages { get; init; }

    /// <summary>Number of queries sent to each store for the checks.</summary>
    public required QueryCounts Queries { get; init; }

    /// <summary>Row counts and revenue by layer and table, in layer order.</summary>
    public required IReadOnlyList<LayerResult> Layers { get; init; }

    /// <summary>Lineage of every dataset; empty if the run ended before it was known.</summary>
    public IReadOnlyList<LineageNode> Lineage { get; init; } = [];

    /// <summary>With --fail-on new, the failed scenarios that already failed before, which do not fail the run; otherwise null.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChangedScenario>? AlreadyFailing { get; init; }

    /// <summary>With --fail-on new, the runs that tell new failures from old ones, in words; otherwise null.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? FailureBaseline { get; init; }

    /// <summary>The definition of revenue from the settings; null if there is none.</summary>
    public string? RevenueDefinition { get; init; }

    /// <summary>The currency of revenue as an ISO 4217 code, from the setting report.currency; null if none is set.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }

    /// <summary>What is shown of rows: "none", "keys" or "full".</summary>
    public string Samples { get; init; } = "full";

    /// <summary>Whether values of personal columns are masked.</summary>
    public bool PersonalHidden { get; init; }

    /// <summary>Data of the charts.</summary>
    public required SeriesResult Series { get; init; }

    /// <summary>Data of the shipped marts; null if they do not exist.</summary>
    public DashboardsResult? Dashboards { get; init; }

    /// <summary>Changes since earlier runs; null if there are none.</summary>
    public SinceResult? Since { get; init; }

    /// <summary>Incidents that are open after this run, and those that it resolves; null in files of versions that did not find them.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IncidentChanges? Incidents { get; init; }

    /// <summary>Rows and revenue of the last dates, including this one; null if nothing was measured.</summary>
    public IReadOnlyList<TrendPoint>? Trend { get; init; }

    /// <summary>Exact values of metrics that are compared with history, by name; written only to history.jsonl.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyDictionary<string, decimal> Figures { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>Columns by table, to be compared with those of later runs; written only to history.jsonl.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyDictionary<string, IReadOnlyList<RecordedColumn>> Columns { get; init; } =
        new Dictionary<string, IReadOnlyList<RecordedColumn>>(StringComparer.Ordinal);

    /// <summary>Distributions that later runs are compared with, by column and rows; written only to history.jsonl.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyDictionary<string, Histogram> Distributions { get; init; } = new Dictionary<string, Histogram>(StringComparer.Ordinal);

    /// <summary>Digests of numbers that a load has skipped, by the table that lacks them; written only to history.jsonl.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Skipped { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Feature files in the order they were read.</summary>
    public required IReadOnlyList<FeatureResult> Features { get; init; }

    /// <summary>Scenarios in feature order.</summary>
    public required IReadOnlyList<ScenarioResult> Scenarios { get; init; }

    /// <summary>The examples that specify the models, apart from the scenarios about data; null if none were run.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ScenarioResult>? Examples { get; init; }

    /// <summary>The examples, which are run first, and the scenarios.</summary>
    [JsonIgnore]
    public IEnumerable<ScenarioResult> ExamplesAndScenarios => (Examples ?? []).Concat(Scenarios);

    /// <summary>The file of all failing rows; null if they were not kept, or nothing failed.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public FailingRowsFile? FailingRows { get; init; }

    /// <summary>Reconciling items and their effect; empty if there are none.</summary>
    public IReadOnlyList<ItemResult> ReconcilingItems { get; init; } = [];
}

/// <summary>A stage of the run.</summary>
/// <param name="Name">extract, load, transform, …</param>
/// <param name="Seconds">Duration in seconds.</param>
/// <param name="Rows">Rows moved; null if the stage moves none.</param>
/// <param name="Bytes">Bytes moved; null if the stage moves none.</param>
public sealed record StageResult(string Name, double Seconds, long? Rows, long? Bytes);

/// <summary>Number of queries sent for the checks, by store.</summary>
public sealed record QueryCounts(int Source, int Lake, int Warehouse);

/// <summary>Row count and revenue of a table.</summary>
/// <param name="Layer">Layer: source, lake, raw, staging, core or mart.</param>
/// <param name="Table">Table name in that layer.</param>
/// <param name="Rows">Row count.</param>
/// <param name="Revenue">Revenue as the settings define it; null if the definition does not cover the table.</param>
public sealed record LayerResult(string Layer, string Table, long Rows, decimal? Revenue)
{
    /// <summary>Name as written in sentences: raw orders.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Dataset => $"{Layer} {Identifier.Written(Table)}";
}

/// <summary>A dataset and the datasets it is built from.</summary>
/// <param name="Layer">Layer: source, lake, raw, staging, core or mart.</param>
/// <param name="Table">Table name in that layer.</param>
/// <param name="Upstream">Upstream datasets, such as "raw orders"; empty for the source.</param>
public sealed record LineageNode(string Layer, string Table, IReadOnlyList<string> Upstream)
{
    /// <summary>Name as written in sentences: raw orders.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Dataset => $"{Layer} {Identifier.Written(Table)}";
}

/// <summary>Data of the revenue charts.</summary>
/// <param name="RevenueByDay">Revenue by day, ascending.</param>
/// <param name="RevenueByCategory">Revenue by category, descending by revenue.</param>
public sealed record SeriesResult(IReadOnlyList<RevenuePoint> RevenueByDay, IReadOnlyList<RevenuePoint> RevenueByCategory)
{
    /// <summary>No data, for a run that ended before the marts were built.</summary>
    public static SeriesResult Empty { get; } = new([], []);
}

/// <summary>A point of a revenue chart.</summary>
/// <param name="Key">Date (yyyy-MM-dd) or category.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
public sealed record RevenuePoint(string Key, decimal Revenue);

/// <summary>A feature file.</summary>
/// <param name="Name">Text after "Feature:".</param>
/// <param name="Description">Description below it; null if there is none.</param>
/// <param name="File">Path relative to the parent of the features folder, with forward slashes: features/rows.feature.</param>
public sealed record FeatureResult(string Name, string? Description, string File)
{
    /// <summary>Language code from "# language:"; default "en".</summary>
    public string Language { get; init; } = "en";
}

/// <summary>Result of a scenario. An outline has one result per example row.</summary>
public sealed record ScenarioResult
{
    /// <summary>Name of the feature.</summary>
    public required string Feature { get; init; }

    /// <summary>Name of the scenario.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the feature file, relative to the features folder.</summary>
    public required string File { get; init; }

    /// <summary>Line of the scenario, or of its example row.</summary>
    public required int Line { get; init; }

    /// <summary>Tags with their leading @, including those of the feature.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Owners from the tags, in their order; empty if there are none.</summary>
    public IReadOnlyList<string> Owners => Ownership.Of(Tags);

    /// <summary>Highest severity of the tags.</summary>
    public Severity Severity => Severities.Of(Tags);

    /// <summary>Worst outcome of its checks.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Duration of its queries in seconds. A shared query counts for each of its scenarios.</summary>
    public required double Seconds { get; init; }

    /// <summary>The free text below the name; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>Language code from "# language:"; default "en".</summary>
    public string Language { get; init; } = "en";

    /// <summary>Steps as written, context included.</summary>
    public required IReadOnlyList<StepResult> Steps { get; init; }

    /// <summary>Checks, one for each Then step.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }
}

/// <summary>A step of a scenario.</summary>
/// <param name="Keyword">Given, When, Then, And, But or * as written, without its trailing blank.</param>
/// <param name="Text">Text of the step.</param>
/// <param name="Line">Line in the feature file, from 1.</param>
/// <param name="Table">Rows and cells of the data table; null if there is none.</param>
/// <param name="DocString">Doc string; null if there is none.</param>
public sealed record StepResult(string Keyword, string Text, int Line, IReadOnlyList<IReadOnlyList<string>>? Table, string? DocString)
{
    /// <summary>Whether it is a When, which builds a model in an example.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAction { get; init; }
}

/// <summary>Result of a check.</summary>
public sealed record CheckResult
{
    /// <summary>Text of the step as written.</summary>
    public required string Sentence { get; init; }

    /// <summary>Line in the feature file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Outcome, with severity applied.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Expected value in words, with its unit; null if nothing was measured.</summary>
    public string? Expected { get; init; }

    /// <summary>Measured value in words, with its unit; null if nothing was measured.</summary>
    public string? Actual { get; init; }

    /// <summary>Actual minus expected, with its unit; null if it cannot be expressed as a number.</summary>
    public string? Difference { get; init; }

    /// <summary>Reason why the check was not judged or is in error, or additional information; null if there is none.</summary>
    public string? Note { get; init; }

    /// <summary>Queries of the check, each after a comment that names its store.</summary>
    public required string Sql { get; init; }

    /// <summary>Tables and columns it reads, such as "raw orders" and "raw orders.total_amount"; distinct and sorted.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Names of the metric definitions whose amounts it reads, such as "revenue"; null in files of versions that did not record them.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? BusinessMetrics { get; init; }

    /// <summary>Whether <see cref="Keys"/> identify rows, not columns, groups or values of a manifest. Not serialized.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool NamesRows { get; init; }

    /// <summary>
    /// The table whose rows the failed check shows to be lost, repeated or changed, such as "raw orders"; null if it shows none. Not serialized.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? WrongRowsOf { get; init; }

    /// <summary>Up to ten keys of the rows that violate the check, such as "id=17"; empty if it passed.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>
    /// The command that writes an example of one of these rows; null unless a model builds the table and the row's key is shown and not personal.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? ExampleCommand { get; init; }

    /// <summary>How many of its failing rows were kept; null if they were not to be kept, or the check passed.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public KeptRows? KeptRows { get; init; }

    /// <summary>The drill-down of a failed reconciliation; null for any other check.</summary>
    public DrillDownResult? DrillDown { get; init; }

    /// <summary>Rows that it is not about, because another pipeline has not loaded them yet, or they have changed since; null if there are none.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LateRows>? Late { get; init; }

    /// <summary>The expected and the built table of an example as one table; null unless they differ.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public RowsDifference? Rows { get; init; }

    /// <summary>The fault upstream that this failure is a consequence of, where another check of the run locates one; otherwise null.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public RootCause? RootCause { get; init; }
}

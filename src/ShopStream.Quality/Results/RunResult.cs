namespace ShopStream.Quality.Results;

/// <summary>Everything one run found out; reports and the exit code derive from it alone. Written as results.json.</summary>
public sealed record RunResult
{
    /// <summary>The version of this shape; <see cref="ResultsJson.Read"/> converts older ones.</summary>
    public int Schema { get; init; } = ResultsJson.Schema;

    /// <summary>Unique among the runs of a report folder, sortable by time: yyyyMMdd-HHmmss-xxxx.</summary>
    public required string RunId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The worst of the scenarios, or error where a stage failed.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>As the process returns it; see <see cref="ExitCodes"/>.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The date partition that was judged.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The command as typed, to be run again.</summary>
    public required string Command { get; init; }

    /// <summary>The command that judges the same data again, to which "--only file:line" may be added; null where there is none.</summary>
    public string? Recheck { get; init; }

    /// <summary>When the source's snapshot was taken, UTC; null where there is none.</summary>
    public DateTimeOffset? SnapshotAt { get; init; }

    /// <summary>The version of specs and models: a commit's id in hex; null where it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>What the features' files are relative to, as the repository has it, with forward slashes; "" for its root, null where they are in none.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? InRepository { get; init; }

    /// <summary>What went wrong outside the checks, in which stage, and what to do; null where nothing did.</summary>
    public string? Problem { get; init; }

    /// <summary>The stage that failed, or in which a system did not answer or refused to: sandbox, extract, load, transform or check; null where none did.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? FailedStage { get; init; }

    /// <summary>In their order.</summary>
    public required IReadOnlyList<StageResult> Stages { get; init; }

    /// <summary>How many queries each store was asked for the checks.</summary>
    public required QueryCounts Queries { get; init; }

    /// <summary>Row counts and revenue by layer and table, in layer order.</summary>
    public required IReadOnlyList<LayerResult> Layers { get; init; }

    /// <summary>Where every dataset of the run comes from; empty where the run broke before that was known.</summary>
    public IReadOnlyList<LineageNode> Lineage { get; init; } = [];

    /// <summary>The definition of revenue from the settings; null if there is none.</summary>
    public string? RevenueDefinition { get; init; }

    /// <summary>The currency of revenue as an ISO 4217 code, from the setting report.currency; null if none is set.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }

    /// <summary>What is shown of rows: none, keys (what names them) or full.</summary>
    public string Samples { get; init; } = "full";

    /// <summary>Whether values of personal columns are left out.</summary>
    public bool PersonalHidden { get; init; }

    /// <summary>Figures for the charts.</summary>
    public required SeriesResult Series { get; init; }

    /// <summary>Figures of the shipped marts for people; null where they are not there.</summary>
    public DashboardsResult? Dashboards { get; init; }

    /// <summary>What changed since the runs before; null where there were none.</summary>
    public SinceResult? Since { get; init; }

    /// <summary>Rows and revenue of the last dates, this one included; null where nothing was counted.</summary>
    public IReadOnlyList<TrendPoint>? Trend { get; init; }

    /// <summary>Figures that sentences on the history asked for, by name; kept in history.jsonl alone, exact.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyDictionary<string, decimal> Figures { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>The feature files, in their order.</summary>
    public required IReadOnlyList<FeatureResult> Features { get; init; }

    /// <summary>In feature order.</summary>
    public required IReadOnlyList<ScenarioResult> Scenarios { get; init; }

    /// <summary>The known differences of reconciling-items.csv, and what became of each; empty where there are none.</summary>
    public IReadOnlyList<ItemResult> ReconcilingItems { get; init; } = [];
}

/// <param name="Name">extract, load, transform, …</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Rows">Rows moved, null where the stage moves none.</param>
/// <param name="Bytes">Bytes moved, null where the stage moves none.</param>
public sealed record StageResult(string Name, double Seconds, long? Rows, long? Bytes);

/// <summary>Queries sent for checks, per store.</summary>
public sealed record QueryCounts(int Source, int Lake, int Warehouse);

/// <param name="Layer">source, lake, raw, staging, core or mart.</param>
/// <param name="Table">The table's name in that layer.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Revenue">Its revenue by the one rule; null where the table carries none.</param>
public sealed record LayerResult(string Layer, string Table, long Rows, decimal? Revenue)
{
    /// <summary>As a sentence writes it: raw orders.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Dataset => $"{Layer} {Table}";
}

/// <summary>A dataset and those it is made of.</summary>
/// <param name="Layer">source, lake, raw, staging, core or mart.</param>
/// <param name="Table">Its name there.</param>
/// <param name="Upstream">The datasets it is built from, such as "raw orders"; empty for the source.</param>
public sealed record LineageNode(string Layer, string Table, IReadOnlyList<string> Upstream)
{
    /// <summary>As a sentence writes it: raw orders.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Dataset => $"{Layer} {Table}";
}

/// <param name="RevenueByDay">Ascending by day.</param>
/// <param name="RevenueByCategory">Descending by revenue.</param>
public sealed record SeriesResult(IReadOnlyList<RevenuePoint> RevenueByDay, IReadOnlyList<RevenuePoint> RevenueByCategory)
{
    /// <summary>No figures, as when a run ended before the marts were built.</summary>
    public static SeriesResult Empty { get; } = new([], []);
}

/// <param name="Key">A day (yyyy-MM-dd) or a category.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
public sealed record RevenuePoint(string Key, decimal Revenue);

/// <param name="Name">The text after Feature:.</param>
/// <param name="Description">The free text below it, or null.</param>
/// <param name="File">Relative to the folder that the features folder is in, with forward slashes: features/rows.feature.</param>
public sealed record FeatureResult(string Name, string? Description, string File)
{
    /// <summary>Of its text, as "# language:" has it; default en.</summary>
    public string Language { get; init; } = "en";
}

/// <summary>One scenario (an outline gives one for each example row).</summary>
public sealed record ScenarioResult
{
    /// <summary>Its feature's name.</summary>
    public required string Feature { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its feature's file, relative to the features folder.</summary>
    public required string File { get; init; }

    /// <summary>The line it stands on, or that of its example row.</summary>
    public required int Line { get; init; }

    /// <summary>With their @, those of the feature included.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>From its tags, in their order; empty where it has none.</summary>
    public IReadOnlyList<string> Owners => Ownership.Of(Tags);

    /// <summary>From its tags, the strictest of them.</summary>
    public Severity Severity => Severities.Of(Tags);

    /// <summary>The worst of its checks.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The time its queries took; a shared query counts for each of its scenarios.</summary>
    public required double Seconds { get; init; }

    /// <summary>Of its text, as "# language:" has it; default en.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Its steps as written, context included.</summary>
    public required IReadOnlyList<StepResult> Steps { get; init; }

    /// <summary>One for each Then.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }
}

/// <param name="Keyword">Given, When, Then, And, But or * as written, without its trailing blank.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Line">The line in its file, from 1.</param>
/// <param name="Table">The rows of a data table, cell by cell; null where there is none.</param>
/// <param name="DocString">The doc string; null where there is none.</param>
public sealed record StepResult(string Keyword, string Text, int Line, IReadOnlyList<IReadOnlyList<string>>? Table, string? DocString);

/// <summary>What became of one claim.</summary>
public sealed record CheckResult
{
    /// <summary>As the feature has it.</summary>
    public required string Sentence { get; init; }

    /// <summary>In its file.</summary>
    public required int Line { get; init; }

    /// <summary>Its outcome, severity included.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>In words, with unit; null where nothing was measured.</summary>
    public string? Expected { get; init; }

    /// <summary>In words, with unit; null where nothing was measured.</summary>
    public string? Actual { get; init; }

    /// <summary>Actual less expected, with unit; null where there is none.</summary>
    public string? Difference { get; init; }

    /// <summary>Why it was not judged or in error, or what the reader should know besides; null where there is nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The queries to run again, each headed by a comment that names its store.</summary>
    public required string Sql { get; init; }

    /// <summary>What it asks about: "raw orders", or "raw orders.total_amount" where a column is named; each once, sorted.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Whether <see cref="Keys"/> name rows, and not columns, groups or figures of a manifest. Not written.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool NamesRows { get; init; }

    /// <summary>Up to ten keys of the rows concerned, such as "id=17"; empty where all is well.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>The drill-down of a failed reconciliation; null for any other check.</summary>
    public DrillDownResult? DrillDown { get; init; }
}

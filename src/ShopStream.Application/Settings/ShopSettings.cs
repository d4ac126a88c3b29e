using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Wording;

namespace ShopStream.Application.Settings;

/// <summary>All settings, validated. Options outrank the environment, and the environment outranks the file.</summary>
public sealed record ShopSettings
{
    /// <summary>Folder of feature files; default features.</summary>
    public required string Features { get; init; }

    /// <summary>A tag expression that selects scenarios; "" for all.</summary>
    public required string Tags { get; init; }

    /// <summary>Places of scenarios, as file or file:line, separated by commas; "" for all.</summary>
    public string Only { get; init; } = "";

    /// <summary>The least severity that fails a run.</summary>
    public required Severity FailOn { get; init; }

    /// <summary>Whether only failures of scenarios that did not already fail before fail a run. Default: false.</summary>
    public bool FailOnNew { get; init; }

    /// <summary>What reports show of rows, and which columns they hide.</summary>
    public required RedactionPolicy RedactionPolicy { get; init; }

    /// <summary>The size of the sandbox's data, from 1 (5,000 orders).</summary>
    public required int Scale { get; init; }

    /// <summary>Seeds the sandbox's data and draws mutants.</summary>
    public required int Seed { get; init; }

    /// <summary>The date partition; null where none is named.</summary>
    public required DateOnly? Date { get; init; }

    /// <summary>Where runs write their reports; default reports.</summary>
    public required string Out { get; init; }

    /// <summary>The currency of revenue in reports, as an ISO 4217 code; null for none, the default.</summary>
    public string? Currency { get; init; }

    /// <summary>Name of the main branch; default main.</summary>
    public required string MainBranch { get; init; }

    /// <summary>How many runs history.jsonl keeps, from 1; default 1000.</summary>
    public required int HistoryKeep { get; init; }

    /// <summary>Whether all failing rows of a run are kept, and in which form.</summary>
    public required FailingRowFormat KeepFailures { get; init; }

    /// <summary>Number of runs whose failing rows the warehouse's own table has; 0 for no table.</summary>
    public required int FailureRuns { get; init; }

    /// <summary>A file or an http(s) URL that receives OpenLineage events; "" for none.</summary>
    public string OpenLineage { get; init; } = "";

    /// <summary>A file for Prometheus' textfile collector; "" for none.</summary>
    public string Prometheus { get; init; } = "";

    /// <summary>Whether the webhook receives every run, too; default false: only incidents that begin or recover.</summary>
    public bool WebhookAlways { get; init; }

    /// <summary>Where messages about incidents go; those that none of them takes go to the webhook.</summary>
    public IReadOnlyList<Channel> Channels { get; init; } = [];

    /// <summary>Whether an open incident is sent again on each later day, by channels that people read; default false.</summary>
    public bool WebhookReminds { get; init; }

    /// <summary>The address below which the report folder is served, for links in messages; "" for none.</summary>
    public string ReportUrl { get; init; } = "";

    /// <summary>The source; null for the sandbox.</summary>
    public required SourceAddress? Source { get; init; }

    /// <summary>Why the source must not be read, nor a sandbox in its place; null if it may. See <see cref="SourceToRead"/>.</summary>
    public string? SourceProblem { get; private init; }

    /// <summary>The source for a command that reads one; null for the sandbox.</summary>
    /// <exception cref="UsageException">A part of a source is named without a server, or a CI server's variable is empty.</exception>
    public SourceAddress? SourceToRead() => SourceProblem is { } problem ? throw new UsageException(problem) : Source;

    /// <summary>Variables of the source that are set but empty, in words; null if there are none.</summary>
    public string? SourceNote { get; private init; }

    /// <summary>The extracted tables.</summary>
    public required IReadOnlyList<string> Tables { get; init; }

    /// <summary>The deadline of one statement at the source.</summary>
    public required TimeSpan SourceDeadline { get; init; }

    /// <summary>Deadlines of single tables, by table.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> SourceDeadlines { get; init; }

    /// <summary>The schema of the source's tables.</summary>
    public required string SourceSchema { get; init; }

    /// <summary>Tables of other schemas, by the names that they have here.</summary>
    public IReadOnlyDictionary<string, SourcePlace> SourcePlaces { get; init; } = SourcePlace.None;

    /// <summary>The source's database; null where none is named.</summary>
    public string? SourceDatabase { get; init; }

    /// <summary>Reads where Snowflake is and who signs in. Nothing is read before it is called.</summary>
    public required SnowflakeSource Snowflake { get; init; }

    /// <summary>The AWS role that Snowflake assumes to read the bucket; null where none is named.</summary>
    public string? SnowflakeRoleArn { get; init; }

    /// <summary>The environment that the settings were read with: the value of a variable, null where it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The options of the pipeline.</summary>
    public required PipelineOptions Pipeline { get; init; }

    /// <summary>The metric named revenue; null where there is none.</summary>
    public BusinessMetric? Revenue => Pipeline.BusinessMetrics.GetValueOrDefault(BusinessMetric.Revenue);

    /// <summary>Validates values from a file, from options and from the environment.</summary>
    /// <param name="file">The values of the file; see <see cref="SettingsFile"/>.</param>
    /// <param name="options">Values that outrank the file, under the settings' names.</param>
    /// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
    /// <param name="fileName">Named in messages.</param>
    /// <exception cref="UsageException">Settings are unknown or wrong: all of them.</exception>
    public static ShopSettings From(
        IReadOnlyDictionary<string, string> file,
        IReadOnlyDictionary<string, string> options,
        Func<string, string?> environment,
        string fileName = "settings"
    )
    {
        var reader = new SettingsReader(file, options, environment, fileName);
        var work = reader.Valid("work");
        var failOn = reader.Valid("fail_on");
        var schema = reader.Text("source.schema");
        var (tables, places) = reader.SourceTables(schema);
        var deadline = reader.Seconds("source.deadline");
        var deadlines = reader.Deadlines(tables);
        var jsonTables = reader.JsonTables(tables);
        var storage = reader.Made(
            "lake",
            _ => new LakeStorage(reader.Text("lake.encryption"), reader.Text("lake.kms_key"), reader.Text("lake.compression"), reader.Seconds("lake.deadline"))
            {
                JsonTables = jsonTables,
            }
        );
        var attached = AttachedSettings.Read(reader);
        if (reader.Text("warehouse") is "postgres" && reader.Valid("pipeline") is "own")
            reader.Problem("warehouse", "is 'postgres', which can only be attached: expected duckdb or snowflake, or pipeline = external");
        var dbt = AttachedSettings.Dbt(reader, environment);
        var snowflake = new SnowflakeSource(reader.Optional, environment, reader.Seconds("snowflake.deadline"));
        var source = reader.Source(schema, tables, deadline, deadlines) is { } named ? named with { Places = places } : null;
        var settings = new ShopSettings
        {
            Environment = environment,
            Snowflake = snowflake,
            SnowflakeRoleArn = reader.Optional("snowflake.role_arn"),
            Features = reader.Valid("features"),
            Tags = reader.Text("tags"),
            Only = reader.Text("only"),
            FailOn = failOn is "new" ? Severity.Critical : Severities.ParseFailOn(failOn),
            FailOnNew = failOn is "new",
            RedactionPolicy = new RedactionPolicy(
                Enum.Parse<SampleLevel>(reader.Valid("samples"), ignoreCase: true),
                reader.Made("personal", PersonalColumns.Parse)
            ),
            Scale = reader.Number("scale"),
            Seed = reader.Number("seed"),
            Date = reader.Date("date"),
            Out = reader.Valid("out"),
            Currency = reader.Made("report.currency", CurrencyCode.Parse),
            MainBranch = reader.Valid("main_branch"),
            HistoryKeep = reader.Number("history.keep"),
            KeepFailures = reader.KeepFailures(),
            FailureRuns = reader.Number("failures.runs"),
            OpenLineage = reader.Made("openlineage", to => IntegrationOptions.OpenLineageFault(to) is { } fault ? throw new FormatException(fault) : to),
            Prometheus = reader.Text("prometheus"),
            WebhookAlways = reader.Valid("webhook.on") is "always",
            WebhookReminds = reader.Valid("webhook.remind") is "yes",
            Channels = reader.Channels(),
            ReportUrl = reader.Made("report.url", url => IntegrationOptions.ReportUrlFault(url) is { } fault ? throw new FormatException(fault) : url),
            Source = source,
            SourceNote = reader.SourceNote,
            SourceProblem = reader.SourceProblem,
            Tables = tables,
            SourceDeadline = deadline,
            SourceDeadlines = deadlines,
            SourceSchema = schema,
            SourcePlaces = places,
            SourceDatabase = source?.Place.Database is { Length: > 0 } database ? database : null,
            Pipeline = new PipelineOptions
            {
                WorkFolder = work,
                Lake = reader.Made(
                    "lake",
                    lake => new LakeSettings(lake.Length > 0 ? lake : Path.Combine(work, "lake"), reader.Text("lake.endpoint"), reader.Text("lake.region"))
                    {
                        Storage = storage,
                    }
                ),
                ModelsFolder = dbt is not null ? ModelProject.None : reader.Optional("models") ?? ModelProject.ShippedFolder,
                Dbt = dbt,
                Attached = attached,
                Snowflake = reader.Valid("warehouse") is "snowflake" ? snowflake.Read : null,
                MemoryLimit = reader.Valid("warehouse.memory_limit"),
                Threads = reader.Number("warehouse.threads") is > 0 and var threads ? threads : null,
                // Of an attached pipeline, nothing but the report folder is written.
                TempFolder = reader.Optional("warehouse.temp_folder") ?? (attached is null ? null : Path.Combine(reader.Text("out"), ".tmp")),
                Deadline = reader.Seconds("checks.deadline"),
                BuildDeadline = reader.Seconds("warehouse.deadline"),
                LockWait = TimeSpan.FromSeconds(reader.Number("lock.wait")),
                BusinessMetrics = reader.BusinessMetrics(),
                SourceConnections = reader.Number("source.connections"),
                Partitions = PartitionSettings.Read(reader, tables),
            },
        };
        reader.ThrowIfAny(
            file.Keys.Concat(options.Keys)
                .Where(k => SettingsTable.Find(k) is null || (k.StartsWith("rule.", StringComparison.Ordinal) && !BusinessMetricText.IsDefinition(k)))
        );
        return settings;
    }
}

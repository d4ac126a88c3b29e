using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Wording;

namespace ShopStream.Application.Settings;

/// <summary>All settings, validated. Options outrank the environment, and the environment outranks the file.</summary>
public sealed partial record ShopSettings
{
    private static readonly string[] SettingNames =
    [
        "source.host", "source.port", "source.database", "source.user", "source.schema", "source.tables", "source.deadline", "source.sslmode", "source.sslrootcert", "source.connections",
        "lake", "lake.endpoint", "lake.region", "lake.encryption", "lake.kms_key", "lake.compression", "lake.deadline", "warehouse", "snowflake.account", "snowflake.user", "snowflake.authenticator", "snowflake.private_key_file",
        "snowflake.connection", "snowflake.database", "snowflake.role", "snowflake.warehouse", "snowflake.stage", "snowflake.host", "snowflake.port", "snowflake.protocol", "snowflake.role_arn", "snowflake.deadline", "warehouse.memory_limit", "warehouse.temp_folder", "warehouse.threads", "checks.deadline", "models",
        "features", "tags", "only", "fail_on", "samples", "personal", "scale", "seed", "date", "work", "out", "report.currency", "history.keep",
        "openlineage", "prometheus", "webhook.on",
    ];

    /// <summary>Folder of feature files; default features.</summary>
    public required string Features { get; init; }

    /// <summary>A tag expression that selects scenarios; "" for all.</summary>
    public required string Tags { get; init; }

    /// <summary>Places of scenarios, as file or file:line, separated by commas; "" for all.</summary>
    public string Only { get; init; } = "";

    /// <summary>The least severity that fails a run.</summary>
    public required Severity FailOn { get; init; }

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

    /// <summary>How many runs history.jsonl keeps, from 1; default 1000.</summary>
    public required int HistoryKeep { get; init; }

    /// <summary>A file or an http(s) URL that receives OpenLineage events; "" for none.</summary>
    public string OpenLineage { get; init; } = "";

    /// <summary>A file for Prometheus' textfile collector; "" for none.</summary>
    public string Prometheus { get; init; } = "";

    /// <summary>Whether the webhook receives every run; default false: only one that failed or passes again.</summary>
    public bool WebhookAlways { get; init; }

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
    public BusinessMetric? Revenue => Pipeline.BusinessMetrics.GetValueOrDefault("revenue");

    /// <summary>Validates values from a file, from options and from the environment.</summary>
    /// <param name="file">The values of the file; see <see cref="SettingsFile"/>.</param>
    /// <param name="options">Values that outrank the file, under the settings' names.</param>
    /// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
    /// <param name="fileName">Named in messages.</param>
    /// <exception cref="UsageException">Settings are unknown or wrong: all of them.</exception>
    public static ShopSettings From(IReadOnlyDictionary<string, string> file, IReadOnlyDictionary<string, string> options, Func<string, string?> environment, string fileName = "settings")
    {
        var reader = new Reader(file, options, environment, fileName);
        var work = reader.Text("work", ".shopstream");
        var schema = reader.Text("source.schema", "public");
        var tables = reader.Names("source.tables", "users, products, orders, order_items, events, crm_contacts");
        var deadline = reader.Seconds("source.deadline", 1800);
        var deadlines = reader.Deadlines(tables);
        var storage = reader.Valid("lake", () => new LakeStorage(reader.Text("lake.encryption", ""), reader.Text("lake.kms_key", ""), reader.Text("lake.compression", ""), reader.Seconds("lake.deadline", 14_400)));
        var snowflake = new SnowflakeSource(name => reader.Text(name, "") is { Length: > 0 } value ? value : null, environment, reader.Seconds("snowflake.deadline", 1800));
        var source = reader.Source(schema, tables, deadline, deadlines);
        var settings = new ShopSettings
        {
            Environment = environment,
            Snowflake = snowflake,
            SnowflakeRoleArn = reader.Text("snowflake.role_arn", "") is { Length: > 0 } arn ? arn : null,
            Features = reader.Text("features", "features"),
            Tags = reader.Text("tags", ""),
            Only = reader.Text("only", ""),
            FailOn = reader.FailOn("fail_on", "failure"),
            RedactionPolicy = new RedactionPolicy(Enum.Parse<SampleLevel>(reader.OneOf("samples", "keys", "none", "full"), ignoreCase: true), reader.Valid("personal", () => PersonalColumns.Parse(reader.Text("personal", "names")))),
            Scale = reader.Number("scale", 1, 1, 100_000),
            Seed = reader.Number("seed", 42, int.MinValue, int.MaxValue),
            Date = reader.Date("date"),
            Out = reader.Text("out", "reports"),
            Currency = reader.Valid("report.currency", () => CurrencyCode.Parse(reader.Text("report.currency", ""))),
            HistoryKeep = reader.Number("history.keep", 1000, 1, 100_000),
            OpenLineage = reader.Valid("openlineage", () => reader.Text("openlineage", "") is var to && IntegrationOptions.OpenLineageFault(to) is { } fault ? throw new FormatException(fault) : to),
            Prometheus = reader.Text("prometheus", ""),
            WebhookAlways = reader.OneOf("webhook.on", "failed", "always") is "always",
            Source = source,
            SourceNote = reader.SourceNote,
            SourceProblem = reader.SourceProblem,
            Tables = tables,
            SourceDeadline = deadline,
            SourceDeadlines = deadlines,
            SourceSchema = schema,
            SourceDatabase = source?.Place.Database is { Length: > 0 } database ? database : null,
            Pipeline = new PipelineOptions
            {
                WorkFolder = work,
                Lake = reader.Valid("lake", () => new LakeSettings(reader.Text("lake", Path.Combine(work, "lake")), reader.Text("lake.endpoint", ""), reader.Text("lake.region", "eu-west-3")) { Storage = storage }),
                ModelsFolder = reader.Text("models", ModelProject.ShippedFolder),
                Snowflake = reader.OneOf("warehouse", "duckdb", "snowflake") is "snowflake" ? snowflake.Read : null,
                MemoryLimit = reader.Memory("warehouse.memory_limit", "1GB"),
                Threads = reader.Number("warehouse.threads", 0, 0, 1024) is > 0 and var threads ? threads : null,
                TempFolder = reader.Text("warehouse.temp_folder", "") is { Length: > 0 } folder ? folder : null,
                Deadline = reader.Seconds("checks.deadline", 600),
                BusinessMetrics = reader.BusinessMetrics(),
                SourceConnections = reader.Number("source.connections", 3, 1, 4),
            },
        };
        reader.ThrowIfAny(file.Keys.Concat(options.Keys).Where(k => !SettingNames.Contains(k, StringComparer.Ordinal) && !BusinessMetricText.IsDefinition(k) && !Reader.IsOfTable(k)));
        return settings;
    }

    private sealed partial class Reader(IReadOnlyDictionary<string, string> file, IReadOnlyDictionary<string, string> options, Func<string, string?> environment, string fileName)
    {
        private const string ColumnsOf = "source.columns.";
        private const string DeadlineOf = "source.deadline.";

        private readonly List<string> problems = [];

        public string Text(string name, string otherwise) =>
            options.GetValueOrDefault(name) ?? (file.GetValueOrDefault(name) is { Length: > 0 } value ? value : otherwise);

        // Options are named as they were typed; everything else is in the file.
        private string Where(string name) => options.ContainsKey(name) ? $"--{name.Replace('_', '-')}" : $"{fileName}: {name}";

        public int Number(string name, int otherwise, int low, int high)
        {
            var text = Text(name, otherwise.ToString(CultureInfo.InvariantCulture));
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high) return number;
            problems.Add($"{Where(name)} is '{text}': expected a whole number from {low} to {high}");
            return otherwise;
        }

        /// <summary>One of some words; the first is the default.</summary>
        public string OneOf(string name, params string[] words)
        {
            var text = Text(name, words[0]);
            if (words.Contains(text, StringComparer.Ordinal)) return text;
            problems.Add($"{Where(name)} is '{text}': expected {string.Join(" or ", words)}");
            return words[0];
        }

        public TimeSpan Seconds(string name, int otherwise) => TimeSpan.FromSeconds(Number(name, otherwise, 1, 86_400));

        public DateOnly? Date(string name)
        {
            var text = Text(name, "");
            if (text.Length == 0) return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
            problems.Add($"{Where(name)} is '{text}': expected a day as yyyy-MM-dd, such as 2025-11-28");
            return null;
        }

        public string[] Names(string name, string otherwise)
        {
            var names = Text(name, otherwise).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            // A table's name becomes part of the key of its file in the lake.
            foreach (var wrong in names.Where(n => !Identifier().IsMatch(n)))
                problems.Add($"{Where(name)} names '{wrong}': expected bare table names (letters, digits, _) separated by commas");
            return names;
        }

        public string Memory(string name, string otherwise)
        {
            var text = Text(name, otherwise);
            if (!MemorySize().IsMatch(text)) problems.Add($"{Where(name)} is '{text}': expected a size such as 512MB, 1GB or 1.5GiB");
            return text;
        }

        public Severity FailOn(string name, string otherwise)
        {
            try
            {
                return Severities.ParseFailOn(Text(name, otherwise));
            }
            catch (FormatException e)
            {
                problems.Add($"{Where(name)}: {e.Message}: expected the least severity that fails a run: failure (the default), warning (@warning fails, too) or info (@info fails, too)");
                return Severity.Critical;
            }
        }

        public T Valid<T>(string name, Func<T> make)
        {
            try
            {
                return make();
            }
            catch (Exception e) when (e is UsageException or FormatException or ArgumentException)
            {
                problems.Add($"{Where(name)}: {e.Message}");
                return default!;
            }
        }

        public IReadOnlyDictionary<string, BusinessMetric> BusinessMetrics()
        {
            try
            {
                return BusinessMetricText.Parse(file);
            }
            catch (FormatException e)
            {
                problems.Add($"{fileName}: {e.Message}");
                return new Dictionary<string, BusinessMetric>(StringComparer.Ordinal);
            }
        }

        /// <summary>Null where nothing names a source. A password comes from PGPASSWORD, PGPASSFILE or a service, never from a file of settings.</summary>
        public SourceAddress? Source(string schema, IReadOnlyList<string> tables, TimeSpan deadline, IReadOnlyDictionary<string, TimeSpan> deadlines)
        {
            var named = new NamedSource(file, environment, fileName);
            var connection = named.Connection();
            problems.AddRange(named.Problems);
            SourceNote = named.Note;
            SourceProblem = named.Unreadable;
            return connection is null ? null : new SourceAddress(connection, schema, tables, deadline) { Columns = Columns(tables), Deadlines = deadlines };
        }

        /// <summary>What a reader of the result should know about how the source is named; null for nothing.</summary>
        public string? SourceNote { get; private set; }

        /// <inheritdoc cref="ShopSettings.SourceProblem"/>
        public string? SourceProblem { get; private set; }

        /// <summary>source.columns.&lt;table&gt; or source.deadline.&lt;table&gt;.</summary>
        public static bool IsOfTable(string name) => name.StartsWith(ColumnsOf, StringComparison.Ordinal) || name.StartsWith(DeadlineOf, StringComparison.Ordinal);

        /// <summary>source.deadline.&lt;table&gt;.</summary>
        public Dictionary<string, TimeSpan> Deadlines(IReadOnlyList<string> tables) =>
            OfTables(DeadlineOf, tables).ToDictionary(t => t.Table, t => Seconds(t.Setting, 1), StringComparer.Ordinal);

        private Dictionary<string, IReadOnlyList<string>> Columns(IReadOnlyList<string> tables) =>
            OfTables(ColumnsOf, tables).ToDictionary(t => t.Table, t => (IReadOnlyList<string>)file[t.Setting].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

        // Those with a value; each of a table that is not extracted is a problem.
        private IEnumerable<(string Setting, string Table)> OfTables(string prefix, IReadOnlyList<string> tables)
        {
            foreach (var name in file.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)))
            {
                var table = name[prefix.Length..];
                if (!tables.Contains(table, StringComparer.Ordinal)) problems.Add($"{Where(name)}: source.tables has no {table}{Nearest.Hint(table, tables)}");
                else if (file[name].Trim(' ', ',').Length > 0) yield return (name, table);
            }
        }

        public void ThrowIfAny(IEnumerable<string> unknown)
        {
            problems.AddRange(unknown.Select(u => $"{fileName}: there is no setting {u}{Nearest.Hint(u, SettingNames)}"));
            if (problems.Count > 0) throw new UsageException(string.Join("\n", problems));
        }

        [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.None, 1000)]
        private static partial Regex Identifier();

        [GeneratedRegex(@"^[0-9]+(\.[0-9]+)?\s*[KMGT]i?B$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex MemorySize();
    }
}

using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Shop;
using static ShopStream.Application.Settings.SettingKind;

namespace ShopStream.Application.Settings;

/// <summary>Every setting: its name, values, default, variable and help. Validation, docs/settings.md and its JSON schema come from this table.</summary>
public static class SettingsTable
{
    private const int Day = 86_400;

    private static readonly WholeNumber Seconds = new(1, Day, "seconds");
    private static readonly Text Name = new("a name");
    private static readonly Text Folder = new("a folder");
    private static readonly Text File = new("a file");

    /// <summary>The settings by subject, in the order of the data flow.</summary>
    public static IReadOnlyList<(string Subject, IReadOnlyList<Setting> Settings)> Subjects { get; } =
    [
        ("Source", Source()),
        ("Lake", Lake()),
        ("Warehouse", Warehouse()),
        ("Checks", Checks()),
        ("Sandbox", Sandbox()),
        ("Reports", Reports()),
        ("Metric definitions", MetricDefinitions()),
    ];

    /// <summary>All settings.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. Subjects.SelectMany(s => s.Settings)];

    /// <summary>Secrets and sign-ins, which come from the environment only. Their values are never shown.</summary>
    public static IReadOnlyList<SecretVariable> Secrets { get; } =
    [
        new("PGPASSWORD", "The source's password."),
        new("PGPASSFILE", "libpq's password file; default ~/.pgpass."),
        new("WAREHOUSE_PGPASSWORD", "The password of an attached PostgreSQL warehouse."),
        new("SNOWFLAKE_PASSWORD", "Snowflake's password."),
        new("SNOWFLAKE_TOKEN", "Snowflake's OAuth or programmatic access token."),
        new("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "The passphrase of Snowflake's private key."),
        new("PRIVATE_KEY_PASSPHRASE", "The same, where SNOWFLAKE_PRIVATE_KEY_PASSPHRASE is not set."),
        new("AWS_ACCESS_KEY_ID", "Read by the AWS SDK, with the rest of its credential chain."),
        new("AWS_SECRET_ACCESS_KEY", "Read by the AWS SDK."),
        new("AWS_SESSION_TOKEN", "Read by the AWS SDK."),
        new("AWS_PROFILE", "Read by the AWS SDK."),
        new("OPENLINEAGE_API_KEY", "The key of the OpenLineage server."),
        new("SHOPSTREAM_CHANNEL_<NAME>", "The secret of channel.<name>: the URL of a webhook, a routing key, an API key or a password."),
        new("SHOPSTREAM_WEBHOOK_URL", "The address that incidents are sent to which no channel takes."),
    ];

    /// <summary>The setting of a name, or its family.</summary>
    /// <returns>Null if there is none.</returns>
    public static Setting? Find(string name) => All.FirstOrDefault(s => !s.IsFamily && s.Covers(name)) ?? All.FirstOrDefault(s => s.IsFamily && s.Covers(name));

    /// <summary>The option of the command line that sets a setting.</summary>
    public static string OptionOf(string name) => Find(name)?.Option ?? $"--{name.Replace('_', '-')}";

    private static Setting[] Source() =>
        [
            new("source.host", Name, "", "The server, or the folder of its socket.")
            {
                Variable = "PGHOST",
                Empty = "without a host and a database, runs create a throw-away PostgreSQL",
            },
            new("source.port", new WholeNumber(1, 65_535), "", "The server's port.") { Variable = "PGPORT", Empty = "5432" },
            new("source.database", Name, "", "The database.") { Variable = "PGDATABASE", Empty = "the user's name" },
            new("source.user", Name, "", "The role to sign in as. Its password comes from PGPASSWORD, PGPASSFILE or a service.")
            {
                Variable = "PGUSER",
                Empty = "the account's name",
            },
            new("source.schema", Name, "public", "The schema of the tables that are named without one."),
            new(
                "source.tables",
                new Text("table names, separated by commas"),
                ShopTables.Source,
                "The tables to extract, those of other schemas as schema.table. A name with other characters than letters, digits and _ is in double quotes."
            ),
            new(
                "source.columns.<table>",
                new Text("column names, separated by commas"),
                "",
                "The only columns of this table to extract; the others never leave the source."
            )
            {
                Empty = "all columns",
            },
            new("source.deadline", Seconds, "1800", "The deadline of one statement, COPY included."),
            new("source.deadline.<table>", Seconds, "", "The deadline of statements that read this table.") { Empty = "source.deadline" },
            new("source.sslmode", new OneOf("", "disable", "allow", "prefer", "require", "verify-ca", "verify-full"), "", "Encryption, as libpq has it.")
            {
                Variable = "PGSSLMODE",
                Empty = "prefer",
            },
            new("source.sslrootcert", File, "", "The certificates that the server's is verified with.")
            {
                Variable = "PGSSLROOTCERT",
                Empty = "those of the system",
            },
            new("source.connections", new WholeNumber(1, 4), "3", "Number of connections that share the snapshot."),
            .. PartitionSettings.Table,
        ];

    private static Setting[] Lake() =>
        [
            new(
                "lake",
                new Text("a folder or s3://bucket/prefix"),
                "",
                "Where extracted files are stored. Credentials of S3 come from the AWS SDK's own chain."
            )
            {
                Empty = "lake/ in the work folder",
            },
            new("lake.endpoint", new Text("a URL"), "", "The address of an S3 server other than Amazon's.") { Empty = "Amazon's" },
            new("lake.region", Name, "eu-west-3", "The region of the bucket."),
            new("lake.encryption", new OneOf(["", .. LakeStorage.EncryptionWords]), "", "Encryption of new objects: none leaves it to the bucket.")
            {
                Empty = "none",
            },
            new("lake.kms_key", Name, "", "The key for aws:kms.") { Empty = "the account's default key" },
            new("lake.compression", new OneOf(["", .. LakeStorage.CompressionWords]), "", "Compression of the files.")
            {
                Empty = "none; with pipeline = external, that of each file's name",
            },
            new(
                "lake.layout",
                new Text($"{AttachedLakeOptions.Preset}, or paths with {{table}}, {{date:yyyy-MM-dd}}, * and **, separated by commas"),
                "",
                "With pipeline = external: where the files of a table are. See [attach](attach.md#the-lake)."
            )
            {
                Empty = "the lake is not read",
            },
            new("lake.format", new OneOf(["", .. AttachedLakeSettings.FormatWords]), "", "With pipeline = external: the format of all files.")
            {
                Empty = "by the name of each file",
            },
            new("lake.format.<table>", new OneOf(["", .. AttachedLakeSettings.FormatWords]), "", "With pipeline = external: the format of this table's files.")
            {
                Empty = "lake.format",
            },
            new("lake.csv.delimiter", new Text("one character, or tab"), ",", "With pipeline = external: what separates the values of CSV files."),
            new("lake.csv.null", new Text("a text"), "", "With pipeline = external: what CSV files have for NULL, without quotes.") { Empty = "nothing" },
            new(
                "lake.json_tables",
                new Text("table names separated by commas, or none"),
                ShopTables.Json,
                "The tables whose files have one JSON object per line. All other files are CSV."
            ),
            new("lake.deadline", Seconds, "14400", "The deadline of one transfer, and of writing and loading one date."),
        ];

    private static Setting[] Warehouse() =>
        [
            new(
                "pipeline",
                new OneOf("own", "external") { Meaning = "own (the default: run moves the data) or external (other tools do, and it is only read)" },
                "own",
                "Who moves the data. See [attach](attach.md)."
            )
            {
                Option = "--attached",
            },
            new(
                "warehouse",
                new OneOf("duckdb", "snowflake", "postgres") { Meaning = "duckdb (the default), snowflake, or, with pipeline = external, postgres" },
                "duckdb",
                "Where the lake is loaded, models are built and checks run."
            ),
            new("warehouse.file", File, "", "With pipeline = external: the DuckDB file that other tools write.") { Option = "--warehouse-file" },
            new(
                "warehouse.address",
                new Text("a URL or a connection string without a password"),
                "",
                "With pipeline = external and warehouse = postgres: the database, such as postgresql://me@localhost/dwh."
            )
            {
                Option = "--warehouse-address",
                Empty = "none",
            },
            new(
                "layer.<layer>",
                new Text("schemas or schema.table, separated by commas; in the name of a table, * stands for any text"),
                "",
                "With pipeline = external: the tables of raw, staging, core or mart."
            )
            {
                Empty = "without any, the schemas raw, staging, core, marts and mart",
            },
            new(
                "key.<layer>.<table>",
                new Text("column names, separated by commas"),
                "",
                "With pipeline = external: the columns that identify a row, for samples and comparisons. <layer> may be lake."
            ),
            new(
                "upstream.<layer>.<table>",
                new Text("datasets, such as raw orders, separated by commas"),
                "",
                "With pipeline = external: the tables that this one is built from."
            ),
            .. ArrivalSettings.Table,
            new(
                "models",
                new Text("a folder, none or dbt"),
                "",
                "The SQL models; none ends a run with the raw tables, dbt builds a dbt project with the program dbt (with pipeline = external)."
            )
            {
                Empty = "the shipped models",
            },
            new("dbt.project", Folder, ".", "With models = dbt: the folder of dbt_project.yml."),
            new("dbt.profiles", Folder, "", "With models = dbt: the folder of profiles.yml.") { Empty = "where dbt finds it" },
            new("dbt.target", Name, "", "With models = dbt: the target of the profile.") { Empty = "its default" },
            new("dbt.command", new OneOf("run", "build"), "run", "With models = dbt: run builds the models; build runs seeds, snapshots and tests, too."),
            new("dbt.deadline", Seconds, "3600", "With models = dbt: the deadline of dbt."),
            new("work", Folder, ".shopstream", "Holds the lake folder and warehouse.duckdb."),
            new("warehouse.memory_limit", Formed.Size, "512MB", "DuckDB's memory, warehouse and lake together; what exceeds it goes to the temporary folder."),
            new("warehouse.temp_folder", Folder, "", "The folder for DuckDB's and other temporary files.") { Empty = "tmp/ in the work folder" },
            new("warehouse.threads", new WholeNumber(0, 1024), "0", "DuckDB's threads; 0 is one per core, as far as there are 125 MB of memory for each."),
            new("warehouse.deadline", Seconds, "1800", "The deadline of one statement that loads or builds in DuckDB."),
            new("snowflake.account", Name, "", "The account identifier.") { Variable = "SNOWFLAKE_ACCOUNT" },
            new("snowflake.user", Name, "", "The user.") { Variable = "SNOWFLAKE_USER" },
            new("snowflake.authenticator", Name, "", "The kind of sign-in, as Snowflake's driver names it.")
            {
                Variable = "SNOWFLAKE_AUTHENTICATOR",
                Empty = "by what is given: key, token or password",
            },
            new("snowflake.private_key_file", File, "", "The private key of the sign-in.") { Variable = "SNOWFLAKE_PRIVATE_KEY_FILE" },
            new("snowflake.connection", Name, "", "The connection of connections.toml that fills in what is not set.")
            {
                Variable = "SNOWFLAKE_DEFAULT_CONNECTION_NAME",
                Empty = "default",
            },
            new("snowflake.database", Name, "", "The database.") { Variable = "SNOWFLAKE_DATABASE", Empty = "SHOPSTREAM_DWH" },
            new("snowflake.role", Name, "", "One role for every purpose.") { Variable = "SNOWFLAKE_ROLE", Empty = "each purpose has its own" },
            new("snowflake.warehouse", Name, "", "One virtual warehouse for every purpose.")
            {
                Variable = "SNOWFLAKE_WAREHOUSE",
                Empty = "LOADING_WH loads, TRANSFORM_WH builds, CHECK_WH is read with",
            },
            new("snowflake.stage", Name, "S3_RAW_STAGE", "The stage over the lake's bucket."),
            new("snowflake.host", Name, "", "The host, where it is not derived from the account.") { Variable = "SNOWFLAKE_HOST" },
            new("snowflake.port", new Text("a port"), "", "The port.") { Variable = "SNOWFLAKE_PORT", Empty = "443" },
            new("snowflake.protocol", new Text("https or http"), "", "http only for a server on this machine.")
            {
                Variable = "SNOWFLAKE_PROTOCOL",
                Empty = "https",
            },
            new("snowflake.role_arn", Name, "", "The AWS role that Snowflake assumes to read the bucket; for setup snowflake."),
            new("snowflake.deadline", Seconds, "1800", "The deadline of one statement that loads or builds."),
        ];

    private static Setting[] Checks() =>
        [
            new("features", Folder, "features", "The .feature files."),
            new("tags", new Text("a tag expression"), "", "The scenarios to check, such as @ci and not @slow.") { Empty = "all scenarios" },
            new("only", new Text("file or file:line, separated by commas"), "", "The scenarios to check, by their places.") { Empty = "all scenarios" },
            new("date", Formed.Day, "", "The date partition.") { Empty = "today in UTC; check: the date that the warehouse holds" },
            new("checks.deadline", Seconds, "600", "The deadline of one query."),
            new("lock.wait", new WholeNumber(0, Day, "seconds"), "60", "How long to wait for a work folder or a date that another command uses."),
            new(
                "fail_on",
                new OneOf("failure", "warning", "info", "new")
                {
                    Meaning = "failure (the default), warning (@warning fails, too), info (@info fails, too) or new (only what did not fail before)",
                },
                "failure",
                "The least severity that fails a run."
            ),
        ];

    private static Setting[] Sandbox() =>
        [
            new("scale", new WholeNumber(1, 100_000), "1", "The size of generated data: 1 is 5,000 orders."),
            new("seed", new WholeNumber(int.MinValue, int.MaxValue), "42", "The same seed, scale and date give the same data. It also draws mutants."),
        ];

    private static Setting[] Reports() =>
        [
            new("out", Folder, "reports", "Where reports are written, a folder for each run."),
            new("samples", new OneOf("keys", "none", "full"), "keys", "What reports show of failing rows: nothing, their keys, or their values."),
            new(
                "failures.keep",
                new OneOf("none", "parquet", "csv"),
                "none",
                "Whether run and check write all failing rows to a file beside the report, and in which form. See [failing rows](failing-rows.md)."
            )
            {
                Option = "--keep-failures",
            },
            new(
                "failures.runs",
                new WholeNumber(0, 1_000),
                "7",
                "With failures.keep: number of runs whose failing rows the table meta.failures of the DuckDB warehouse has; 0 for no table."
            ),
            new(
                "personal",
                new Text("names, none, or column names separated by commas"),
                "names",
                "The columns that are never shown: names means those whose name says so, such as email; others as note or orders.note."
            ),
            new("report.url", new Text("an http(s) URL"), "", "The address below which the report folder is served, for links in messages.")
            {
                Empty = "messages have the path of the page",
            },
            new("report.currency", new Text("an ISO 4217 code"), "", "The currency of revenue, such as EUR.") { Empty = "amounts have no currency" },
            new(
                "main_branch",
                new Text("the name of a branch"),
                "main",
                "The main branch: --fail-on new takes its runs from the history, and compare its merge base."
            ),
            new("history.keep", new WholeNumber(1, 100_000), "1000", "Number of runs that history.jsonl keeps."),
            new("openlineage", new Text("a file or an http(s) URL"), "", "Receives OpenLineage events.") { Empty = "none are sent" },
            new("prometheus", File, "", "A *.prom file for Prometheus' textfile collector.") { Empty = "none is written" },
            new("webhook.on", new OneOf("failed", "always"), "failed", "Whether the webhook receives only incidents that begin or recover, or every run, too."),
            new("webhook.remind", new OneOf("no", "yes"), "no", "Whether an open incident is sent again on each later day, to channels that people read."),
            new(
                "channel.<name>",
                new Text("a kind, and parts such as owner finance, separated by semicolons"),
                "",
                "Where messages about incidents go: slack, teams, pagerduty, opsgenie, webhook or email. See [channels](incidents.md#channels)."
            )
            {
                Empty = "none",
            },
        ];

    private static Setting[] MetricDefinitions() =>
        [
            new("rule.<metric>", new Text("a condition"), "", "The rows that count towards a metric such as revenue."),
            new(
                "rule.<metric>.in.<table>",
                new Text("column [where rule [on table]]; lookup …; row …; <key>: <column>"),
                "",
                "Where a table has the metric: its column, lookups, row key and group keys. See [reconciliation](reconciliation.md)."
            ),
        ];
}

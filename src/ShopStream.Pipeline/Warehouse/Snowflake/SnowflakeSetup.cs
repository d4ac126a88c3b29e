using System.Text.RegularExpressions;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// The idempotent SQL that prepares an account for the first run: warehouses, database, schemas, roles with the least grants, integration,
/// stage, file formats, ledgers.
/// </summary>
public static partial class SnowflakeSetup
{
    private const string Integration = "S3_INTEGRATION";

    private static readonly string[] ModelSchemas = ["STAGING", "CORE", "MARTS"];

    /// <summary>Writes the statements.</summary>
    /// <param name="databaseName">Database of the warehouse.</param>
    /// <param name="stageName">Stage that points to the lake's raw/ folder.</param>
    /// <param name="user">User who is granted the three roles; null for none yet.</param>
    /// <param name="lake">Must be a bucket; the integration may read only its raw/ folder.</param>
    /// <param name="roleArn">The AWS role that Snowflake assumes, such as arn:aws:iam::123456789012:role/shopstream-lake.</param>
    /// <returns>Statements in order, with a comment above each group.</returns>
    /// <exception cref="UsageException">The lake is a folder, which Snowflake cannot read, or the role is not an ARN.</exception>
    public static IReadOnlyList<SetupStatement> Statements(string databaseName, string stageName, string? user, LakeSettings lake, string roleArn)
    {
        if (lake.Bucket is null)
            throw new UsageException(
                $"the lake is the folder {lake}, and Snowflake loads from S3. Expected: lake s3://bucket or s3://bucket/prefix (setting lake)."
            );
        if (!Arn().IsMatch(roleArn))
            throw new UsageException(
                $"the AWS role is '{roleArn}'. Expected the ARN of a role: "
                    + "arn:aws:iam::<12 digits>:role/<name> (--role-arn, or snowflake.role_arn in the settings)."
            );
        var statements = new List<SetupStatement>();
        void Add(string about, params IEnumerable<string> sql) => statements.AddRange(sql.Select((s, i) => new SetupStatement(i == 0 ? about : null, s)));
        string[] roles = [.. Enum.GetValues<Purpose>().Select(p => p.Role())];

        Add(
            "Roles: one loads, one builds the models, one checks. Dashboards read with a role of their own; grant it to their users.",
            [
                .. roles.Append(PurposeNames.ReaderRole).SelectMany(r => new[] { $"CREATE ROLE IF NOT EXISTS {r}", $"GRANT ROLE {r} TO ROLE SYSADMIN" }),
                .. user is null ? [] : roles.Select(r => $"GRANT ROLE {r} TO USER {Identifier(user)}"),
            ]
        );
        Add(
            "Warehouses: billed separately, suspended after a minute, resumed automatically.",
            [
                .. Enum.GetValues<Purpose>().Select(p => Warehouse(p.Warehouse(), p == Purpose.Transform ? "SMALL" : "XSMALL")),
                Warehouse(PurposeNames.ReaderWarehouse, "XSMALL"),
            ]
        );
        Add(
            "Each role uses its own warehouse.",
            [
                .. Enum.GetValues<Purpose>().Select(p => $"GRANT USAGE ON WAREHOUSE {p.Warehouse()} TO ROLE {p.Role()}"),
                $"GRANT USAGE ON WAREHOUSE {PurposeNames.ReaderWarehouse} TO ROLE {PurposeNames.ReaderRole}",
                // Earlier versions checked with the warehouse of the dashboards.
                $"REVOKE USAGE ON WAREHOUSE {PurposeNames.ReaderWarehouse} FROM ROLE {Purpose.Check.Role()}",
            ]
        );

        var database = Identifier(databaseName);
        string In(string name) => $"{database}.{name}";
        string[] schemas = [.. ModelSchemas.Prepend("RAW").Append("META")];
        Add(
            "Database and schemas; META holds the ledgers of loads and models. Text is compared by its characters, whatever the account's collation.",
            [
                $"CREATE DATABASE IF NOT EXISTS {database}",
                $"ALTER DATABASE {database} SET DEFAULT_DDL_COLLATION = ''",
                .. schemas.Select(s => $"CREATE SCHEMA IF NOT EXISTS {In(s)} WITH MANAGED ACCESS"),
            ]
        );
        Add(
            "Managed access: only the owner of a schema grants on what is in it, not the roles that build its tables.",
            schemas.Select(s => $"ALTER SCHEMA {In(s)} ENABLE MANAGED ACCESS")
        );
        Add("The ledgers.", $"USE DATABASE {database}", SnowflakeLoader.LedgerTable, SnowflakeModels.Registry, SnowflakeUnbuilt.Table);

        var location = $"s3://{lake.Bucket}/{lake.Prefix}raw/";
        Add(
            "The lake: Snowflake assumes the AWS role and may read only the raw/ folder. DESC INTEGRATION shows the identity it uses.",
            $"CREATE STORAGE INTEGRATION IF NOT EXISTS {Integration}\n  TYPE = EXTERNAL_STAGE\n  STORAGE_PROVIDER = 'S3'\n"
                + $"  ENABLED = TRUE\n  STORAGE_AWS_ROLE_ARN = {Literal(roleArn)}\n  STORAGE_ALLOWED_LOCATIONS = ({Literal(location)})",
            $"ALTER STORAGE INTEGRATION {Integration} SET STORAGE_AWS_ROLE_ARN = {Literal(roleArn)} STORAGE_ALLOWED_LOCATIONS = ({Literal(location)})",
            $"CREATE OR ALTER FILE FORMAT {In("RAW.SHOPSTREAM_CSV")}\n  TYPE = CSV\n  SKIP_HEADER = 1\n  FIELD_OPTIONALLY_ENCLOSED_BY = '\"'\n"
                + "  ESCAPE = NONE\n  ESCAPE_UNENCLOSED_FIELD = NONE\n  TRIM_SPACE = FALSE\n  NULL_IF = ()\n"
                + "  EMPTY_FIELD_AS_NULL = TRUE\n  ERROR_ON_COLUMN_COUNT_MISMATCH = TRUE\n  ENCODING = 'UTF8'\n  COMPRESSION = AUTO",
            $"CREATE OR ALTER FILE FORMAT {In("RAW.SHOPSTREAM_JSON")}\n  TYPE = JSON\n  COMPRESSION = AUTO",
            $"CREATE STAGE IF NOT EXISTS {In("RAW." + Identifier(stageName))}\n  URL = {Literal(location)}\n"
                + $"  STORAGE_INTEGRATION = {Integration}\n  FILE_FORMAT = (FORMAT_NAME = {Literal(In("RAW.SHOPSTREAM_CSV"))})",
            $"ALTER STAGE {In("RAW." + Identifier(stageName))} SET URL = {Literal(location)}"
        );

        var (loader, transformer, checker) = (Purpose.Load.Role(), Purpose.Transform.Role(), Purpose.Check.Role());
        Add(
            "The loader creates tables in RAW from the stage and writes the load ledger.",
            $"GRANT USAGE ON DATABASE {database} TO ROLE {loader}",
            $"GRANT USAGE, CREATE TABLE ON SCHEMA {In("RAW")} TO ROLE {loader}",
            $"GRANT USAGE ON STAGE {In("RAW." + Identifier(stageName))} TO ROLE {loader}",
            $"GRANT USAGE ON FILE FORMAT {In("RAW.SHOPSTREAM_CSV")} TO ROLE {loader}",
            $"GRANT USAGE ON FILE FORMAT {In("RAW.SHOPSTREAM_JSON")} TO ROLE {loader}",
            $"GRANT USAGE ON SCHEMA {In("META")} TO ROLE {loader}",
            $"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {In("META.LOADS")} TO ROLE {loader}",
            $"GRANT SELECT, INSERT, DELETE ON TABLE {In("META.UNBUILT")} TO ROLE {loader}"
        );
        Add(
            "The transformer reads RAW, builds the other three schemas and writes the model registry.",
            [
                $"GRANT USAGE ON DATABASE {database} TO ROLE {transformer}",
                $"GRANT USAGE ON SCHEMA {In("RAW")} TO ROLE {transformer}",
                .. Read(In("RAW"), transformer, "TABLES"),
                .. ModelSchemas.Select(s => $"GRANT USAGE, CREATE TABLE, CREATE VIEW ON SCHEMA {In(s)} TO ROLE {transformer}"),
                $"GRANT USAGE ON SCHEMA {In("META")} TO ROLE {transformer}",
                $"GRANT SELECT, INSERT, DELETE ON TABLE {In("META.MODELS")} TO ROLE {transformer}",
                $"GRANT SELECT, DELETE ON TABLE {In("META.UNBUILT")} TO ROLE {transformer}",
            ]
        );
        var scratch = Identifier(SnowflakeScratch.NameOf(databaseName));
        Add(
            "Mutation testing and comparisons (shopstream prove, shopstream compare): the transformer clones into a separate database, and plants "
                + "mutants or builds models there; everything in it is dropped afterwards.",
            $"CREATE TRANSIENT DATABASE IF NOT EXISTS {scratch} DATA_RETENTION_TIME_IN_DAYS = 0",
            $"GRANT USAGE, CREATE SCHEMA ON DATABASE {scratch} TO ROLE {transformer}",
            $"GRANT USAGE ON DATABASE {scratch} TO ROLE {checker}",
            $"GRANT USAGE ON FUTURE SCHEMAS IN DATABASE {scratch} TO ROLE {checker}",
            $"GRANT SELECT ON FUTURE TABLES IN DATABASE {scratch} TO ROLE {checker}",
            $"GRANT SELECT ON FUTURE VIEWS IN DATABASE {scratch} TO ROLE {checker}"
        );
        Add(
            "The checker reads everything and writes nothing.",
            [
                $"GRANT USAGE ON DATABASE {database} TO ROLE {checker}",
                .. ModelSchemas
                    .Prepend("RAW")
                    .Append("META")
                    .SelectMany(s => Read(In(s), checker, "TABLES").Prepend($"GRANT USAGE ON SCHEMA {In(s)} TO ROLE {checker}")),
                .. ModelSchemas.SelectMany(s => Read(In(s), checker, "VIEWS")),
            ]
        );
        var reader = PurposeNames.ReaderRole;
        Add(
            "Dashboards read the marts, and nothing else.",
            [
                $"GRANT USAGE ON DATABASE {database} TO ROLE {reader}",
                $"GRANT USAGE ON SCHEMA {In("MARTS")} TO ROLE {reader}",
                .. Read(In("MARTS"), reader, "TABLES"),
                .. Read(In("MARTS"), reader, "VIEWS"),
            ]
        );
        return statements;
    }

    private static string Warehouse(string name, string size) =>
        $"CREATE WAREHOUSE IF NOT EXISTS {name} WITH WAREHOUSE_SIZE = {size} AUTO_SUSPEND = 60 AUTO_RESUME = TRUE INITIALLY_SUSPENDED = TRUE";

    private static IEnumerable<string> Read(string schema, string role, string what) =>
        [$"GRANT SELECT ON ALL {what} IN SCHEMA {schema} TO ROLE {role}", $"GRANT SELECT ON FUTURE {what} IN SCHEMA {schema} TO ROLE {role}"];

    private static string Identifier(string name) => Dialect.Snowflake.Quote(SnowflakeNames.Unfolded(name.ToUpperInvariant()));

    private static string Literal(string text) => Dialect.Snowflake.Literal(text);

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,576}$", RegexOptions.None, 1000)]
    private static partial Regex Arn();
}

/// <summary>One statement of a script.</summary>
/// <param name="About">Comment above the first statement of a group; otherwise null.</param>
/// <param name="Sql">One statement, without a semicolon.</param>
public sealed record SetupStatement(string? About, string Sql);

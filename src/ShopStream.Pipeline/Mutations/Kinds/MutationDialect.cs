using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>Differences between DuckDB and Snowflake in the SQL that plants mutants.</summary>
internal sealed record MutationDialect
{
    /// <summary>Quoting of names and literals.</summary>
    public required Dialect Sql { get; init; }

    /// <summary>Maps a portable type name to the engine's type.</summary>
    public required Func<string, string> Type { get; init; }

    /// <summary>SQL that adds days to a date or timestamp.</summary>
    public required Func<string, string, string> PlusDays { get; init; }

    /// <summary>SQL that adds hours to a timestamp.</summary>
    public required Func<string, string, string> PlusHours { get; init; }

    /// <summary>SQL that makes a date from year, month and day.</summary>
    public required Func<string, string, string, string> Day { get; init; }

    /// <summary>SQL of a JSON value's text.</summary>
    public required Func<string, string> JsonText { get; init; }

    /// <summary>SQL that reads a text as JSON.</summary>
    public required Func<string, string> JsonOf { get; init; }

    /// <summary>
    /// SELECT of a table's fingerprint: row count and sum of row hashes. Independent of row order, sensitive to duplicates; comparable only
    /// within one warehouse.
    /// </summary>
    public required Func<string, string> Fingerprint { get; init; }

    /// <summary>CREATE … AS for a short-lived table.</summary>
    public required string CreateTable { get; init; }

    public static MutationDialect DuckDb { get; } =
        new()
        {
            Sql = Dialect.DuckDb,
            Type = DuckTypes.ToDuckDb,
            PlusDays = (moment, days) => $"{moment} + ({days}) * INTERVAL 1 DAY",
            PlusHours = (moment, hours) => $"{moment} + ({hours}) * INTERVAL 1 HOUR",
            Day = (year, month, day) => $"MAKE_DATE({year}, {month}, {day})",
            JsonText = json => $"CAST({json} AS VARCHAR)",
            JsonOf = text => text,
            Fingerprint = table => $"SELECT COUNT(*), SUM(CAST(HASH(rows_of) AS HUGEINT)) FROM {table} AS rows_of",
            CreateTable = "CREATE OR REPLACE TABLE",
        };

    public static MutationDialect Snowflake { get; } =
        new()
        {
            Sql = Dialect.Snowflake,
            Type = SnowflakeTypes.ToSnowflake,
            PlusDays = (moment, days) => $"DATEADD('day', {days}, {moment})",
            PlusHours = (moment, hours) => $"DATEADD('hour', {hours}, {moment})",
            Day = (year, month, day) => $"DATE_FROM_PARTS({year}, {month}, {day})",
            JsonText = json => $"TO_JSON({json})",
            JsonOf = text => $"PARSE_JSON({text})",
            Fingerprint = table => $"SELECT COUNT(*), HASH_AGG(*) FROM {table}",
            CreateTable = "CREATE OR REPLACE TRANSIENT TABLE",
        };
}

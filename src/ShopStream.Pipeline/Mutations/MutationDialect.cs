using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Mutations;

/// <summary>What differs between the SQL by which faults are planted in DuckDB and in Snowflake.</summary>
internal sealed record MutationDialect
{
    /// <summary>Names, literals.</summary>
    public required Dialect Sql { get; init; }

    /// <summary>The type of a portable word.</summary>
    public required Func<string, string> Type { get; init; }

    /// <summary>A day or a moment, and how many days later → SQL.</summary>
    public required Func<string, string, string> PlusDays { get; init; }

    /// <summary>A moment, and how many hours later → SQL.</summary>
    public required Func<string, string, string> PlusHours { get; init; }

    /// <summary>Year, month and day of the month → a day.</summary>
    public required Func<string, string, string, string> Day { get; init; }

    /// <summary>A table → a SELECT of one row: the number of its rows, and a sum of their hashes that no order and no pair of equal rows hides. Compared within one warehouse only.</summary>
    public required Func<string, string> Print { get; init; }

    /// <summary>CREATE … AS, for what is thrown away soon.</summary>
    public required string CreateTable { get; init; }

    public static MutationDialect DuckDb { get; } = new()
    {
        Sql = Dialect.DuckDb,
        Type = DuckTypes.ToDuckDb,
        PlusDays = (moment, days) => $"{moment} + ({days}) * INTERVAL 1 DAY",
        PlusHours = (moment, hours) => $"{moment} + ({hours}) * INTERVAL 1 HOUR",
        Day = (year, month, day) => $"MAKE_DATE({year}, {month}, {day})",
        Print = table => $"SELECT COUNT(*), SUM(CAST(HASH(rows_of) AS HUGEINT)) FROM {table} AS rows_of",
        CreateTable = "CREATE OR REPLACE TABLE",
    };

    public static MutationDialect Snowflake { get; } = new()
    {
        Sql = Dialect.Snowflake,
        Type = SnowflakeTypes.ToSnowflake,
        PlusDays = (moment, days) => $"DATEADD('day', {days}, {moment})",
        PlusHours = (moment, hours) => $"DATEADD('hour', {hours}, {moment})",
        Day = (year, month, day) => $"DATE_FROM_PARTS({year}, {month}, {day})",
        Print = table => $"SELECT COUNT(*), HASH_AGG(*) FROM {table}",
        CreateTable = "CREATE OR REPLACE TRANSIENT TABLE",
    };
}

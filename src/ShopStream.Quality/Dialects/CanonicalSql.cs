using System.Text;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Dialects;

/// <summary>
/// SQL that makes values of one type comparable across stores. A type has one definition of equality: numbers by value, all other types by
/// the text that the source writes.
/// </summary>
internal static class CanonicalSql
{
    /// <summary>Text that is the same in every store for equal values, in PostgreSQL.</summary>
    public static string PostgreSqlText(string column, ColumnType type) =>
        type switch
        {
            { IsDecimal: true, Scale: not 0 } => $"CAST(TRIM_SCALE({column}) AS VARCHAR)",
            { Kind: ValueKind.Float } => PostgreSqlFloat(column, type),
            _ when IsWrittenAsText(type) => PostgreSqlValue(column, type),
            _ => $"CAST({column} AS VARCHAR)",
        };

    /// <summary>A value whose equality is that of the other layers, in PostgreSQL: an enumeration, a citext or an interval is compared by its text.</summary>
    public static string PostgreSqlValue(string column, ColumnType type) =>
        type switch
        {
            // A char is compared without its padding.
            { Kind: ValueKind.Json } or { Word: "char" } => $"CAST({column} AS VARCHAR)",
            // CONCAT writes a value as COPY does; a cast of inet does not. NUM_NULLS, since IS NULL holds for a row of nulls.
            _ when IsWrittenAsText(type) => $"CASE WHEN NUM_NULLS({column}) = 0 THEN CONCAT({column}) END",
            _ => column,
        };

    /// <summary>Text that is compared with a constant by its characters, in PostgreSQL: a collation could take different texts for equal.</summary>
    public static string PostgreSqlComparedText(string column, ColumnType type) =>
        type.Word switch
        {
            "varchar" or "text" => $"{column} COLLATE \"C\"",
            "uuid" or "bytea" => $"CAST({column} AS VARCHAR) COLLATE \"C\"",
            _ => $"{PostgreSqlValue(column, type)} COLLATE \"C\"",
        };

    /// <summary>The UTF-8 bytes of a text, whatever the encoding of the database is, in PostgreSQL.</summary>
    public static string PostgreSqlBytes(string text) => $"CONVERT_TO({text}, 'UTF8')";

    /// <summary>The UTF-8 bytes of a constant, in PostgreSQL. A text literal would have to exist in the encoding of the database.</summary>
    public static string PostgreSqlByteLiteral(string text) => $"'\\x{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))}'::bytea";

    /// <summary>Condition that a column is null, in PostgreSQL.</summary>
    public static string PostgreSqlIsNull(string column, ColumnType type) => IsWrittenAsText(type) ? $"NUM_NULLS({column}) = 1" : $"{column} IS NULL";

    /// <summary>
    /// Text that is the same in every store for equal values, in Snowflake. It writes moments by the format of the session, always with six
    /// decimals, and 0.5 of NUMBER(1, 1) as 0.5.
    /// </summary>
    public static string SnowflakeText(string column, ColumnType type) =>
        type switch
        {
            { IsDecimal: true, Scale: > 0 } => TrimScale($"CAST({column} AS VARCHAR)"),
            { Kind: ValueKind.Time } => TrimScale($"TO_VARCHAR({column}, 'HH24:MI:SS.FF6')"),
            { Word: "date" } => $"TO_VARCHAR({column}, 'YYYY-MM-DD')",
            { Word: "timestamptz" } => $"{TrimScale($"TO_VARCHAR(CONVERT_TIMEZONE('UTC', {column}), 'YYYY-MM-DD HH24:MI:SS.FF6')")} || '+00'",
            { Kind: ValueKind.Moment } => TrimScale($"TO_VARCHAR({column}, 'YYYY-MM-DD HH24:MI:SS.FF6')"),
            { Kind: ValueKind.Json } => $"TO_JSON({column})",
            _ => WarehouseText(column, type),
        };

    /// <summary>Text that is the same in every store for equal values, in DuckDB; in Snowflake for the types that it writes alike.</summary>
    public static string WarehouseText(string column, ColumnType type)
    {
        var text = $"CAST({column} AS VARCHAR)";
        return type switch
        {
            // DuckDB writes 0.5 of DECIMAL(1, 1) as .5.
            { IsDecimal: true, Scale: > 0 } when type.Size == type.Scale => $"CASE WHEN {text} LIKE '.%' THEN '0' || {TrimScale(text)} "
                + $"WHEN {text} LIKE '-.%' THEN '-0' || SUBSTR({TrimScale(text)}, 2) WHEN {column} = 0 THEN '0' END",
            { IsDecimal: true, Scale: > 0 } => TrimScale(text),
            { IsDecimal: true, Scale: null } => $"CASE WHEN {text} LIKE '%.%' THEN {TrimScale(text)} ELSE {text} END",
            // PostgreSQL writes 5, Infinity and NaN.
            { Kind: ValueKind.Float } => $"CASE CAST({column} + 0 AS VARCHAR) WHEN 'inf' THEN 'Infinity' WHEN '-inf' THEN '-Infinity' "
                + $"WHEN 'nan' THEN 'NaN' ELSE REGEXP_REPLACE(CAST({column} + 0 AS VARCHAR), '[.]0$', '') END",
            _ => text,
        };
    }

    /// <summary>
    /// One text of several, so that no value can run into the next: all but the last are preceded by their length. NULL differs from every text.
    /// </summary>
    public static string Join(IReadOnlyList<string> texts) =>
        string.Join(" || ", [.. texts.SkipLast(1).Select(t => $"COALESCE(LENGTH({t}) || ':' || {t}, '-')"), $"COALESCE('=' || {texts[^1]}, '-')"]);

    // Types that the warehouse does not have, and that arrive there as the text that COPY writes.
    private static bool IsWrittenAsText(ColumnType type) => type is { Kind: ValueKind.Text, IsText: false, Word: not (null or "" or "uuid" or "bytea") };

    // −0 equals 0. DuckDB writes numbers below 1e16 without an exponent, PostgreSQL real ones below 1e6 and double ones below 1e15.
    private static string PostgreSqlFloat(string column, ColumnType type)
    {
        // A real plus an integer would be a double, which writes 0.1 as 0.10000000149011612.
        var (name, exponent) = type.Word is "real" ? ("real", "1e6") : ("double precision", "1e15");
        var text = $"CAST({column} + CAST(0 AS {name}) AS VARCHAR)";
        return $"CASE WHEN ABS({column}) >= {exponent} AND ABS({column}) < 1e16 THEN CAST(CAST({text} AS NUMERIC) AS VARCHAR) ELSE {text} END";
    }

    private static string TrimScale(string text) => $"RTRIM(RTRIM({text}, '0'), '.')";
}

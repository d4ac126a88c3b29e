namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// Pins every parameter of a session that changes how values are read, written, compared, ordered or committed. An account, a user or a driver
/// may set each of them otherwise, and a session starts with what they set.
/// </summary>
internal static class SnowflakeParameters
{
    /// <summary>Names and values. Text is in quotes, as Snowflake expects it.</summary>
    public static IReadOnlyList<(string Name, string Value)> Pinned { get; } =
    [
        // What is committed. With FALSE a load would be counted, never committed, and then exchanged empty.
        ("AUTOCOMMIT", "TRUE"),
        ("TRANSACTION_ABORT_ON_ERROR", "FALSE"),
        // How text is read as a value: in COPY, in literals and in casts.
        ("DATE_INPUT_FORMAT", "'AUTO'"),
        ("TIME_INPUT_FORMAT", "'AUTO'"),
        ("TIMESTAMP_INPUT_FORMAT", "'AUTO'"),
        ("BINARY_INPUT_FORMAT", "'HEX'"),
        ("TWO_DIGIT_CENTURY_START", "1970"),
        ("TIMEZONE", "'UTC'"),
        ("TIMESTAMP_TYPE_MAPPING", "'TIMESTAMP_NTZ'"),
        ("TIMESTAMP_DAY_IS_ALWAYS_24H", "FALSE"),
        // How values are written as text.
        ("DATE_OUTPUT_FORMAT", "'YYYY-MM-DD'"),
        ("TIME_OUTPUT_FORMAT", "'HH24:MI:SS.FF6'"),
        ("TIMESTAMP_OUTPUT_FORMAT", "'YYYY-MM-DD HH24:MI:SS.FF6'"),
        ("TIMESTAMP_NTZ_OUTPUT_FORMAT", "'YYYY-MM-DD HH24:MI:SS.FF6'"),
        ("TIMESTAMP_LTZ_OUTPUT_FORMAT", "'YYYY-MM-DD HH24:MI:SS.FF6'"),
        ("TIMESTAMP_TZ_OUTPUT_FORMAT", "'YYYY-MM-DD HH24:MI:SS.FF6'"),
        ("BINARY_OUTPUT_FORMAT", "'HEX'"),
        ("JSON_INDENT", "0"),
        ("STRICT_JSON_OUTPUT", "FALSE"),
        // Which rows and names are found, and in which order.
        ("ROWS_PER_RESULTSET", "0"),
        ("DEFAULT_NULL_ORDERING", "'LAST'"),
        ("QUOTED_IDENTIFIERS_IGNORE_CASE", "FALSE"),
        ("WEEK_START", "1"),
        ("WEEK_OF_YEAR_POLICY", "0"),
        // A detached query is aborted, and one that waits for its warehouse counts against our own deadline.
        ("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", "0"),
        ("ABORT_DETACHED_QUERY", "TRUE"),
    ];

    /// <summary>The statement that sets them, with the deadline of a statement. Every session begins with it.</summary>
    public static string Sql(TimeSpan deadline)
    {
        var all = Pinned.Append((Name: "STATEMENT_TIMEOUT_IN_SECONDS", Value: SnowflakeProblem.Seconds(deadline)));
        return $"ALTER SESSION SET {string.Join(", ", all.Select(p => $"{p.Name} = {p.Value}"))}";
    }
}

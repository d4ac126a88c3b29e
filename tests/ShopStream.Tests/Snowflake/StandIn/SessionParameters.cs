using System.Text.RegularExpressions;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Parameters of a session: Snowflake's defaults, replaced by those of the account, and these by ALTER SESSION.</summary>
internal sealed partial class SessionParameters
{
    /// <summary>Snowflake's defaults, of the parameters that the stand-in knows.</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AUTOCOMMIT"] = "TRUE",
            ["TRANSACTION_ABORT_ON_ERROR"] = "FALSE",
            ["LOCK_TIMEOUT"] = "43200",
            ["DATE_INPUT_FORMAT"] = "AUTO",
            ["TIME_INPUT_FORMAT"] = "AUTO",
            ["TIMESTAMP_INPUT_FORMAT"] = "AUTO",
            ["BINARY_INPUT_FORMAT"] = "HEX",
            ["TWO_DIGIT_CENTURY_START"] = "1970",
            ["TIMEZONE"] = "America/Los_Angeles",
            ["TIMESTAMP_TYPE_MAPPING"] = "TIMESTAMP_NTZ",
            ["DATE_OUTPUT_FORMAT"] = "YYYY-MM-DD",
            ["TIME_OUTPUT_FORMAT"] = "HH24:MI:SS",
            ["TIMESTAMP_OUTPUT_FORMAT"] = "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
            ["TIMESTAMP_NTZ_OUTPUT_FORMAT"] = "YYYY-MM-DD HH24:MI:SS.FF3",
            ["TIMESTAMP_LTZ_OUTPUT_FORMAT"] = "",
            ["TIMESTAMP_TZ_OUTPUT_FORMAT"] = "",
            ["BINARY_OUTPUT_FORMAT"] = "HEX",
            ["JSON_INDENT"] = "2",
            ["STRICT_JSON_OUTPUT"] = "FALSE",
            ["TIMESTAMP_DAY_IS_ALWAYS_24H"] = "FALSE",
            ["ROWS_PER_RESULTSET"] = "0",
            ["DEFAULT_NULL_ORDERING"] = "LAST",
            ["QUOTED_IDENTIFIERS_IGNORE_CASE"] = "FALSE",
            ["WEEK_START"] = "0",
            ["WEEK_OF_YEAR_POLICY"] = "0",
            ["STATEMENT_TIMEOUT_IN_SECONDS"] = "172800",
            ["STATEMENT_QUEUED_TIMEOUT_IN_SECONDS"] = "0",
            ["ABORT_DETACHED_QUERY"] = "FALSE",
            ["QUERY_TAG"] = "",
        };

    /// <summary>For each parameter that changes a result, a value that an account could have and that would change it.</summary>
    public static IReadOnlyDictionary<string, string> Adverse { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AUTOCOMMIT"] = "FALSE",
            ["DATE_INPUT_FORMAT"] = "DD/MM/YYYY",
            ["TIME_INPUT_FORMAT"] = "HH12:MI:SS AM",
            ["TIMESTAMP_INPUT_FORMAT"] = "DD/MM/YYYY HH24:MI:SS",
            ["TIMEZONE"] = "Asia/Tokyo",
            ["TIMESTAMP_TYPE_MAPPING"] = "TIMESTAMP_LTZ",
            ["DATE_OUTPUT_FORMAT"] = "DD/MM/YYYY",
            ["TIME_OUTPUT_FORMAT"] = "HH24-MI-SS",
            ["TIMESTAMP_OUTPUT_FORMAT"] = "DD/MM/YYYY",
            ["TIMESTAMP_NTZ_OUTPUT_FORMAT"] = "DD/MM/YYYY HH24:MI",
            ["TIMESTAMP_TZ_OUTPUT_FORMAT"] = "DD/MM/YYYY",
            ["JSON_INDENT"] = "4",
            ["ROWS_PER_RESULTSET"] = "1",
            ["DEFAULT_NULL_ORDERING"] = "FIRST",
            ["QUOTED_IDENTIFIERS_IGNORE_CASE"] = "TRUE",
            ["WEEK_START"] = "7",
        };

    private readonly Dictionary<string, string> values;

    /// <param name="account">Parameters that the account sets.</param>
    public SessionParameters(IReadOnlyDictionary<string, string> account)
    {
        values = new Dictionary<string, string>(Defaults, StringComparer.Ordinal);
        foreach (var (name, value) in account)
            values[name] = value;
    }

    public string this[string name] => values[name];

    public bool IsTrue(string name) => values[name] is "TRUE";

    public void Set(string name, string value)
    {
        if (!values.ContainsKey(name))
            throw new SnowflakeError(1420, "22023", $"SQL compilation error:\ninvalid property '{name}' for 'SESSION'");
        values[name] = value;
    }

    /// <summary>The format in which values are written; that of all timestamps for a kind of timestamp without one of its own.</summary>
    public string Format(string parameter) => values[parameter] is { Length: > 0 } format ? format : values["TIMESTAMP_OUTPUT_FORMAT"];

    /// <summary>Rejects literals that a session's input format does not read.</summary>
    public void Require(IEnumerable<Token> tokens)
    {
        foreach (var text in tokens.Where(t => t.Kind == TokenKind.Text).Select(t => t.Value))
        {
            if (DateText().IsMatch(text))
                Require("DATE", text);
            else if (MomentText().IsMatch(text))
                Require("TIMESTAMP", text);
            else if (TimeText().IsMatch(text))
                Require("TIME", text);
        }
    }

    /// <param name="kind">DATE, TIME or TIMESTAMP.</param>
    /// <param name="example">The text that would be read.</param>
    public void Require(string kind, string example)
    {
        if (values[$"{kind}_INPUT_FORMAT"] is not ("AUTO" or "YYYY-MM-DD"))
            throw new SnowflakeError(
                kind is "DATE" ? 100040
                    : kind is "TIME" ? 100108
                    : 100035,
                "22007",
                $"{kind[0]}{kind[1..].ToLowerInvariant()} '{example}' is not recognized"
            );
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d\z", RegexOptions.None, 1000)]
    private static partial Regex DateText();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d", RegexOptions.None, 1000)]
    private static partial Regex MomentText();

    [GeneratedRegex(@"^\d\d:\d\d(:\d\d(\.\d+)?)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimeText();
}

using System.Globalization;
using System.Text;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Translates Snowflake's expressions and queries to DuckDB; unsupported SQL is rejected.</summary>
internal static class Translation
{
    private static readonly HashSet<string> Functions = Set(
        "COUNT SUM MIN MAX AVG GROUPING COALESCE NULLIF CAST TRY_CAST TRIM LTRIM RTRIM UPPER LOWER LENGTH SUBSTR SUBSTRING "
            + "LEFT RIGHT REPLACE CONCAT MD5 ABS SIGN MOD ROUND FLOOR CEIL "
            + "TRUNC NTILE ROW_NUMBER RANK DENSE_RANK LAG LEAD FIRST_VALUE LAST_VALUE TO_NUMBER TO_VARCHAR TO_CHAR TO_JSON "
            + "PARSE_JSON STRIP_NULL_VALUE IS_NULL_VALUE REGEXP_REPLACE DATEDIFF DATE_TRUNC COUNT_IF IFF NVL CHR EQUAL_NULL "
            + "REGEXP_LIKE TRANSLATE LN CORR STDDEV_SAMP PERCENTILE_DISC CONVERT_TIMEZONE CURRENT_VERSION CURRENT_ROLE CURRENT_WAREHOUSE CURRENT_DATABASE "
            + "CURRENT_SCHEMA CURRENT_USER CURRENT_ACCOUNT SYSDATE CURRENT_TIMESTAMP CURRENT_DATE "
            + "GREATEST LEAST YEAR MONTH DAY EXTRACT ANY_VALUE STDDEV VARIANCE MEDIAN LISTAGG TO_DATE POSITION STARTSWITH "
            + "ENDSWITH CONTAINS LPAD RPAD SPLIT_PART DATEADD DATE_FROM_PARTS ZEROIFNULL HASH HASH_AGG TYPEOF OBJECT_KEYS"
    );

    private static readonly HashSet<string> NotCalls = Set(
        "IN AS VALUES OVER AND OR NOT WHEN THEN ELSE CASE ON SELECT FROM BY EXISTS USING JOIN WHERE HAVING QUALIFY "
            + "UNION ALL EXCEPT INTERSECT INTO DISTINCT WITH GROUP ANY BETWEEN LIKE ILIKE SET LIMIT PARTITION EXCLUDE RENAME INSERT TABLE SETS"
    );

    private static readonly HashSet<string> Keywords =
    [
        .. NotCalls,
        .. Set(
            "END IS NULL ORDER GROUP ASC DESC NULLS FIRST LAST "
                + "LEFT RIGHT FULL OUTER INNER CROSS LATERAL NATURAL DELETE UPDATE MERGE MATCHED TRUE FALSE ROWS RANGE UNBOUNDED "
                + "PRECEDING FOLLOWING CURRENT ROW RECURSIVE OFFSET FETCH INTERVAL ESCAPE WITHIN IGNORE RESPECT DATE TIME TIMESTAMP ROW"
        ),
    ];

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["NUMBER"] = "DECIMAL",
        ["DECIMAL"] = "DECIMAL",
        ["NUMERIC"] = "DECIMAL",
        ["INT"] = "DECIMAL(38, 0)",
        ["INTEGER"] = "DECIMAL(38, 0)",
        ["BIGINT"] = "DECIMAL(38, 0)",
        ["SMALLINT"] = "DECIMAL(38, 0)",
        ["FLOAT"] = "DOUBLE",
        ["DOUBLE"] = "DOUBLE",
        ["REAL"] = "DOUBLE",
        ["VARCHAR"] = "VARCHAR",
        ["STRING"] = "VARCHAR",
        ["TEXT"] = "VARCHAR",
        ["CHAR"] = "VARCHAR",
        ["BOOLEAN"] = "BOOLEAN",
        ["DATE"] = "DATE",
        ["TIME"] = "TIME",
        ["BINARY"] = "BLOB",
        ["VARIANT"] = "JSON",
        ["TIMESTAMP_NTZ"] = "TIMESTAMP",
        ["TIMESTAMP"] = "TIMESTAMP",
        ["DATETIME"] = "TIMESTAMP",
        ["TIMESTAMP_TZ"] = "TIMESTAMPTZ",
        ["TIMESTAMP_LTZ"] = "TIMESTAMPTZ",
        ["TIMESTAMPTZ"] = "TIMESTAMPTZ",
        ["TIMESTAMPLTZ"] = "TIMESTAMPTZ",
        ["TIMESTAMPNTZ"] = "TIMESTAMP",
    };

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.Ordinal);

    /// <param name="tokens">A query, or the rest of a statement.</param>
    /// <param name="names">Exact names of all objects and columns.</param>
    /// <param name="session">The session, with its database and parameters.</param>
    /// <param name="visible">Condition on INFORMATION_SCHEMA's tables and columns; null for none.</param>
    public static string Query(IReadOnlyList<Token> tokens, IReadOnlySet<string> names, StandInSession session, string? visible)
    {
        Refuse(tokens);
        CheckCase(tokens, names);
        return Write(Divisions.Rewrite(Calls(SessionRewriting.Rewrite([.. tokens], session.Parameters), session.Database, visible)));
    }

    /// <summary>DuckDB's type, and the number of tokens read.</summary>
    public static (string Sql, int Taken) Type(IReadOnlyList<Token> tokens, int at)
    {
        var token = tokens[at];
        if (token.Kind != TokenKind.Word || !Types.TryGetValue(token.Value, out var type))
            throw new SnowflakeError(2040, "42601", $"SQL compilation error:\nUnsupported data type '{token.Value}'.");
        var taken = 1;
        var size = "";
        if (token.Is("DOUBLE") && at + 1 < tokens.Count && tokens[at + 1].Is("PRECISION"))
            return (type, 2);
        if (at + 1 < tokens.Count && tokens[at + 1].Is("("))
        {
            var close = Close(tokens, at + 1);
            size = string.Concat(tokens.Skip(at + 1).Take(close - at).Select(t => t.Value));
            taken = close - at + 1;
        }
        if (type is "DECIMAL")
            type +=
                size.Length == 0 ? "(38, 0)"
                : size.Contains(',', StringComparison.Ordinal) ? size
                : size.TrimEnd(')') + ", 0)";
        return (type, taken);
    }

    /// <summary>Whether a token before a parenthesis is the name of a function.</summary>
    public static bool IsCall(Token token) => token.Kind == TokenKind.Word && !NotCalls.Contains(token.Value);

    public static int Close(IReadOnlyList<Token> tokens, int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Count; i++)
        {
            if (tokens[i].Is("("))
                depth++;
            else if (tokens[i].Is(")") && --depth == 0)
                return i;
        }
        throw SnowflakeError.Syntax(tokens[^1].Line, tokens[^1].Position, "<EOF>");
    }

    public static string Write(IEnumerable<Token> tokens)
    {
        var sql = new StringBuilder();
        foreach (var token in tokens)
            sql.Append(token.Space).Append(token.Sql);
        return sql.ToString();
    }

    private static void Refuse(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            bool Next(string word) => i + 1 < tokens.Count && tokens[i + 1].Is(word);
            if (
                token.Kind == TokenKind.Symbol && token.Value is "//" or "~" or "~~" or "[" or "{" or "->" or "#"
                || (token.Is("FILTER") && Next("("))
                || (token.Is("WINDOW") && i + 2 < tokens.Count && tokens[i + 2].Is("AS"))
                || token.Is("SEMI")
                || token.Is("ANTI")
                || token.Is("POSITIONAL")
                || (token.Is("ON") && Next("CONFLICT"))
                || token.Is("RETURNING")
                // An empty grouping set is not documented.
                || (token.Is("(") && Next(")") && i > 1 && (tokens[i - 1].Is("(") || tokens[i - 1].Is(",")) && tokens.Take(i).Any(t => t.Is("SETS")))
            )
                throw SnowflakeError.Syntax(token.Line, token.Position, token.Value);
            if (
                token.Kind == TokenKind.Word
                && Next("(")
                && !(i > 0 && tokens[i - 1].Is("::"))
                && !Functions.Contains(token.Value)
                && !NotCalls.Contains(token.Value)
                && !Types.ContainsKey(token.Value)
                && !IsDefinition(tokens, i)
            )
                throw new SnowflakeError(2140, "42601", $"SQL compilation error:\nUnknown function {token.Value}");
        }
    }

    // WITH name (columns) AS, or an alias with columns.
    private static bool IsDefinition(IReadOnlyList<Token> tokens, int i) =>
        i > 0 && (tokens[i - 1].Is("WITH") || tokens[i - 1].Is("AS") || tokens[i - 1].Is("INTO"));

    private static void CheckCase(IReadOnlyList<Token> tokens, IReadOnlySet<string> names)
    {
        var known = new HashSet<string>(names, StringComparer.Ordinal);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].IsName)
                continue;
            if (
                (i > 0 && (tokens[i - 1].Is("AS") || tokens[i - 1].Is(")") || (tokens[i - 1].IsName && !Keywords.Contains(tokens[i - 1].Value))))
                || (i + 2 < tokens.Count && tokens[i + 1].Is("AS") && tokens[i + 2].Is("("))
            )
                known.Add(tokens[i].Value);
        }
        var any = known.ToLookup(n => n, StringComparer.OrdinalIgnoreCase);
        foreach (
            var token in tokens.Where(t =>
                t.IsName && !(t.Kind == TokenKind.Word && (Keywords.Contains(t.Value) || Types.ContainsKey(t.Value) || Functions.Contains(t.Value)))
            )
        )
            if (!known.Contains(token.Value) && any.Contains(token.Value))
                throw new SnowflakeError(
                    904,
                    "42000",
                    $"SQL compilation error: error line {token.Line} at position {token.Position}\n"
                        + $"invalid identifier '{(token.Kind == TokenKind.Quoted ? $"\"{token.Value}\"" : token.Value)}'"
                );
    }

    private static List<Token> Calls(List<Token> tokens, string? database, string? visible)
    {
        var casts = new Stack<bool>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Is("("))
                casts.Push(i > 0 && (tokens[i - 1].Is("CAST") || tokens[i - 1].Is("TRY_CAST")));
            else if (token.Is(")"))
                casts.TryPop(out _);
            else if (token.Is("::") || (token.Is("AS") && casts.TryPeek(out var isCast) && isCast))
            {
                if (i + 1 >= tokens.Count)
                    throw SnowflakeError.Syntax(token.Line, token.Position, "<EOF>");
                var (type, taken) = Type(tokens, i + 1);
                var first = tokens[i + 1];
                tokens.RemoveRange(i + 1, taken);
                tokens.Insert(i + 1, first with { Kind = TokenKind.Symbol, Value = type });
                i++;
            }
            else if (token.Is("INFORMATION_SCHEMA") && i + 2 < tokens.Count)
            {
                var catalog = i >= 2 && tokens[i - 1].Is(".") ? tokens[i - 2].Value : database;
                if (catalog is null)
                    throw new SnowflakeError(
                        90105,
                        "22000",
                        "Cannot perform SELECT. This session does not have a current database. Call 'USE DATABASE', or use a qualified name."
                    );
                if (i >= 2 && tokens[i - 1].Is("."))
                {
                    tokens.RemoveRange(i - 2, 2);
                    i -= 2;
                }
                tokens[i] = token with
                {
                    Kind = TokenKind.Symbol,
                    Value =
                        $"(SELECT * FROM memory.main.SF_{tokens[i + 2].Value} "
                        + $"WHERE TABLE_CATALOG = '{catalog}' {(tokens[i + 2].Is("SCHEMATA") ? null : visible)})",
                };
                tokens.RemoveRange(i + 1, 2);
            }
            else if (token.Is("HASH_AGG") && i + 3 < tokens.Count && tokens[i + 2].Is("*"))
            {
                tokens[i] = token with { Kind = TokenKind.Symbol, Value = "CAST(SUM(CAST(HASH(*COLUMNS(*)) AS HUGEINT)) % 9223372036854775807 AS BIGINT)" };
                tokens.RemoveRange(i + 1, 3);
            }
            else if (token.Is("HASH") && i + 1 < tokens.Count && tokens[i + 1].Is("("))
            {
                // Signed, as Snowflake's.
                tokens.Insert(
                    Close(tokens, i + 1) + 1,
                    token with
                    {
                        Kind = TokenKind.Symbol,
                        Space = "",
                        Value = " AS HUGEINT) - 9223372036854775808 AS BIGINT)",
                    }
                );
                tokens[i] = token with { Kind = TokenKind.Symbol, Value = "CAST(CAST(hash" };
            }
            else if (token.Kind == TokenKind.Word && i + 1 < tokens.Count && tokens[i + 1].Is("(") && Renamed(token.Value) is { } name)
                tokens[i] = token with { Kind = TokenKind.Symbol, Value = name };
            else if (token.Is("CURRENT_TIMESTAMP") || token.Is("CURRENT_DATE"))
                tokens[i] = token with { Kind = TokenKind.Symbol };
        }
        return tokens;
    }

    private static string? Renamed(string function) =>
        function switch
        {
            "CURRENT_TIMESTAMP" => "memory.main.SF_NOW",
            "SYSDATE" or "TRIM" or "LTRIM" or "RTRIM" or "REGEXP_REPLACE" or "IS_NULL_VALUE" => "memory.main.SF_" + function,
            "STARTSWITH" => "starts_with",
            "ENDSWITH" => "ends_with",
            "STRIP_NULL_VALUE"
            or "TO_VARCHAR"
            or "TO_CHAR"
            or "TO_NUMBER"
            or "REGEXP_LIKE"
            or "IFF"
            or "NVL"
            or "EQUAL_NULL"
            or "DATEDIFF"
            or "PARSE_JSON"
            or "TO_JSON"
            or "CONVERT_TIMEZONE"
            or "DATEADD"
            or "DATE_FROM_PARTS"
            or "CURRENT_VERSION"
            or "CURRENT_ACCOUNT"
            or "ZEROIFNULL"
            or "COUNT_IF"
            or "TO_DATE" => "memory.main.SF_" + function,
            "CURRENT_ROLE" or "CURRENT_WAREHOUSE" or "CURRENT_USER" or "CURRENT_DATABASE" or "CURRENT_SCHEMA" => $"memory.main.SF_{function}",
            _ => null,
        };

    /// <summary>Converts DuckDB's message to Snowflake's format.</summary>
    public static SnowflakeError Error(string message)
    {
        var line = System.Text.RegularExpressions.Regex.Match(
            message,
            @"LINE (?<line>\d+):",
            System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );
        var at = line.Success ? int.Parse(line.Groups["line"].Value, CultureInfo.InvariantCulture) : 1;
        var first = message.Split('\n')[0];
        if (message.Contains("INTERRUPT", StringComparison.OrdinalIgnoreCase))
            return new(604, "57014", "SQL execution canceled");
        if (message.StartsWith("Catalog Error", StringComparison.Ordinal) && message.Contains("already exists", StringComparison.Ordinal))
            return new(2002, "42710", "SQL compilation error:\nObject already exists: " + first);
        if (message.StartsWith("Catalog Error", StringComparison.Ordinal) || message.StartsWith("Binder Error: Catalog", StringComparison.Ordinal))
            return new(2003, "42S02", "SQL compilation error:\nObject does not exist or not authorized: " + first);
        if (message.StartsWith("Binder Error", StringComparison.Ordinal))
            return new(904, "42000", $"SQL compilation error: error line {at} at position 0\ninvalid identifier: {first}");
        if (message.StartsWith("Parser Error", StringComparison.Ordinal))
            return new(1003, "42000", $"SQL compilation error:\nsyntax error line {at} at position 0 unexpected: {first}");
        if (message.StartsWith("Conversion Error", StringComparison.Ordinal))
            return new(100038, "22018", first);
        if (message.StartsWith("Constraint Error", StringComparison.Ordinal))
            return new(100072, "22000", first);
        return new(100132, "P0000", first);
    }
}

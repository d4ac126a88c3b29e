using System.Globalization;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>What a session's parameters and Snowflake's own rules make of an expression: order of NULLs, text of values, types of lists.</summary>
internal static class SessionRewriting
{
    private static readonly HashSet<string> TextTypes = new(StringComparer.Ordinal) { "VARCHAR", "STRING", "TEXT", "CHAR" };

    private static readonly HashSet<string> EndsOrder = new(StringComparer.Ordinal)
    {
        "LIMIT",
        "OFFSET",
        "FETCH",
        "ROWS",
        "RANGE",
        "UNION",
        "EXCEPT",
        "INTERSECT",
        "QUALIFY",
        "SELECT",
    };

    /// <summary>Folds quoted names, and maps TIMESTAMP to the type that the session gives it.</summary>
    public static List<Token> Fold(List<Token> tokens, SessionParameters parameters)
    {
        var ignoresCase = parameters.IsTrue("QUOTED_IDENTIFIERS_IGNORE_CASE");
        var mapping = parameters["TIMESTAMP_TYPE_MAPPING"];
        if (!ignoresCase && mapping is "TIMESTAMP_NTZ")
            return tokens;
        return
        [
            .. tokens.Select(
                (t, i) =>
                    t switch
                    {
                        { Kind: TokenKind.Quoted } when ignoresCase => t with { Value = t.Value.ToUpperInvariant() },
                        { Kind: TokenKind.Word, Value: "TIMESTAMP" or "DATETIME" } when mapping is not "TIMESTAMP_NTZ" => i + 1 < tokens.Count
                        && tokens[i + 1].Kind == TokenKind.Text
                            ? t with
                            {
                                Kind = TokenKind.Symbol,
                                Value = "TIMESTAMPTZ",
                            }
                            : t with
                            {
                                Value = mapping,
                            },
                        _ => t,
                    }
            ),
        ];
    }

    /// <param name="tokens">A query, not yet translated.</param>
    /// <param name="parameters">The session's parameters.</param>
    public static List<Token> Rewrite(List<Token> tokens, SessionParameters parameters)
    {
        RequireOneType(tokens);
        tokens = Texts(tokens, parameters);
        if (parameters["WEEK_START"] is "7")
            for (var i = 0; i + 1 < tokens.Count; i++)
                if (tokens[i].Is("DATE_TRUNC") && tokens[i + 1].Is("("))
                    tokens[i] = tokens[i] with { Kind = TokenKind.Symbol, Value = "memory.main.SF_DATE_TRUNC_SUNDAY" };
        return Nulls(tokens, parameters["DEFAULT_NULL_ORDERING"] is "FIRST");
    }

    // A list of numbers and text is a list of numbers.
    private static void RequireOneType(List<Token> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (!tokens[i].Is("IN") || !tokens[i + 1].Is("("))
                continue;
            var list = tokens.GetRange(i + 2, Translation.Close(tokens, i + 1) - i - 2);
            if (!list.Exists(t => t.Kind == TokenKind.Number) || list.Exists(t => t.IsName))
                continue;
            if (list.Find(t => t.Kind == TokenKind.Text && !decimal.TryParse(t.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) is { } text)
                throw new SnowflakeError(100038, "22018", $"Numeric value '{text.Value}' is not recognized");
        }
    }

    // CAST(x AS VARCHAR), x::VARCHAR and TO_VARCHAR(x) write a value by the formats of the session.
    private static List<Token> Texts(List<Token> tokens, SessionParameters parameters)
    {
        Token Symbol(string value) => new(TokenKind.Symbol, value, " ", 1, 0);
        List<Token> formats =
        [
            .. ((string[])["DATE_OUTPUT_FORMAT", "TIME_OUTPUT_FORMAT", "TIMESTAMP_NTZ_OUTPUT_FORMAT", "TIMESTAMP_TZ_OUTPUT_FORMAT"]).SelectMany(p =>
                new[] { Symbol(","), new Token(TokenKind.Text, parameters.Format(p), " ", 1, 0) }
            ),
        ];
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is("::") && i + 1 < tokens.Count && TextTypes.Contains(tokens[i + 1].Value))
            {
                var (_, taken) = Translation.Type(tokens, i + 1);
                var start = Divisions.Primary(tokens, i - 1);
                tokens.RemoveRange(i, taken + 1);
                tokens.InsertRange(i, [.. formats, Symbol(")")]);
                tokens.InsertRange(start, [Symbol("memory.main.SF_VARCHAR"), Symbol("(")]);
                continue;
            }
            if (i + 1 >= tokens.Count || !tokens[i + 1].Is("("))
                continue;
            var close = Translation.Close(tokens, i + 1);
            if (tokens[i].Is("CAST"))
            {
                var cast = LastAs(tokens, i + 1, close);
                if (!TextTypes.Contains(tokens[cast + 1].Value))
                    continue;
                tokens.RemoveRange(cast, close - cast);
                tokens.InsertRange(cast, formats);
            }
            else if ((tokens[i].Is("TO_VARCHAR") || tokens[i].Is("TO_CHAR")) && !HasComma(tokens, i + 1, close))
                tokens.InsertRange(close, formats);
            else
                continue;
            tokens[i] = tokens[i] with { Kind = TokenKind.Symbol, Value = "memory.main.SF_VARCHAR" };
        }
        return tokens;
    }

    private static int LastAs(List<Token> tokens, int open, int close)
    {
        var (depth, found) = (0, open);
        for (var i = open; i < close; i++)
        {
            if (tokens[i].Is("("))
                depth++;
            else if (tokens[i].Is(")"))
                depth--;
            else if (depth == 1 && tokens[i].Is("AS"))
                found = i;
        }
        return found;
    }

    private static bool HasComma(List<Token> tokens, int open, int close)
    {
        var depth = 0;
        for (var i = open; i < close; i++)
        {
            if (tokens[i].Is("("))
                depth++;
            else if (tokens[i].Is(")"))
                depth--;
            else if (depth == 1 && tokens[i].Is(","))
                return true;
        }
        return false;
    }

    // By default a NULL is larger than every value; with FIRST it is smaller.
    private static List<Token> Nulls(List<Token> tokens, bool smallest)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (!tokens[i].Is("ORDER") || !tokens[i + 1].Is("BY"))
                continue;
            var (depth, descending, named) = (0, false, false);
            for (var at = i + 2; ; at++)
            {
                var token = at < tokens.Count ? tokens[at] : null;
                if (token is not null && token.Is("("))
                    depth++;
                var ends =
                    token is null || (depth == 0 && (token.Is(")") || token.Is(",") || (token.Kind == TokenKind.Word && EndsOrder.Contains(token.Value))));
                if (token is not null && token.Is(")"))
                    depth--;
                if (!ends)
                {
                    descending |= depth == 0 && token!.Is("DESC");
                    named |= depth == 0 && token!.Is("NULLS");
                    continue;
                }
                if (!named)
                    tokens.Insert(at++, new Token(TokenKind.Symbol, descending == smallest ? "NULLS LAST" : "NULLS FIRST", " ", 1, 0));
                (descending, named) = (false, false);
                if (token is null || !token.Is(","))
                    break;
            }
        }
        return tokens;
    }
}

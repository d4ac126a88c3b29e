namespace ShopStream.Quality.Data;

/// <summary>Kinds of tokens in SQL.</summary>
public enum SqlTokenKind
{
    /// <summary>White space.</summary>
    Space,

    /// <summary>A comment, up to the end of its line or to <c>*/</c>.</summary>
    Comment,

    /// <summary>A text in single quotes or dollar quotes.</summary>
    Literal,

    /// <summary>A name in double quotes.</summary>
    QuotedName,

    /// <summary>An unquoted name or keyword.</summary>
    Name,

    /// <summary>A number, or digits that begin one.</summary>
    Number,

    /// <summary>One other character.</summary>
    Symbol,
}

/// <summary>
/// One token of SQL text. This is the only place that reads quotes and comments; PostgreSQL, DuckDB and Snowflake read what it accepts alike.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Offset of its first character.</param>
/// <param name="End">Offset after its last character.</param>
public readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End)
{
    /// <summary>What opens a literal, quoted name or comment that does not end, such as <c>'</c>, <c>$a$</c> or <c>a comment</c>; otherwise null.</summary>
    public string? Unclosed { get; private init; }

    /// <summary>Whether a block comment contains another. Snowflake ends both at the first <c>*/</c>, the others do not: such SQL is refused.</summary>
    public bool IsNested { get; private init; }

    /// <summary>Whether it is a text in which a backslash escapes: <c>E'…'</c>.</summary>
    public bool Escapes { get; private init; }

    /// <summary>
    /// Whether it is a text in quotes without E that has another end in Snowflake, where a backslash escapes in every text: <c>'\'</c>.
    /// </summary>
    public bool EndsElsewhereInSnowflake { get; private init; }

    /// <summary>All tokens of a text; together they cover it.</summary>
    public static IEnumerable<SqlToken> All(string sql)
    {
        for (var at = 0; at < sql.Length; )
        {
            var token = At(sql, at);
            yield return token;
            at = token.End;
        }
    }

    /// <summary>The token that begins at an offset, which must not be inside another token.</summary>
    public static SqlToken At(string sql, int at) =>
        sql[at] switch
        {
            '\'' => Quoted(sql, at, SqlTokenKind.Literal, escapes: IsEscapePrefix(sql, at)),
            '"' => Quoted(sql, at, SqlTokenKind.QuotedName, escapes: false),
            '-' when StartsAt(sql, at, "--") => new(SqlTokenKind.Comment, at, sql.IndexOf('\n', at) is >= 0 and var end ? end : sql.Length),
            '/' when StartsAt(sql, at, "/*") => Comment(sql, at),
            '$' when DollarQuote(sql, at) is { } quote => Dollar(sql, at, quote),
            var c when char.IsWhiteSpace(c) && char.IsAscii(c) => new(
                SqlTokenKind.Space,
                at,
                EndOf(sql, at, static c => char.IsWhiteSpace(c) && char.IsAscii(c))
            ),
            var c when char.IsAsciiDigit(c) => new(SqlTokenKind.Number, at, EndOf(sql, at, IsPartOfName)),
            var c when c != '$' && IsPartOfName(c) => new(SqlTokenKind.Name, at, EndOf(sql, at, IsPartOfName)),
            _ => new(SqlTokenKind.Symbol, at, at + 1),
        };

    /// <summary>The name without quotes, or the token's text.</summary>
    public string Text(string sql) =>
        Kind == SqlTokenKind.QuotedName && Unclosed is null ? sql[(Start + 1)..(End - 1)].Replace("\"\"", "\"", StringComparison.Ordinal) : sql[Start..End];

    // A doubled quote stands for one, and with E before the text a backslash escapes.
    private static SqlToken Quoted(string sql, int at, SqlTokenKind kind, bool escapes)
    {
        for (var end = at + 1; end < sql.Length; end++)
        {
            if (escapes && sql[end] == '\\')
                end++;
            else if (sql[end] == sql[at] && end + 1 < sql.Length && sql[end + 1] == sql[at])
                end++;
            else if (sql[end] == sql[at])
                return new(kind, at, end + 1) { Escapes = escapes, EndsElsewhereInSnowflake = IsText() && !EndsAt(end + 1) };
        }
        return new(kind, at, sql.Length) { Unclosed = sql[at].ToString(), EndsElsewhereInSnowflake = IsText() && Escaped().Unclosed is null };

        bool IsText() => kind == SqlTokenKind.Literal && !escapes;
        SqlToken Escaped() => Quoted(sql, at, kind, escapes: true);
        bool EndsAt(int end) => Escaped() is { Unclosed: null } token && token.End == end;
    }

    private static bool IsEscapePrefix(string sql, int at) => at > 0 && sql[at - 1] is 'e' or 'E' && !(at > 1 && IsPartOfName(sql[at - 2]));

    private static SqlToken Comment(string sql, int at)
    {
        var end = sql.IndexOf("*/", at + 2, StringComparison.Ordinal);
        return end < 0
            ? new(SqlTokenKind.Comment, at, sql.Length) { Unclosed = "comment" }
            : new(SqlTokenKind.Comment, at, end + 2) { IsNested = sql.IndexOf("/*", at + 2, end - at - 1, StringComparison.Ordinal) >= 0 };
    }

    private static SqlToken Dollar(string sql, int at, string quote)
    {
        var end = sql.IndexOf(quote, at + quote.Length, StringComparison.Ordinal);
        return end < 0 ? new(SqlTokenKind.Literal, at, sql.Length) { Unclosed = quote } : new(SqlTokenKind.Literal, at, end + quote.Length);
    }

    // $$ or $tag$. $1$ is a parameter: a tag does not begin with a digit. In a name, $ is a letter.
    private static string? DollarQuote(string sql, int at)
    {
        if (at > 0 && IsPartOfName(sql[at - 1]))
            return null;
        var end = at + 1;
        while (end < sql.Length && sql[end] != '$' && IsPartOfName(sql[end]) && !(end == at + 1 && char.IsAsciiDigit(sql[end])))
            end++;
        return end < sql.Length && sql[end] == '$' ? sql[at..(end + 1)] : null;
    }

    private static int EndOf(string sql, int at, Func<char, bool> belongs)
    {
        while (at < sql.Length && belongs(sql[at]))
            at++;
        return at;
    }

    // A character that is not ASCII belongs to a name, letter or not. Only DuckDB takes Unicode's blanks for blanks: they are refused in names.
    private static bool IsPartOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' || !char.IsAscii(c);

    private static bool StartsAt(string sql, int at, string text) => string.CompareOrdinal(sql, at, text, 0, text.Length) == 0;
}

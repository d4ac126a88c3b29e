namespace ShopStream.Quality.Data;

/// <summary>Validates custom SQL: it must be a single SELECT that cannot break out of the subquery it is embedded in.</summary>
public static class CustomSqlPolicy
{
    /// <summary>Returns the query without trailing semicolons. This ensures a single statement; stores also run it read-only.</summary>
    /// <exception cref="FormatException">
    /// The query is empty, does not begin with SELECT or WITH, has more than one statement, or has unbalanced quotes or parentheses.
    /// </exception>
    public static string Validate(string text)
    {
        // PostgreSQL also ends a comment at a carriage return; with line feeds only, all stores agree.
        var sql = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Trim().TrimEnd(';', ' ', '\t', '\n');
        ValidateFirstWord(sql);
        var depth = 0;
        var escapes = false;
        foreach (var token in SqlToken.All(sql))
        {
            if (escapes && token.Kind == SqlTokenKind.Literal)
                throw new FormatException("the query continues a text E'…' with another one, which engines read differently: write it as one text");
            // A feature is written for every store, so that it must not be read differently in any.
            if ((SnowflakeFault(token, sql) ?? Fault(token, sql)) is { } fault)
                throw new FormatException($"the query {fault}");
            if (token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment))
                escapes = token.Escapes;
            if (token.Kind != SqlTokenKind.Symbol)
                continue;
            depth += sql[token.Start] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (depth < 0)
                throw new FormatException("the query closes a parenthesis that it does not open");
            if (sql[token.Start] == ';')
                throw new FormatException("the query has more than one statement: expected one SELECT");
        }
        return depth == 0 ? sql : throw new FormatException("the query opens a parenthesis that it does not close");
    }

    /// <summary>Why a token makes the engines read SQL differently, or not at all: "opens a ' that it does not close". Null if it does not.</summary>
    public static string? Fault(SqlToken token, string sql)
    {
        if (token.Unclosed is { } opened)
            return $"opens a {opened} that it does not close";
        if (token.IsNested)
            return "has a nested comment, which engines read differently: remove it";
        if (token.Kind != SqlTokenKind.Name || token.Text(sql).FirstOrDefault(IsBlank) is not (not '\0' and var blank))
            return null;
        return $"has the blank U+{(int)blank:X4} outside of quotes, which engines read differently: write a space";
    }

    /// <summary>Why Snowflake reads a token differently than the other engines. Null if it does not.</summary>
    public static string? SnowflakeFault(SqlToken token, string sql)
    {
        if (token.EndsElsewhereInSnowflake)
            return "has a backslash before a quote, which Snowflake reads as an escape: write CHR(92) for the backslash";
        return token.Kind == SqlTokenKind.Symbol && sql[token.Start] == '/' && token.End < sql.Length && sql[token.End] == '/'
            ? "has // outside of quotes, which begins a comment in Snowflake: write -- for a comment, or FLOOR(a / b)"
            : null;
    }

    /// <summary>Unquoted and quoted names in the query, compared case-insensitively. Words in literals and comments are not included.</summary>
    public static IReadOnlySet<string> Words(string sql) =>
        SqlToken
            .All(sql)
            .Where(t => t.Kind is SqlTokenKind.Name or SqlTokenKind.QuotedName)
            .Select(t => t.Text(sql))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is '\u200B' or '\uFEFF';

    private static void ValidateFirstWord(string sql)
    {
        var start = SqlToken.All(sql).FirstOrDefault(t => t.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment), new(SqlTokenKind.Symbol, 0, 0)).Start;
        var first = new string([.. sql.Skip(start).TakeWhile(char.IsAsciiLetter)]);
        if (!first.Equals("select", StringComparison.OrdinalIgnoreCase) && !first.Equals("with", StringComparison.OrdinalIgnoreCase))
        {
            var found = first.Length > 0 ? first : sql[..Math.Min(10, sql.Length)];
            throw new FormatException($"the query begins with '{found}': expected one SELECT (or WITH … SELECT)");
        }
    }
}

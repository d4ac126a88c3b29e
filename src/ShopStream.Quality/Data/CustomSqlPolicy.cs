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
        var first = new string([.. sql.Skip(SkipComments(sql)).TakeWhile(char.IsAsciiLetter)]);
        if (!first.Equals("select", StringComparison.OrdinalIgnoreCase) && !first.Equals("with", StringComparison.OrdinalIgnoreCase))
            throw new FormatException(
                $"the query begins with '{(first.Length > 0 ? first : sql[..Math.Min(10, sql.Length)])}': expected one SELECT (or WITH … SELECT)"
            );
        var depth = 0;
        for (var i = 0; i < sql.Length; )
        {
            var token = Skip(sql, i);
            if (token > i)
            {
                i = token;
                continue;
            }
            depth += sql[i] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (depth < 0)
                throw new FormatException("the query closes a parenthesis that it does not open");
            if (sql[i] == ';')
                throw new FormatException("the query has more than one statement: expected one SELECT");
            i++;
        }
        return depth == 0 ? sql : throw new FormatException("the query opens a parenthesis that it does not close");
    }

    /// <summary>Unquoted and quoted names in the query, compared case-insensitively. Words in literals and comments are not included.</summary>
    public static IReadOnlySet<string> Words(string sql)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < sql.Length; )
        {
            var end = i;
            if (InName(sql, i) && !char.IsAsciiDigit(sql[i]) && sql[i] != '$')
            {
                while (end < sql.Length && InName(sql, end))
                    end++;
                words.Add(sql[i..end]);
            }
            else if (sql[i] == '"')
            {
                while (end < sql.Length && sql[end] == '"')
                    end = Skip(sql, end);
                words.Add(sql[(i + 1)..(end - 1)].Replace("\"\"", "\"", StringComparison.Ordinal));
            }
            else
            {
                end = Skip(sql, i);
            }
            i = Math.Max(end, i + 1);
        }
        return words;
    }

    private static int SkipComments(string sql)
    {
        var i = 0;
        while (i < sql.Length)
        {
            var next = sql[i] switch
            {
                '-' or '/' => Skip(sql, i),
                ' ' or '\t' or '\n' => i + 1,
                _ => i,
            };
            if (next == i)
                break;
            i = next;
        }
        return i;
    }

    // The end of the literal, quoted name or comment that begins at i; i if there is none.
    private static int Skip(string sql, int i) =>
        sql[i] switch
        {
            '\'' => Quoted(sql, i, backslash: i > 0 && sql[i - 1] is ('e' or 'E') && !InName(sql, i - 2)),
            '"' => Quoted(sql, i, backslash: false),
            '-' when StartsAt(sql, i, "--") => sql.IndexOf('\n', i) is >= 0 and var end ? end : sql.Length,
            '/' when StartsAt(sql, i, "/*") => Comment(sql, i),
            '$' when !InName(sql, i - 1) => Dollar(sql, i),
            _ => i,
        };

    private static int Quoted(string sql, int i, bool backslash)
    {
        for (var end = i + 1; end < sql.Length; end++)
        {
            if (backslash && sql[end] == '\\')
                end++;
            else if (sql[end] == sql[i])
                return end + 1;
        }
        throw new FormatException($"the query opens a {sql[i]} that it does not close");
    }

    // PostgreSQL nests comments, DuckDB does not: a query they would read differently is rejected.
    private static int Comment(string sql, int i)
    {
        var end = sql.IndexOf("*/", i + 2, StringComparison.Ordinal);
        if (end < 0)
            throw new FormatException("the query opens a comment that it does not close");
        return sql.IndexOf("/*", i + 2, end - i - 2, StringComparison.Ordinal) < 0
            ? end + 2
            : throw new FormatException("the query has a nested comment, which engines read differently: remove it");
    }

    private static int Dollar(string sql, int i)
    {
        var tag = i + 1;
        // $1$ is a parameter, not a quote: a tag does not begin with a digit.
        while (tag < sql.Length && sql[tag] != '$' && InName(sql, tag) && !(tag == i + 1 && char.IsAsciiDigit(sql[tag])))
            tag++;
        if (tag >= sql.Length || sql[tag] != '$')
            return i;
        var quote = sql[i..(tag + 1)];
        var end = sql.IndexOf(quote, tag + 1, StringComparison.Ordinal);
        return end < 0 ? throw new FormatException($"the query opens a {quote} that it does not close") : end + quote.Length;
    }

    // In both engines every non-ASCII character belongs to a name, letter or not.
    private static bool InName(string sql, int i) => i >= 0 && (char.IsAsciiLetterOrDigit(sql[i]) || sql[i] is '_' or '$' || !char.IsAscii(sql[i]));

    private static bool StartsAt(string sql, int i, string token) => string.CompareOrdinal(sql, i, token, 0, token.Length) == 0;
}

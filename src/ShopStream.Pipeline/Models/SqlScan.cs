namespace ShopStream.Pipeline.Models;

/// <summary>Finds the end of statements, skipping comments, literals and quoted names.</summary>
internal static class SqlScan
{
    /// <param name="Length">Length of the first statement, without its semicolon.</param>
    /// <param name="IsEmpty">Whether there is only white space and comments.</param>
    /// <param name="Second">Start of a second statement; null if there is none.</param>
    public readonly record struct Result(int Length, bool IsEmpty, int? Second);

    public static Result Of(string sql)
    {
        int? semicolon = null;
        var isEmpty = true;
        for (var at = 0; at < sql.Length; )
        {
            var next = SkipToken(sql, at, out var isBlank);
            if (!isBlank && sql[at] == ';')
                semicolon ??= at;
            else if (!isBlank && semicolon is not null)
                return new Result(semicolon.Value, isEmpty, at);
            else if (!isBlank)
                isEmpty = false;
            at = next;
        }
        return new Result(semicolon ?? sql.Length, isEmpty, null);
    }

    private static int SkipToken(string sql, int at, out bool isBlank)
    {
        isBlank = char.IsWhiteSpace(sql[at]);
        if (isBlank)
            return at + 1;
        if (At(sql, at, "--"))
        {
            isBlank = true;
            return End(sql, "\n", at);
        }
        if (At(sql, at, "/*"))
        {
            isBlank = true;
            return SkipComment(sql, at);
        }
        return sql[at] switch
        {
            // In e'…' a backslash escapes the quote.
            '\'' when at > 0 && sql[at - 1] is 'e' or 'E' && (at < 2 || !IsNamePart(sql[at - 2])) => SkipEscaped(sql, at + 1),
            // A doubled quote is read as two adjacent literals, which end at the same place.
            '\'' => End(sql, "'", at + 1),
            '"' => End(sql, "\"", at + 1),
            '$' when (at == 0 || !IsNamePart(sql[at - 1])) && DollarTag(sql, at) is { } tag => End(sql, tag, at + tag.Length),
            _ => at + 1,
        };
    }

    /// <summary>Skips a block comment; they nest, as in PostgreSQL.</summary>
    private static int SkipComment(string sql, int at)
    {
        var depth = 0;
        for (; at < sql.Length; at++)
        {
            if (At(sql, at, "/*"))
            {
                depth++;
                at++;
            }
            else if (At(sql, at, "*/"))
            {
                at++;
                if (--depth == 0)
                    return at + 1;
            }
        }
        return at;
    }

    private static int SkipEscaped(string sql, int at)
    {
        for (; at < sql.Length && sql[at] != '\''; at++)
        {
            if (sql[at] == '\\')
                at++;
        }
        return Math.Min(at + 1, sql.Length);
    }

    private static string? DollarTag(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && IsNamePart(sql[end]))
            end++;
        return end < sql.Length && sql[end] == '$' && !(end > at + 1 && char.IsAsciiDigit(sql[at + 1])) ? sql[at..(end + 1)] : null;
    }

    private static bool IsNamePart(char c) => c == '_' || char.IsLetterOrDigit(c);

    private static bool At(string sql, int at, string what) => string.CompareOrdinal(sql, at, what, 0, what.Length) == 0;

    private static int End(string sql, string what, int from)
    {
        var at = from <= sql.Length ? sql.IndexOf(what, from, StringComparison.Ordinal) : -1;
        return at < 0 ? sql.Length : at + what.Length;
    }
}

using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Mutations;

/// <summary>
/// Finds places in a SELECT by parentheses, quotes and keywords. This is not a parser, but good enough to change one place: an invalid result fails to build.
/// </summary>
internal static partial class SqlParts
{
    /// <summary>Splits by a separator, except inside parentheses, quotes and CASE … END.</summary>
    public static List<string> Split(string sql, string separator) => [.. Places(sql, separator).Select(p => sql[p.Start..p.End].Trim())];

    /// <inheritdoc cref="Split" />
    public static IEnumerable<(int Start, int End)> Places(string sql, string separator)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < sql.Length; i++)
        {
            if (IsQuoted(sql, i, out var end))
                i = end - 1;
            else if (sql[i] == '(')
                depth++;
            else if (sql[i] == ')')
                depth--;
            else if (IsWord(sql, i, "CASE"))
                depth++;
            else if (IsWord(sql, i, "END"))
                depth--;
            else if (depth == 0 && (char.IsLetter(separator[0]) ? IsWord(sql, i, separator) : sql[i] == separator[0]))
            {
                yield return (start, i);
                start = i + separator.Length;
                i = start - 1;
            }
        }
        yield return (start, sql.Length);
    }

    /// <summary>Offset of the closing parenthesis of the group that contains <paramref name="at"/>; the text's length if there is none.</summary>
    public static int End(string sql, int at)
    {
        var depth = 0;
        for (var i = at; i < sql.Length; i++)
        {
            if (IsQuoted(sql, i, out var end))
                i = end - 1;
            else if (sql[i] == '(')
                depth++;
            else if (sql[i] == ')' && depth-- == 0)
                return i;
        }
        return sql.Length;
    }

    /// <summary>Offset of the next clause, or of the parenthesis that closes this SELECT.</summary>
    public static int EndOfClause(string sql, int at) => Next(sql, at, NextClause());

    /// <summary>Offset of a SELECT's FROM; its end if there is none.</summary>
    public static int From(string sql, int at) => Next(sql, at, FromWord());

    /// <summary>Offset of a SELECT's GROUP BY; its end if there is none.</summary>
    public static int Group(string sql, int at) => Next(sql, at, GroupWord());

    /// <summary>Replaces some places of a text, given in any order.</summary>
    public static string With(string sql, params ReadOnlySpan<(int Start, int End, string Text)> replaced)
    {
        foreach (var (start, end, text) in replaced.ToArray().OrderByDescending(r => r.Start))
            sql = sql[..start] + text + sql[end..];
        return sql;
    }

    private static int Next(string sql, int at, Regex word)
    {
        var depth = 0;
        for (var i = at; i < sql.Length; i++)
        {
            if (IsQuoted(sql, i, out var end))
                i = end - 1;
            else if (sql[i] == '(')
                depth++;
            else if (sql[i] == ')' && depth-- == 0)
                return i;
            else if (depth == 0 && word.Match(sql, i) is { Success: true } next && next.Index == i)
                return i;
        }
        return sql.Length;
    }

    private static bool IsQuoted(string sql, int at, out int end)
    {
        var token = SqlToken.At(sql, at);
        end = token.End;
        return token.Kind is SqlTokenKind.Literal or SqlTokenKind.QuotedName or SqlTokenKind.Comment;
    }

    private static bool IsWord(string sql, int at, string word) =>
        string.Compare(sql, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (at == 0 || !IsLetter(sql[at - 1]))
        && (at + word.Length == sql.Length || !IsLetter(sql[at + word.Length]));

    private static bool IsLetter(char c) => char.IsLetterOrDigit(c) || c is '_' or '.';

    [GeneratedRegex(@"\G\b(GROUP BY|ORDER BY|HAVING|QUALIFY|WINDOW|UNION|LIMIT)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextClause();

    [GeneratedRegex(@"\G\bFROM\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex FromWord();

    [GeneratedRegex(@"\G\bGROUP BY\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex GroupWord();
}

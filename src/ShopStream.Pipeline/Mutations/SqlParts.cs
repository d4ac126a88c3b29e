using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Mutations;

/// <summary>Places in a SELECT, by parentheses, quotes and words. It is read and not parsed: good for changing one place, and what comes out wrong cannot be built.</summary>
internal static partial class SqlParts
{
    /// <summary>The parts between a separator, those in parentheses, quotes and CASE … END apart.</summary>
    public static List<string> Split(string sql, string separator) => [.. Places(sql, separator).Select(p => sql[p.Start..p.End].Trim())];

    /// <inheritdoc cref="Split" />
    public static IEnumerable<(int Start, int End)> Places(string sql, string separator)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < sql.Length; i++)
        {
            if (sql[i] is '\'' or '"') i = Closing(sql, i);
            else if (sql[i] == '(') depth++;
            else if (sql[i] == ')') depth--;
            else if (IsWord(sql, i, "CASE")) depth++;
            else if (IsWord(sql, i, "END")) depth--;
            else if (depth == 0 && (char.IsLetter(separator[0]) ? IsWord(sql, i, separator) : sql[i] == separator[0]))
            {
                yield return (start, i);
                start = i + separator.Length;
                i = start - 1;
            }
        }
        yield return (start, sql.Length);
    }

    /// <summary>Where the parenthesis closes that is open at a place; the text's end where it does not.</summary>
    public static int End(string sql, int at)
    {
        var depth = 0;
        for (var i = at; i < sql.Length; i++)
        {
            if (sql[i] is '\'' or '"') i = Closing(sql, i);
            else if (sql[i] == '(') depth++;
            else if (sql[i] == ')' && depth-- == 0) return i;
        }
        return sql.Length;
    }

    /// <summary>Up to the word that begins the next clause, or the parenthesis that closes this SELECT.</summary>
    public static int EndOfClause(string sql, int at) => Next(sql, at, NextClause());

    /// <summary>Where the FROM of a SELECT stands; its end where it has none.</summary>
    public static int From(string sql, int at) => Next(sql, at, FromWord());

    /// <summary>Where the GROUP BY of a SELECT stands; its end where it has none.</summary>
    public static int Group(string sql, int at) => Next(sql, at, GroupWord());

    /// <summary>A text with some places replaced, given in any order.</summary>
    public static string With(string sql, params ReadOnlySpan<(int Start, int End, string Text)> replaced)
    {
        foreach (var (start, end, text) in replaced.ToArray().OrderByDescending(r => r.Start)) sql = sql[..start] + text + sql[end..];
        return sql;
    }

    private static int Next(string sql, int at, Regex word)
    {
        var depth = 0;
        for (var i = at; i < sql.Length; i++)
        {
            if (sql[i] is '\'' or '"') i = Closing(sql, i);
            else if (sql[i] == '(') depth++;
            else if (sql[i] == ')' && depth-- == 0) return i;
            else if (depth == 0 && word.Match(sql, i) is { Success: true } next && next.Index == i) return i;
        }
        return sql.Length;
    }

    private static int Closing(string sql, int at) => sql.IndexOf(sql[at], at + 1) is var end and >= 0 ? end : sql.Length - 1;

    private static bool IsWord(string sql, int at, string word) =>
        string.Compare(sql, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0 && (at == 0 || !IsLetter(sql[at - 1])) && (at + word.Length == sql.Length || !IsLetter(sql[at + word.Length]));

    private static bool IsLetter(char c) => char.IsLetterOrDigit(c) || c is '_' or '.';

    [GeneratedRegex(@"\G\b(GROUP BY|ORDER BY|HAVING|QUALIFY|WINDOW|UNION|LIMIT)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextClause();

    [GeneratedRegex(@"\G\bFROM\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex FromWord();

    [GeneratedRegex(@"\G\bGROUP BY\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex GroupWord();
}

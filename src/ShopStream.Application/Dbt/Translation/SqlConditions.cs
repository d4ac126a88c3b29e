using System.Text.RegularExpressions;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Reads simple SQL conditions, joined by AND: comparisons of a column with constants or another column.</summary>
internal sealed partial class SqlConditions
{
    private readonly Func<string, string?> columnOf;
    private readonly List<string> tokens;
    private int at;

    private SqlConditions(List<string> tokens, Func<string, string?> columnOf) => (this.tokens, this.columnOf) = (tokens, columnOf);

    private string? Next => at < tokens.Count ? tokens[at] : null;

    /// <summary>The conditions, all of which must hold.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="columnOf">The column of a name as written; null if it is not a name.</param>
    /// <returns>Null if the text is anything else.</returns>
    public static IReadOnlyList<SqlPredicate>? Read(string sql, Func<string, string?> columnOf)
    {
        var parts = new List<string>();
        for (var i = 0; i < sql.Length; )
        {
            var match = Token().Match(sql, i);
            if (!match.Success)
                return null;
            if (!string.IsNullOrWhiteSpace(match.Value))
                parts.Add(match.Value);
            i += match.Length;
        }
        var reader = new SqlConditions(parts, columnOf);
        var found = new List<SqlPredicate>();
        do
        {
            if (reader.One() is not { } one)
                return null;
            found.Add(one);
        } while (reader.Take("and"));
        return reader.Next is null ? found : null;
    }

    /// <summary>A constant: a number, a text, a date or a truth value; null if the text is anything else.</summary>
    public static string? Constant(string? sql)
    {
        if (sql is null)
            return null;
        var text = sql.Trim();
        if (Number().IsMatch(text) || text is "true" or "false")
            return text;
        return Literal().Match(text) is { Success: true } literal ? Unquoted(literal.Groups["text"].Value) : null;
    }

    private SqlPredicate? One()
    {
        var negated = Take("not");
        if (Next is not { } name || IsKeyword(name) || columnOf(name) is not { } column)
            return null;
        at++;
        if (Next is null || Is("and"))
            return new SqlPredicate(column, SqlComparison.Equal, [negated ? "false" : "true"]);
        return negated ? null : Compared(column);
    }

    private SqlPredicate? Compared(string column)
    {
        if (Take("is"))
        {
            var not = Take("not");
            return Take("null") ? new SqlPredicate(column, not ? SqlComparison.IsNotNull : SqlComparison.IsNull, [])
                : !not && (Is("true") || Is("false")) ? new SqlPredicate(column, SqlComparison.Equal, [tokens[at++].ToLowerInvariant()])
                : null;
        }
        if (Take("between"))
            return Value() is { } low && Take("and") && Value() is { } high ? new SqlPredicate(column, SqlComparison.Between, [low, high]) : null;
        var notIn = Take("not");
        if (Take("in"))
            return List() is { } values ? new SqlPredicate(column, notIn ? SqlComparison.NotIn : SqlComparison.In, values) : null;
        SqlComparison? comparison = Next switch
        {
            "=" => SqlComparison.Equal,
            "<>" or "!=" => SqlComparison.Differs,
            "<" => SqlComparison.Below,
            "<=" => SqlComparison.AtMost,
            ">" => SqlComparison.Above,
            ">=" => SqlComparison.AtLeast,
            _ => null,
        };
        if (notIn || comparison is not { } found)
            return null;
        at++;
        if (Value() is { } value)
            return new SqlPredicate(column, found, [value]);
        return Next is { } name && !IsKeyword(name) && columnOf(name) is { } other ? Advance(new SqlPredicate(column, found, [other], IsColumn: true)) : null;
    }

    private SqlPredicate Advance(SqlPredicate predicate)
    {
        at++;
        return predicate;
    }

    private List<string>? List()
    {
        if (!Take("("))
            return null;
        var values = new List<string>();
        do
        {
            if (Value() is not { } value)
                return null;
            values.Add(value);
        } while (Take(","));
        return Take(")") ? values : null;
    }

    private string? Value()
    {
        if ((Is("date") || Is("timestamp")) && at + 1 < tokens.Count && tokens[at + 1].StartsWith('\''))
            at++;
        if (Next is not { } token || (!token.StartsWith('\'') && !Number().IsMatch(token) && !Is("true") && !Is("false")))
            return null;
        at++;
        return token.StartsWith('\'') ? Unquoted(token[1..^1]) : token.ToLowerInvariant();
    }

    private bool Is(string word) => string.Equals(Next, word, StringComparison.OrdinalIgnoreCase);

    private bool Take(string word)
    {
        if (!Is(word))
            return false;
        at++;
        return true;
    }

    private static bool IsKeyword(string token) =>
        token.ToLowerInvariant()
            is "and"
                or "or"
                or "not"
                or "is"
                or "in"
                or "between"
                or "null"
                or "true"
                or "false"
                or "date"
                or "timestamp"
                or "case"
                or "exists";

    private static string Unquoted(string text) => text.Replace("''", "'", StringComparison.Ordinal);

    [GeneratedRegex(
        """\G(\s+|'([^']|'')*'|"([^"]|"")*"|-?[0-9]+(\.[0-9]+)?(?![A-Za-z_])|[A-Za-z_][A-Za-z0-9_]*|<>|!=|<=|>=|[=<>(),])""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Token();

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^((date|timestamp)\s*)?'(?<text>([^']|'')*)'(::[a-z]+)?\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Literal();
}

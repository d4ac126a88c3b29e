using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Pipeline.Models;

namespace ShopStream.Pipeline.Proving;

/// <param name="Class">Its name.</param>
/// <param name="Sql">The model's SELECT, changed at one place.</param>
/// <param name="Words">What was changed.</param>
internal sealed record ModelMutant(string Class, string Sql, string Words);

/// <summary>Mistakes that people make in models: each changes one word of the SQL.</summary>
internal static partial class ModelMutants
{
    /// <summary>All that can be made of a model.</summary>
    public static IEnumerable<ModelMutant> Of(Model model)
    {
        var sql = WithoutComments(model.Sql);
        return Words(sql).Concat(FanOuts(sql)).Concat(Filters(sql)).Concat(Codes(sql)).Concat(Defaults(sql));
    }

    private static IEnumerable<ModelMutant> Words(string sql) =>
        Each(sql, LeftJoin(), "join changed", _ => "JOIN", "an inner join in place of a left join")
            .Concat(Each(sql, FullJoin(), "join changed", _ => "LEFT JOIN", "a left join in place of a full join"))
            .Concat(Each(sql, Sum(), "sum and count exchanged", _ => "COUNT(", "counts where it should add up"))
            .Concat(Each(sql, Distinct(), "distinct lost", _ => "COUNT(", "counts every row where it should count different ones"))
            .Concat(Each(sql, Max(), "largest and smallest exchanged", _ => "MIN(", "takes the smallest in place of the largest"))
            .Concat(Each(sql, Bound(), "bound moved", m => m.Value.Contains("<=", StringComparison.Ordinal) ? " < " : m.Value.Contains(">=", StringComparison.Ordinal) ? " > " : m.Value.Contains('<', StringComparison.Ordinal) ? " <= " : " >= ", "leaves a bound out, or lets it in"))
            .Concat(Each(sql, Descending(), "order reversed", _ => " ASC", "orders the other way"))
            .Concat(Each(sql, ToDay(), "wrong day", m => $"({m.Value} + 1)", "is by the day after"));

    // Each row of what is joined is there twice.
    private static IEnumerable<ModelMutant> FanOuts(string sql) =>
        Each(sql, Joined(), "fan-out join", m => $"JOIN (SELECT * FROM {m.Groups["table"].Value} UNION ALL SELECT * FROM {m.Groups["table"].Value}){m.Groups["as"].Value}", "joins a table that has every row twice");

    private static IEnumerable<ModelMutant> Filters(string sql)
    {
        foreach (var at in Where().Matches(sql).Select(m => m.Index + m.Length))
        {
            var end = EndOfClause(sql, at);
            var condition = sql[at..end].TrimEnd();
            yield return new("filter lost", $"{sql[..at]}TRUE{sql[(at + condition.Length)..]}", $"has lost its filter {Short(condition)}");
            yield return new("filter negated", $"{sql[..at]}NOT ({condition}){sql[(at + condition.Length)..]}", $"filters the other way: not {Short(condition)}");
        }
    }

    // A code too many or too few: cancelled orders count as revenue.
    private static IEnumerable<ModelMutant> Codes(string sql) =>
        Each(sql, CodeList(), "code counted wrongly", m => $"IN ({m.Groups["others"].Value})", "treats one code as all the others");

    private static IEnumerable<ModelMutant> Defaults(string sql)
    {
        foreach (Match match in Coalesce().Matches(sql))
        {
            var open = match.Index + match.Length;
            var (comma, close) = Parts(sql, open);
            if (comma < 0 || close < 0) continue;
            yield return new("default lost", $"{sql[..match.Index]}({sql[open..comma]}){sql[(close + 1)..]}", $"is null where {Short(sql[open..comma])} is, and not {Short(sql[(comma + 1)..close].Trim())}");
        }
    }

    private static IEnumerable<ModelMutant> Each(string sql, Regex pattern, string fault, Func<Match, string> with, string words) =>
        pattern.Matches(sql).Select(m => new ModelMutant(fault, sql[..m.Index] + with(m) + sql[(m.Index + m.Length)..], $"{words}, at {Short(sql[m.Index..Math.Min(sql.Length, m.Index + 48)])}"));

    // Up to the word that begins the next clause, or the parenthesis that closes this one.
    private static int EndOfClause(string sql, int at)
    {
        var depth = 0;
        for (var i = at; i < sql.Length; i++)
        {
            switch (sql[i])
            {
                case '\'':
                    i = sql.IndexOf('\'', i + 1);
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when depth-- == 0:
                    return i;
                default:
                    if (depth == 0 && NextClause().Match(sql, i) is { Success: true } next && next.Index == i) return i;
                    break;
            }
        }
        return sql.Length;
    }

    private static (int Comma, int Close) Parts(string sql, int at)
    {
        var (depth, comma) = (0, -1);
        for (var i = at; i < sql.Length; i++)
        {
            if (sql[i] == '(') depth++;
            else if (sql[i] == ',' && depth == 0) comma = i;
            else if (sql[i] == ')' && depth-- == 0) return (comma, i);
        }
        return (comma, -1);
    }

    private static string WithoutComments(string sql)
    {
        var kept = new StringBuilder();
        foreach (var line in sql.Split('\n'))
        {
            var comment = line.IndexOf("--", StringComparison.Ordinal);
            var quoted = comment >= 0 && line.AsSpan(0, comment).Count('\'') % 2 == 1;
            kept.Append(comment < 0 || quoted ? line : line[..comment].TrimEnd()).Append('\n');
        }
        return kept.ToString();
    }

    private static string Short(string sql)
    {
        var text = Blanks().Replace(sql, " ").Trim();
        return text.Length > 48 ? $"'{text[..48]}…'" : $"'{text}'";
    }

    [GeneratedRegex(@"\bLEFT JOIN\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex LeftJoin();

    [GeneratedRegex(@"\bFULL (OUTER )?JOIN\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FullJoin();

    [GeneratedRegex(@"\bSUM\(", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Sum();

    [GeneratedRegex(@"\bCOUNT\(DISTINCT\s", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Distinct();

    [GeneratedRegex(@"\bMAX\(", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Max();

    [GeneratedRegex(" (<=|>=|<|>) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bound();

    [GeneratedRegex(@" DESC\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Descending();

    [GeneratedRegex(@"\bCAST\([A-Za-z_.]+ AS DATE\)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ToDay();

    [GeneratedRegex(@"\bJOIN\s+(?<table>""[^""]+""\.""[^""]+"")(?<as>\s+AS\s)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Joined();

    [GeneratedRegex(@"\bWHERE\s+", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Where();

    [GeneratedRegex(@"\b(GROUP BY|ORDER BY|HAVING|QUALIFY|WINDOW|UNION|LIMIT)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextClause();

    [GeneratedRegex(@"\bIN \('[^']*', (?<others>[^()]*)\)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeList();

    [GeneratedRegex(@"\bCOALESCE\(", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Coalesce();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}

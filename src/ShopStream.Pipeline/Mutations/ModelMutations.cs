using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Pipeline.Models;

namespace ShopStream.Pipeline.Mutations;

/// <param name="Class">Its name.</param>
/// <param name="Sql">The model's SELECT, changed at one place.</param>
/// <param name="Text">What was changed.</param>
internal sealed record ModelMutation(string Class, string Sql, string Text);

/// <summary>Mistakes that people make in models: each changes one word of the SQL.</summary>
internal static partial class ModelMutations
{
    /// <summary>All that can be made of a model.</summary>
    /// <param name="model">In the warehouse's SQL.</param>
    /// <param name="built">What it becomes: columns are exchanged where their types let them; null where it was never built.</param>
    public static IEnumerable<ModelMutation> Of(Model model, MutationTable? built)
    {
        var sql = WithoutComments(model.Sql);
        var selects = SelectList.All(sql);
        return Replacements(sql).Concat(FanOuts(sql)).Concat(Filters(sql)).Concat(Codes(sql)).Concat(Defaults(sql)).Concat(Swaps(sql, selects, built)).Concat(Grains(sql, selects));
    }

    private static IEnumerable<ModelMutation> Replacements(string sql) =>
        Each(sql, LeftJoin(), "join changed", _ => "JOIN", "has an inner join in place of a left join")
            .Concat(Each(sql, InnerJoin(), "join changed", _ => "LEFT JOIN", "has a left join in place of an inner join"))
            .Concat(Each(sql, FullJoin(), "join changed", _ => "LEFT JOIN", "has a left join in place of a full join"))
            .Concat(Each(sql, Sum(), "sum and count exchanged", _ => "COUNT(", "counts where it should add up"))
            .Concat(Each(sql, Distinct(), "sum and count exchanged", _ => "SUM(DISTINCT ", "adds up where it should count"))
            .Concat(Each(sql, Distinct(), "distinct lost", _ => "COUNT(", "counts every row where it should count different ones"))
            .Concat(Each(sql, Max(), "largest and smallest exchanged", _ => "MIN(", "takes the smallest in place of the largest"))
            .Concat(Each(sql, Bound(), "bound moved", m => m.Value.Contains("<=", StringComparison.Ordinal) ? " < " : m.Value.Contains(">=", StringComparison.Ordinal) ? " > " : m.Value.Contains('<', StringComparison.Ordinal) ? " <= " : " >= ", "leaves a bound out, or lets it in"))
            .Concat(Each(sql, Descending(), "order reversed", _ => " ASC", "orders the other way"))
            .Concat(Each(sql, ToDay(), "wrong day", m => $"({m.Value} + 1)", "is by the day after"));

    // Each row of what is joined is there twice.
    private static IEnumerable<ModelMutation> FanOuts(string sql) =>
        Each(sql, Joined(), "fan-out join", m => $"JOIN (SELECT * FROM {m.Groups["table"].Value} UNION ALL SELECT * FROM {m.Groups["table"].Value}){m.Groups["as"].Value}", "joins a table that has every row twice");

    private static IEnumerable<ModelMutation> Filters(string sql)
    {
        foreach (var at in Where().Matches(sql).Select(m => m.Index + m.Length))
        {
            var end = SqlParts.EndOfClause(sql, at);
            var condition = sql[at..end].TrimEnd();
            yield return new("filter lost", $"{sql[..at]}TRUE{sql[(at + condition.Length)..]}", $"has lost its filter {Short(condition)}");
            yield return new("filter negated", $"{sql[..at]}NOT ({condition}){sql[(at + condition.Length)..]}", $"filters the other way: not {Short(condition)}");
            // One of several conditions.
            var parts = SqlParts.Split(condition, "AND");
            foreach (var (i, part) in parts.Index().Where(_ => parts.Count > 1))
                yield return new("filter lost", $"{sql[..at]}{string.Join(" AND ", parts.Where((_, j) => j != i))}{sql[(at + condition.Length)..]}", $"has lost one of its filters, {Short(part)}");
        }
    }

    // A code too many or too few: cancelled orders count as revenue.
    private static IEnumerable<ModelMutation> Codes(string sql)
    {
        foreach (Match match in CodeList().Matches(sql))
        {
            var codes = SqlParts.Split(match.Groups["codes"].Value, ",");
            foreach (var (i, code) in codes.Index().Where(_ => codes.Count > 1))
                yield return new("code counted wrongly", $"{sql[..match.Index]}IN ({string.Join(", ", codes.Where((_, j) => j != i))}){sql[(match.Index + match.Length)..]}", $"treats the code {code} as all the others, at {Short(match.Value)}");
        }
    }

    private static IEnumerable<ModelMutation> Defaults(string sql)
    {
        foreach (Match match in Coalesce().Matches(sql))
        {
            var open = match.Index + match.Length;
            var close = SqlParts.End(sql, open);
            if (close == sql.Length || SqlParts.Split(sql[open..close], ",") is not [var value, var otherwise]) continue;
            yield return new("default lost", $"{sql[..match.Index]}({value}){sql[(close + 1)..]}", $"is null where {Short(value)} is, and not {Short(otherwise)}");
        }
    }

    // Two columns beside each other, each under the other's name.
    private static IEnumerable<ModelMutation> Swaps(string sql, IReadOnlyList<SelectList> selects, MutationTable? built)
    {
        if (built is null) yield break;
        string? TypeOf(SelectItem item) => item.Name is { } name ? built.Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))?.Type : null;
        foreach (var select in selects)
        {
            foreach (var (a, b) in select.Items.Zip(select.Items.Skip(1)).Where(p => TypeOf(p.First) is { } type && string.Equals(type, TypeOf(p.Second), StringComparison.Ordinal)))
                yield return new("columns exchanged", SqlParts.With(sql, (a.Start, a.End, $"{b.Expression} AS {a.Name}"), (b.Start, b.End, $"{a.Expression} AS {b.Name}")), $"has {a.Name} and {b.Name} exchanged");
        }
    }

    // One key too few, and one too many.
    private static IEnumerable<ModelMutation> Grains(string sql, IReadOnlyList<SelectList> selects)
    {
        foreach (var select in selects.Where(s => s.Keys.Count > 0))
        {
            foreach (var key in select.Keys)
            {
                var kept = select.Keys.Where(k => !string.Equals(k, key, StringComparison.Ordinal)).ToList();
                var items = select.Items.Where(i => string.Equals(i.Expression, key, StringComparison.OrdinalIgnoreCase)).Select(i => (i.Start, i.End, $"MIN({i.Expression}) AS {i.Name}"));
                var group = kept.Count == 0 ? (select.GroupStart, select.KeysEnd, "") : (select.KeysStart, select.KeysEnd, string.Join(", ", kept));
                yield return new("grain too coarse", SqlParts.With(sql, [.. items, group]), $"is no longer by {Short(key)}");
            }
            if (Aggregated().Match(string.Join(", ", select.Items.Select(i => i.Expression))) is { Success: true } column && !select.Keys.Contains(column.Groups["column"].Value, StringComparer.OrdinalIgnoreCase))
                yield return new("grain too fine", SqlParts.With(sql, (select.KeysEnd, select.KeysEnd, $", {column.Groups["column"].Value}")), $"is by {column.Groups["column"].Value}, too");
        }
    }

    private static IEnumerable<ModelMutation> Each(string sql, Regex pattern, string fault, Func<Match, string> with, string words) =>
        pattern.Matches(sql).Select(m => new ModelMutation(fault, sql[..m.Index] + with(m) + sql[(m.Index + m.Length)..], $"{words}, at {Short(sql[m.Index..Math.Min(sql.Length, m.Index + 48)])}"));

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

    [GeneratedRegex(@"(?<!\b(LEFT|RIGHT|FULL|OUTER|CROSS|ANTI|SEMI|ASOF|NATURAL)\s+)\b(INNER\s+)?JOIN\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InnerJoin();

    [GeneratedRegex(@"\b(SUM|MAX|MIN)\((?<column>[A-Za-z_][A-Za-z0-9_.]*)\)|\bCOUNT\(DISTINCT (?<column>[A-Za-z_][A-Za-z0-9_.]*)\)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Aggregated();

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

    [GeneratedRegex(@"\bIN \((?<codes>'[^']*'(, '[^']*')+)\)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeList();

    [GeneratedRegex(@"\bCOALESCE\(", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Coalesce();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}

using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Mutations;

/// <summary>A mutation of a model's SQL.</summary>
/// <param name="Class">Name of the mutation's class.</param>
/// <param name="Sql">The model's SELECT, changed in one place.</param>
/// <param name="Text">Description of the change.</param>
internal sealed record ModelMutation(string Class, string Sql, string Text);

/// <summary>Mutations of models: typical mistakes, each a small change of the SQL.</summary>
internal static partial class ModelMutations
{
    /// <summary>All mutations of a model.</summary>
    /// <param name="model">The model, in the warehouse's SQL.</param>
    /// <param name="built">The model's table, whose types decide which columns can be exchanged; null if the model was never built.</param>
    public static IEnumerable<ModelMutation> Of(Model model, MutationTable? built)
    {
        var sql = WithoutComments(model.Sql);
        var selects = SelectList.All(sql);
        return Replacements(sql)
            .Concat(FanOuts(sql))
            .Concat(Filters(sql))
            .Concat(Codes(sql))
            .Concat(Defaults(sql))
            .Concat(Swaps(sql, selects, built))
            .Concat(Grains(sql, selects))
            .Concat(built is null ? [] : AddedFilters(sql, built));
    }

    private static IEnumerable<ModelMutation> Replacements(string sql) =>
        Each(sql, LeftJoin(), "join changed", _ => "JOIN", "has an inner join instead of a left join")
            .Concat(Each(sql, InnerJoin(), "join changed", _ => "LEFT JOIN", "has a left join instead of an inner join"))
            .Concat(Each(sql, FullJoin(), "join changed", _ => "LEFT JOIN", "has a left join instead of a full join"))
            .Concat(Each(sql, Sum(), "sum and count exchanged", _ => "COUNT(", "counts instead of summing"))
            .Concat(Each(sql, Distinct(), "sum and count exchanged", _ => "SUM(DISTINCT ", "sums instead of counting"))
            .Concat(Each(sql, Distinct(), "distinct lost", _ => "COUNT(", "counts all rows instead of distinct ones"))
            .Concat(Each(sql, Max(), "largest and smallest exchanged", _ => "MIN(", "takes the smallest instead of the largest"))
            .Concat(
                Each(
                    sql,
                    Bound(),
                    "bound moved",
                    m =>
                        m.Value.Contains("<=", StringComparison.Ordinal) ? " < "
                        : m.Value.Contains(">=", StringComparison.Ordinal) ? " > "
                        : m.Value.Contains('<', StringComparison.Ordinal) ? " <= "
                        : " >= ",
                    "includes or excludes a bound wrongly"
                )
            )
            .Concat(Each(sql, Descending(), "order reversed", _ => " ASC", "sorts in reverse order"))
            .Concat(Each(sql, ToDay(), "wrong day", m => $"({m.Value} + 1)", "uses the day after"));

    // Every row of the joined table is duplicated.
    private static IEnumerable<ModelMutation> FanOuts(string sql) =>
        Each(
            sql,
            Joined(),
            "fan-out join",
            m => $"JOIN (SELECT * FROM {m.Groups["table"].Value} UNION ALL SELECT * FROM {m.Groups["table"].Value}){m.Groups["as"].Value}",
            "joins a table in which every row is duplicated"
        );

    private static IEnumerable<ModelMutation> Filters(string sql)
    {
        foreach (var at in Where().Matches(sql).Select(m => m.Index + m.Length))
        {
            var end = SqlParts.EndOfClause(sql, at);
            var condition = sql[at..end].TrimEnd();
            yield return new("filter lost", $"{sql[..at]}TRUE{sql[(at + condition.Length)..]}", $"has lost its filter {Short(condition)}");
            yield return new(
                "filter negated",
                $"{sql[..at]}NOT ({condition}){sql[(at + condition.Length)..]}",
                $"has its filter negated: not {Short(condition)}"
            );
            // Removes one of several conditions.
            var parts = SqlParts.Split(condition, "AND");
            foreach (var (i, part) in parts.Index().Where(_ => parts.Count > 1))
                yield return new(
                    "filter lost",
                    $"{sql[..at]}{string.Join(" AND ", parts.Where((_, j) => j != i))}{sql[(at + condition.Length)..]}",
                    $"has lost one of its filters, {Short(part)}"
                );
        }
    }

    // The rows with the smallest value, or without one, are filtered out.
    private static IEnumerable<ModelMutation> AddedFilters(string sql, MutationTable built)
    {
        foreach (var column in built.Columns.Where(c => !c.IsKey && (c.IsMeasure || c.IsMoment || c.Kind == MutationColumnKind.Text)))
        {
            var filter =
                column.Kind == MutationColumnKind.Text
                    ? $"{column.Name} IS NOT NULL"
                    : $"{column.Name} IS NULL OR {column.Name} > (SELECT MIN({column.Name}) FROM built)";
            yield return new(
                "filter added",
                $"WITH built AS (\n{sql.Trim()}\n)\nSELECT * FROM built WHERE {filter}",
                $"filters out the rows {(column.Kind == MutationColumnKind.Text ? "without" : "with the smallest")} {column.Name}"
            );
        }
    }

    // One code missing from an IN list: for example, cancelled orders count as revenue.
    private static IEnumerable<ModelMutation> Codes(string sql)
    {
        foreach (Match match in CodeList().Matches(sql))
        {
            var codes = SqlParts.Split(match.Groups["codes"].Value, ",");
            foreach (var (i, code) in codes.Index().Where(_ => codes.Count > 1))
                yield return new(
                    "code counted wrongly",
                    $"{sql[..match.Index]}IN ({string.Join(", ", codes.Where((_, j) => j != i))}){sql[(match.Index + match.Length)..]}",
                    $"omits the code {code}, at {Short(match.Value)}"
                );
        }
    }

    private static IEnumerable<ModelMutation> Defaults(string sql)
    {
        foreach (Match match in Coalesce().Matches(sql))
        {
            var open = match.Index + match.Length;
            var close = SqlParts.End(sql, open);
            if (close == sql.Length || SqlParts.Split(sql[open..close], ",") is not [var value, var fallback])
                continue;
            yield return new(
                "default lost",
                $"{sql[..match.Index]}({value}){sql[(close + 1)..]}",
                $"is null instead of {Short(fallback)} if {Short(value)} is null"
            );
        }
    }

    // Two adjacent columns, each under the other's name.
    private static IEnumerable<ModelMutation> Swaps(string sql, IReadOnlyList<SelectList> selects, MutationTable? built)
    {
        if (built is null)
            yield break;
        string? TypeOf(SelectItem item) =>
            item.Name is { } name ? built.Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))?.Type : null;
        foreach (var select in selects)
        {
            foreach (
                var (a, b) in select
                    .Items.Zip(select.Items.Skip(1))
                    .Where(p => TypeOf(p.First) is { } type && string.Equals(type, TypeOf(p.Second), StringComparison.Ordinal))
            )
                yield return new(
                    "columns exchanged",
                    SqlParts.With(sql, (a.Start, a.End, $"{b.Expression} AS {a.Name}"), (b.Start, b.End, $"{a.Expression} AS {b.Name}")),
                    $"has {a.Name} and {b.Name} exchanged"
                );
        }
    }

    // One grouping key removed, and one added.
    private static IEnumerable<ModelMutation> Grains(string sql, IReadOnlyList<SelectList> selects)
    {
        foreach (var select in selects.Where(s => s.Keys.Count > 0))
        {
            foreach (var key in select.Keys)
            {
                var remaining = select.Keys.Where(k => !string.Equals(k, key, StringComparison.Ordinal)).ToList();
                var items = select
                    .Items.Where(i => string.Equals(i.Expression, key, StringComparison.OrdinalIgnoreCase))
                    .Select(i => (i.Start, i.End, $"MIN({i.Expression}) AS {i.Name}"));
                var group = remaining.Count == 0 ? (select.GroupStart, select.KeysEnd, "") : (select.KeysStart, select.KeysEnd, string.Join(", ", remaining));
                yield return new("grain too coarse", SqlParts.With(sql, [.. items, group]), $"no longer groups by {Short(key)}");
            }
            if (
                Aggregated().Match(string.Join(", ", select.Items.Select(i => i.Expression))) is { Success: true } column
                && !select.Keys.Contains(column.Groups["column"].Value, StringComparer.OrdinalIgnoreCase)
            )
                yield return new(
                    "grain too fine",
                    SqlParts.With(sql, (select.KeysEnd, select.KeysEnd, $", {column.Groups["column"].Value}")),
                    $"also groups by {column.Groups["column"].Value}"
                );
        }
    }

    private static IEnumerable<ModelMutation> Each(string sql, Regex pattern, string fault, Func<Match, string> with, string text) =>
        pattern
            .Matches(sql)
            .Select(m => new ModelMutation(
                fault,
                sql[..m.Index] + with(m) + sql[(m.Index + m.Length)..],
                $"{text}, at {Short(sql[m.Index..Math.Min(sql.Length, m.Index + 48)])}"
            ));

    private static string WithoutComments(string sql)
    {
        var (remaining, blank) = (new StringBuilder(), new StringBuilder());
        foreach (var token in SqlToken.All(sql))
        {
            if (token.Kind == SqlTokenKind.Comment)
                blank.Append(sql[token.Start] == '/' ? " " : "");
            else if (token.Kind == SqlTokenKind.Space)
                blank.Append(sql, token.Start, token.End - token.Start);
            else
                remaining.Append(Trimmed(blank)).Append(sql, token.Start, token.End - token.Start);
        }
        return remaining.Append('\n').ToString();
    }

    // Without blanks at the ends of lines.
    private static string Trimmed(StringBuilder blank)
    {
        var lines = blank.ToString().Split('\n');
        blank.Clear();
        return string.Join('\n', lines.Select((l, i) => i < lines.Length - 1 ? "" : l));
    }

    private static string Short(string sql)
    {
        var text = Blanks().Replace(sql, " ").Trim();
        return text.Length > 48 ? $"'{text[..48]}…'" : $"'{text}'";
    }

    [GeneratedRegex(@"\bLEFT JOIN\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex LeftJoin();

    [GeneratedRegex(
        @"(?<!\b(LEFT|RIGHT|FULL|OUTER|CROSS|ANTI|SEMI|ASOF|NATURAL)\s+)\b(INNER\s+)?JOIN\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex InnerJoin();

    [GeneratedRegex(
        @"\b(SUM|MAX|MIN)\((?<column>[A-Za-z_][A-Za-z0-9_.]*)\)|\bCOUNT\(DISTINCT (?<column>[A-Za-z_][A-Za-z0-9_.]*)\)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
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

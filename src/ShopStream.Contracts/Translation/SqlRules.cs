using System.Text.RegularExpressions;
using ShopStream.Features.Writing;
using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Translation;

/// <summary>The SQL rules of a contract, whose query returns one figure, as custom SQL, which returns the rows that are wrong.</summary>
/// <param name="tables">The tables of the contract.</param>
internal sealed partial class SqlRules(IReadOnlyList<PlacedTable> tables)
{
    /// <summary>The sentence; null with the reason if there is none.</summary>
    public (IReadOnlyList<WrittenStep> Steps, string? Reason) Of(PlacedTable placed, ContractColumn? column, QualityRule rule)
    {
        var query = Filled(rule.Query!, placed, column).Trim().TrimEnd(';').TrimEnd();
        var named = tables.Where(t => t != placed && Names(query, t)).ToList();
        if (named.Find(t => t.Dataset.Store != placed.Dataset.Store) is { } other)
            return ([], $"its query reads {placed.Dataset} and {other.Dataset}, which are in two systems");
        var layer = placed.Dataset.Layer;
        query = Qualified(query, layer);
        var sql =
            rule.Bound is { Operator: RuleOperator.Equal or RuleOperator.AtMost, Values: [0] } && CountedRows(query, placed, column) is { } rows
                ? rows
                : $"SELECT figure\nFROM (\n{Indented(query)}\n) AS measured(figure)\nWHERE figure IS NULL OR NOT ({Words.Holds(rule.Bound!, "figure")})";
        return ([new WrittenStep($"this query finds no rows in {layer.NameOf()}:", sql)], null);
    }

    // Where the query counts rows and none may be there, the rows themselves say more than their number.
    private static string? CountedRows(string query, PlacedTable placed, ContractColumn? column)
    {
        if (Counting().Match(query) is not { Success: true } match)
            return null;
        var rest = query[match.Length..].TrimStart();
        if (Inner(rest) is { } inner)
            return inner;
        var depth = 0;
        foreach (var token in SqlToken.All(rest))
        {
            var text = token.Text(rest);
            depth +=
                text is "(" ? 1
                : text is ")" ? -1
                : 0;
            // A row of its result is not a row of a table, or there are several results.
            if (depth == 0 && text.ToUpperInvariant() is "GROUP" or "HAVING" or "UNION" or "EXCEPT" or "INTERSECT" or "LIMIT" or "JOIN" or "WINDOW")
                return null;
        }
        var own = $"FROM {Identifier.Written(placed.Dataset.Table)}";
        var isOwn = rest.StartsWith(own, StringComparison.OrdinalIgnoreCase) && WhereOrEnd().IsMatch(rest[own.Length..]);
        var shown = placed.Table.Key.Select(c => c.PhysicalName).Concat(column is null ? [] : [column.PhysicalName]).Distinct(StringComparer.Ordinal).ToList();
        return $"SELECT {(isOwn && shown.Count > 0 ? Identifier.Written(shown) : "*")} {rest}";
    }

    // FROM (query) AS found.
    private static string? Inner(string rest)
    {
        if (Opening().Match(rest) is not { Success: true } opening)
            return null;
        var depth = 1;
        foreach (var token in SqlToken.All(rest[opening.Length..]))
        {
            var text = token.Text(rest[opening.Length..]);
            depth +=
                text is "(" ? 1
                : text is ")" ? -1
                : 0;
            if (depth == 0)
                return Alias().IsMatch(rest[(opening.Length + token.End)..]) ? Unindented(rest[opening.Length..][..token.Start]) : null;
        }
        return null;
    }

    private static string Unindented(string query)
    {
        var lines = query.Trim('\n').TrimEnd().Split('\n');
        var indent = lines.Where(l => l.Trim().Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(l => l.Length >= indent ? l[indent..] : l.TrimStart()));
    }

    // v3.0 writes ${object}, v3.1 {object}.
    private static string Filled(string query, PlacedTable placed, ContractColumn? column)
    {
        var filled = query;
        foreach (var mark in new[] { "${", "{" })
        {
            foreach (var name in new[] { "object", "table" })
                filled = filled.Replace($"{mark}{name}}}", Identifier.Written(placed.Dataset.Table), StringComparison.Ordinal);
            foreach (var name in new[] { "property", "column" })
                filled = column is null ? filled : filled.Replace($"{mark}{name}}}", Identifier.Written(column.PhysicalName), StringComparison.Ordinal);
        }
        return filled.Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static bool Names(string query, PlacedTable table) => CustomSqlPolicy.Words(query).Contains(table.Dataset.Table);

    // A table of another layer is named with its schema.
    private string Qualified(string query, Layer layer)
    {
        if (layer == Layer.Source)
            return query;
        var own = tables.Where(t => t.Dataset.Layer == layer).Select(t => t.Dataset.Table).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var elsewhere = tables
            .Where(t => t.Dataset.Layer != Layer.Source && !own.Contains(t.Dataset.Table))
            .DistinctBy(t => t.Dataset.Table, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(t => t.Dataset.Table, StringComparer.OrdinalIgnoreCase);
        return SqlTables.Replace(query, (schema, table) => schema is null && elsewhere.TryGetValue(table, out var other) ? other.NameIn(layer) : null);
    }

    [GeneratedRegex(@"^SELECT\s+COUNT\s*\(\s*\*\s*\)(\s+AS\s+\w+)?\s+(?=FROM\b)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counting();

    [GeneratedRegex(@"^\s*($|WHERE\b)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WhereOrEnd();

    [GeneratedRegex(@"^FROM\s*\(", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^\s*((AS\s+)?\w+\s*)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alias();

    private static string Indented(string query) => string.Join('\n', query.Split('\n').Select(l => l.Length == 0 ? l : "  " + l));
}

using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Mutations;

/// <param name="Expression">Without its name.</param>
/// <param name="Name">By AS, or of the column that it is; null where it has none, as *.</param>
/// <param name="Start">In the whole text.</param>
/// <param name="End">In the whole text.</param>
internal sealed record SelectItem(string Expression, string? Name, int Start, int End);

/// <summary>What one SELECT of a model gives, and by what it groups.</summary>
/// <param name="Items">In their order.</param>
/// <param name="Keys">Of GROUP BY; empty where there is none.</param>
/// <param name="GroupStart">Where GROUP BY begins.</param>
/// <param name="KeysStart">Where its keys begin.</param>
/// <param name="KeysEnd">Where they end.</param>
internal sealed partial record SelectList(IReadOnlyList<SelectItem> Items, IReadOnlyList<string> Keys, int GroupStart, int KeysStart, int KeysEnd)
{
    /// <summary>Every SELECT of a text, those in its WITH too.</summary>
    public static IReadOnlyList<SelectList> All(string sql) => [.. Select().Matches(sql).Select(m => At(sql, m.Index + m.Length))];

    private static SelectList At(string sql, int at)
    {
        var from = SqlParts.From(sql, at);
        var items = SqlParts.Places(sql[at..from], ",").Select(p => Item(sql, at + p.Start, at + p.End)).ToList();
        var group = SqlParts.Group(sql, from);
        if (group == sql.Length || sql[group] == ')') return new SelectList(items, [], group, group, group);
        var keys = group + "GROUP BY".Length;
        var end = SqlParts.EndOfClause(sql, keys);
        var text = sql[keys..end].TrimEnd();
        return new SelectList(items, SqlParts.Split(text, ","), group, keys + (text.Length - text.TrimStart().Length), keys + text.Length);
    }

    private static SelectItem Item(string sql, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(sql[start])) start++;
        while (end > start && char.IsWhiteSpace(sql[end - 1])) end--;
        var text = sql[start..end];
        if (Named().Match(text) is { Success: true } named) return new SelectItem(text[..named.Index].TrimEnd(), named.Groups["name"].Value, start, end);
        return new SelectItem(text, Column().Match(text) is { Success: true } column ? column.Groups["name"].Value : null, start, end);
    }

    [GeneratedRegex(@"\bSELECT\s+(DISTINCT\s+)?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Select();

    [GeneratedRegex(@"\s+AS\s+(?<name>[A-Za-z_][A-Za-z0-9_]*)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"^([A-Za-z_][A-Za-z0-9_]*\.)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Column();
}

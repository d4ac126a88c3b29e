using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Mutations;

/// <summary>One item of a SELECT list.</summary>
/// <param name="Expression">The expression without its alias.</param>
/// <param name="Name">The alias or column name; null if there is none, as for *.</param>
/// <param name="Start">Start offset in the whole text.</param>
/// <param name="End">End offset in the whole text, exclusive.</param>
internal sealed record SelectItem(string Expression, string? Name, int Start, int End);

/// <summary>The select list and the grouping keys of one SELECT.</summary>
/// <param name="Items">Items of the select list, in order.</param>
/// <param name="Keys">Expressions of GROUP BY; empty if there is none.</param>
/// <param name="GroupStart">Offset of GROUP BY.</param>
/// <param name="KeysStart">Start offset of the keys.</param>
/// <param name="KeysEnd">End offset of the keys, exclusive.</param>
internal sealed partial record SelectList(IReadOnlyList<SelectItem> Items, IReadOnlyList<string> Keys, int GroupStart, int KeysStart, int KeysEnd)
{
    /// <summary>Finds every SELECT of a text, including those in WITH.</summary>
    public static IReadOnlyList<SelectList> All(string sql) => [.. Select().Matches(sql).Select(m => At(sql, m.Index + m.Length))];

    private static SelectList At(string sql, int at)
    {
        var from = SqlParts.From(sql, at);
        var items = SqlParts.Places(sql[at..from], ",").Select(p => Item(sql, at + p.Start, at + p.End)).ToList();
        var group = SqlParts.Group(sql, from);
        if (group == sql.Length || sql[group] == ')')
            return new SelectList(items, [], group, group, group);
        var keys = group + "GROUP BY".Length;
        var end = SqlParts.EndOfClause(sql, keys);
        var text = sql[keys..end].TrimEnd();
        return new SelectList(items, SqlParts.Split(text, ","), group, keys + (text.Length - text.TrimStart().Length), keys + text.Length);
    }

    private static SelectItem Item(string sql, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(sql[start]))
            start++;
        while (end > start && char.IsWhiteSpace(sql[end - 1]))
            end--;
        var text = sql[start..end];
        if (Named().Match(text) is { Success: true } named)
            return new SelectItem(text[..named.Index].TrimEnd(), named.Groups["name"].Value, start, end);
        return new SelectItem(text, Column().Match(text) is { Success: true } column ? column.Groups["name"].Value : null, start, end);
    }

    [GeneratedRegex(@"\bSELECT\s+(DISTINCT\s+)?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Select();

    [GeneratedRegex(@"\s+AS\s+(?<name>[A-Za-z_][A-Za-z0-9_]*)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"^([A-Za-z_][A-Za-z0-9_]*\.)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Column();
}

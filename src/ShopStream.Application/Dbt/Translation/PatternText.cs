using System.Text;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Regular expressions of SQL as patterns of sentences, which are for the whole value.</summary>
internal static class PatternText
{
    /// <summary>The pattern of a regular expression that is searched for in the value; null if its anchors are within it.</summary>
    public static string? OfRegex(string regex)
    {
        var alternatives = Alternatives(regex).Select(Whole).ToList();
        if (alternatives.Contains(null))
            return null;
        return alternatives.Count == 1 ? alternatives[0] : $"({string.Join('|', alternatives)})";
    }

    private static string? Whole(string regex)
    {
        var (starts, ends) = (regex.StartsWith('^'), regex.EndsWith('$') && !IsEscaped(regex, regex.Length - 1));
        var inner = regex[(starts ? 1 : 0)..(ends ? ^1 : ^0)];
        return HasAnchor(inner) ? null : $"{(starts ? "" : ".*")}{inner}{(ends ? "" : ".*")}";
    }

    private static bool HasAnchor(string regex)
    {
        var inSet = false;
        for (var i = 0; i < regex.Length; i++)
        {
            if (regex[i] == '\\')
                i++;
            else if (regex[i] == '[')
                inSet = true;
            else if (regex[i] == ']')
                inSet = false;
            else if (!inSet && regex[i] is '^' or '$' && !inSet)
                return true;
        }
        return false;
    }

    private static bool IsEscaped(string text, int index)
    {
        var backslashes = 0;
        while (index - backslashes - 1 >= 0 && text[index - backslashes - 1] == '\\')
            backslashes++;
        return backslashes % 2 == 1;
    }

    // Outside of sets and groups.
    private static List<string> Alternatives(string regex)
    {
        var (parts, part, depth, inSet) = (new List<string>(), new StringBuilder(), 0, false);
        for (var i = 0; i < regex.Length; i++)
        {
            var c = regex[i];
            if (c == '\\' && i + 1 < regex.Length)
            {
                part.Append(c).Append(regex[++i]);
                continue;
            }
            if (c == '[')
                inSet = true;
            else if (c == ']')
                inSet = false;
            else if (!inSet)
                depth +=
                    c == '(' ? 1
                    : c == ')' ? -1
                    : 0;
            if (c == '|' && depth == 0 && !inSet)
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }
            part.Append(c);
        }
        parts.Add(part.ToString());
        return parts;
    }
}

using System.Text;

namespace ShopStream.Quality.Data;

/// <summary>Patterns of LIKE as regular expressions of all stores: % is any text, _ one character, a backslash makes them plain.</summary>
internal static class LikePatterns
{
    /// <summary>A pattern that a text matches if it is like one of the given ones.</summary>
    /// <exception cref="FormatException">A pattern ends with a lone backslash, or has too many characters.</exception>
    public static string ToPattern(IReadOnlyList<string> patterns) => Patterns.Validate(string.Join('|', patterns.Select(One)));

    private static string One(string like)
    {
        var (pattern, escaped) = (new StringBuilder(), false);
        foreach (var c in like)
        {
            if (c == '\\' && !escaped)
            {
                escaped = true;
                continue;
            }
            pattern.Append(
                c switch
                {
                    '%' when !escaped => ".*",
                    '_' when !escaped => ".",
                    '\n' => @"\n",
                    '\r' => @"\r",
                    '\t' => @"\t",
                    _ when char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c == ' ' => $"{c}",
                    _ => $"\\{c}",
                }
            );
            escaped = false;
        }
        if (escaped)
            throw new FormatException($"'{like}' ends with a backslash: expected a character behind it, such as \\% for a percent sign");
        return pattern.Length == 0 ? "(a{0})" : $"({pattern})";
    }
}

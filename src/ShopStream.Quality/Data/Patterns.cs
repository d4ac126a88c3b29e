using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>Patterns that every store understands alike.</summary>
public static class Patterns
{
    /// <summary>The pattern itself, when it has no look-around and no back-reference: PostgreSQL, DuckDB (RE2) and Snowflake agree on what is left.</summary>
    /// <exception cref="FormatException">The pattern is broken, or only some stores would understand it.</exception>
    public static string Checked(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return pattern;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"the pattern '{pattern}' cannot be used: {e.Message} Look-around and back-references are not understood by every store.", e);
        }
    }
}

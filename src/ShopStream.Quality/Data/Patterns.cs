using System.Text;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>Regular expressions that all stores interpret in the same way: letters, sets, groups, alternatives, repetition, \d \s \w and their opposites.</summary>
public static partial class Patterns
{
    private const string Portable = "Supported are letters, . [sets] (groups) a|b, * + ? {2} {2,} {2,5}, \\d \\s \\w \\D \\S \\W, \\t \\n \\r and \\ before a literal character.";

    /// <summary>Returns the pattern if PostgreSQL, DuckDB (RE2) and Snowflake agree on what it matches.</summary>
    /// <exception cref="FormatException">The pattern is invalid, or stores would interpret it differently.</exception>
    public static string Validate(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"the pattern '{pattern}' cannot be used: {e.Message} {Portable}", e);
        }
        for (var i = 0; i < pattern.Length;)
        {
            var piece = Piece().Match(pattern, i);
            if (!piece.Success) throw new FormatException($"the pattern '{pattern}' cannot be used: stores interpret '{pattern[i..]}' differently. {Portable}");
            i += piece.Length;
        }
        return pattern;
    }

    /// <summary>Expands \w: in PostgreSQL it includes é, in DuckDB it does not.</summary>
    public static string SpellOutClasses(string pattern) => SetOrEscape().Replace(pattern, m => m.Value switch
    {
        @"\w" => "[A-Za-z0-9_]",
        @"\W" => "[^A-Za-z0-9_]",
        ['[', ..] set => Escape().Replace(set, e => e.Value is @"\w" ? "A-Za-z0-9_" : e.Value),
        var other => other,
    });

    /// <summary>
    /// Converts the pattern to a POSIX extended regular expression, which Snowflake uses: without non-capturing groups, lazy repetition
    /// (which does not matter when the whole text is matched) and Perl's character classes.
    /// </summary>
    public static string ExpandShorthands(string pattern)
    {
        var extended = new StringBuilder();
        var repeated = false;
        for (var i = 0; i < pattern.Length;)
        {
            var piece = Piece().Match(pattern, i).Value;
            i += piece.Length;
            var lazy = repeated && piece is "?";
            repeated = !lazy && piece is "*" or "+" or "?" or ['{', ..];
            if (lazy) continue;
            extended.Append(piece switch
            {
                "(?:" => "(",
                ['[', ..] set => Escape().Replace(set, e => Class(e.Value) is { } c ? c : e.Value),
                ['\\', 'D' or 'W' or 'S'] => $"[^{Class(piece.ToLowerInvariant())}]",
                _ => Class(piece) is { } one ? (one.Length == 1 ? one : $"[{one}]") : piece,
            });
        }
        return extended.ToString();
    }

    private static string? Class(string escape) => escape switch
    {
        @"\d" => "0-9",
        @"\w" => "A-Za-z0-9_",
        @"\s" => "[:space:]",
        @"\t" => "\t",
        @"\n" => "\n",
        @"\r" => "\r",
        _ => null,
    };

    // A set may not contain another set or \W, which PostgreSQL rejects there.
    [GeneratedRegex("""\G(\\[dswDSWtnr]|\\[^A-Za-z0-9\s]|\[\^?(\\[dswtnr]|\\[^A-Za-z0-9\s]|[^\[\]\\])+\]|\((\?:)?(?!\?)|\)|[*+?](?![*+])|\{[0-9]+(,[0-9]*)?\}(?![*+{])|[^\\\[\](){}*+?])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Piece();

    [GeneratedRegex("""\\.|\[\^?(\\.|[^\]\\])+\]""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex SetOrEscape();

    [GeneratedRegex("""\\.""", RegexOptions.Singleline, 1000)]
    private static partial Regex Escape();
}

using System.Text;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>Patterns that every store understands alike: letters, sets, groups, alternatives, repetition, \d \s \w and their opposites.</summary>
public static partial class Patterns
{
    private const string Portable = "Portable are letters, . [sets] (groups) a|b, * + ? {2} {2,} {2,5}, \\d \\s \\w \\D \\S \\W, \\t \\n \\r and \\ before a sign that is meant literally.";

    /// <summary>The pattern itself, when PostgreSQL, DuckDB (RE2) and Snowflake agree on what it matches.</summary>
    /// <exception cref="FormatException">The pattern is broken, or only some stores would understand it.</exception>
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
            if (!piece.Success) throw new FormatException($"the pattern '{pattern}' cannot be used: stores would read '{pattern[i..]}' each in its own way. {Portable}");
            i += piece.Length;
        }
        return pattern;
    }

    /// <summary>The same pattern with \w spelt out: to PostgreSQL it includes é, to DuckDB it does not.</summary>
    public static string SpellOutClasses(string pattern) => SetOrEscape().Replace(pattern, m => m.Value switch
    {
        @"\w" => "[A-Za-z0-9_]",
        @"\W" => "[^A-Za-z0-9_]",
        ['[', ..] set => Escape().Replace(set, e => e.Value is @"\w" ? "A-Za-z0-9_" : e.Value),
        var other => other,
    });

    /// <summary>
    /// The same pattern as a POSIX extended regular expression, as Snowflake has them: without groups that only group, lazy repetition
    /// (of a match of the whole text it changes nothing) and Perl's classes.
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

    // A set holds no other set and no \W, which PostgreSQL refuses there.
    [GeneratedRegex("""\G(\\[dswDSWtnr]|\\[^A-Za-z0-9\s]|\[\^?(\\[dswtnr]|\\[^A-Za-z0-9\s]|[^\[\]\\])+\]|\((\?:)?(?!\?)|\)|[*+?](?![*+])|\{[0-9]+(,[0-9]*)?\}(?![*+{])|[^\\\[\](){}*+?])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Piece();

    [GeneratedRegex("""\\.|\[\^?(\\.|[^\]\\])+\]""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex SetOrEscape();

    [GeneratedRegex("""\\.""", RegexOptions.Singleline, 1000)]
    private static partial Regex Escape();
}

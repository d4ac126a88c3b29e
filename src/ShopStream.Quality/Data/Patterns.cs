using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>
/// Regular expressions that all stores interpret in the same way: letters, sets, groups, alternatives, repetition, \d \s \w and their opposites.
/// </summary>
public static partial class Patterns
{
    private const string Portable =
        "Supported are letters, . [sets] (groups) a|b, * + ? {2} {2,} {2,5}, \\d \\s \\w \\D \\S \\W, \\t \\n \\r and \\ before a literal character.";

    private const int MostTimes = 255;
    private const int MostTimesNested = 1000;

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
        for (var i = 0; i < pattern.Length; )
        {
            var piece = Piece().Match(pattern, i);
            if (
                piece.Value is ['{', .. var times, '}']
                && times.Split(',').Any(t => t.Length > 3 || (t.Length > 0 && int.Parse(t, CultureInfo.InvariantCulture) > MostTimes))
            )
                throw new FormatException($"the pattern '{pattern}' cannot be used: PostgreSQL repeats at most {MostTimes} times, found {piece.Value}");
            if (!piece.Success)
                throw new FormatException($"the pattern '{pattern}' cannot be used: stores interpret '{pattern[i..]}' differently. {Portable}");
            i += piece.Length;
        }
        if (LargestRepetition(pattern) > MostTimesNested)
            throw new FormatException(
                $"the pattern '{pattern}' cannot be used: DuckDB repeats at most "
                    + $"{MostTimesNested.ToString("#,##0", CultureInfo.InvariantCulture)} times, repetitions within repetitions multiplied"
            );
        return pattern;
    }

    // (a{20}){100} repeats a 2,000 times.
    private static long LargestRepetition(string pattern)
    {
        var outer = new Stack<long>();
        var (largest, last) = (1L, 1L);
        for (var i = 0; i < pattern.Length; )
        {
            var piece = Piece().Match(pattern, i).Value;
            i += piece.Length;
            if (piece is "(" or "(?:")
            {
                outer.Push(largest);
                largest = 1;
            }
            else if (piece is ")")
            {
                last = largest;
                largest = Math.Max(outer.Pop(), last);
            }
            else if (piece is ['{', .. var times, '}'])
            {
                last = Math.Min(
                    long.MaxValue / MostTimes,
                    last * times.Split(',').Where(t => t.Length > 0).Max(t => long.Parse(t, CultureInfo.InvariantCulture))
                );
                largest = Math.Max(largest, last);
            }
            else if (piece is not ("*" or "+" or "?"))
                last = 1;
        }
        return largest;
    }

    /// <summary>Spells out \d, \s and \w, which stores interpret differently: digits and letters are those of ASCII, blanks those of Unicode.</summary>
    /// <param name="pattern">A pattern that <see cref="Validate"/> accepts.</param>
    /// <param name="codePoint">Writes a code point in the regular expressions of the store.</param>
    public static string SpellOutClasses(string pattern, Func<int, string> codePoint) =>
        SetOrEscape()
            .Replace(
                pattern,
                m =>
                    m.Value switch
                    {
                        ['[', ..] set => Escape().Replace(set, e => Members(e.Value, codePoint) ?? e.Value),
                        ['\\', 'D' or 'S' or 'W'] => $"[^{Members(m.Value.ToLowerInvariant(), codePoint)}]",
                        var escape => Members(escape, codePoint) is { } members ? $"[{members}]" : escape,
                    }
            );

    private static string? Members(string escape, Func<int, string> codePoint) =>
        escape switch
        {
            @"\d" => "0-9",
            @"\w" => "A-Za-z0-9_",
            @"\s" => string.Concat(Blanks.Select(b => b.First == b.Last ? codePoint(b.First) : $"{codePoint(b.First)}-{codePoint(b.Last)}")),
            _ => null,
        };

    // The code points that Unicode calls white space.
    private static readonly (int First, int Last)[] Blanks =
    [
        (0x9, 0xD),
        (0x20, 0x20),
        (0x85, 0x85),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
    ];

    /// <summary>
    /// Converts the pattern to a POSIX extended regular expression, which Snowflake uses: without non-capturing groups, lazy repetition
    /// (which does not matter when the whole text is matched) and Perl's character classes.
    /// </summary>
    public static string ExpandShorthands(string pattern)
    {
        var extended = new StringBuilder();
        var repeated = false;
        for (var i = 0; i < pattern.Length; )
        {
            var piece = Piece().Match(pattern, i).Value;
            i += piece.Length;
            var lazy = repeated && piece is "?";
            repeated = !lazy && piece is "*" or "+" or "?" or ['{', ..];
            if (lazy)
                continue;
            extended.Append(
                piece switch
                {
                    "(?:" => "(",
                    ['[', ..] set => Escape().Replace(set, e => Class(e.Value) is { } c ? c : e.Value),
                    ['\\', 'D' or 'W' or 'S'] => $"[^{Class(piece.ToLowerInvariant())}]",
                    _ => Class(piece) is { } one ? (one.Length == 1 ? one : $"[{one}]") : piece,
                }
            );
        }
        return extended.ToString();
    }

    private static string? Class(string escape) =>
        escape switch
        {
            @"\t" => "\t",
            @"\n" => "\n",
            @"\r" => "\r",
            _ => Members(escape, char.ConvertFromUtf32),
        };

    // A set may not contain another set or \W, which PostgreSQL rejects there.
    [GeneratedRegex(
        """\G(\\[dswDSWtnr]|\\[^A-Za-z0-9\s]|\[\^?(\\[dswtnr]|\\[^A-Za-z0-9\s]|[^\[\]\\])+\]"""
            + """|\((\?:)?(?!\?)|\)|[*+?](?![*+])|\{[0-9]+(,[0-9]*)?\}(?![*+{])|[^\\\[\](){}*+?])""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Piece();

    [GeneratedRegex("""\\.|\[\^?(\\.|[^\]\\])+\]""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex SetOrEscape();

    [GeneratedRegex("""\\.""", RegexOptions.Singleline, 1000)]
    private static partial Regex Escape();
}

using System.Text.RegularExpressions;

namespace ShopStream.Quality.Profiling;

/// <summary>Forms that are well known. They are portable; see <see cref="Data.Patterns"/>.</summary>
internal static partial class KnownPatterns
{
    /// <summary>ISO 4217 and ISO 3166 alpha-3, and alpha-2: too short to mean anything in a column of any name.</summary>
    private static readonly string[] Codes = ["[A-Z]{3}", "[A-Z]{2}"];

    /// <summary>All of them.</summary>
    public static IEnumerable<string> All => [.. Anywhere, .. Codes];

    private static readonly string[] Anywhere =
    [
        @"[^@\s]+@[^@\s]+\.[^@\s]+",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?([.][0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?",
        @"https?://[^\s]+",
        @"\+[0-9]{7,15}",
        "[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}",
        "[0-9a-f]{64}",
        "[0-9a-f]{32}",
    ];

    /// <summary>Those that may hold of a column, by two of its values: what they do not match need not be asked.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="one">Any value.</param>
    /// <param name="other">Another.</param>
    /// <param name="distinct">How many values there are; null where that was not asked.</param>
    public static IEnumerable<string> For(string column, string one, string other, decimal? distinct) =>
        Anywhere.Concat(NamesCode().IsMatch(column) || distinct > ValueLists.MostValues ? Codes : []).Where(p => Matches(p, one) && Matches(p, other));

    private static bool Matches(string pattern, string value) =>
        Regex.IsMatch(value, $@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    [GeneratedRegex("country|currency|nation|(^|_)(iso|lang|language|locale)(_|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamesCode();
}

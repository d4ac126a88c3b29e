using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Profiling;

/// <summary>Well-known patterns, all of them portable; see <see cref="Patterns"/>.</summary>
internal static partial class KnownPatterns
{
    /// <summary>
    /// Codes of three letters (ISO 4217, ISO 3166 alpha-3) and two letters (alpha-2). Only for certain column names, because they match by chance.
    /// </summary>
    private static readonly string[] Codes = ["[A-Z]{3}", "[A-Z]{2}"];

    /// <summary>All patterns.</summary>
    public static IEnumerable<string> All => [.. Anywhere, .. Codes];

    private const string Day = "yyyy-MM-dd";

    // Formats that a text hardly has by chance, and those of short codes, which it may have.
    private static readonly string[] Telling = ["email address", "URL", "UUID", "phone number", "IPv4 address", "IPv6 address"];
    private static readonly string[] OfCodes = ["country code", "three-letter country code", "currency code", "language code"];

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

    /// <summary>Patterns that may match all values of a column, because they match two of its values.</summary>
    /// <param name="column">Column name.</param>
    /// <param name="one">A value.</param>
    /// <param name="other">Another value.</param>
    /// <param name="distinct">Number of distinct values; null if it was not measured.</param>
    public static IEnumerable<string> For(string column, string one, string other, decimal? distinct) =>
        Anywhere.Concat(CodeColumn().IsMatch(column) || distinct > ValueLists.MostValues ? Codes : []).Where(p => Matches(p, one) && Matches(p, other));

    /// <summary>Formats that may be those of all values of a column, because they are those of two: is a valid email address.</summary>
    /// <param name="column">Column name.</param>
    /// <param name="one">A value.</param>
    /// <param name="other">Another value.</param>
    public static IEnumerable<string> Formats(string column, string one, string other) =>
        ValueFormat
            .All.Where(f =>
                Telling.Contains(f.Name, StringComparer.Ordinal) || (OfCodes.Contains(f.Name, StringComparer.Ordinal) && CodeColumn().IsMatch(column))
            )
            .Where(f => Matches(f.Pattern, one) && Matches(f.Pattern, other))
            .Select(f => $"is a valid {f.Name}")
            .Concat(Matches(WrittenDate.ToPattern(Day), one) && Matches(WrittenDate.ToPattern(Day), other) ? [$"is a date written {Day}"] : []);

    // Constants all of them, and more than the static methods of Regex keep.
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    private static bool Matches(string pattern, string value) =>
        Compiled
            .GetOrAdd(
                pattern,
                static p => new Regex(
                    $@"\A(?:{p})\z",
                    RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(1)
                )
            )
            .IsMatch(value);

    [GeneratedRegex("country|currency|nation|(^|_)(iso|lang|language|locale)(_|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeColumn();
}

using System.Text;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>
/// Dates and times that a text must be, as a pattern of their parts: yyyy-MM-dd, dd.MM.yyyy HH:mm. The days of every month and leap years are those of the
/// Gregorian calendar, so that 2025-02-29 is not a date in any store.
/// </summary>
internal static partial class WrittenDate
{
    private const string AnyYear = "[0-9]{4}";
    private const string AnyMonth = "(0[1-9]|1[0-2])";

    // Divisible by 4; by 400 if divisible by 100.
    private const string LeapYear = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)";

    private static readonly (string Year, string Month, string Day)[] Calendar =
    [
        (AnyYear, AnyMonth, "(0[1-9]|1[0-9]|2[0-8])"),
        (AnyYear, "(0[13-9]|1[0-2])", "(29|30)"),
        (AnyYear, "(0[13578]|1[02])", "31"),
        (LeapYear, "02", "29"),
    ];

    /// <summary>The pattern of a format.</summary>
    /// <param name="format">The parts yyyy, MM, dd, HH, mm and ss, each at most once, and what is between them.</param>
    /// <exception cref="FormatException">The format has other letters, or a part twice, or none.</exception>
    public static string ToPattern(string format)
    {
        var parts = Part().Matches(format).Select(m => m.Value).ToList();
        if (
            !parts.Exists(p => char.IsAsciiLetter(p[0]))
            || parts.Exists(IsUnknown)
            || parts.Where(p => char.IsAsciiLetter(p[0])).GroupBy(p => p, StringComparer.Ordinal).Any(g => g.Count() > 1)
        )
            throw new FormatException($"'{format}' is not a form of dates: expected yyyy, MM, dd, HH, mm and ss, each at most once, such as yyyy-MM-dd HH:mm");
        var hasDay = parts.Contains("dd", StringComparer.Ordinal);
        return Patterns.Validate(string.Join('|', (hasDay ? Calendar : Calendar[..1]).Select(days => $"({Written(parts, days)})")));
    }

    private static string Written(List<string> parts, (string Year, string Month, string Day) days) =>
        string.Concat(
            parts.Select(p =>
                p switch
                {
                    "yyyy" => days.Year,
                    "MM" => days.Month,
                    "dd" => days.Day,
                    "HH" => "([01][0-9]|2[0-3])",
                    "mm" or "ss" => "[0-5][0-9]",
                    "T" or "Z" or " " => p,
                    _ => char.IsAsciiDigit(p[0]) ? p : $"\\{p}",
                }
            )
        );

    private static bool IsUnknown(string part) => char.IsLetter(part[0]) && part is not ("yyyy" or "MM" or "dd" or "HH" or "mm" or "ss" or "T" or "Z");

    [GeneratedRegex(@"yyyy|MM|dd|HH|mm|ss|[\s\S]", RegexOptions.None, 1000)]
    private static partial Regex Part();
}

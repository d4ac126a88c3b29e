using System.Globalization;

namespace ShopStream.Features.Steps;

/// <summary>How often a value appears.</summary>
/// <param name="Fewest">Fewest times.</param>
/// <param name="Most">Most times; null for any number.</param>
public sealed record Times(long Fewest, long? Most)
{
    /// <summary>Parses exactly once, at least 2 times, at most 5 times, between 1 and 5 times.</summary>
    /// <exception cref="FormatException">Every number of times would do, or none.</exception>
    public static Times Parse(string text)
    {
        var numbers = text.Split(' ').Where(w => char.IsAsciiDigit(w[0]) || w is "once").Select(w => w is "once" ? 1 : Number(w)).ToList();
        var times = (text.Split(' ')[0], numbers) switch
        {
            ("exactly", [var n]) => new Times(n, n),
            (_, [var low, var high]) => new Times(low, high),
            (_, [var n]) when text.StartsWith("at least", StringComparison.Ordinal) => new Times(n, null),
            _ => new Times(0, numbers[0]),
        };
        return times switch
        {
            { Fewest: 0, Most: null } => throw new FormatException("every value appears at least 0 times: the check cannot fail; expected once or more"),
            { Most: { } most } when most < times.Fewest => throw new FormatException($"no value appears {text}: expected the lower bound first"),
            _ => times,
        };
    }

    private static long Number(string digits) =>
        long.TryParse(digits, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"'{digits}' is not a number of times: expected 0 to {long.MaxValue:#,##0}");
}

using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Writes arguments of sentences.</summary>
internal static partial class SentenceParts
{
    /// <summary>A value: in double quotes, unless it is one word or a number.</summary>
    public static string Value(string value) =>
        Word().IsMatch(value) && value is not "null" ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Values, separated by commas.</summary>
    public static string Values(IEnumerable<string> values) => string.Join(", ", values.Select(Value));

    /// <summary>A share as a percentage; null if the text is not a number.</summary>
    public static string? Percent(string? share) =>
        decimal.TryParse(share, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
            ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.##########} %")
            : null;

    /// <summary>The bounds from a low to a high value, as one or two texts; null if there is none.</summary>
    public static IReadOnlyList<string>? Bounds(string? low, string? high, bool strictly, Func<string, string> written) =>
        (low, high, strictly) switch
        {
            (null, null, _) => null,
            ({ } a, { } b, false) => string.Equals(a, b, StringComparison.Ordinal)
                ? [$"is exactly {written(a)}"]
                : [$"is between {written(a)} and {written(b)}"],
            ({ } a, null, false) => [$"is at least {written(a)}"],
            (null, { } b, false) => [$"is at most {written(b)}"],
            ({ } a, { } b, true) => [$"is above {written(a)}", $"is below {written(b)}"],
            ({ } a, null, true) => [$"is above {written(a)}"],
            (null, { } b, true) => [$"is below {written(b)}"],
        };

    /// <summary>A list of columns.</summary>
    public static string Names(IReadOnlyList<string> names) => Identifier.Listing(names);

    [GeneratedRegex(@"^[\p{L}0-9_.+:-]+\z", RegexOptions.None, 1000)]
    private static partial Regex Word();
}

using System.Text.RegularExpressions;

namespace ShopStream.Quality.Reconciliation;

/// <summary>Encodes the values of a key as one string that is the same whichever store the values come from.</summary>
internal static partial class KeyText
{
    // The unit separator, which does not occur in business data.
    private const char Separator = '\u001f';

    /// <summary>Encodes values. NULL differs from the text "null", and 1.50 equals 1.5, because stores return decimals with or without their scale.</summary>
    public static string Identity(IEnumerable<string?> values) =>
        string.Join(Separator, values.Select(v => v is null ? "∅" : "=" + (Decimal().IsMatch(v) ? v.TrimEnd('0').TrimEnd('.') : v)));

    /// <summary>Decodes the values of an identity; decimals without trailing zeros.</summary>
    public static IEnumerable<string?> Values(string identity) =>
        identity.Length == 0 ? [] : identity.Split(Separator).Select(v => v is "∅" ? null : v[1..]);

    /// <summary>Whether one of the values is NULL.</summary>
    public static bool HasNull(string identity) => Values(identity).Any(v => v is null);

    [GeneratedRegex(@"^-?[0-9]+\.[0-9]+\z", RegexOptions.None, 1000)]
    private static partial Regex Decimal();
}

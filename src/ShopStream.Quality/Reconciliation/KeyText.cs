using System.Text.RegularExpressions;

namespace ShopStream.Quality.Reconciliation;

/// <summary>The values of a key as one text: the same for the same values, whichever store they come from.</summary>
internal static partial class KeyText
{
    // The unit separator: no text of a shop holds it.
    private const char Between = '\u001f';

    /// <summary>A null is not the text null, and 1.50 is 1.5: stores write a decimal with its scale or without.</summary>
    public static string Identity(IEnumerable<string?> values) =>
        string.Join(Between, values.Select(v => v is null ? "∅" : "=" + (Decimal().IsMatch(v) ? v.TrimEnd('0').TrimEnd('.') : v)));

    /// <summary>What an identity was made of.</summary>
    public static IEnumerable<string?> Values(string identity) =>
        identity.Length == 0 ? [] : identity.Split(Between).Select(v => v is "∅" ? null : v[1..]);

    /// <summary>Whether one of the values is null.</summary>
    public static bool HasNull(string identity) => Values(identity).Any(v => v is null);

    [GeneratedRegex(@"^-?[0-9]+\.[0-9]+\z", RegexOptions.None, 1000)]
    private static partial Regex Decimal();
}

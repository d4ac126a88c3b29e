namespace ShopStream.Quality.Reconciliation;

/// <summary>Encodes the values of a key as one string that is the same whichever store the values come from.</summary>
internal static class KeyText
{
    // The unit separator, which does not occur in business data.
    private const char Separator = '\u001f';

    /// <summary>Encodes values. NULL differs from the text "null". Equal numbers have equal text: stores write keys without trailing zeros.</summary>
    public static string Identity(IEnumerable<string?> values) => string.Join(Separator, values.Select(v => v is null ? "∅" : "=" + v));

    /// <summary>Decodes the values of an identity.</summary>
    public static IEnumerable<string?> Values(string identity) =>
        identity.Length == 0 ? [] : identity.Split(Separator).Select(v => v is "∅" ? null : v[1..]);

    /// <summary>Whether one of the values is NULL.</summary>
    public static bool HasNull(string identity) => Values(identity).Any(v => v is null);
}

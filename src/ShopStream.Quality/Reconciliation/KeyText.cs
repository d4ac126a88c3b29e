namespace ShopStream.Quality.Reconciliation;

/// <summary>
/// Encodes the values of a key as one string that is the same whichever store the values come from. Two keys have the same text only if
/// they have the same values, whatever characters these contain.
/// </summary>
internal static class KeyText
{
    // Between values. Inside a value it is escaped, so that no value can move the border between two values.
    private const char Separator = '\u001f';
    private const char Escape = '\u001e';

    /// <summary>Encodes values. NULL differs from the text "null". Equal numbers have equal text: stores write keys without trailing zeros.</summary>
    public static string Identity(IReadOnlyList<string?> values) => values.Count == 1 ? Identity(values[0]) : string.Join(Separator, values.Select(Identity));

    /// <summary>Encodes a single value; see <see cref="Identity(IReadOnlyList{string?})"/>.</summary>
    public static string Identity(string? value) => value is null ? "∅" : "=" + Escaped(value);

    /// <summary>Decodes the values of an identity.</summary>
    public static IEnumerable<string?> Values(string identity) =>
        identity.Length == 0 ? [] : identity.Split(Separator).Select(v => v is "∅" ? null : Unescaped(v[1..]));

    /// <summary>Whether one of the values is NULL.</summary>
    public static bool HasNull(string identity) => Values(identity).Any(v => v is null);

    private static string Escaped(string value) =>
        value.AsSpan().ContainsAny(Separator, Escape)
            ? value.Replace($"{Escape}", $"{Escape}0", StringComparison.Ordinal).Replace($"{Separator}", $"{Escape}1", StringComparison.Ordinal)
            : value;

    private static string Unescaped(string value) =>
        value.Contains(Escape, StringComparison.Ordinal)
            ? value.Replace($"{Escape}1", $"{Separator}", StringComparison.Ordinal).Replace($"{Escape}0", $"{Escape}", StringComparison.Ordinal)
            : value;
}

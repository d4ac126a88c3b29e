namespace ShopStream.Quality.Data;

/// <summary>A format that text may have, by a pattern that all stores interpret in the same way.</summary>
/// <param name="Name">Name in sentences: email address.</param>
/// <param name="Source">The standard that defines it, and what of it is left out.</param>
/// <param name="Pattern">Pattern of the whole value.</param>
public sealed record ValueFormat(string Name, string Source, string Pattern)
{
    private const string Atom = "[A-Za-z0-9!#%&'*+/=?_`{|}~$^-]+";
    private const string Label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private const string Octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private const string Hex = "[0-9A-Fa-f]";

    /// <summary>All formats.</summary>
    public static IReadOnlyList<ValueFormat> All { get; } =
    [
        new("email address", "RFC 5321, without quoted local parts and address literals", $"{Atom}(\\.{Atom})*@{Label}(\\.{Label})+"),
        new("URL", "RFC 3986, of http and https, without user information", $"https?://{Label}(\\.{Label})*(:[0-9]{{1,5}})?([/?#][^\\s]*)?"),
        new("UUID", "RFC 9562, in letters of any case", $"{Hex}{{8}}-{Hex}{{4}}-{Hex}{{4}}-{Hex}{{4}}-{Hex}{{12}}"),
        new("IPv4 address", "RFC 6943, section 3.1.1, strict form", $"{Octet}(\\.{Octet}){{3}}"),
        new("phone number", "E.164, with its plus sign and without blanks", @"\+[1-9][0-9]{1,14}"),
    ];

    /// <summary>The format of a name.</summary>
    /// <exception cref="FormatException">There is none; the message lists all.</exception>
    public static ValueFormat Of(string name) =>
        All.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.Ordinal))
        ?? throw new FormatException($"'{name}' is not a format{Nearest.Hint(name, All.Select(f => f.Name))}; for another one use 'matches <pattern>'");
}

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

    private const string Group = "[0-9A-Fa-f]{1,4}";
    private const string LastTwo = $"({Group}:{Group}|{Octet}(\\.{Octet}){{3}})";

    // The rule IPv6address of RFC 3986.
    private const string Ipv6 =
        $"({Group}:){{6}}{LastTwo}|::({Group}:){{5}}{LastTwo}|({Group})?::({Group}:){{4}}{LastTwo}|(({Group}:){{0,1}}{Group})?::({Group}:){{3}}{LastTwo}"
        + $"|(({Group}:){{0,2}}{Group})?::({Group}:){{2}}{LastTwo}|(({Group}:){{0,3}}{Group})?::{Group}:{LastTwo}|(({Group}:){{0,4}}{Group})?::{LastTwo}"
        + $"|(({Group}:){{0,5}}{Group})?::{Group}|(({Group}:){{0,6}}{Group})?::";

    /// <summary>All formats.</summary>
    public static IReadOnlyList<ValueFormat> All { get; } =
    [
        new("email address", "RFC 5321, without quoted local parts and address literals", $"{Atom}(\\.{Atom})*@{Label}(\\.{Label})+"),
        new("URL", "RFC 3986, of http and https, without user information", $"https?://{Label}(\\.{Label})*(:[0-9]{{1,5}})?([/?#][^\\s]*)?"),
        new("UUID", "RFC 9562, in letters of any case", $"{Hex}{{8}}-{Hex}{{4}}-{Hex}{{4}}-{Hex}{{4}}-{Hex}{{12}}"),
        new("IPv4 address", "RFC 6943, section 3.1.1, strict form", $"{Octet}(\\.{Octet}){{3}}"),
        new("IPv4 network", "RFC 4632: an address and the length of its prefix", $"{Octet}(\\.{Octet}){{3}}/(3[0-2]|[12]?[0-9])"),
        new("IPv6 address", "RFC 4291, section 2.2, without a zone", Ipv6),
        new("country code", "ISO 3166-1 alpha-2, in capitals", CodeLists.Countries),
        new("three-letter country code", "ISO 3166-1 alpha-3, in capitals", CodeLists.LongCountries),
        new("currency code", "ISO 4217, of countries, in capitals", CodeLists.Currencies),
        new("language code", "ISO 639-1", CodeLists.Languages),
        new("number", "as text: a sign, digits, a decimal point, an exponent", @"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"),
        new("whole number", "as text: a sign and digits", "[+-]?[0-9]+"),
        new("phone number", "E.164, with its plus sign and without blanks", @"\+[1-9][0-9]{1,14}"),
    ];

    /// <summary>The format of a name.</summary>
    /// <exception cref="FormatException">There is none; the message lists all.</exception>
    public static ValueFormat Of(string name) =>
        All.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.Ordinal))
        ?? throw new FormatException($"'{name}' is not a format{Nearest.Hint(name, All.Select(f => f.Name))}; for another one use 'matches <pattern>'");
}

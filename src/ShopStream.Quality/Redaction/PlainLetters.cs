using System.Globalization;
using System.Text;

namespace ShopStream.Quality.Redaction;

/// <summary>Latin letters without their accents. The runtime knows no decompositions, because it works without the data of cultures.</summary>
internal static class PlainLetters
{
    private static readonly Dictionary<char, string> Letters = new[]
    {
        "a àáâãäåāăą",
        "ae æ",
        "c çćĉċč",
        "d ďđð",
        "e èéêëēĕėęě",
        "g ĝğġģ",
        "h ĥħ",
        "i ìíîïĩīĭįı",
        "j ĵ",
        "k ķ",
        "l ĺļľŀł",
        "n ñńņňŉ",
        "o òóôõöøōŏő",
        "oe œ",
        "r ŕŗř",
        "s śŝşšș",
        "ss ß",
        "t ţťŧț",
        "th þ",
        "u ùúûüũūŭůűų",
        "w ŵ",
        "y ýÿŷ",
        "z źżž",
    }
        .Select(l => l.Split(' '))
        .SelectMany(l => l[1].Select(c => (Letter: c, Plain: l[0])))
        .ToDictionary(l => l.Letter, l => l.Plain);

    /// <summary>
    /// The text with its Latin letters in ASCII: ae for æ, ss for ß, é and ｅ as e, in the same case. What is not a Latin letter stays, but for
    /// accents that stand alone.
    /// </summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAscii(c))
                plain.Append(c);
            else if (c is >= '\uFF21' and <= '\uFF3A' or >= '\uFF41' and <= '\uFF5A')
                plain.Append((char)(c - 0xFEE0));
            else if (c is 'ß' && plain.Length > 0 && char.IsAsciiLetterUpper(plain[^1]))
                plain.Append("SS");
            else if (Letters.TryGetValue(c, out var small))
                plain.Append(small);
            else if (Letters.TryGetValue(c is 'ẞ' ? 'ß' : char.ToLowerInvariant(c), out var capital))
                plain.Append(capital.ToUpperInvariant());
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                plain.Append(c);
        }
        return plain.ToString();
    }
}

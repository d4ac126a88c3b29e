using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ShopStream.Features.Expressions;

/// <summary>Typographic spaces and apostrophes, which mean the same as the plain ones in a sentence.</summary>
internal static partial class Typography
{
    /// <summary>A pattern for one space: plain, no-break, thin or narrow no-break.</summary>
    public const string Blank = "[ \u00A0\u2009\u202F]";

    private static readonly SearchValues<char> Special = SearchValues.Create("\u2019\u00A0\u2009\u202F");

    /// <summary>The text with plain spaces and straight apostrophes, at the same length.</summary>
    public static string Plain(string text) =>
        text.AsSpan().ContainsAny(Special)
            ? string.Create(
                text.Length,
                text,
                (plain, original) =>
                {
                    for (var i = 0; i < plain.Length; i++)
                        plain[i] = Special.Contains(original[i])
                            ? original[i] is '\u2019'
                                ? '\''
                                : ' '
                            : original[i];
                }
            )
            : text;

    /// <summary>The text with straight double quotes for typographic ones, and without blanks inside them; null if it has none.</summary>
    public static string? Straight(string text) => Quotes().IsMatch(text) ? Quotes().Replace(text, "\"") : null;

    /// <summary>
    /// The text as a reader sees it: without accents and invisible characters, with one plain space for any run of blanks, with straight
    /// apostrophes, and in plain letters for full-width ones. The case stays.
    /// </summary>
    public static string Simplified(string text)
    {
        var simple = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(c);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
                continue;
            if (!char.IsWhiteSpace(c) && category is not UnicodeCategory.Control)
                simple.Append(Unaccented(c));
            else if (simple.Length > 0 && simple[^1] != ' ')
                simple.Append(' ');
        }
        return simple.ToString().TrimEnd();
    }

    // A table, because string.Normalize changes nothing under InvariantGlobalization.
    private static char Unaccented(char c) =>
        c switch
        {
            '\u2018' or '\u2019' or '\u02BC' or '\u2032' or '`' or '\u00B4' => '\'',
            >= '\uFF01' and <= '\uFF5E' => (char)(c - '\uFF01' + '!'),
            >= '\u00C0' when Accented.IndexOf(c, StringComparison.Ordinal) is >= 0 and var place => Plains[place],
            _ => c,
        };

    [GeneratedRegex($"[«“„‟]{Blank}?|{Blank}?[»”]", RegexOptions.None, 1000)]
    private static partial Regex Quotes();

    private const string Accented =
        "ÀÁÂÃÄÅĀĂĄÇĆĈĊČĎÈÉÊËĒĔĖĘĚĜĞĠĢÌÍÎÏĨĪĬĮÑŃŅŇÒÓÔÕÖØŌŎŐŔŖŘŚŜŞŠŢŤÙÚÛÜŨŪŬŮŰŲÝŸŹŻŽàáâãäåāăąçćĉċčďèéêëēĕėęěĝğġģìíîïĩīĭįñńņňòóôõöøōŏőŕŗřśŝşšţťùúûüũūŭůűųýÿźżž";
    private const string Plains =
        "AAAAAAAAACCCCCDEEEEEEEEEGGGGIIIIIIIINNNNOOOOOOOOORRRSSSSTTUUUUUUUUUUYYZZZaaaaaaaaacccccdeeeeeeeeeggggiiiiiiiinnnnooooooooorrrssssttuuuuuuuuuuyyzzz";
}

using System.Buffers;

namespace ShopStream.Features.Expressions;

/// <summary>Typographic spaces and apostrophes, which mean the same as the plain ones in a sentence.</summary>
internal static class Typography
{
    /// <summary>A pattern for one space: plain, no-break, thin or narrow no-break.</summary>
    public const string Blank = "[ \u00A0\u2009\u202F]";

    private static readonly SearchValues<char> Special = SearchValues.Create("\u2019\u00A0\u2009\u202F");

    /// <summary>The text with plain spaces and straight apostrophes, at the same length.</summary>
    public static string Plain(string text) =>
        text.AsSpan().ContainsAny(Special)
            ? string.Create(text.Length, text, (plain, original) =>
            {
                for (var i = 0; i < plain.Length; i++) plain[i] = Special.Contains(original[i]) ? original[i] is '\u2019' ? '\'' : ' ' : original[i];
            })
            : text;
}

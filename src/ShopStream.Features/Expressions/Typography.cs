using System.Buffers;

namespace ShopStream.Features.Expressions;

/// <summary>Characters that a typist and a word processor write differently, and that mean the same in a sentence.</summary>
internal static class Typography
{
    /// <summary>One blank, as a pattern: plain, no-break, thin, narrow no-break.</summary>
    public const string Blank = "[ \u00A0\u2009\u202F]";

    private static readonly SearchValues<char> Special = SearchValues.Create("\u2019\u00A0\u2009\u202F");

    /// <summary>The text with plain blanks and straight apostrophes, as long as it was.</summary>
    public static string Plain(string text) =>
        text.AsSpan().ContainsAny(Special)
            ? string.Create(text.Length, text, (plain, original) =>
            {
                for (var i = 0; i < plain.Length; i++) plain[i] = Special.Contains(original[i]) ? original[i] is '\u2019' ? '\'' : ' ' : original[i];
            })
            : text;
}

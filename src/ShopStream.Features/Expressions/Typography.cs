using System.Text.RegularExpressions;

namespace ShopStream.Features.Expressions;

/// <summary>Characters that a typist and a word processor write differently, and that mean the same in a sentence.</summary>
internal static class Typography
{
    /// <summary>Straight and curly.</summary>
    public const string Apostrophes = "'\u2019";

    /// <summary>Plain, no-break, thin, narrow no-break.</summary>
    public const string Blanks = " \u00A0\u2009\u202F";

    /// <summary>One blank, as a pattern.</summary>
    public const string Blank = $"[{Blanks}]";

    /// <summary>What stands for a character.</summary>
    public static string Pattern(char c) =>
        Apostrophes.Contains(c, StringComparison.Ordinal) ? $"[{Apostrophes}]"
        : Blanks.Contains(c, StringComparison.Ordinal) ? Blank
        : Regex.Escape(c.ToString());
}

using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>Marks the language of a text for screen readers and the browser's hyphenation. The page itself is English.</summary>
internal static class Language
{
    /// <summary>Adds the lang attribute to an open tag; adds nothing for English.</summary>
    public static Html In(this Html html, string language) =>
        string.Equals(language, "en", StringComparison.Ordinal) ? html : html.Add($" lang=\"{language}\"");
}

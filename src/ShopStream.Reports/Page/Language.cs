using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>The language of a text, for those who hear the page and for the browser's hyphens and quotes; the page itself is English.</summary>
internal static class Language
{
    /// <summary>The attribute of an element whose tag is open; nothing where the text is English, too.</summary>
    public static Html In(this Html html, string language) =>
        string.Equals(language, "en", StringComparison.Ordinal) ? html : html.Add($" lang=\"{language}\"");
}

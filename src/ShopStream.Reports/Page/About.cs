using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>Renders the free text below the name of a feature or a scenario. Line breaks are joined into paragraphs; empty lines and lists stay.</summary>
internal static class About
{
    /// <param name="html">The page.</param>
    /// <param name="description">The text; null for none.</param>
    /// <param name="language">Its language code.</param>
    /// <param name="longest">Most characters that are shown in paragraphs.</param>
    public static void Render(Html html, string? description, string language, int longest)
    {
        foreach (var paragraph in Paragraphs(description, longest))
            html.Add($"<p class=\"about data\"").In(language).Line($">{paragraph}</p>");
    }

    // A text above the limit is shortened as a whole.
    private static IEnumerable<string> Paragraphs(string? description, int longest)
    {
        if (description?.Length > longest)
        {
            yield return description;
            yield break;
        }

        var text = "";
        foreach (var line in (description ?? "").ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Append(""))
        {
            if (line.Length > 0)
                text += text.Length == 0 ? line : (line[0] is '-' or '*' or '|' or '•' ? "\n" : " ") + line;
            else if (text.Length > 0)
            {
                yield return text;
                text = "";
            }
        }
    }
}

using System.Globalization;
using System.Text;
using ShopStream.Quality.Redaction;

namespace ShopStream.Reports.Wording;

/// <summary>Writes data into Markdown as text only.</summary>
internal static class MarkdownText
{
    // Characters with a meaning in the Markdown of GitHub and GitLab, including mentions, issues, emoji and formulas.
    private const string Special = "\\`*_{}[]<>#!|~&@:$\"^";

    /// <summary>Escapes a value for a line or a cell of a table.</summary>
    /// <param name="value">The value.</param>
    /// <param name="longest">Maximum length in characters; longer values are shortened.</param>
    public static string Escape(string value, int longest)
    {
        var text = new StringBuilder();
        foreach (var c in VisibleCharacters.Short(value, longest))
        {
            if (c == '\n')
                text.Append("<br>");
            else if (c == '\t')
                text.Append(' ');
            else if (Special.Contains(c, StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"&#{(int)c};");
            else
                text.Append(c);
        }
        return text.ToString();
    }
}

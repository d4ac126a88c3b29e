using ShopStream.Quality.Redaction;

namespace ShopStream.Reports.Integrations;

/// <summary>Text of the data in a message in Slack's format.</summary>
internal static class SlackText
{
    private const int Longest = 1_000;

    /// <summary>
    /// The text on one line, so that it cannot imitate other lines of the message, without a link or a mention: these three characters and no
    /// others, says https://api.slack.com/reference/surfaces/formatting#escaping.
    /// </summary>
    /// <param name="value">Any text.</param>
    /// <param name="longest">Maximum number of characters; default 1,000.</param>
    public static string Of(string value, int longest = Longest) =>
        VisibleCharacters
            .Short(value.ReplaceLineEndings(" "), longest)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}

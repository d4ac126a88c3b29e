using ShopStream.Quality.Redaction;

namespace ShopStream.Reports.Integrations.GitHub;

/// <summary>GitHub's workflow commands as a runner reads them, line by line, on stdout and on stderr.</summary>
public static class GitHubCommands
{
    /// <summary>From this line on nothing is read as a command, until <see cref="Resume"/>: what is printed between may come from data.</summary>
    /// <param name="token">That nobody can guess.</param>
    public static string Stop(string token) => $"::stop-commands::{token}";

    /// <summary>Ends what <see cref="Stop"/> began.</summary>
    /// <param name="token">The same.</param>
    public static string Resume(string token) => $"::{token}::";

    /// <summary>Text as it may stand after the last ::, one line.</summary>
    internal static string Data(string text) => VisibleCharacters.Text(text)
        .Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    /// <summary>Text as it may stand in a property, such as a title.</summary>
    internal static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}

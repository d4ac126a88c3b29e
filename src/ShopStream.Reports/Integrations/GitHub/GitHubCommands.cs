using ShopStream.Quality.Redaction;

namespace ShopStream.Reports.Integrations.GitHub;

/// <summary>GitHub's workflow commands, which the runner reads from stdout and stderr line by line.</summary>
public static class GitHubCommands
{
    /// <summary>Stops command processing until <see cref="Resume"/>, because the output between may contain data.</summary>
    /// <param name="token">An unguessable token.</param>
    public static string Stop(string token) => $"::stop-commands::{token}";

    /// <summary>Resumes command processing after <see cref="Stop"/>.</summary>
    /// <param name="token">The token given to <see cref="Stop"/>.</param>
    public static string Resume(string token) => $"::{token}::";

    /// <summary>Escapes the message of a command, on one line.</summary>
    internal static string Data(string text) =>
        VisibleCharacters
            .Text(text)
            .Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    /// <summary>Escapes a property of a command, such as the title.</summary>
    internal static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}

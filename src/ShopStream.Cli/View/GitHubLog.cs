using System.Security.Cryptography;
using ShopStream.Reports.Integrations.GitHub;

namespace ShopStream.Cli.View;

/// <summary>The stream that GitHub reads workflow commands from.</summary>
internal static class GitHubLog
{
    /// <summary>Where workflow commands are written; null where none are wanted. GitHub reads both streams; with --json stdout has one line only.</summary>
    /// <param name="host">Its streams and its environment.</param>
    /// <param name="wanted">Whether they are wanted outside GitHub, too.</param>
    /// <param name="json">Whether stdout is JSON.</param>
    public static TextWriter? Of(CommandHost host, bool wanted, bool json) =>
        !wanted && !string.Equals(host.Environment("GITHUB_ACTIONS"), "true", StringComparison.OrdinalIgnoreCase) ? null
        : json ? host.RawError
        : host.RawOut;

    /// <summary>Until it is disposed, nothing that is printed is a command to GitHub: the text may come from data.</summary>
    /// <param name="log">Null where GitHub does not read.</param>
    public static IDisposable Quote(TextWriter? log) => new Quotation(log);

    private sealed class Quotation : IDisposable
    {
        private readonly string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        private readonly TextWriter? log;

        public Quotation(TextWriter? log)
        {
            this.log = log;
            log?.WriteLine(GitHubCommands.Stop(token));
        }

        public void Dispose() => log?.WriteLine(GitHubCommands.Resume(token));
    }
}

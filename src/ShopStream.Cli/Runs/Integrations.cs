using System.CommandLine;
using System.Security.Cryptography;
using ShopStream.Cli.Commands;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.GitHub;

namespace ShopStream.Cli.Runs;

/// <summary>Which machines hear of a run, by settings and environment.</summary>
/// <param name="parsed">The command line.</param>
/// <param name="settings">The validated settings.</param>
/// <param name="specs">What is judged.</param>
internal sealed class Integrations(ParseResult parsed, ShopSettings settings, Specs specs)
{
    // GitHub reads both streams; with --json stdout has one line and no other.
    private readonly TextWriter? commands = !parsed.GetValue(Options.Annotations) && !string.Equals(parsed.Host().Environment("GITHUB_ACTIONS"), "true", StringComparison.OrdinalIgnoreCase) ? null
        : parsed.GetValue(Options.Json) ? parsed.Host().RawError : parsed.Host().RawOut;

    /// <summary>Until it is disposed of, what is printed is no command to GitHub: it may come from data.</summary>
    public IDisposable QuoteForGitHub() => new Quotation(commands);

    /// <summary>Writes and sends what is asked for; what fails is a line on stderr.</summary>
    public Task PublishAsync(RunResult run, ReportFiles report, RunHistory history, CancellationToken cancellationToken) => IntegrationOutputs.WriteAsync(
        run,
        report,
        history,
        new IntegrationOptions
        {
            Files = Path.Combine(settings.Features, ".."),
            Scenarios = specs.Scenarios,
            Annotations = commands,
            StepSummary = Variable("GITHUB_STEP_SUMMARY"),
            OpenLineage = NullIfEmpty(settings.OpenLineage),
            OpenLineageKey = Variable("OPENLINEAGE_API_KEY"),
            DatasetNames = new OpenLineageNames(settings).Of,
            Prometheus = NullIfEmpty(settings.Prometheus),
            Webhook = Variable("SHOPSTREAM_WEBHOOK_URL"),
            WebhookAlways = settings.WebhookAlways,
        },
        parsed.Host().Error.WriteLine,
        TimeProvider.System,
        cancellationToken);

    private string? Variable(string name) => NullIfEmpty(parsed.Host().Environment(name));

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private sealed class Quotation : IDisposable
    {
        private readonly string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        private TextWriter? to;

        public Quotation(TextWriter? to)
        {
            this.to = to;
            to?.WriteLine(GitHubCommands.Stop(token));
        }

        public void Dispose()
        {
            to?.WriteLine(GitHubCommands.Resume(token));
            to = null;
        }
    }
}

using System.CommandLine;
using System.Security.Cryptography;
using ShopStream.Cli.Commands;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Quality.History;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports;
using ShopStream.Reports.Machines;
using ShopStream.Reports.Machines.GitHub;

namespace ShopStream.Cli.Runs;

/// <summary>Which machines hear of a run, by settings and environment.</summary>
/// <param name="parsed">The command line.</param>
/// <param name="settings">The validated settings.</param>
/// <param name="specs">What is judged.</param>
internal sealed class Machines(ParseResult parsed, ShopSettings settings, Specs specs)
{
    // GitHub reads both streams; with --json stdout has one line and no other.
    private readonly TextWriter? commands = !parsed.GetValue(Options.Annotations) && !string.Equals(parsed.Host().Environment("GITHUB_ACTIONS"), "true", StringComparison.OrdinalIgnoreCase) ? null
        : parsed.GetValue(Options.Json) ? parsed.Host().RawError : parsed.Host().RawOut;

    /// <summary>Until it is disposed of, what is printed is no command to GitHub: it may come from data.</summary>
    public IDisposable Quote() => new Quotation(commands);

    /// <summary>Writes and sends what is asked for; what fails is a line on stderr.</summary>
    public Task HearAsync(RunResult run, ReportFiles report, RunHistory history, CancellationToken cancellation) => MachineOutputs.WriteAsync(
        run,
        report,
        history,
        new MachineOptions
        {
            Files = Path.Combine(settings.Features, ".."),
            Scenarios = specs.Scenarios,
            Annotations = commands,
            StepSummary = Variable("GITHUB_STEP_SUMMARY"),
            OpenLineage = Named(settings.OpenLineage),
            OpenLineageKey = Variable("OPENLINEAGE_API_KEY"),
            DatasetNames = new DatasetPlaces(settings).Of,
            Prometheus = Named(settings.Prometheus),
            Webhook = Variable("SHOPSTREAM_WEBHOOK_URL"),
            WebhookAlways = settings.WebhookAlways,
        },
        parsed.Host().Error.WriteLine,
        TimeProvider.System,
        cancellation);

    private string? Variable(string name) => Named(parsed.Host().Environment(name));

    private static string? Named(string? value) => string.IsNullOrEmpty(value) ? null : value;

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

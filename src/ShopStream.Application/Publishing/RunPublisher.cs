using ShopStream.Application.Running;
using ShopStream.Application.Settings;
using ShopStream.Reports;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Channels;

namespace ShopStream.Application.Publishing;

/// <summary>Writes and sends a run to the integrations that the settings and the environment name.</summary>
/// <param name="clock">Times the deadlines of requests.</param>
public sealed class RunPublisher(TimeProvider clock)
{
    /// <summary>Publishes a run whose report is written. What cannot be written or sent is a warning and changes nothing of the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="annotations">Receives GitHub's workflow commands; null for none.</param>
    /// <param name="warn">Receives one line for each integration that failed, without secrets.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public Task PublishAsync(CompletedRun run, TextWriter? annotations, Action<string> warn, CancellationToken cancellationToken)
    {
        var settings = run.Request.Settings;
        var options = new IntegrationOptions
        {
            Files = Path.Combine(settings.Features, ".."),
            Annotations = annotations,
            StepSummary = Variable(settings, "GITHUB_STEP_SUMMARY"),
            OpenLineage = NullIfEmpty(settings.OpenLineage),
            OpenLineageKey = Variable(settings, "OPENLINEAGE_API_KEY"),
            DatasetNames = new OpenLineageNames(settings).Of,
            Prometheus = NullIfEmpty(settings.Prometheus),
            Webhook = Variable(settings, Webhook.Variable),
            Channels = settings.Channels,
            WebhookAlways = settings.WebhookAlways,
            WebhookReminds = settings.WebhookReminds,
            Acknowledgements = run.Request.Specs.Acknowledgements,
            ReportUrl = NullIfEmpty(settings.ReportUrl),
        };
        return IntegrationOutputs.PublishAsync(new PublishedRun(run.Result, run.Report, run.Before), options, warn, clock, cancellationToken);
    }

    private static string? Variable(ShopSettings settings, string name) => NullIfEmpty(settings.Environment(name));

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

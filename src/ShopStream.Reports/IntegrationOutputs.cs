using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Channels;
using ShopStream.Reports.Integrations.Cucumber;
using ShopStream.Reports.Integrations.GitHub;
using ShopStream.Reports.Integrations.OpenLineage;

namespace ShopStream.Reports;

/// <summary>Runs the integrations after the report is written. A failing integration does not change the result of the run.</summary>
public static class IntegrationOutputs
{
    /// <summary>Writes messages.ndjson into the run's folder, and writes and sends to every target of the options.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">The targets.</param>
    /// <param name="warn">Receives one line, without secrets, for each integration that failed.</param>
    /// <param name="clock">Measures deadlines: 10 seconds per request, which is repeated twice.</param>
    /// <param name="cancellationToken">Cancels the integrations.</param>
    public static async Task PublishAsync(
        PublishedRun run,
        IntegrationOptions options,
        Action<string> warn,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        using var publisher = new HttpPublisher(new HttpClientHandler { AllowAutoRedirect = false }, clock);
        await PublishAsync(run, Shipped(options, publisher, clock), warn, cancellationToken);
    }

    /// <summary>Publishes a run to integrations, one after the other.</summary>
    /// <param name="run">The run.</param>
    /// <param name="integrations">The integrations.</param>
    /// <param name="warn">Receives one line for each integration that failed.</param>
    /// <param name="cancellationToken">Cancels the integrations.</param>
    public static async Task PublishAsync(PublishedRun run, IEnumerable<IIntegration> integrations, Action<string> warn, CancellationToken cancellationToken)
    {
        foreach (var integration in integrations)
        {
            try
            {
                await integration.PublishAsync(run, cancellationToken);
            }
            catch (Exception e)
                when (e is ProblemException or DeliveryException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                warn(VisibleCharacters.Text($"{integration.Name}: not written: {e.Message}").ReplaceLineEndings(" "));
            }
        }
    }

    private static IIntegration[] Shipped(IntegrationOptions options, HttpPublisher publisher, TimeProvider clock) =>
        [
            new Integration(
                "messages.ndjson",
                (run, cancel) => CucumberMessages.WriteAsync(run.Result, options.Files, Path.Combine(run.Report.Folder, CucumberMessages.FileName), cancel)
            ),
            new Integration("annotations", (run, _) => Annotations.WriteAsync(run.Result, run.Report.Page, options.Annotations)),
            new Integration("step summary", (run, cancel) => StepSummary.AppendAsync(run.Result, options.StepSummary, cancel)),
            new Integration("prometheus", (run, cancel) => PrometheusFile.WriteAsync(run.Result, options.Prometheus, cancel)),
            new Integration("openlineage", (run, cancel) => LineageEvents.SendAsync(run.Result, options, publisher, cancel)),
            new Integration("incidents", (run, cancel) => new ChannelDelivery(publisher, new MailSender(clock)).SendAsync(run, options, cancel)),
            new Integration("webhook", (run, cancel) => Webhook.SendAsync(run, options, publisher, cancel)),
        ];
}

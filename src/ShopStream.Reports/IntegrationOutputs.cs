using ShopStream.Quality.History;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Cucumber;
using ShopStream.Reports.Integrations.GitHub;
using ShopStream.Reports.Integrations.OpenLineage;

namespace ShopStream.Reports;

/// <summary>Runs the integrations after the report is written. A failing integration does not change the result of the run.</summary>
public static class IntegrationOutputs
{
    /// <summary>Writes messages.ndjson into the run's folder, and writes and sends to every target of the options.</summary>
    /// <param name="run">The run that ended.</param>
    /// <param name="report">The files of its report.</param>
    /// <param name="past">The earlier runs.</param>
    /// <param name="options">The targets.</param>
    /// <param name="warn">Receives one line, without secrets, for each integration that failed.</param>
    /// <param name="clock">Measures deadlines: 10 seconds per request, one retry.</param>
    /// <param name="cancellationToken">Cancels the integrations.</param>
    public static async Task WriteAsync(RunResult run, ReportFiles report, RunHistory past, IntegrationOptions options, Action<string> warn, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var publisher = new HttpPublisher(new HttpClientHandler { AllowAutoRedirect = false }, clock);
        (string Name, Func<Task> Write)[] outputs =
        [
            ("messages.ndjson", () => CucumberMessages.WriteAsync(run, options.Files, Path.Combine(report.Folder, CucumberMessages.FileName), cancellationToken)),
            ("annotations", () => Annotations.WriteAsync(run, report.Page, options.Annotations)),
            ("step summary", () => StepSummary.AppendAsync(run, options.StepSummary, cancellationToken)),
            ("prometheus", () => PrometheusFile.WriteAsync(run, options.Prometheus, cancellationToken)),
            ("openlineage", () => LineageEvents.SendAsync(run, options, publisher, cancellationToken)),
            ("webhook", () => Webhook.SendAsync(run, past, report.Page, options, publisher, cancellationToken)),
        ];
        foreach (var (name, write) in outputs)
        {
            try
            {
                await write();
            }
            catch (Exception e) when (e is ProblemException or DeliveryException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                warn(VisibleCharacters.Text($"{name}: not written: {e.Message}").ReplaceLineEndings(" "));
            }
        }
    }
}

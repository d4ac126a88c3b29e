using ShopStream.Quality.Redaction;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations.Cucumber;
using ShopStream.Reports.Integrations.GitHub;
using ShopStream.Reports.Integrations.OpenLineage;

namespace ShopStream.Reports.Integrations;

/// <summary>What a run writes and sends for machines, once its report is there. None of it can change the run's verdict.</summary>
public static class IntegrationOutputs
{
    /// <summary>Writes and sends all that the options name, and messages.ndjson into the run's folder.</summary>
    /// <param name="run">The run that ended.</param>
    /// <param name="report">Where its report is.</param>
    /// <param name="past">The earlier runs.</param>
    /// <param name="options">Who is to hear of it.</param>
    /// <param name="warn">Hears of each that did not: one line, without secrets.</param>
    /// <param name="clock">For deadlines: 10 seconds for a request, one retry.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
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

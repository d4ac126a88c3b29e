using ShopStream.Quality.Disclosure;
using ShopStream.Quality.History;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Machines.Cucumber;
using ShopStream.Reports.Machines.GitHub;
using ShopStream.Reports.Machines.OpenLineage;

namespace ShopStream.Reports.Machines;

/// <summary>What a run writes and sends for machines, once its report is there. None of it can change the run's verdict.</summary>
public static class MachineOutputs
{
    /// <summary>Writes and sends all that the options name, and messages.ndjson into the run's folder.</summary>
    /// <param name="run">The run that ended.</param>
    /// <param name="report">Where its report is.</param>
    /// <param name="past">The earlier runs.</param>
    /// <param name="options">Who is to hear of it.</param>
    /// <param name="warn">Hears of each that did not: one line, without secrets.</param>
    /// <param name="clock">For deadlines: 10 seconds for a request, one retry.</param>
    /// <param name="ct">Cancels the operation.</param>
    public static async Task WriteAsync(RunResult run, ReportFiles report, RunHistory past, MachineOptions options, Action<string> warn, TimeProvider clock, CancellationToken ct)
    {
        using var poster = new Poster(new HttpClientHandler { AllowAutoRedirect = false }, clock);
        (string Name, Func<Task> Write)[] outputs =
        [
            ("messages.ndjson", () => CucumberMessages.WriteAsync(run, options.Files, Path.Combine(report.Folder, CucumberMessages.FileName), ct)),
            ("annotations", () => Annotations.WriteAsync(run, report.Page, options.Annotations)),
            ("step summary", () => StepSummary.AppendAsync(run, options.StepSummary, ct)),
            ("prometheus", () => PrometheusFile.WriteAsync(run, options.Prometheus, ct)),
            ("openlineage", () => LineageEvents.SendAsync(run, options, poster, ct)),
            ("webhook", () => Webhook.SendAsync(run, past, report.Page, options, poster, ct)),
        ];
        foreach (var (name, write) in outputs)
        {
            try
            {
                await write();
            }
            catch (Exception e) when (e is ProblemException or NotDeliveredException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                warn(Visible.Text($"{name}: not written: {e.Message}").ReplaceLineEndings(" "));
            }
        }
    }
}

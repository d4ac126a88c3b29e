using ShopStream.Application.Progress;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Series;

namespace ShopStream.Application.Running;

/// <summary>run and check: evaluates the scenarios, writes the report and adds a line to the history.</summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class RunUseCase(TimeProvider clock)
{
    /// <summary>Runs or checks once. A problem with a system becomes part of the result, so that a report exists for it.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="observer">Receives progress, and lines of the history that cannot be read.</param>
    /// <param name="cancellationToken">Cancels the run; the last good state stays.</param>
    /// <exception cref="NothingToJudgeException">A check found no earlier run.</exception>
    /// <exception cref="InfrastructureException">The report cannot be written.</exception>
    public async Task<CompletedRun> RunAsync(RunRequest request, WorkObserver observer, CancellationToken cancellationToken)
    {
        var settings = request.Settings;
        var history = await HistoryFile.ReadAsync(settings.Out, observer.Warn, cancellationToken);
        var session = new RunSession(request, history, clock, observer.Progress);
        var result = await (request.MovesData ? session.RunAsync(cancellationToken) : session.CheckAsync(cancellationToken));
        var report = await ReportWriter.WriteAsync(result, settings.Out, cancellationToken);
        await HistoryFile.AddAsync(settings.Out, HistoryRun.From(result), settings.HistoryKeep, clock, cancellationToken);
        await SeriesWriter.WriteAsync(settings.Out, settings.Currency, static _ => { }, cancellationToken);
        return new CompletedRun(request, result, report, history);
    }
}

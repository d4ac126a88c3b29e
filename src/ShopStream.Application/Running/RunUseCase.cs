using System.Globalization;
using ShopStream.Application.Policy;
using ShopStream.Application.Progress;
using ShopStream.Pipeline.FailingRows;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Incidents;
using ShopStream.Reports.Series;

namespace ShopStream.Application.Running;

/// <summary>run and check: evaluates the scenarios, then adds a line to the history and writes the report. A host shows the verdict in between.</summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class RunUseCase(TimeProvider clock)
{
    /// <summary>Runs or checks once. A problem with a system becomes part of the result, so that a report exists for it.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="observer">Receives progress, waits for other commands, and lines of the history that cannot be read.</param>
    /// <param name="cancellationToken">Cancels the run; the last good state stays.</param>
    /// <returns>The verdict. Nothing of it is written yet: a full disk must not lose it.</returns>
    /// <exception cref="NothingToJudgeException">A check found no earlier run.</exception>
    /// <exception cref="InfrastructureException">The history cannot be read.</exception>
    public async Task<CompletedRun> RunAsync(RunRequest request, WorkObserver observer, CancellationToken cancellationToken)
    {
        var history = await HistoryFile.ReadAsync(request.Settings.Out, observer.Warn, cancellationToken);
        var session = new RunSession(request, history, clock, observer);
        try
        {
            var result = await (request.MovesData ? session.RunAsync(cancellationToken) : session.CheckAsync(cancellationToken));
            result = result with { Incidents = IncidentFinder.Of(result, history, request.Specs.Scenarios) };
            var run = new CompletedRun(request, result, ReportWriter.FilesOf(result, request.Settings.Out), history) { Held = session };
            return await TryOutAsync(run, cancellationToken);
        }
        catch
        {
            session.Abandon();
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Adds the run to the history, writes its report and the page of all runs. What cannot be written is a warning and makes the exit code 3 at least.
    /// </summary>
    /// <param name="run">A run whose verdict was shown.</param>
    /// <param name="warn">Receives one line for each file that cannot be written.</param>
    /// <param name="cancellationToken">Cancels writing; no file is left half-written, and no failing rows without their report.</param>
    /// <returns>The run with the exit code of the command.</returns>
    public async Task<CompletedRun> StoreAsync(CompletedRun run, Action<string> warn, CancellationToken cancellationToken)
    {
        var settings = run.Request.Settings;
        var hasReport = false;
        (string Name, Func<Task> Write)[] outputs =
        [
            .. TableOf(run) is { } table ? [(FailuresTable.Name, () => table(cancellationToken))] : Array.Empty<(string, Func<Task>)>(),
            ("history", () => HistoryFile.AddAsync(settings.Out, HistoryRun.From(run.Result), settings.HistoryKeep, clock, cancellationToken)),
            ("report", () => ReportWriter.WriteAsync(run.Result, settings.Out, cancellationToken)),
            ("page of all runs", () => SeriesWriter.WriteAsync(settings.Out, settings.Currency, static _ => { }, cancellationToken)),
        ];
        var codes = new List<int> { CodeOf(run.Result) };
        if (run.Result.FailingRows?.Problem is { } problem)
            warn(NotWritten("failing rows", problem, run.Result));
        foreach (var (name, write) in outputs)
        {
            try
            {
                await write();
                hasReport |= name is "report";
            }
            catch (ProblemException e)
            {
                codes.Add(e.ExitCode);
                warn(NotWritten(name, e.Message, run.Result));
            }
            catch (OperationCanceledException) when (!hasReport)
            {
                ReportWriter.Remove(run.Report);
                KeptFailures.Remove(run.Report.Folder);
                throw;
            }
        }
        return run with { ExitCode = ExitCodePolicy.Worst(codes) };
    }

    // Only a run writes to the warehouse: it still holds the lock of the work folder. A check reads, and others may read with it.
    private static Func<CancellationToken, Task>? TableOf(CompletedRun run)
    {
        var settings = run.Request.Settings;
        return run.Request.MovesData && settings.FailureRuns > 0 && run.Result.FailingRows?.Name is { } name && FailuresTable.IsIn(settings.Pipeline)
            ? token => FailuresTable.AddAsync(settings.Pipeline, Path.Combine(run.Report.Folder, name), run.Result.RunId, settings.FailureRuns, token)
            : null;
    }

    private static string NotWritten(string name, string problem, RunResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}: not written: {problem} The verdict stands as it was shown (exit code {result.ExitCode}).");

    // Failing rows that could not be kept leave the verdict as it is.
    private static int CodeOf(RunResult result) =>
        result.FailingRows?.Problem is null ? result.ExitCode : ExitCodePolicy.Worst([result.ExitCode, ExitCodes.Infrastructure]);

    // The verdict is shown before the report is written, and has the exit code of the command.
    private static async Task<CompletedRun> TryOutAsync(CompletedRun run, CancellationToken cancellationToken)
    {
        try
        {
            await ReportWriter.TryOutAsync(run.Report, cancellationToken);
            return run with { ExitCode = CodeOf(run.Result) };
        }
        catch (ProblemException e)
        {
            return run with { ExitCode = ExitCodePolicy.Worst([run.Result.ExitCode, e.ExitCode]), ReportProblem = e.Message };
        }
    }
}

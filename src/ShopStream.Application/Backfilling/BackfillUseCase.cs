using ShopStream.Application.Policy;
using ShopStream.Application.Running;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Backfilling;

/// <summary>
/// What a host does for each date of a backfill. <see cref="RunUseCase"/> is called through it, so that the host can show and publish each run.
/// </summary>
public interface IBackfillHost
{
    /// <summary>Runs one date.</summary>
    /// <param name="request">Its settings name the date.</param>
    /// <param name="position">The date's position in the range, from 1.</param>
    /// <param name="count">How many dates the range has.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    Task<CompletedRun> RunAsync(RunRequest request, int position, int count, CancellationToken cancellationToken);
}

/// <summary>How a backfill ended.</summary>
/// <param name="ExitCode">That of the worst run.</param>
/// <param name="StoppedAt">The date that did not pass and stopped the backfill; null where all dates ran.</param>
/// <param name="StoppedBy">The exit code of that date; 0 where all dates ran.</param>
/// <param name="Left">How many dates did not run.</param>
public sealed record BackfillResult(int ExitCode, DateOnly? StoppedAt, int StoppedBy, int Left);

/// <summary>backfill: runs a range of dates, one after the other.</summary>
public static class BackfillUseCase
{
    /// <param name="request">The range, and what to run for each date.</param>
    /// <param name="host">Runs and shows each date.</param>
    /// <param name="cancellationToken">Cancels the current run; the dates before it stay.</param>
    public static async Task<BackfillResult> RunAsync(BackfillRequest request, IBackfillHost host, CancellationToken cancellationToken)
    {
        var codes = new List<int>();
        foreach (var date in request.Dates)
        {
            var run = request.Run with { Settings = request.Run.Settings with { Date = date } };
            codes.Add((await host.RunAsync(run, codes.Count + 1, request.Dates.Count, cancellationToken)).ExitCode);
            if (codes[^1] == ExitCodes.Passed || request.KeepsGoing)
                continue;
            var left = request.Dates.Count - codes.Count;
            return new BackfillResult(ExitCodePolicy.Worst(codes), left > 0 ? date : null, codes[^1], left);
        }
        return new BackfillResult(ExitCodePolicy.Worst(codes), null, ExitCodes.Passed, 0);
    }
}

using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Files;

namespace ShopStream.Application.Running;

/// <summary>A run that has ended. Its data stays as it is until this is disposed, so that the verdict is written before another run changes it.</summary>
/// <param name="Request">What was run.</param>
/// <param name="Result">The verdict, with the exit code of the checks.</param>
/// <param name="Report">Where the report is, or will be: see <see cref="RunUseCase.StoreAsync"/>.</param>
/// <param name="Before">The runs before this one.</param>
public sealed record CompletedRun(RunRequest Request, RunResult Result, ReportFiles Report, RunHistory Before) : IAsyncDisposable
{
    /// <summary>The exit code of the command: that of the checks, or 3 where the report cannot be written and that is worse.</summary>
    public int ExitCode { get; init; } = Result.ExitCode;

    /// <summary>Why the report cannot be written; null where its folder was writable when the run ended.</summary>
    public string? ReportProblem { get; init; }

    /// <summary>The session that holds the data; null for a run that holds nothing.</summary>
    internal IAsyncDisposable? Held { get; init; }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Held?.DisposeAsync() ?? ValueTask.CompletedTask;
}

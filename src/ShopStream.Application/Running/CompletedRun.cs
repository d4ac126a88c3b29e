using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;

namespace ShopStream.Application.Running;

/// <summary>A run that has ended, with its report.</summary>
/// <param name="Request">What was run.</param>
/// <param name="Result">The exit code is part of it.</param>
/// <param name="Report">Where the report is.</param>
/// <param name="Before">The runs before this one.</param>
public sealed record CompletedRun(RunRequest Request, RunResult Result, ReportFiles Report, RunHistory Before);

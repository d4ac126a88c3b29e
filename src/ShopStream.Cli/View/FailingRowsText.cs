using System.Globalization;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;

namespace ShopStream.Cli.View;

/// <summary>The file of all failing rows in a line.</summary>
internal static class FailingRowsText
{
    /// <summary>Null if failing rows are not kept, or nothing fails.</summary>
    public static string? Of(RunResult result, ReportFiles report) =>
        result.FailingRows switch
        {
            null => null,
            { Problem: { } problem } => $"not kept: {problem}",
            { Name: { } name } file => $"{Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(report.Folder, name))}: "
                + string.Create(CultureInfo.InvariantCulture, $"{file.Rows:#,##0} failing {Rows(file.Rows)}{Without(result)}"),
            _ => "none kept: no check that failed judges rows",
        };

    private static string Without(RunResult result)
    {
        var checks = result.Scenarios.SelectMany(s => s.Checks).Count(c => c.KeptRows is { Missing: not null });
        return checks == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; not all of {checks:#,##0} {(checks == 1 ? "check" : "checks")}, see the report");
    }

    private static string Rows(long rows) => rows == 1 ? "row" : "rows";
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;

namespace ShopStream.Reports.Changes;

/// <summary>The files of a comparison, as full paths.</summary>
/// <param name="Json">Path of compare.json.</param>
/// <param name="Page">Path of compare.html.</param>
/// <param name="Markdown">Path of compare.md.</param>
public sealed record ChangeReportFiles(string Json, string Page, string Markdown);

/// <summary>Writes the report of a comparison.</summary>
public static class ChangeReportWriter
{
    private static readonly JsonSerializerOptions Options = new(ResultsJson.OnOneLine)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where <see cref="WriteAsync"/> writes the report.</summary>
    public static ChangeReportFiles FilesOf(ChangeReport report, string reportsFolder)
    {
        var folder = Path.GetFullPath(Path.Combine(reportsFolder, report.RunId));
        return new ChangeReportFiles(Path.Combine(folder, "compare.json"), Path.Combine(folder, "compare.html"), Path.Combine(folder, "compare.md"));
    }

    /// <summary>The report as indented JSON; amounts are strings, as in results.json.</summary>
    public static string Json(ChangeReport report) => JsonSerializer.Serialize(report, Options);

    /// <summary>Writes compare.json, compare.html and compare.md into the folder of the comparison.</summary>
    /// <param name="report">The report.</param>
    /// <param name="reportsFolder">The report folder, with one folder per run.</param>
    /// <param name="cancellationToken">Cancels writing; no file is left half-written.</param>
    /// <exception cref="InfrastructureException">The folder is not writable.</exception>
    public static async Task WriteAsync(ChangeReport report, string reportsFolder, CancellationToken cancellationToken)
    {
        var files = FilesOf(report, reportsFolder);
        await ReportFile.WriteAsync(files.Json, Encoding.UTF8.GetBytes(Json(report)), cancellationToken);
        await ReportFile.WriteAsync(files.Markdown, Encoding.UTF8.GetBytes(ChangeMarkdown.Render(report)), cancellationToken);
        await ReportFile.WriteAsync(files.Page, Encoding.UTF8.GetBytes(ChangePage.Render(report)), cancellationToken);
    }
}

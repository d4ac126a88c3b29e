using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;

namespace ShopStream.Reports.Mutations;

/// <summary>The files of a mutation report, as full paths.</summary>
/// <param name="Json">Path of proof.json.</param>
/// <param name="Page">Path of proof.html.</param>
public sealed record MutationReportFiles(string Json, string Page);

/// <summary>Writes the report of mutation testing.</summary>
public static class MutationReportWriter
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Where <see cref="WriteAsync"/> writes the report.</summary>
    public static MutationReportFiles FilesOf(MutationReport report, string reportsFolder)
    {
        var folder = Path.GetFullPath(Path.Combine(reportsFolder, report.RunId));
        return new MutationReportFiles(Path.Combine(folder, "proof.json"), Path.Combine(folder, "proof.html"));
    }

    /// <summary>Writes proof.json and proof.html into the folder of the run.</summary>
    /// <param name="report">The report.</param>
    /// <param name="reportsFolder">The report folder, with one folder per run.</param>
    /// <param name="cancellationToken">Cancels writing; no file is left half-written.</param>
    /// <exception cref="InfrastructureException">The folder is not writable.</exception>
    public static async Task<MutationReportFiles> WriteAsync(MutationReport report, string reportsFolder, CancellationToken cancellationToken)
    {
        var files = FilesOf(report, reportsFolder);
        await ReportFile.WriteAsync(files.Json, JsonSerializer.SerializeToUtf8Bytes(report, Options), cancellationToken);
        await ReportFile.WriteAsync(files.Page, Encoding.UTF8.GetBytes(MutationPage.Render(report)), cancellationToken);
        return files;
    }
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Mutations;

/// <param name="Json">proof.json, a full path.</param>
/// <param name="Page">proof.html.</param>
public sealed record MutationReportFiles(string Json, string Page);

/// <summary>Writes what a proof found.</summary>
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

    /// <summary>Writes proof.json and proof.html into a folder of the proof's own.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="reportsFolder">Holds a folder per run.</param>
    /// <param name="cancellationToken">Leaves no half-written file.</param>
    /// <exception cref="InfrastructureException">The folder cannot be written to.</exception>
    public static async Task<MutationReportFiles> WriteAsync(MutationReport report, string reportsFolder, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(Path.Combine(reportsFolder, report.RunId));
        var files = new MutationReportFiles(Path.Combine(folder, "proof.json"), Path.Combine(folder, "proof.html"));
        await AtomicFile.WriteAsync(files.Json, JsonSerializer.SerializeToUtf8Bytes(report, Options), cancellationToken);
        await AtomicFile.WriteAsync(files.Page, Encoding.UTF8.GetBytes(MutationPage.Render(report)), cancellationToken);
        return files;
    }
}

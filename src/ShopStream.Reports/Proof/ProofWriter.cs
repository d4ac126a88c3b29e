using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShopStream.Quality.Proving;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Reports.Proof;

/// <param name="Json">proof.json, a full path.</param>
/// <param name="Page">proof.html.</param>
public sealed record ProofFiles(string Json, string Page);

/// <summary>Writes what a proof found.</summary>
public static class ProofWriter
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
    /// <param name="proof">What was found.</param>
    /// <param name="reportsFolder">Holds a folder per run.</param>
    /// <param name="ct">Leaves no half-written file.</param>
    /// <exception cref="InfrastructureException">The folder cannot be written to.</exception>
    public static async Task<ProofFiles> WriteAsync(ProofResult proof, string reportsFolder, CancellationToken ct)
    {
        var folder = Path.GetFullPath(Path.Combine(reportsFolder, proof.RunId));
        var files = new ProofFiles(Path.Combine(folder, "proof.json"), Path.Combine(folder, "proof.html"));
        await AtomicFile.WriteAsync(files.Json, JsonSerializer.SerializeToUtf8Bytes(proof, Options), ct);
        await AtomicFile.WriteAsync(files.Page, Encoding.UTF8.GetBytes(ProofPage.Render(proof)), ct);
        return files;
    }
}

using System.Globalization;
using System.Text.Json;

namespace ShopStream.Benchmarks;

/// <summary>Measures <c>prove</c> with 500 mutants at scale 1, started as a user starts it.</summary>
internal static class ProveMode
{
    private const int Bound = 60;

    /// <returns>1 if it takes longer than its bound, otherwise 0.</returns>
    public static async Task<int> RunAsync(string cli)
    {
        var work = Directory.CreateTempSubdirectory("shopstream-benchmark-").FullName;
        try
        {
            await Measured.RunAsync("dotnet", [cli, "run", "--quiet", "--work", Path.Combine(work, "run"), "--out", Path.Combine(work, "reports")]);
            var proof = await Measured.RunAsync(
                "dotnet",
                [cli, "prove", "--quiet", "--mutants", "500", "--work", Path.Combine(work, "run"), "--out", Path.Combine(work, "reports")]
            );
            var file = Directory.EnumerateFiles(Path.Combine(work, "reports"), "proof.json", SearchOption.AllDirectories).Single();
            var score = JsonDocument.Parse(await File.ReadAllBytesAsync(file)).RootElement.GetProperty("score").GetDecimal();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"500 faults at scale 1: {proof.Seconds:0.0} s (bound {Bound} s), peak {proof.PeakBytes / 1e6:#,##0} MB, {score:0.##} % caught"
                )
            );
            return proof.Seconds <= Bound ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}

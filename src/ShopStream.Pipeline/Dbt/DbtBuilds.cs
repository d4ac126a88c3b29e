using System.Globalization;
using System.Text.Json;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Dbt;

/// <summary>A table that dbt has built.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name there.</param>
/// <param name="At">When dbt began to build it, UTC: what was loaded later is not in it.</param>
public sealed record DbtBuild(string Schema, string Name, DateTime At);

/// <summary>
/// When the last call of dbt built each table, by run_results.json and the manifest.json beside it. Views are left out: they are never out of date.
/// </summary>
public static class DbtBuilds
{
    private static readonly string[] Stored = ["table", "incremental", "snapshot", "seed", "materialized_view"];

    /// <param name="runResults">Path of run_results.json.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The tables that the call has built; none if it built none, such as dbt test.</returns>
    /// <exception cref="UsageException">A file is missing, or is not what dbt writes.</exception>
    public static async Task<IReadOnlyList<DbtBuild>> ReadAsync(string runResults, CancellationToken cancellationToken)
    {
        var manifest = ManifestBeside(runResults);
        if (new[] { runResults, manifest }.FirstOrDefault(f => !File.Exists(f)) is { } missing)
            throw new UsageException(
                $"dbt.run_results is {runResults}, and there is no file {missing}: expected run_results.json with manifest.json beside it, such as "
                    + "target/run_results.json; correct the setting, or remove it"
            );
        var file = runResults;
        try
        {
            using var results = JsonDocument.Parse(await File.ReadAllTextAsync(runResults, cancellationToken));
            var built = results
                .RootElement.GetProperty("results")
                .EnumerateArray()
                .Where(r => r.GetProperty("status").ValueEquals("success"))
                .ToDictionary(r => r.GetProperty("unique_id").GetString()!, StartOf, StringComparer.Ordinal);
            file = manifest;
            using var nodes = JsonDocument.Parse(await File.ReadAllTextAsync(manifest, cancellationToken));
            return
            [
                .. nodes
                    .RootElement.GetProperty("nodes")
                    .EnumerateObject()
                    .Where(n => built.GetValueOrDefault(n.Name) is not null && IsStored(n.Value))
                    .Select(n => new DbtBuild(
                        n.Value.GetProperty("schema").GetString()!,
                        n.Value.TryGetProperty("alias", out var alias) && alias.GetString() is { } name ? name : n.Value.GetProperty("name").GetString()!,
                        built[n.Name]!.Value
                    )),
            ];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UsageException(
                $"{file} is not what dbt writes, or dbt has not ended: {e.Message} Run dbt again, or remove the setting dbt.run_results",
                e
            );
        }
    }

    /// <summary>Whether both files exist.</summary>
    /// <param name="runResults">Path of run_results.json.</param>
    public static bool IsThere(string runResults) => File.Exists(runResults) && File.Exists(ManifestBeside(runResults));

    private static string ManifestBeside(string runResults) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(runResults))!, "manifest.json");

    private static bool IsStored(JsonElement node) =>
        node.TryGetProperty("config", out var config)
        && config.TryGetProperty("materialized", out var materialized)
        && Stored.Contains(materialized.GetString(), StringComparer.Ordinal);

    private static DateTime? StartOf(JsonElement result) =>
        result
            .GetProperty("timing")
            .EnumerateArray()
            .Where(t => t.GetProperty("name").ValueEquals("execute"))
            .Select(t =>
                (DateTime?)
                    DateTimeOffset.Parse(t.GetProperty("started_at").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime
            )
            .FirstOrDefault();
}

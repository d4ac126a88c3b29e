using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations.OpenLineage;

/// <summary>
/// Writes events of OpenLineage 2-0-2. A run is two jobs in the namespace shopstream: "pipeline" reads the source and writes all other datasets,
/// if data was moved; "checks" reads the checked datasets, with one assertion per check. Each job has a start and an end event, as the
/// specification requires.
/// </summary>
internal static class LineageEvents
{
    private const string Namespace = "shopstream";
    private const string DefaultPath = "/api/v1/lineage";
    private const string CheckStage = "check";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task SendAsync(RunResult run, IntegrationOptions options, HttpPublisher publisher, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.OpenLineage))
            return;
        if (IntegrationOptions.OpenLineageFault(options.OpenLineage) is { } fault)
            throw new DeliveryException($"the setting openlineage {fault}");
        var lines = Of(run, options.DatasetNames).Select(e => VisibleCharacters.Json(e.ToJsonString(Json))).ToList();
        if (!options.OpenLineage.Contains("://", StringComparison.Ordinal))
        {
            await AppendAsync(options.OpenLineage, lines, cancellationToken);
            return;
        }
        var uri = new Uri(options.OpenLineage);
        if (uri.AbsolutePath is "/")
            uri = new Uri(uri, DefaultPath);
        var key = string.IsNullOrEmpty(options.OpenLineageKey) ? null : new AuthenticationHeaderValue("Bearer", options.OpenLineageKey);
        foreach (var line in lines)
            await publisher.PostAsync(uri, line, key, cancellationToken);
    }

    /// <summary>The events in order of time.</summary>
    public static IEnumerable<JsonObject> Of(RunResult run, Func<string, string, (string Namespace, string Name)> names)
    {
        var datasets = new Datasets(run, names);
        var moved = run.Lineage.Count > 0 && run.Stages.Any(s => s.Name is "extract" or "load" or "transform");
        var checksStart = moved ? run.StartedAt.AddSeconds(run.Stages.Where(s => s.Name is not CheckStage).Sum(s => s.Seconds)) : run.StartedAt;
        if (moved)
        {
            yield return Event(run, "pipeline", "START", run.StartedAt, [], [], null);
            yield return Event(run, "pipeline", "COMPLETE", checksStart, datasets.Extracted(), datasets.Written(), datasets.Lineage());
        }
        yield return Event(run, "checks", "START", checksStart, [], [], null);
        yield return Event(run, "checks", run.ExitCode == ExitCodes.Passed ? "COMPLETE" : "FAIL", run.FinishedAt, datasets.Checked(), [], null);
    }

    private static JsonObject Event(RunResult run, string job, string type, DateTimeOffset at, JsonArray inputs, JsonArray outputs, JsonObject? lineage)
    {
        var midnight = new DateTimeOffset(run.Date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var runFacets = new JsonObject
        {
            ["nominalTime"] = Facets.Of(
                "1-0-1/NominalTimeRunFacet",
                new() { ["nominalStartTime"] = Time(midnight), ["nominalEndTime"] = Time(midnight.AddDays(1)) }
            ),
            ["processing_engine"] = Facets.Of("1-1-1/ProcessingEngineRunFacet", new() { ["name"] = "ShopStream.Quality", ["version"] = Facets.Version }),
        };
        if (type is "FAIL" && run.Problem is { } problem)
            runFacets["errorMessage"] = Facets.Of("1-0-1/ErrorMessageRunFacet", new() { ["message"] = problem, ["programmingLanguage"] = "C#" });
        var jobFacets = new JsonObject
        {
            ["jobType"] = Facets.Of(
                "2-0-4/JobTypeJobFacet",
                new()
                {
                    ["processingType"] = "BATCH",
                    ["integration"] = "SHOPSTREAM",
                    ["jobType"] = job is "checks" ? "TEST" : "JOB",
                }
            ),
        };
        if (lineage is not null)
            jobFacets["lineage"] = lineage;
        return new JsonObject
        {
            ["eventType"] = type,
            ["eventTime"] = Time(at),
            ["producer"] = Facets.Producer,
            ["schemaURL"] = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
            ["run"] = new JsonObject { ["runId"] = RunUuid.Of(job, run.RunId).ToString(), ["facets"] = runFacets },
            ["job"] = new JsonObject
            {
                ["namespace"] = Namespace,
                ["name"] = job,
                ["facets"] = jobFacets,
            },
            ["inputs"] = inputs,
            ["outputs"] = outputs,
        };
    }

    // One write, so that two runs that end at the same time append whole lines.
    private static async Task AppendAsync(string path, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await using var file = new FileStream(full, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await file.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))), cancellationToken);
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

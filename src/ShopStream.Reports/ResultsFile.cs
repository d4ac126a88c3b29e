using System.Text.Json;
using ShopStream.Quality.Results;

namespace ShopStream.Reports;

/// <summary>Reads and validates a results.json, which people or other programs may have edited.</summary>
public static class ResultsFile
{
    private const string Expected = "expected a results.json that `shopstream run` or `shopstream check` wrote (schema 1 or 2)";

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">The file is missing, unreadable or has another shape.</exception>
    public static async Task<RunResult> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string json;
        try
        {
            json = await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{path}: no such file; {Expected}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot be read ({e.Message}); {Expected}", e);
        }

        try
        {
            return Read(json);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or InvalidOperationException)
        {
            throw new UsageException($"{path}: is not as expected ({e.Message}); {Expected}", e);
        }
    }

    /// <exception cref="JsonException">The text is not a results.json.</exception>
    internal static RunResult Read(string json) =>
        ResultsJson.Read(json) is var result && MissingPart(result) is { } part ? throw new JsonException($"{part} is missing or unknown") : result;

    // `required` accepts a property that is null, and an enum accepts an undefined number.
    private static string? MissingPart(RunResult run)
    {
        if (run is not { RunId: not null, Command: not null, Stages: not null, Queries: not null, Layers: not null, Features: not null, Scenarios: not null })
            return "a part of the run";
        if (
            !Enum.IsDefined(run.Outcome)
            || run.Scenarios.Any(s => s is null || !Enum.IsDefined(s.Outcome) || s.Checks?.Any(c => c is null || !Enum.IsDefined(c.Outcome)) == true)
        )
            return "an outcome, a scenario or a check";
        if (run.Series is not { RevenueByDay: not null, RevenueByCategory: not null })
            return "a part of series";
        if (run.Stages.Any(s => s?.Name is null))
            return "a stage or its name";
        if (run.Layers.Any(h => h?.Layer is null || h.Table is null))
            return "a layer or its table";
        if (run.Lineage.Any(n => n is not { Layer: not null, Table: not null, Upstream: not null }))
            return "a part of lineage";
        if (
            run.Since is { } since
            && (
                since is not { RunId: not null, NewlyFailing: not null, StillFailing: not null, Fixed: not null }
                || since.NewlyFailing.Concat(since.StillFailing).Concat(since.Fixed).Any(c => c?.File is null || c.Name is null)
            )
        )
            return "a part of since";
        if (run.Trend?.Any(p => p?.RunId is null) == true)
            return "a point of trend";
        if (run.Features.Any(f => f?.Name is null || f.File is null))
            return "a feature, its name or its file";
        if (run.Series.RevenueByDay.Concat(run.Series.RevenueByCategory).Any(p => p?.Key is null))
            return "a point of series or its key";
        return
            run.Scenarios.Any(s => s is not { Feature: not null, Name: not null, File: not null, Tags: not null, Steps: not null, Checks: not null })
            || run.Scenarios.Any(s => s.Tags.Any(t => t is null) || s.Steps.Any(IsIncomplete) || s.Checks.Any(IsIncompleteCheck))
            ? "a part of a scenario"
            : null;
    }

    private static bool IsIncomplete(StepResult step) =>
        step?.Keyword is null || step.Text is null || step.Table?.Any(row => row is null || row.Any(cell => cell is null)) == true;

    private static bool IsIncompleteCheck(CheckResult check) =>
        check is not { Sentence: not null, Sql: not null, Keys: not null } || check.Keys.Any(k => k is null);
}

using ShopStream.Application.Checking;
using ShopStream.Pipeline.FailingRows;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Execution;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Running;

/// <summary>Keeps all failing rows of a run in a file beside its report. What is in the way is said in the result and changes no verdict.</summary>
/// <param name="options">The folder for temporary files.</param>
/// <param name="format">The form of the file.</param>
/// <param name="runId">Identifier of the run.</param>
/// <param name="folder">The folder of the run's report.</param>
internal sealed class KeptFailures(PipelineOptions options, FailingRowFormat format, string runId, string folder)
{
    private const string Prefix = "failures_";

    /// <summary>Finds the failing rows of all checks that failed or warned, and writes the file.</summary>
    /// <param name="session">The data, still open.</param>
    /// <param name="scenarios">The results, in the order of the session's specifications, not redacted yet.</param>
    /// <param name="cancellationToken">Cancels it; no file is left.</param>
    /// <returns>The file, and the results with the number of rows of each check.</returns>
    public async Task<(FailingRowsFile? File, IReadOnlyList<ScenarioResult> Scenarios)> KeepAsync(
        CheckSession session,
        IReadOnlyList<ScenarioResult> scenarios,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var file = await FailingRowFile.OpenAsync(options, cancellationToken);
            var checks = await CollectAsync(file, session, scenarios, cancellationToken);
            await session.RequireUnchangedAsync(cancellationToken);
            var rows = await file.CompleteAsync([.. checks.Values], cancellationToken);
            var kept = scenarios.Select(s => s with { Checks = [.. s.Checks.Select(c => WithRows(c, checks, rows))] }).ToList();
            if (rows.Count == 0)
                return (new FailingRowsFile(null, 0, null), kept);
            var name = $"{Prefix}{runId}.{(format == FailingRowFormat.Csv ? "csv" : "parquet")}";
            await file.WriteAsync(Path.Combine(folder, name), format, runId, cancellationToken);
            return (new FailingRowsFile(name, rows.Values.Sum(), null), kept);
        }
        catch (ProblemException e)
        {
            return (new FailingRowsFile(null, 0, e.Message), scenarios);
        }
    }

    /// <summary>Removes the file of a run that gets no report, or whose report does not name it, and its folder if nothing else is in it.</summary>
    /// <param name="folder">The folder of the run's report.</param>
    public static void Remove(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
                return;
            foreach (var file in Directory.EnumerateFiles(folder, $"{Prefix}*"))
                File.Delete(file);
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What has ended the run is reported.
        }
    }

    /// <summary>Whether a check of the scenario failed or warned.</summary>
    public static bool HasFailed(ScenarioResult scenario) => scenario.Checks.Any(Fails);

    private static bool Fails(CheckResult check) => check.Outcome is Outcome.Failed or Outcome.Warned;

    private static async Task<Dictionary<CheckResult, FailingCheck>> CollectAsync(
        FailingRowFile file,
        CheckSession session,
        IReadOnlyList<ScenarioResult> scenarios,
        CancellationToken cancellationToken
    )
    {
        var collector = session.Checker.FailingRows();
        var checks = new Dictionary<CheckResult, FailingCheck>(ReferenceEqualityComparer.Instance);
        foreach (var (specification, scenario, written) in session.Specifications.Zip(scenarios, session.AsWritten))
        {
            foreach (var (bound, result, asWritten) in specification.Checks.Zip(scenario.Checks, written.Checks).Where(c => Fails(c.Second)))
            {
                var place = new FailingCheck
                {
                    Number = checks.Count,
                    File = specification.File,
                    Scenario = specification.Name,
                    Line = bound.Line,
                    Sentence = bound.Sentence,
                    Id = FailingCheck.IdOf(asWritten),
                };
                checks[result] = await collector.CollectAsync(bound, result, place, row => file.Add(place.Number, row), cancellationToken);
            }
        }
        return checks;
    }

    private static CheckResult WithRows(CheckResult check, Dictionary<CheckResult, FailingCheck> checks, IReadOnlyDictionary<int, long> rows) =>
        checks.TryGetValue(check, out var found) ? check with { KeptRows = new KeptRows(rows.GetValueOrDefault(found.Number), found.Missing) } : check;
}

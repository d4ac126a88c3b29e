using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;

namespace ShopStream.Reports.Series;

/// <summary>Writes reports/index.html and prunes old reports.</summary>
public static partial class SeriesWriter
{
    /// <summary>Writes the page of all runs from history.jsonl. Older reports are not read; only their existence is checked.</summary>
    /// <param name="reportsFolder">The report folder.</param>
    /// <param name="currency">ISO 4217 code of revenue; null for none.</param>
    /// <param name="warn">Receives a warning about skipped history lines.</param>
    /// <param name="cancellationToken">Cancels writing; the old page stays.</param>
    /// <returns>The path of the page.</returns>
    /// <exception cref="InfrastructureException">The folder cannot be read or written.</exception>
    public static async Task<string> WriteAsync(string reportsFolder, string? currency, Action<string> warn, CancellationToken cancellationToken)
    {
        var history = await HistoryFile.ReadAsync(reportsFolder, warn, cancellationToken);
        var path = Path.GetFullPath(Path.Combine(reportsFolder, "index.html"));
        var page = SeriesPage.Render(history, id => RunFolder().IsMatch(id) && File.Exists(Path.Combine(reportsFolder, id, "index.html")), currency);
        await ReportFile.WriteAsync(path, Encoding.UTF8.GetBytes(page), cancellationToken);
        return path;
    }

    /// <summary>
    /// Deletes the reports of all but the newest runs. Only folders that are named like a run, are not links, and contain results.json or
    /// proof.json are deleted. The history stays.
    /// </summary>
    /// <param name="reportsFolder">The report folder.</param>
    /// <param name="keep">Number of reports to keep; at least 1.</param>
    /// <param name="dryRun">Whether to list the reports without deleting them.</param>
    /// <returns>The run ids, the oldest first, and the size of their files in bytes.</returns>
    /// <exception cref="InfrastructureException">A report cannot be deleted.</exception>
    public static (IReadOnlyList<string> Runs, long Bytes) Prune(string reportsFolder, int keep, bool dryRun)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        if (!Directory.Exists(reportsFolder))
            return ([], 0);
        try
        {
            var runs = new DirectoryInfo(reportsFolder)
                .EnumerateDirectories()
                .Where(d =>
                    RunFolder().IsMatch(d.Name)
                    && d.LinkTarget is null
                    && (File.Exists(Path.Combine(d.FullName, "results.json")) || File.Exists(Path.Combine(d.FullName, "proof.json")))
                )
                .OrderBy(d => d.Name, StringComparer.Ordinal)
                .SkipLast(keep)
                .ToList();
            var bytes = runs.Sum(r => r.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length));
            if (!dryRun)
                foreach (var run in runs)
                    run.Delete(recursive: true);
            return ([.. runs.Select(r => r.Name)], bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InfrastructureException($"{reportsFolder}: an old report cannot be deleted ({e.Message}); fix its permissions, then run again", e);
        }
    }

    // Run ids sort by time.
    [GeneratedRegex(@"\A\d{8}-\d{6}-[0-9a-f]{4}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RunFolder();
}

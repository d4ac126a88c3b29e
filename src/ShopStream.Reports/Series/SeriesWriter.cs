using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Series;

/// <summary>reports/index.html, and the reports that are kept.</summary>
public static partial class SeriesWriter
{
    /// <summary>Writes the page of all runs from history.jsonl alone; of older reports only whether they are there is looked at.</summary>
    /// <param name="reportsFolder">Holds a folder per run, and the history.</param>
    /// <param name="warn">Hears of lines of the history that were left out.</param>
    /// <param name="cancellationToken">Leaves the old page.</param>
    /// <returns>The page's path.</returns>
    /// <exception cref="InfrastructureException">The folder cannot be read or written.</exception>
    public static async Task<string> WriteAsync(string reportsFolder, Action<string> warn, CancellationToken cancellationToken)
    {
        var history = await HistoryFile.ReadAsync(reportsFolder, warn, cancellationToken);
        var path = Path.GetFullPath(Path.Combine(reportsFolder, "index.html"));
        var page = SeriesPage.Render(history, id => RunFolder().IsMatch(id) && File.Exists(Path.Combine(reportsFolder, id, "index.html")));
        await AtomicFile.WriteAsync(path, Encoding.UTF8.GetBytes(page), cancellationToken);
        return path;
    }

    /// <summary>Deletes the folders of all but the newest runs: only such as are named like runs, are no links, and hold a results.json. The history stays.</summary>
    /// <param name="reportsFolder">Holds them.</param>
    /// <param name="keep">How many stay; from 1.</param>
    /// <param name="dryRun">Only tells.</param>
    /// <returns>The ids, the oldest first, and the bytes of their files.</returns>
    /// <exception cref="InfrastructureException">One of them cannot be deleted.</exception>
    public static (IReadOnlyList<string> Runs, long Bytes) Prune(string reportsFolder, int keep, bool dryRun)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        if (!Directory.Exists(reportsFolder)) return ([], 0);
        try
        {
            var runs = new DirectoryInfo(reportsFolder).EnumerateDirectories()
                .Where(d => RunFolder().IsMatch(d.Name) && d.LinkTarget is null && (File.Exists(Path.Combine(d.FullName, "results.json")) || File.Exists(Path.Combine(d.FullName, "proof.json"))))
                .OrderBy(d => d.Name, StringComparer.Ordinal).SkipLast(keep).ToList();
            var bytes = runs.Sum(r => r.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length));
            if (!dryRun) foreach (var run in runs) run.Delete(recursive: true);
            return ([.. runs.Select(r => r.Name)], bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InfrastructureException($"{reportsFolder}: an old report cannot be deleted ({e.Message}); mend its rights, then run again", e);
        }
    }

    // Run ids sort by time.
    [GeneratedRegex(@"\A\d{8}-\d{6}-[0-9a-f]{4}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RunFolder();
}

using ShopStream.Application.Settings;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Series;

namespace ShopStream.Application.Reporting;

/// <summary>The files of a report that was rendered again.</summary>
/// <param name="Page">index.html.</param>
/// <param name="Pictures">Its charts as PNG files; empty where none were requested.</param>
public sealed record RenderedReport(string Page, IReadOnlyList<string> Pictures);

/// <summary>Reports that were deleted, or would be.</summary>
/// <param name="Runs">The ids of the runs.</param>
/// <param name="Bytes">The size of their folders.</param>
public sealed record PrunedReports(IReadOnlyList<string> Runs, long Bytes);

/// <summary>report: renders and prunes the reports of past runs.</summary>
public static class ReportUseCase
{
    /// <summary>Renders the page and the JUnit file of a run from its results.json.</summary>
    /// <param name="settings">The validated settings: the folder of reports and the currency.</param>
    /// <param name="run">A results.json, its folder, or a run's id; null for the newest run.</param>
    /// <param name="pictures">Whether the charts are also written as PNG files.</param>
    /// <param name="warn">Receives a line for each line of the history that cannot be read.</param>
    /// <param name="cancellationToken">Leaves no half-written file.</param>
    /// <exception cref="UsageException">There is no such run.</exception>
    public static async Task<RenderedReport> RenderAsync(
        ShopSettings settings,
        string? run,
        bool pictures,
        Action<string> warn,
        CancellationToken cancellationToken
    )
    {
        var path = Find(settings.Out, run);
        var files = await ReportWriter.RenderAsync(path, cancellationToken);
        var folder = Path.GetDirectoryName(files.Folder)!;
        if (File.Exists(Path.Combine(folder, HistoryFile.Name)))
            await SeriesWriter.WriteAsync(folder, settings.Currency, warn, cancellationToken);
        return new RenderedReport(files.Page, pictures ? await ReportWriter.PicturesAsync(path, cancellationToken) : []);
    }

    /// <summary>Deletes the reports of old runs. The history stays.</summary>
    /// <param name="settings">The validated settings: the folder of reports and the currency.</param>
    /// <param name="keep">How many of the newest runs keep their reports, from 1.</param>
    /// <param name="dryRun">Whether nothing is deleted.</param>
    /// <param name="warn">Receives a line for each line of the history that cannot be read.</param>
    /// <param name="cancellationToken">Cancels the rendering of the page of all runs.</param>
    public static async Task<PrunedReports> PruneAsync(ShopSettings settings, int keep, bool dryRun, Action<string> warn, CancellationToken cancellationToken)
    {
        var reports = settings.Out;
        var (runs, bytes) = SeriesWriter.Prune(reports, keep, dryRun);
        // Reports may also have been deleted by hand: no link of the page is dead after this.
        if (!dryRun && (runs.Count > 0 || File.Exists(Path.Combine(reports, HistoryFile.Name))))
            await SeriesWriter.WriteAsync(reports, settings.Currency, warn, cancellationToken);
        return new PrunedReports(runs, bytes);
    }

    private static string Find(string reports, string? run)
    {
        if (run is null)
        {
            // Run ids sort by time.
            var newest = Directory.Exists(reports)
                ? Directory.EnumerateFiles(reports, "results.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault()
                : null;
            return newest ?? throw new UsageException($"there is no results.json below {reports}: run or check first, or name one");
        }
        var below = Path.Combine(reports, run);
        return !File.Exists(run) && !Directory.Exists(run) && Directory.Exists(below) ? below : run;
    }
}

using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Files;
using ShopStream.Reports.JUnit;
using ShopStream.Reports.Page;
using ShopStream.Reports.Shop;

namespace ShopStream.Reports;

/// <summary>Writes the report of a run into the run's own folder. Each file is replaced in one step.</summary>
public static partial class ReportWriter
{
    // The least that a report takes.
    private const int TriedBytes = 64 * 1024;

    /// <summary>Where <see cref="WriteAsync"/> writes the report of a run.</summary>
    public static ReportFiles FilesOf(RunResult result, string reportsFolder) => ReportFiles.In(FolderOf(result.RunId, reportsFolder));

    /// <summary>The folder of a run, which has its report and what else is kept of it, as a full path.</summary>
    public static string FolderOf(string runId, string reportsFolder) => Path.GetFullPath(Path.Combine(reportsFolder, runId));

    /// <summary>Tries to write into a run's folder, which is created if missing. Nothing stays in it.</summary>
    /// <param name="files">The files that are to be written.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <exception cref="InfrastructureException">The folder is not writable, or its disk is full.</exception>
    public static Task TryOutAsync(ReportFiles files, CancellationToken cancellationToken) =>
        ReportFile.TryOutAsync(Path.Combine(files.Folder, ".try"), TriedBytes, cancellationToken);

    /// <summary>Writes results.json, index.html and junit.xml into the run's folder, which is created if missing.</summary>
    /// <param name="result">The result of the run.</param>
    /// <param name="reportsFolder">The report folder, with one folder per run.</param>
    /// <param name="cancellationToken">Cancels writing; no file is left half-written.</param>
    /// <exception cref="UsageException">The run id is not a valid folder name.</exception>
    /// <exception cref="InfrastructureException">The folder is not writable.</exception>
    public static async Task<ReportFiles> WriteAsync(RunResult result, string reportsFolder, CancellationToken cancellationToken)
    {
        if (!FolderName().IsMatch(result.RunId))
            throw new UsageException(
                $"the run id '{result.RunId}' is not a valid folder name; expected letters, digits, '.', '_' and '-', such as 20261123-131825-a1b2"
            );
        var json = ResultsJson.Write(result);
        var files = FilesOf(result, reportsFolder);
        await ReportFile.WriteAsync(files.Results, Encoding.UTF8.GetBytes(json), cancellationToken);
        // Rendered from the written text, so that rendering again gives the same bytes.
        await RenderAsync(ResultsJson.Read(json), files, cancellationToken);
        return files;
    }

    /// <summary>Removes the files of a report that is given up. What cannot be removed stays.</summary>
    /// <param name="files">The files; they need not exist.</param>
    public static void Remove(ReportFiles files)
    {
        foreach (var file in new[] { files.Page, files.JUnit, files.Results })
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Why it is given up is reported.
            }
        }
    }

    /// <summary>Renders index.html and junit.xml again from a results.json, which is not changed.</summary>
    /// <param name="resultsJsonPath">The file or its folder.</param>
    /// <param name="cancellationToken">Cancels writing; no file is left half-written.</param>
    /// <exception cref="UsageException">The file is missing, unreadable, or not a results.json of a known schema.</exception>
    /// <exception cref="InfrastructureException">The folder is not writable.</exception>
    public static async Task<ReportFiles> RenderAsync(string resultsJsonPath, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Directory.Exists(resultsJsonPath) ? Path.Combine(resultsJsonPath, "results.json") : resultsJsonPath);
        var result = await ResultsFile.ReadAsync(path, cancellationToken);
        var files = ReportFiles.In(Path.GetDirectoryName(path)!) with { Results = path };
        await RenderAsync(result, files, cancellationToken);
        return files;
    }

    /// <summary>Writes every chart of a run as <c>charts/&lt;id&gt;.png</c> next to its results.json.</summary>
    /// <param name="resultsJsonPath">The file or its folder.</param>
    /// <param name="cancellationToken">Cancels writing; no file is left half-written.</param>
    /// <returns>Full paths, in the order of the page.</returns>
    /// <exception cref="UsageException">The file is not a results.json, or the machine has no font.</exception>
    public static async Task<IReadOnlyList<string>> PicturesAsync(string resultsJsonPath, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Directory.Exists(resultsJsonPath) ? Path.Combine(resultsJsonPath, "results.json") : resultsJsonPath);
        var run = await ResultsFile.ReadAsync(path, cancellationToken);
        var written = new List<string>();
        foreach (var chart in ReportCharts.OfArrival(run).Concat(DashboardCharts.Of(run)).Concat(ReportCharts.Of(run)))
        {
            if (ChartPicture.Png(chart) is not { } png)
                continue;
            var picture = Path.Combine(Path.GetDirectoryName(path)!, "charts", chart.Id + ".png");
            await ReportFile.WriteAsync(picture, png, cancellationToken);
            written.Add(picture);
        }
        return written;
    }

    private static async Task RenderAsync(RunResult result, ReportFiles files, CancellationToken cancellationToken)
    {
        await ReportFile.WriteAsync(files.JUnit, JUnitReport.Render(result), cancellationToken);
        await ReportFile.WriteAsync(files.Page, Encoding.UTF8.GetBytes(ReportPage.Render(result)), cancellationToken);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FolderName();
}

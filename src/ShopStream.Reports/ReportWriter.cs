using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.JUnit;
using ShopStream.Reports.Page;

namespace ShopStream.Reports;

/// <summary>Where the report of a run is; full paths.</summary>
/// <param name="Folder">Holds the three files.</param>
/// <param name="Results">results.json.</param>
/// <param name="Page">index.html.</param>
/// <param name="JUnit">junit.xml.</param>
public sealed record ReportFiles(string Folder, string Results, string Page, string JUnit)
{
    internal static ReportFiles In(string folder) =>
        new(folder, Path.Combine(folder, "results.json"), Path.Combine(folder, "index.html"), Path.Combine(folder, "junit.xml"));
}

/// <summary>Makes a run's report. Nothing is written outside the run's folder; each file is either the old one or wholly the new one.</summary>
public static partial class ReportWriter
{
    /// <summary>Writes results.json, index.html and junit.xml into a folder of the run's own, which is made if need be.</summary>
    /// <param name="result">The run.</param>
    /// <param name="reportsFolder">Holds a folder per run.</param>
    /// <param name="cancellationToken">Leaves no half-written file.</param>
    /// <exception cref="UsageException">The run's id is no folder name.</exception>
    /// <exception cref="InfrastructureException">The folder cannot be written to.</exception>
    public static async Task<ReportFiles> WriteAsync(RunResult result, string reportsFolder, CancellationToken cancellationToken)
    {
        if (!FolderName().IsMatch(result.RunId))
            throw new UsageException($"the run id '{result.RunId}' cannot name a report folder; expected letters, digits, '.', '_' and '-', such as 20261123-131825-a1b2");
        var json = ResultsJson.Write(result);
        var files = ReportFiles.In(Path.GetFullPath(Path.Combine(reportsFolder, result.RunId)));
        await AtomicFile.WriteAsync(files.Results, Encoding.UTF8.GetBytes(json), cancellationToken);
        // What is shown is what was written, so that rendering again gives the same bytes.
        await RenderAsync(ResultsJson.Read(json), files, cancellationToken);
        return files;
    }

    /// <summary>Renders index.html and junit.xml again beside a results.json, which stays as it is.</summary>
    /// <param name="resultsJsonPath">The file, or the folder that holds it.</param>
    /// <param name="cancellationToken">Leaves no half-written file.</param>
    /// <exception cref="UsageException">The file is not there, cannot be read, or is no results.json of this schema.</exception>
    /// <exception cref="InfrastructureException">The folder cannot be written to.</exception>
    public static async Task<ReportFiles> RenderAsync(string resultsJsonPath, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Directory.Exists(resultsJsonPath) ? Path.Combine(resultsJsonPath, "results.json") : resultsJsonPath);
        var result = await ResultsFile.ReadAsync(path, cancellationToken);
        var files = ReportFiles.In(Path.GetDirectoryName(path)!) with { Results = path };
        await RenderAsync(result, files, cancellationToken);
        return files;
    }

    /// <summary>Writes every chart of a run as <c>charts/&lt;id&gt;.png</c> beside its results.json.</summary>
    /// <param name="resultsJsonPath">The file, or the folder that holds it.</param>
    /// <param name="cancellationToken">Leaves no half-written file.</param>
    /// <returns>Full paths, in the order of the page.</returns>
    /// <exception cref="UsageException">The file is no results.json, or there is no font to write with.</exception>
    public static async Task<IReadOnlyList<string>> PicturesAsync(string resultsJsonPath, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Directory.Exists(resultsJsonPath) ? Path.Combine(resultsJsonPath, "results.json") : resultsJsonPath);
        var run = await ResultsFile.ReadAsync(path, cancellationToken);
        var written = new List<string>();
        foreach (var chart in ReportCharts.OfArrival(run).Concat(DashboardCharts.Of(run)).Concat(ReportCharts.Of(run)))
        {
            if (ChartPicture.Png(chart) is not { } png) continue;
            var picture = Path.Combine(Path.GetDirectoryName(path)!, "charts", chart.Id + ".png");
            await AtomicFile.WriteAsync(picture, png, cancellationToken);
            written.Add(picture);
        }
        return written;
    }

    private static async Task RenderAsync(RunResult result, ReportFiles files, CancellationToken cancellationToken)
    {
        await AtomicFile.WriteAsync(files.JUnit, JUnitReport.Render(result), cancellationToken);
        await AtomicFile.WriteAsync(files.Page, Encoding.UTF8.GetBytes(ReportPage.Render(result)), cancellationToken);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FolderName();
}

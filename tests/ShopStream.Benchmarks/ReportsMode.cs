using System.Diagnostics;
using System.Globalization;
using System.Text;
using ShopStream.Quality.History;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Page;
using ShopStream.Reports.Series;

namespace ShopStream.Benchmarks;

/// <summary>The pages of runs with many scenarios, made of a real run's; and the page of all runs. Each in a process of its own, from the first line on.</summary>
internal static class ReportsMode
{
    public static async Task RunAsync(string host, string results)
    {
        foreach (var (scenarios, seconds) in new[] { (1_000, 1), (10_000, 5) })
        {
            var page = await PartAsync(host, ["reports-part", "page", $"{scenarios}", results]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"the page of {scenarios:#,##0} scenarios, one in twenty failed: {page.Seconds:0.00} s (bound {seconds} s), {page.Bytes / 1e6:0.0} MB (bound 8 MB)"));
        }
        foreach (var runs in new[] { 100, 1_000 })
        {
            var series = await PartAsync(host, ["reports-part", "series", $"{runs}", results]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the page of {runs:#,##0} runs: {series.Seconds:0.00} s (bound 1 s), {series.Bytes / 1e6:0.0} MB"));
        }
    }

    /// <summary>Prints seconds and bytes.</summary>
    public static async Task PartAsync(string part, int count, string results)
    {
        var run = ResultsJson.Read(await File.ReadAllTextAsync(results));
        var (seconds, bytes) = part is "page" ? Page(Many(run, count)) : await SeriesAsync(run, count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} {bytes}"));
    }

    private static (double Seconds, long Bytes) Page(RunResult run)
    {
        var began = Stopwatch.GetTimestamp();
        var page = ReportPage.Render(run);
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, Encoding.UTF8.GetByteCount(page));
    }

    private static async Task<(double Seconds, long Bytes)> SeriesAsync(RunResult run, int runs)
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-benchmark-").FullName;
        try
        {
            var lines = Enumerable.Range(0, runs).Select(i => HistoryJson.Write(HistoryRun.From(run with
            {
                RunId = string.Create(CultureInfo.InvariantCulture, $"{run.StartedAt.AddDays(i):yyyyMMdd-HHmmss}-0000"),
                StartedAt = run.StartedAt.AddDays(i),
                FinishedAt = run.FinishedAt.AddDays(i),
                Date = run.Date.AddDays(i),
                Scenarios = i % 20 > 0 ? run.Scenarios : Failing(run.Scenarios),
            })));
            await File.WriteAllLinesAsync(Path.Combine(folder, ShopStream.Reports.HistoryFile.Name), lines);
            var began = Stopwatch.GetTimestamp();
            var page = await SeriesWriter.WriteAsync(folder, Console.Error.WriteLine, CancellationToken.None);
            return (Stopwatch.GetElapsedTime(began).TotalSeconds, new FileInfo(page).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RunResult Many(RunResult run, int count) => run with
    {
        Outcome = Outcome.Failed,
        Scenarios = Failing([.. Enumerable.Range(0, count).Select(i => run.Scenarios[i % run.Scenarios.Count] with { Name = $"{run.Scenarios[i % run.Scenarios.Count].Name}, {i}", Line = i + 1 })]),
    };

    private static IReadOnlyList<ScenarioResult> Failing(IReadOnlyList<ScenarioResult> scenarios) => [.. scenarios.Select((s, i) => i % 20 > 0 ? s : s with
    {
        Outcome = Outcome.Failed,
        Checks = [.. s.Checks.Select(c => c with { Outcome = Outcome.Failed, Difference = "+10 rows", Keys = [.. Enumerable.Range(1, 10).Select(k => $"id={k}")] })],
    })];

    private static async Task<(double Seconds, long Bytes)> PartAsync(string host, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = (await process.StandardOutput.ReadToEndAsync()).Trim().Split(' ');
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}");
        return (double.Parse(said[0], CultureInfo.InvariantCulture), long.Parse(said[1], CultureInfo.InvariantCulture));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Page;
using ShopStream.Reports.Series;

namespace ShopStream.Benchmarks;

/// <summary>Measures the page of a run with many scenarios, multiplied from a real run, and the page of all runs. Each runs in a process of its own.</summary>
internal static class ReportsMode
{
    private static readonly (string Kind, string Words)[] Kinds = [("green", "all passed"), ("failing", "one in twenty failed"), ("failed", "all failed")];

    /// <returns>True if everything stayed within its bounds.</returns>
    public static async Task<bool> RunAsync(string host, string results)
    {
        var good = true;
        foreach (var (scenarios, seconds) in new[] { (1_000, 1), (10_000, 5) })
        {
            foreach (var (kind, words) in Kinds)
            {
                var page = await PartAsync(host, ["reports-part", "page", kind, $"{scenarios}", results]);
                good &= Print(string.Create(CultureInfo.InvariantCulture, $"the page of {scenarios:#,##0} scenarios, {words}"), page, seconds);
            }
        }
        foreach (var (kind, words) in Kinds)
            good &= Print($"the page of 1,000 runs, history.jsonl read, {words}", await PartAsync(host, ["reports-part", "series", kind, "1000", results]), 1);
        return good;
    }

    /// <summary>Renders one page, and prints its seconds and bytes.</summary>
    public static async Task PartAsync(string part, string kind, int count, string results)
    {
        var run = ResultsJson.Read(await File.ReadAllTextAsync(results));
        var (seconds, bytes) = part is "page" ? Page(Many(run, kind, count)) : await SeriesAsync(run, kind, count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} {bytes}"));
    }

    private static bool Print(string what, (double Seconds, long Bytes) page, int seconds)
    {
        var good = page.Seconds < seconds && page.Bytes < 8_000_000;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {page.Seconds:0.00} s (bound {seconds} s), {page.Bytes / 1e6:0.0} MB (bound 8 MB){(good ? "" : ": BEYOND ITS BOUND")}"
            )
        );
        return good;
    }

    private static (double Seconds, long Bytes) Page(RunResult run)
    {
        var began = Stopwatch.GetTimestamp();
        var page = ReportPage.Render(run);
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, Encoding.UTF8.GetByteCount(page));
    }

    private static async Task<(double Seconds, long Bytes)> SeriesAsync(RunResult run, string kind, int runs)
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-benchmark-").FullName;
        try
        {
            var (good, bad) = (Passed(run.Scenarios), Failed(run.Scenarios));
            var lines = Enumerable
                .Range(0, runs)
                .Select(i =>
                    HistoryJson.Write(
                        HistoryRun.From(
                            run with
                            {
                                Outcome = Fails(kind, i) ? Outcome.Failed : Outcome.Passed,
                                RunId = string.Create(CultureInfo.InvariantCulture, $"{run.StartedAt.AddDays(i):yyyyMMdd-HHmmss}-0000"),
                                StartedAt = run.StartedAt.AddDays(i),
                                FinishedAt = run.FinishedAt.AddDays(i),
                                Date = run.Date.AddDays(i),
                                Scenarios = Fails(kind, i) ? bad : good,
                            }
                        )
                    )
                );
            await File.WriteAllLinesAsync(Path.Combine(folder, ShopStream.Reports.HistoryFile.Name), lines);
            var began = Stopwatch.GetTimestamp();
            var page = await SeriesWriter.WriteAsync(folder, null, Console.Error.WriteLine, CancellationToken.None);
            return (Stopwatch.GetElapsedTime(began).TotalSeconds, new FileInfo(page).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RunResult Many(RunResult run, string kind, int count)
    {
        var (good, bad) = (Passed(run.Scenarios), Failed(run.Scenarios));
        return run with
        {
            Outcome = kind is "green" ? Outcome.Passed : Outcome.Failed,
            Scenarios =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => (Fails(kind, i) ? bad : good)[i % run.Scenarios.Count])
                    .Select((s, i) => s with { Name = $"{s.Name}, {i}", Line = i + 1 }),
            ],
        };
    }

    private static bool Fails(string kind, int i) => kind is "failed" || (kind is "failing" && i % 20 == 0);

    private static IReadOnlyList<ScenarioResult> Passed(IReadOnlyList<ScenarioResult> scenarios) =>
        [
            .. scenarios.Select(s =>
                s with
                {
                    Outcome = Outcome.Passed,
                    Checks = [.. s.Checks.Select(c => c with { Outcome = Outcome.Passed, Difference = null, Keys = [], DrillDown = null })],
                }
            ),
        ];

    private static IReadOnlyList<ScenarioResult> Failed(IReadOnlyList<ScenarioResult> scenarios) =>
        [
            .. scenarios.Select(s =>
                s with
                {
                    Outcome = Outcome.Failed,
                    Checks =
                    [
                        .. s.Checks.Select(c =>
                            c with
                            {
                                Outcome = Outcome.Failed,
                                Difference = "+10 rows",
                                Keys = [.. Enumerable.Range(1, 10).Select(k => $"id={k}")],
                            }
                        ),
                    ],
                }
            ),
        ];

    private static async Task<(double Seconds, long Bytes)> PartAsync(string host, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = (await process.StandardOutput.ReadToEndAsync()).Trim().Split(' ');
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}");
        return (double.Parse(output[0], CultureInfo.InvariantCulture), long.Parse(output[1], CultureInfo.InvariantCulture));
    }
}

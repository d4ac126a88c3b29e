using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Series;

namespace ShopStream.Tests.Reports.Series;

/// <summary>The page of all runs, and pruning.</summary>
[TestFixture]
internal sealed class SeriesTests
{
    private string folder = "";

    [SetUp]
    public void Create() => folder = Directory.CreateTempSubdirectory("shopstream-series-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    [Category("Slow")]
    public void Page_of_a_thousand_runs_renders_in_seconds_and_says_what_was_left_out()
    {
        var history = new RunHistory([.. Enumerable.Range(0, 1000).Select(i => Run(i, failed: i % 10 == 9))]);
        var clock = Stopwatch.StartNew();

        var page = SeriesPage.Render(history, _ => true);

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "the goal is 1 s on an idle machine");
        Encoding.UTF8.GetByteCount(page).Should().BeLessThan(2_000_000);
        page.Should().Contain("The newest 200 of 1,000 runs; the others are in history.jsonl.");
        var html = XDocument.Parse(page);
        html.Descendants("section").Single(s => s.Attribute("aria-labelledby")?.Value is "runs").Descendants("tr").Should().HaveCount(201);
        html.Descendants("svg").Should().HaveCount(4);
        html.Descendants("script").Should().BeEmpty();
    }

    [Category("Slow")]
    [Test]
    public async Task Writing_a_page_of_a_thousand_runs_does_not_read_old_reports()
    {
        await File.WriteAllLinesAsync(Path.Combine(folder, "history.jsonl"), Enumerable.Range(0, 1_000).Select(i => HistoryJson.Write(Real(i))));
        new FileInfo(Path.Combine(folder, "history.jsonl")).Length.Should().BeGreaterThan(5_000_000, "a line of a real run has about 8 kB");
        foreach (var i in Enumerable.Range(0, 1_000))
        {
            Report(Id(i));
        }
        // A locked file cannot be opened, not even by this process.
        var locked = Enumerable
            .Range(900, 100)
            .SelectMany(i =>
                new[] { "results.json", "index.html" }.Select(f => new FileStream(
                    Path.Combine(folder, Id(i), f),
                    FileMode.Open,
                    FileAccess.ReadWrite,
                    FileShare.None
                ))
            )
            .ToList();

        var watch = Stopwatch.StartNew();
        await SeriesWriter.WriteAsync(folder, null, _ => { }, default);

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(60), "it takes less than 1 s on an idle machine");
        foreach (var file in locked)
            await file.DisposeAsync();
        XDocument
            .Parse(await File.ReadAllTextAsync(Path.Combine(folder, "index.html")))
            .Descendants("table")
            .Single(t => t.Attribute("class")?.Value is "runs")
            .Descendants("a")
            .Count(a => a.Attribute("href")!.Value.EndsWith("/index.html", StringComparison.Ordinal))
            .Should()
            .Be(200);
    }

    [Category("Slow")]
    [Test]
    public void Headline_says_how_the_latest_runs_ended()
    {
        string Said(params bool[] failed) =>
            XDocument.Parse(SeriesPage.Render(new RunHistory([.. failed.Select((f, i) => Run(i, f))]), _ => false)).Descendants("h1").Single().Value;

        Said().Should().Be("No run yet.");
        Said(false).Should().Be("The newest run (data of 2026-01-01) passed. It is the only one so far.");
        Said(false, false).Should().Be("The newest run (data of 2026-01-02) passed, like all 2 runs so far.");
        Said(false, true).Should().Be("The newest run (data of 2026-01-02) did not pass; the one before it did. 1 of 2 runs passed.");
        Said(true, false, false).Should().Be("The newest run (data of 2026-01-03) passed, like the one before it. 2 of 3 runs passed.");
    }

    [Category("Slow")]
    [Test]
    public void Flaky_scenarios_are_counted_by_their_status_changes()
    {
        var flaky = Flaky.Of([.. new[] { false, true, false, true, true }.Select((f, i) => Run(i, f))], 10);

        flaky.Should().Equal(new Flaky(new ScenarioName("a.feature", "Flickers"), 3, 5, Outcome.Failed));
        Flaky.Of([.. new[] { false, false, true }.Select((f, i) => Run(i, f))], 10).Should().BeEmpty();
    }

    [Category("Slow")]
    [Test]
    public void Slowest_scenarios_are_ranked_by_their_median() =>
        Slow.Of([.. Enumerable.Range(0, 3).Select(i => Run(i, false))], 10)
            .Should()
            .Equal(new Slow("a.feature: Steady", 1.0, 3), new Slow("a.feature: Flickers", 0.5, 3));

    [Category("Slow")]
    [Test]
    public void Difference_is_that_of_the_most_divergent_mart()
    {
        var line = RunLine.Of(
            Run(0, false) with
            {
                Figures = new Dictionary<string, decimal>(StringComparer.Ordinal)
                {
                    ["rows of source orders"] = 5,
                    ["rows of source users"] = 2,
                    ["rows of raw users"] = 9,
                    ["revenue of source orders"] = 10.50m,
                    ["revenue of mart a"] = 10.51m,
                    ["revenue of mart b"] = 10.30m,
                },
            }
        );

        (line.Rows, line.Revenue, line.Difference).Should().Be((7L, 10.50m, -0.20m));
    }

    [Category("Slow")]
    [Test]
    public async Task Prune_deletes_only_old_reports_and_leaves_no_dead_link()
    {
        var ids = Enumerable.Range(0, 5).Select(i => Id(i)).ToList();
        foreach (var id in ids)
            Report(id);
        Report("my-own-folder");
        Directory.CreateDirectory(Path.Combine(folder, "20200101-000000-0000"));
        var elsewhere = Directory.CreateDirectory(Path.Combine(folder, "elsewhere")).FullName;
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "results.json"), "{}");
        Directory.CreateSymbolicLink(Path.Combine(folder, "20190101-000000-0000"), elsewhere);
        await File.WriteAllLinesAsync(Path.Combine(folder, "history.jsonl"), Enumerable.Range(0, 5).Select(i => HistoryJson.Write(Run(i, false))));

        SeriesWriter.Prune(folder, 2, dryRun: true).Runs.Should().Equal(ids.Take(3));
        Directory.Exists(Path.Combine(folder, ids[0])).Should().BeTrue();
        var (runs, bytes) = SeriesWriter.Prune(folder, 2, dryRun: false);
        var page = await File.ReadAllTextAsync(await SeriesWriter.WriteAsync(folder, null, _ => { }, default));

        runs.Should().Equal(ids.Take(3));
        bytes.Should().Be(12);
        Directory
            .GetFileSystemEntries(folder)
            .Select(Path.GetFileName)
            .Should()
            .BeEquivalentTo("20190101-000000-0000", "20200101-000000-0000", "elsewhere", "my-own-folder", "history.jsonl", "index.html", ids[3], ids[4]);
        File.Exists(Path.Combine(elsewhere, "results.json")).Should().BeTrue();
        XDocument
            .Parse(page)
            .Descendants("a")
            .Select(a => a.Attribute("href")!.Value)
            .Where(h => !h.StartsWith('#'))
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo($"{ids[4]}/index.html", $"{ids[3]}/index.html");
    }

    private void Report(string id)
    {
        Directory.CreateDirectory(Path.Combine(folder, id));
        File.WriteAllText(Path.Combine(folder, id, "results.json"), "{}");
        File.WriteAllText(Path.Combine(folder, id, "index.html"), "ok");
    }

    private static string Id(int i) => Start(i).ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + "-a1b2";

    private static DateTimeOffset Start(int i) => new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.Zero).AddDays(i);

    // About as many scenarios and values as the shipped features have.
    private static HistoryRun Real(int i) =>
        Run(i, failed: i % 10 == 9) with
        {
            Scenarios = Enumerable
                .Range(0, 12)
                .ToDictionary(
                    f => $"features/subject/feature-{f}.feature",
                    f =>
                        (IReadOnlyDictionary<string, Outcome>)
                            Enumerable
                                .Range(0, 10)
                                .ToDictionary(
                                    s => $"Scenario {s} says something about a table that people care about",
                                    s => (i + s) % 97 == 0 ? Outcome.Failed : Outcome.Passed,
                                    StringComparer.Ordinal
                                ),
                    StringComparer.Ordinal
                ),
            Figures = Enumerable
                .Range(0, 60)
                .ToDictionary(
                    f => f < 40 ? $"rows of {(f % 2 == 0 ? "source" : "raw")} table_{f}" : $"revenue of {(f % 2 == 0 ? "source" : "mart")} table_{f}",
                    f => 1_000.25m + f + i,
                    StringComparer.Ordinal
                ),
            Slowest = Enumerable
                .Range(0, 10)
                .ToDictionary(
                    s => $"features/subject/feature-{s}.feature: Scenario {(i + s) % 10} says something about a table that people care about",
                    s => s * 0.1,
                    StringComparer.Ordinal
                ),
        };

    private static HistoryRun Run(int i, bool failed) =>
        new()
        {
            Schema = 1,
            RunId = Id(i),
            StartedAt = Start(i),
            FinishedAt = Start(i).AddSeconds(5 + (i % 3)),
            Date = DateOnly.FromDateTime(Start(i).UtcDateTime),
            Outcome = failed ? Outcome.Failed : Outcome.Passed,
            ExitCode = failed ? 1 : 0,
            Counts = new OutcomeCounts(failed ? 1 : 2, 0, failed ? 1 : 0, 0, 0),
            Queries = 3,
            Scenarios = new Dictionary<string, IReadOnlyDictionary<string, Outcome>>(StringComparer.Ordinal)
            {
                ["a.feature"] = new Dictionary<string, Outcome>(StringComparer.Ordinal)
                {
                    ["Steady"] = Outcome.Passed,
                    ["Flickers"] = failed ? Outcome.Failed : Outcome.Passed,
                },
            },
            Figures = new Dictionary<string, decimal>(StringComparer.Ordinal)
            {
                ["rows of source orders"] = 5000 + i,
                ["revenue of source orders"] = 1_000.50m,
                ["revenue of mart mart_sales_overview"] = failed ? 1_000.49m : 1_000.50m,
            },
            Slowest = new Dictionary<string, double>(StringComparer.Ordinal) { ["a.feature: Steady"] = i, ["a.feature: Flickers"] = 0.5 },
        };
}

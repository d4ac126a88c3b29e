using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Cli;

[Category("Fast")]
public sealed class PruneTests
{
    private static readonly string[] Ids = ["20261127-060000-0001", "20261127-060100-0002", "20261127-060200-0003"];

    private TestWorkspace place = null!;

    [SetUp]
    public void Make()
    {
        place = new TestWorkspace();
        foreach (var id in Ids)
        {
            place.With($"reports/{id}/results.json", "{}");
            place.With($"reports/{id}/index.html", "ok");
        }
        place.With("reports/history.jsonl", string.Concat(Ids.Select((id, i) => HistoryJson.Write(SampleHistory.Run(id, SampleHistory.Friday, i)) + "\n")));
        place.With("reports/index.html", "of before");
    }

    [TearDown]
    public void Remove() => place.Dispose();

    [TestCase(1, "2 reports in * were deleted, *")]
    [TestCase(2, "1 report in * was deleted, *")]
    [TestCase(3, "0 reports in * were deleted, *")]
    public async Task Prune_reports_the_count_and_keeps_links_to_the_remaining_runs(int keep, string last)
    {
        var output = await PruneAsync(keep);

        output.Out.TrimEnd().Split('\n')[^1].Should().Match(last);
        Links().Should().BeEquivalentTo(Ids.TakeLast(keep).Select(id => $"{id}/index.html"));
    }

    [Test]
    public async Task Externally_deleted_report_is_not_linked()
    {
        Directory.Delete(place.In($"reports/{Ids[0]}"), recursive: true);

        await PruneAsync(3);

        Links().Should().BeEquivalentTo($"{Ids[2]}/index.html", $"{Ids[1]}/index.html");
    }

    [Test]
    public async Task A_dry_run_writes_nothing()
    {
        var output = await PruneAsync(2, "--dry-run");

        output.Out.Should().Contain("1 report in ").And.Contain(" would be deleted, ");
        File.ReadAllText(place.In("reports/index.html")).Should().Be("of before");
    }

    [Test]
    public async Task A_folder_without_runs_is_left_as_it_is()
    {
        place.With("site/index.html", "mine");

        var output = await ShopProgram.RunAsync("report", "prune", "--keep", "1", "--out", place.In("site"));

        output.ExitCode.Should().Be(ExitCodes.Passed, "{0}", output);
        File.ReadAllText(place.In("site/index.html")).Should().Be("mine");
    }

    private async Task<ProgramOutput> PruneAsync(int keep, params string[] options)
    {
        var output = await ShopProgram.RunAsync(["report", "prune", "--keep", $"{keep}", "--out", place.In("reports"), .. options]);
        output.ExitCode.Should().Be(ExitCodes.Passed, "{0}", output);
        return output;
    }

    // The calendar and the list of runs link the same reports.
    private IEnumerable<string> Links() =>
        System
            .Xml.Linq.XDocument.Parse(File.ReadAllText(place.In("reports/index.html")))
            .Descendants("a")
            .Select(a => a.Attribute("href")!.Value)
            .Where(h => !h.StartsWith('#'))
            .Distinct(StringComparer.Ordinal);
}

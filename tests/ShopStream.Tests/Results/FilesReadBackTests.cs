using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.JUnit;
using ShopStream.Reports.Page;
using ShopStream.Reports.Series;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Lake;
using ShopStream.Tests.Reports;

namespace ShopStream.Tests.Results;

/// <summary>Every file that is read back is damaged in every place: it is used as it is, or refused with a message that names the place.</summary>
[TestFixture, Category("Slow"), Parallelizable(ParallelScope.All)]
public sealed class FilesReadBackTests
{
    private static readonly string History = HistoryJson.Write(
        HistoryRun.From(Samples.Complete with { Figures = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["rows of a"] = 1 } })
    );

    [Test]
    public void Manifest() =>
        Try(
            System.Text.Encoding.UTF8.GetString(SampleManifest.Of(SampleManifest.Date).ToJson()),
            Lane.Pick(3, 1),
            json =>
            {
                var read = Pipeline.Lake.Manifest.FromJson(JsonFuzz.Bytes(json), SampleManifest.Date);
                // What readers of a manifest do with it.
                _ = read.Files.ToList();
                _ = read.Tables.Sum(t => t.Rows);
                _ = read.SourceTables.ToList();
            }
        );

    [Test]
    public void Line_of_the_history() =>
        Try(
            History,
            Lane.Pick(7, 1),
            json =>
            {
                var run = HistoryJson.Read(JsonFuzz.Bytes(json));
                var history = new RunHistory([run, run with { RunId = "20260315-020005-a1b2" }]);
                _ = SinceLastRun.Of(Samples.Mixed.Scenarios, history);
                _ = Trend.Of("x", new DateOnly(2026, 3, 16), Samples.Mixed.Layers, history);
                _ = SeriesPage.Render(history, _ => true, null);
            }
        );

    [Test]
    public void Results() =>
        Try(
            ResultsJson.Write(Samples.Complete),
            Lane.Pick(113, 1),
            json =>
            {
                var run = ResultsFile.Read(json);
                _ = ReportPage.Render(run);
                _ = JUnitReport.Render(run);
            }
        );

    [Test]
    public void Results_of_schema_1() =>
        Try(
            File.ReadAllText(Path.Combine(Clone.Root, "tests", "ShopStream.Tests", "Reports", "results-schema-1.json")),
            Lane.Pick(97, 5),
            json =>
            {
                var run = ResultsFile.Read(json);
                _ = ReportPage.Render(run);
            }
        );

    [Test]
    public void Lease() =>
        Try(
            System.Text.Encoding.UTF8.GetString(new LakeLease("run", "owner", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch).ToJson()),
            1,
            json =>
            {
                _ = LakeLease.FromJson(JsonFuzz.Bytes(json))?.IsStale(DateTimeOffset.UnixEpoch);
            }
        );

    [Test]
    public void Settings()
    {
        const string Good =
            "<?xml version=\"1.0\"?>\n<RunSettings>\n<TestRunParameters>\n<Parameter name=\"scale\" value=\"2\" />\n"
            + "<Parameter name=\"source.columns.orders\" value=\"id, status\" />\n"
            + "<Parameter name=\"rule.revenue\" value=\"status is not one of cancelled, refunded\" />\n</TestRunParameters>\n</RunSettings>";
        using var place = new TestWorkspace();
        var random = new Random(20261129);
        foreach (
            var text in Enumerable
                .Range(1, Good.Length / 4)
                .Select(i => Good[..(i * 4)])
                .Concat(Enumerable.Range(0, Lane.Pick(300, 5_000)).Select(_ => Changed(Good, random)))
        )
        {
            var file = place.With("a.runsettings", text);
            try
            {
                _ = LoadedSettings.Read(file, new Dictionary<string, string>(StringComparer.Ordinal), _ => null);
            }
            catch (UsageException e)
            {
                e.Message.Should().Contain("a.runsettings", text);
            }
        }
    }

    [TestCase("scenarios/0/name", "field scenarios[0].name")]
    [TestCase("outcome", "field outcome")]
    [TestCase("scenarios/0/checks", "field scenarios[0].checks")]
    [TestCase("lineage/0/upstream/0", "field lineage[0].upstream[0]")]
    public void Message_names_the_place_in_the_document(string path, string place) =>
        FluentActions
            .Invoking(() =>
                ResultsFile.Read(
                    JsonFuzz.With(
                        ResultsJson.Write(Samples.WithMarts with { Lineage = [new("raw", "orders", ["lake orders"])] }),
                        path.Split('/'),
                        "{\"zq\": 1}"
                    )
                )
            )
            .Should()
            .Throw<JsonException>()
            .Which.Message.Should()
            .Contain(place)
            .And.NotContain("ShopStream.")
            .And.NotContain("System.");

    private static string Changed(string text, Random random)
    {
        const string Hostile = "<>&\"'=/ \0\u0001x9\n";
        var changed = text.ToCharArray();
        for (var n = random.Next(1, 4); n > 0; n--)
            changed[random.Next(changed.Length)] = Hostile[random.Next(Hostile.Length)];
        return new string(changed);
    }

    private static void Try(string good, int part, Action<string> use)
    {
        use(good);
        var wrong = new List<string>();
        foreach (var (what, json) in JsonFuzz.Of(good, part))
        {
            try
            {
                use(json);
            }
            catch (JsonException e)
                when (!e.Message.Contains("ShopStream.", StringComparison.Ordinal) && !e.Message.Contains("System.", StringComparison.Ordinal))
            {
                // Refused, in words of the document.
            }
            catch (Exception e) when (e is not AssertionException)
            {
                wrong.Add(
                    $"{what}: {e.GetType().Name} {e.Message.Split('\n')[0]} "
                        + $"{e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("ShopStream", StringComparison.Ordinal))?.Trim()}"
                );
            }
        }
        wrong.Should().BeEmpty();
    }
}

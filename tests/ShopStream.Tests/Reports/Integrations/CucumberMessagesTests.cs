using System.Text.Json.Nodes;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations.Cucumber;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports.Integrations;

[Category("Fast")]
public sealed class CucumberMessagesTests
{
    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal) { ["counts/rows.feature"] = "Feature: Row counts\n" };

    [Test]
    public void Messages_of_a_run_with_every_outcome_match_the_snapshot() =>
        Snapshot.Match(string.Join("\n", Lines(SampleRuns.Mixed).Where(l => !l.StartsWith("{\"meta\"", StringComparison.Ordinal))) + "\n", "messages-mixed");

    [Test]
    public void Every_referenced_id_is_defined_before_and_once()
    {
        foreach (var run in new[] { SampleRuns.Mixed, SampleRuns.Hostile, Samples.Large(50), Samples.Stopped })
        {
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var line in Lines(run))
            {
                line.Should().NotContain("\n");
                var message = JsonNode.Parse(line)!.AsObject();
                message.Should().ContainSingle("an envelope holds one message");
                var all = Properties(message).ToList();
                foreach (var (_, id) in all.Where(p => p.Name is "id"))
                    known.Add(id).Should().BeTrue($"{id} stands for one thing");
                foreach (var (name, id) in all.Where(p => p.Name.EndsWith("Id", StringComparison.Ordinal) || p.Name is "astNodeIds"))
                    known.Should().Contain(id, $"{name} refers to something");
            }
        }
    }

    [Test]
    public void Examples_are_executed_scenarios_also_of_a_run_that_they_ended()
    {
        var run = SampleRuns.Mixed with { Examples = [SampleExamples.Passed, SampleExamples.Failed], Problem = "examples: 1 of 2 examples did not pass" };

        var lines = Lines(run);

        lines.Should().ContainSingle(l => l.StartsWith("{\"gherkinDocument\":{\"uri\":\"models/sales-overview.feature\"", StringComparison.Ordinal));
        var pickles = lines.Where(l => l.StartsWith("{\"pickle\"", StringComparison.Ordinal) && l.Contains("sales-overview")).ToList();
        pickles.Should().HaveCount(2).And.OnlyContain(p => p.Contains("\"type\":\"Action\""));
        Results(run).Where(r => r.Message is { } message && message.Contains("0.00 → 10.00")).Should().ContainSingle().Which.Status.Should().Be("FAILED");
        Results(run with { Features = [], Scenarios = [] }).Select(r => r.Status).Should().Equal("PASSED", "PASSED", "PASSED", "PASSED", "PASSED", "FAILED");
    }

    [Test]
    public void Messages_are_in_the_order_of_the_protocol()
    {
        var kinds = Lines(SampleRuns.Mixed).Select(l => JsonNode.Parse(l)!.AsObject().Single().Key).ToList();
        kinds.Take(5).Should().Equal("meta", "testRunStarted", "source", "gherkinDocument", "pickle");
        kinds.LastIndexOf("pickle").Should().BeLessThan(kinds.IndexOf("testCase"));
        kinds.LastIndexOf("testCase").Should().BeLessThan(kinds.IndexOf("testCaseStarted"));
        kinds[^1].Should().Be("testRunFinished");
        kinds
            .Count(k => k is "testStepStarted")
            .Should()
            .Be(kinds.Count(k => k is "testStepFinished"))
            .And.Be(SampleRuns.Mixed.Scenarios.Sum(s => s.Steps.Count));
    }

    [Test]
    public void Context_steps_pass_and_check_steps_have_an_outcome()
    {
        var results = Results(SampleRuns.Mixed);
        results
            .Select(r => r.Status)
            .Should()
            .Equal("PASSED", "PASSED", "FAILED", "PASSED", "PASSED", "PASSED", "UNDEFINED", "FAILED", "PASSED", "PASSED", "FAILED");
        results[2].Message.Should().Be("expected: 5,000 rows, as in source orders\nfound: 4,999 rows\ndifference: −1 row\naffected rows: id=17");
        results[6].Message.Should().Be("note: raw events is empty");
        results[10].Message.Should().StartWith("note: warehouse: the query did not end within 30 s");
        var attached = Lines(SampleRuns.Mixed)
            .Select(l => JsonNode.Parse(l)!["attachment"])
            .OfType<JsonObject>()
            .Should()
            .ContainSingle("a warning has its evidence attached")
            .Subject;
        $"{attached["body"]}".Should().Contain("found: 2 rows");
        Finished(SampleRuns.Mixed).Should().Be("false");
        Finished(SampleRuns.Green).Should().Be("true");
    }

    [Test]
    public void Broken_run_has_no_passed_step() =>
        Results(SampleRuns.Mixed with { Problem = "p", Scenarios = [SampleRuns.Mixed.Scenarios[2]] })
            .Select(r => r.Status)
            .Should()
            .Equal("SKIPPED", "UNDEFINED");

    [Test]
    public void French_feature_keeps_its_keywords()
    {
        var feature = SampleRuns.Mixed.Features[0] with { Language = "fr" };
        var document = Lines(SampleRuns.Mixed with { Features = [feature], Scenarios = [SampleRuns.Mixed.Scenarios[0] with { Language = "fr" }] })
            .Select(l => JsonNode.Parse(l)!["gherkinDocument"])
            .OfType<JsonObject>()
            .Single();
        $"{document["feature"]!["keyword"]} {document["feature"]!["children"]![0]!["scenario"]!["keyword"]}".Should().Be("Fonctionnalité Scénario");
    }

    [Test]
    public async Task Available_feature_files_are_included_as_source()
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-messages-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "counts"));
            await File.WriteAllTextAsync(Path.Combine(folder, "counts", "rows.feature"), "Feature: é\n");
            var path = Path.Combine(folder, CucumberMessages.FileName);

            await CucumberMessages.WriteAsync(SampleRuns.Mixed, folder, path, CancellationToken.None);

            var source = (await File.ReadAllLinesAsync(path)).Select(l => JsonNode.Parse(l)!["source"]).OfType<JsonObject>().Should().ContainSingle().Subject;
            $"{source["uri"]} {source["data"]} {source["mediaType"]}".Should().Be("counts/rows.feature Feature: é\n text/x.cucumber.gherkin+plain");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Lines(RunResult run) => [.. CucumberMessages.Of(run, Sources).Select(NdjsonLine.Of)];

    private static List<(string Status, string Message)> Results(RunResult run) =>
        [
            .. Lines(run)
                .Select(l => JsonNode.Parse(l)!["testStepFinished"]?["testStepResult"])
                .OfType<JsonObject>()
                .Select(r => ($"{r["status"]}", $"{r["message"]}")),
        ];

    private static string Finished(RunResult run) => $"{JsonNode.Parse(Lines(run)[^1])!["testRunFinished"]!["success"]}";

    private static IEnumerable<(string Name, string Value)> Properties(JsonNode node) =>
        node switch
        {
            JsonObject o => o.SelectMany(p =>
                p.Value switch
                {
                    JsonArray a when p.Key is "astNodeIds" => a.Select(i => (p.Key, $"{i}")),
                    JsonObject or JsonArray => Properties(p.Value),
                    { } v => [(p.Key, $"{v}")],
                    _ => [],
                }
            ),
            JsonArray a => a.SelectMany(i => i is JsonObject ? Properties(i) : []),
            _ => [],
        };
}

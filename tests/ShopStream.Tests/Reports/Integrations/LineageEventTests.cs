using System.Text.Json.Nodes;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.OpenLineage;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports.Integrations;

[Category("Fast")]
public sealed class LineageEventTests
{
    private static readonly System.Text.Json.JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Test]
    public void Events_of_a_run_with_every_outcome_match_the_snapshot() =>
        Snapshot.Match(string.Join("\n", Events(SampleRuns.Mixed).Select(e => e.ToJsonString(Indented))) + "\n", "openlineage-mixed");

    [Test]
    public void Job_has_one_id_derived_from_the_run()
    {
        var ids = Events(SampleRuns.Mixed).Select(e => ($"{e["job"]!["name"]} {e["eventType"]}", Guid.Parse($"{e["run"]!["runId"]}"))).ToList();

        ids.Select(i => i.Item1).Should().Equal("pipeline START", "pipeline COMPLETE", "checks START", "checks FAIL");
        ids.Select(i => i.Item2).Should().Equal(ids[0].Item2, ids[0].Item2, ids[2].Item2, ids[2].Item2);
        ids[0].Item2.Should().NotBe(ids[2].Item2);
        ids[0].Item2.Version.Should().Be(8);
        Events(SampleRuns.Mixed).Select(e => $"{e["run"]!["runId"]}").Should().Equal(ids.Select(i => $"{i.Item2}"), "ids are derived from the run");
        Events(SampleRuns.Mixed with { RunId = "20260314-020005-a1b3" })
            .Select(e => $"{e["run"]!["runId"]}")
            .Should()
            .NotIntersectWith(ids.Select(i => $"{i.Item2}"));
    }

    [TestCase(ExitCodes.Passed, "COMPLETE")]
    [TestCase(ExitCodes.Failed, "FAIL")]
    [TestCase(ExitCodes.NotJudged, "FAIL")]
    public void Checks_job_completes_only_if_the_run_passed(int exitCode, string type) =>
        $"{Events(SampleRuns.Mixed with { ExitCode = exitCode }).Last()["eventType"]}".Should().Be(type);

    [Test]
    public void Check_is_an_assertion_on_every_dataset_and_column_it_reads()
    {
        var inputs = Events(SampleRuns.Mixed).Last()["inputs"]!.AsArray();
        var assertions = inputs.SelectMany(i =>
            i!
                ["inputFacets"]
                ?["dataQualityAssertions"]?["assertions"]?.AsArray()
                .Select(a => $"{i["name"]} {a!["column"]} {a["success"]} {a["params"]!["outcome"]}")
            ?? []
        );

        assertions
            .Should()
            .BeEquivalentTo(
                "source.orders  false failed",
                "raw.orders  false failed",
                "raw.events event_type false notJudged",
                "mart.mart_sales_overview total_revenue false failed",
                "source.orders status false failed",
                "source.orders total_amount false failed"
            );
    }

    [Test]
    public void Run_without_data_movement_has_no_pipeline_job() =>
        Events(SampleRuns.Mixed with { Stages = [new("check", 1, null, null)] }).Select(e => $"{e["job"]!["name"]}").Should().Equal("checks", "checks");

    [Test]
    public void Broken_run_fails_with_its_message() =>
        $"{Events(Samples.Stopped).Last()["run"]!["facets"]!["errorMessage"]!["message"]}".Should().Contain("connection refused");

    [Test]
    public void Every_facet_names_its_producer_and_its_schema()
    {
        foreach (
            var facets in Events(SampleRuns.Mixed)
                .SelectMany(e =>
                    new[] { e["run"]!["facets"], e["job"]!["facets"] }
                        .Concat(e["inputs"]!.AsArray().Select(i => i!["inputFacets"]))
                        .Concat(e["outputs"]!.AsArray().Select(o => o!["outputFacets"]))
                )
                .OfType<JsonObject>()
        )
        {
            facets.Select(f => $"{f.Value!["_producer"]}").Should().OnlyContain(p => p.StartsWith("urn:shopstream-quality:", StringComparison.Ordinal));
            facets
                .Select(f => $"{f.Value!["_schemaURL"]}")
                .Should()
                .OnlyContain(u =>
                    u.StartsWith("https://openlineage.io/spec/facets/", StringComparison.Ordinal) && u.Contains(".json#/$defs/", StringComparison.Ordinal)
                );
        }
    }

    [Test]
    public async Task Events_are_appended_to_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-ol-").FullName;
        try
        {
            var path = Path.Combine(folder, "new", "lineage.ndjson");
            using var publisher = new HttpPublisher(new StubHandler(), TimeProvider.System);
            foreach (var run in new[] { SampleRuns.Mixed, SampleRuns.Hostile })
                await LineageEvents.SendAsync(run, new() { OpenLineage = path }, publisher, CancellationToken.None);

            var lines = await File.ReadAllLinesAsync(path);
            lines.Should().HaveCount(6);
            lines.Select(l => $"{JsonNode.Parse(l)!["eventType"]}").Should().Equal("START", "COMPLETE", "START", "FAIL", "START", "FAIL");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCase("http://lineage.test:5000", "http://lineage.test:5000/api/v1/lineage")]
    [TestCase("https://lineage.test/ingest?x=1", "https://lineage.test/ingest?x=1")]
    public async Task Events_are_posted_to_the_URL_with_the_key(string setting, string to)
    {
        var handler = new StubHandler();
        using var publisher = new HttpPublisher(handler, TimeProvider.System);

        await LineageEvents.SendAsync(SampleRuns.Mixed, new() { OpenLineage = setting, OpenLineageKey = "k" }, publisher, CancellationToken.None);

        handler.Requests.Select(r => (r.To.AbsoluteUri, r.Authorization)).Should().Equal(Enumerable.Repeat((to, (string?)"Bearer k"), 4));
        handler.Requests.Select(r => $"{JsonNode.Parse(r.Body)!["job"]!["name"]}").Should().Equal("pipeline", "pipeline", "checks", "checks");
    }

    [TestCase("out/lineage.ndjson", true)]
    [TestCase("http://lineage.test", true)]
    [TestCase("ftp://lineage.test", false)]
    [TestCase("http://user:word@lineage.test", false)]
    [TestCase("a\nb", false)]
    public void Invalid_OpenLineage_setting_is_reported(string value, bool good) => (IntegrationOptions.OpenLineageFault(value) is null).Should().Be(good);

    private static List<JsonObject> Events(RunResult run) => [.. LineageEvents.Of(run, new IntegrationOptions().DatasetNames)];
}

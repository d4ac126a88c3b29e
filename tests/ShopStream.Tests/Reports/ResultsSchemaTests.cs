using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.JUnit;
using ShopStream.Reports.Page;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Reports;

/// <summary>A results.json that the last version with schema 1 wrote from <see cref="Samples.Complete"/>.</summary>
[Category("Fast")]
public sealed class ResultsSchemaTests
{
    private static readonly string Schema1 = File.ReadAllText(Path.Combine(Clone.Root, "tests", "ShopStream.Tests", "Reports", "results-schema-1.json"));

    [Test]
    public void Schema_1_file_renders_like_its_schema_2_equivalent()
    {
        var (old, current) = (ResultsJson.Read(Schema1), ResultsJson.Read(ResultsJson.Write(Samples.Complete)));

        ReportPage.Render(old).Should().Be(ReportPage.Render(current)).And.Contain("First divergent layer").And.Contain("rounded by the payment provider");
        JUnitReport.Render(old).Should().Equal(JUnitReport.Render(current));
    }

    [Test]
    public void Schema_1_file_converts_to_schema_2() => ResultsJson.Write(ResultsJson.Read(Schema1)).Should().Be(ResultsJson.Write(Samples.Complete));

    [Test]
    public async Task Report_of_a_schema_1_file_leaves_the_file_unchanged()
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-schema-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "results.json"), Schema1);

            var files = await ReportWriter.RenderAsync(folder, CancellationToken.None);

            (await File.ReadAllTextAsync(files.Page)).Should().Contain("Revenue of 2026-03-14 cannot be trusted");
            (await File.ReadAllTextAsync(files.Results)).Should().Be(Schema1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Schema_2_uses_the_words_of_the_glossary()
    {
        using var json = JsonDocument.Parse(ResultsJson.Write(Samples.Complete));
        var names = Names(json.RootElement).ToHashSet(StringComparer.Ordinal);

        json.RootElement.GetProperty("schema").GetInt32().Should().Be(2);
        names
            .Should()
            .Contain([
                "layers",
                "layer",
                "upstream",
                "revenueDefinition",
                "reconcilingItems",
                "message",
                "checks",
                "drillDown",
                "metric",
                "levels",
                "firstDivergentLayer",
                "causes",
                "cause",
            ]);
        names.Should().NotContain(["hops", "hop", "revenueRule", "items", "says", "claims", "ladder", "what", "firstHop"]);
    }

    [Test]
    public void Root_cause_is_read_back()
    {
        var cause = new RootCause("raw orders", "Orders arrive", "lake.feature", 7) { Contradicts = "raw order_items" };
        var written = ResultsJson.Write(WithRootCause(cause));

        var read = ResultsJson.Read(written);

        read.Scenarios.SelectMany(s => s.Checks).Select(c => c.RootCause).OfType<RootCause>().Should().Equal(cause);
        ResultsJson.Write(read).Should().Be(written);
    }

    [Test]
    public void Page_of_the_schema_names_every_property_of_a_check()
    {
        var page = File.ReadAllText(Path.Combine(Clone.Root, "docs", "integrations.md"));
        using var json = JsonDocument.Parse(
            ResultsJson.Write(WithRootCause(new RootCause("raw orders", "Orders arrive", "lake.feature", 7) { Contradicts = "raw order_items" }))
        );
        var checks = json.RootElement.GetProperty("scenarios").EnumerateArray().SelectMany(s => s.GetProperty("checks").EnumerateArray()).ToList();
        var parts = checks.Concat(
            checks.SelectMany(c =>
                new[] { "drillDown", "rootCause" }.Where(p => c.TryGetProperty(p, out var part) && part.ValueKind is JsonValueKind.Object).Select(c.GetProperty)
            )
        );

        parts
            .SelectMany(p => p.EnumerateObject())
            .Select(p => p.Name)
            .Distinct(StringComparer.Ordinal)
            .Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal))
            .Should()
            .BeEmpty();
    }

    private static RunResult WithRootCause(RootCause cause)
    {
        var failed = Samples.Complete.Scenarios.First(s => s.Outcome == Outcome.Failed);
        var caused = failed with { Checks = [.. failed.Checks.Select((c, i) => i == 0 ? c with { RootCause = cause } : c)] };
        return Samples.Complete with { Scenarios = [.. Samples.Complete.Scenarios.Select(s => ReferenceEquals(s, failed) ? caused : s)] };
    }

    [TestCase("[]")]
    [TestCase("{\"schema\": 1, \"hops\": 5, \"scenarios\": {}}")]
    [TestCase("{\"schema\": 1, \"hops\": [], \"hops\": []}")]
    public void Broken_schema_1_file_is_rejected(string json) => FluentActions.Invoking(() => ResultsJson.Read(json)).Should().Throw<JsonException>();

    private static IEnumerable<string> Names(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Names(p.Value).Prepend(p.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
            _ => [],
        };
}

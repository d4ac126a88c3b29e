using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.MutationTesting;
using ShopStream.Reports.Mutations;
using ShopStream.Reports.Series;

namespace ShopStream.Tests.Reports.Mutations;

/// <summary>What proof.html and proof.json say.</summary>
[Category("Fast")]
public sealed class MutationPageTests
{
    [Test]
    public void The_page_says_what_is_caught_what_is_not_and_what_would_catch_it()
    {
        var page = XDocument.Parse(MutationPage.Render(MutationSamples.Mixed));
        var text = Text(page);

        text.Should().Contain("60 % of mutants were caught; 2 mutants survived.");
        Section(page, "survivors").Should().Contain("a row of raw orders (id 17, country FRA) is lost").And.Contain("Then raw orders has as many rows as source orders").And.Contain("No built-in check catches this mutant");
        Section(page, "map").Should().Contain("raw orders").And.Contain("columns by mutant class, 2 survived");
        Section(page, "layers").Should().Contain("mart");
        Section(page, "accepted").Should().Contain("the shop says so").And.Contain("proof-exceptions.csv:3: x/*");
        Section(page, "silent").Should().Contain("mart m is not empty").And.Contain("features/marts.feature:10");
        text.Should().Contain("Fewest affected rows caught").And.Contain("0.01").And.Contain("passed 3 of 3 times");
    }

    [Test]
    public void A_proof_without_a_survivor_says_so_first() =>
        Text(XDocument.Parse(MutationPage.Render(MutationSamples.Mixed with { Faults = [.. MutationSamples.Mixed.Faults.Where(f => !f.IsOpen)] }))).Should().Contain("All 3 mutants were caught.");

    [Test]
    public void Hostile_data_stay_text()
    {
        const string payload = "<script>window.__n = 1</script>\" onload=\"x\" \u202E\u001B ]]> </style>";
        var hostile = MutationSamples.Mixed with { Faults = [.. MutationSamples.Mixed.Faults.Select(f => f with { Description = payload, Suggestion = f.IsOpen ? payload : null, Table = payload, Column = payload, Class = payload, Id = payload })] };

        var html = MutationPage.Render(hostile);

        html.Should().NotContain("<script>").And.NotContainAny("\u202E", "\u001B");
        XDocument.Parse(html).Descendants().Attributes().Should().NotContain(a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Test]
    public void Proof_json_has_the_shape_that_is_documented()
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-proof-").FullName;
        var files = MutationReportWriter.WriteAsync(MutationSamples.Mixed, folder, CancellationToken.None).GetAwaiter().GetResult();
        var json = JsonDocument.Parse(File.ReadAllBytes(files.Json)).RootElement;

        json.GetProperty("schema").GetInt32().Should().Be(1);
        json.GetProperty("seed").GetInt32().Should().Be(7);
        json.GetProperty("score").GetDecimal().Should().Be(60);
        json.GetProperty("equivalents").GetInt32().Should().Be(1);
        json.GetProperty("seconds").GetDouble().Should().Be(12.5);
        var survivor = json.GetProperty("faults").EnumerateArray().Single(f => f.GetProperty("id").GetString() is "raw.orders/row lost");
        survivor.EnumerateObject().Select(p => p.Name).Should().Contain(["id", "class", "layer", "table", "description", "outcome", "caughtBy", "suggestion"]);
        survivor.GetProperty("outcome").GetString().Should().Be("survived");
        json.GetProperty("faults").EnumerateArray().Select(f => f.GetProperty("outcome").GetString()).Distinct(StringComparer.Ordinal).Should().BeEquivalentTo("caught", "survived", "equivalent", "error");
    }

    [Test]
    public void Ten_thousand_survivors_make_a_page_that_can_be_opened()
    {
        var many = MutationSamples.Mixed with { Faults = [.. Enumerable.Range(0, 10_000).Select(i => MutationSamples.Survivor($"raw.orders.c{i % 40}/class {i % 25}", i % 3 == 0 ? $"sentence {i % 200}" : null) with { Column = $"c{i % 40}", Class = $"class {i % 25}" })] };
        var began = Stopwatch.GetTimestamp();
        var html = MutationPage.Render(many);
        Stopwatch.GetElapsedTime(began).TotalSeconds.Should().BeLessThan(5);
        Encoding.UTF8.GetByteCount(html).Should().BeLessThan(2_000_000);
        Text(XDocument.Parse(html)).Should().Contain("9,000 more are in proof.json");
    }

    [Test]
    public void Old_proofs_are_pruned_as_old_reports_are()
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-proof-").FullName;
        foreach (var (name, file) in new[] { ("20260101-000000-0001", "proof.json"), ("20260102-000000-0002", "results.json"), ("20260103-000000-0003", "proof.json") })
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, file), "{}");
        SeriesWriter.Prune(folder, 1, dryRun: false).Runs.Should().Equal("20260101-000000-0001", "20260102-000000-0002");
    }

    private static string Text(XDocument page) => string.Join(" ", page.Descendants().Where(e => !e.HasElements && e.Name.LocalName is not "style").Select(e => e.Value));

    private static string Section(XDocument page, string id) => page.Descendants().Single(e => string.Equals(e.Attribute("aria-labelledby")?.Value, id, StringComparison.Ordinal) && e.Name.LocalName is "section").Value;
}

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

/// <summary>proof.html and proof.json.</summary>
[Category("Fast")]
public sealed class MutationPageTests
{
    [Test]
    public void Page_lists_caught_and_surviving_mutants_with_suggested_checks()
    {
        var page = XDocument.Parse(MutationPage.Render(MutationSamples.Mixed));
        var text = Text(page);

        text.Should().Contain("60 % of mutants were caught; 2 mutants survived.");
        Section(page, "survivors")
            .Should()
            .Contain("a row of raw orders (id 17, country FRA) is lost")
            .And.Contain("Then raw orders has as many rows as source orders")
            .And.Contain("No built-in check catches this mutant");
        Section(page, "map").Should().Contain("raw orders").And.Contain("columns by mutant class, 2 survived");
        Section(page, "layers").Should().Contain("mart");
        Section(page, "accepted").Should().Contain("the shop says so").And.Contain("proof-exceptions.csv:3: x/*");
        Section(page, "silent").Should().Contain("mart m is not empty").And.Contain("features/marts.feature:10");
        text.Should().Contain("Fewest affected rows caught").And.Contain("0.01").And.Contain("passed 3 of 3 times");
    }

    [Test]
    public void Localization_is_shown_by_layer_with_the_mutants_that_are_located_wrongly()
    {
        var page = XDocument.Parse(MutationPage.Render(MutationSamples.Mixed));

        Text(page).Should().Contain("50 % of 2 mutants that a reconciliation caught");
        Section(page, "localization").Should().Contain("mart").And.Contain("located in core facts, planted in mart m");
    }

    [Test]
    public void False_alarms_are_listed_and_lower_the_score()
    {
        var alarm = MutationSamples.Mixed.Faults[0] with
        {
            Id = "raw.orders/rows in another order",
            Outcome = MutantOutcome.FalseAlarm,
            Description = "the rows are in another order",
        };
        var page = XDocument.Parse(MutationPage.Render(MutationSamples.Mixed with { Faults = [MutationSamples.Mixed.Faults[0], alarm] }));

        Text(page).Should().Contain("50 % of mutants were judged rightly; 1 false alarm.");
        Section(page, "alarms").Should().Contain("the rows are in another order").And.Contain("features/marts.feature:4");
    }

    [Test]
    public void Report_without_surviving_mutants_says_so_first() =>
        Text(XDocument.Parse(MutationPage.Render(MutationSamples.Mixed with { Faults = [.. MutationSamples.Mixed.Faults.Where(f => !f.IsOpen)] })))
            .Should()
            .Contain("All 3 mutants were caught.");

    [Test]
    public void Hostile_data_stays_text()
    {
        const string payload = "<script>window.__n = 1</script>\" onload=\"x\" \u202E\u001B ]]> </style>";
        var hostile = MutationSamples.Mixed with
        {
            Faults =
            [
                .. MutationSamples.Mixed.Faults.Select(f =>
                    f with
                    {
                        Description = payload,
                        Suggestion = f.IsOpen ? payload : null,
                        Table = payload,
                        Column = payload,
                        Class = payload,
                        Id = payload,
                    }
                ),
            ],
        };

        var html = MutationPage.Render(hostile);

        html.Should().NotContain("<script>").And.NotContainAny("\u202E", "\u001B");
        XDocument.Parse(html).Descendants().Attributes().Should().NotContain(a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Test]
    public void Proof_json_has_the_documented_shape()
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-proof-").FullName;
        var files = MutationReportWriter.WriteAsync(MutationSamples.Mixed, folder, CancellationToken.None).GetAwaiter().GetResult();
        var json = JsonDocument.Parse(File.ReadAllBytes(files.Json)).RootElement;

        json.GetProperty("schema").GetInt32().Should().Be(1);
        json.GetProperty("seed").GetInt32().Should().Be(7);
        json.GetProperty("score").GetDecimal().Should().Be(60);
        json.GetProperty("equivalents").GetInt32().Should().Be(1);
        json.GetProperty("falseAlarms").GetInt32().Should().Be(0);
        var localization = json.GetProperty("localization");
        (
            localization.GetProperty("mutants").GetInt32(),
            localization.GetProperty("rightLayer").GetInt32(),
            localization.GetProperty("rightKey").GetInt32(),
            localization.GetProperty("percent").GetDecimal()
        )
            .Should()
            .Be((2, 1, 2, 50m));
        json.GetProperty("faults")[0].GetProperty("localization").GetProperty("reconciliations").GetInt32().Should().Be(2);
        json.GetProperty("seconds").GetDouble().Should().Be(12.5);
        var survivor = json.GetProperty("faults").EnumerateArray().Single(f => f.GetProperty("id").GetString() is "raw.orders/row lost");
        survivor.EnumerateObject().Select(p => p.Name).Should().Contain(["id", "class", "layer", "table", "description", "outcome", "caughtBy", "suggestion"]);
        survivor.GetProperty("outcome").GetString().Should().Be("survived");
        json.GetProperty("faults")
            .EnumerateArray()
            .Select(f => f.GetProperty("outcome").GetString())
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo("caught", "survived", "equivalent", "error");
    }

    [Test]
    public void Page_of_ten_thousand_surviving_mutants_stays_small()
    {
        var many = MutationSamples.Mixed with
        {
            Faults =
            [
                .. Enumerable
                    .Range(0, 10_000)
                    .Select(i =>
                        MutationSamples.Survivor($"raw.orders.c{i % 40}/class {i % 25}", i % 3 == 0 ? $"sentence {i % 200}" : null) with
                        {
                            Column = $"c{i % 40}",
                            Class = $"class {i % 25}",
                        }
                    ),
            ],
        };
        var began = Stopwatch.GetTimestamp();
        var html = MutationPage.Render(many);
        Stopwatch.GetElapsedTime(began).TotalSeconds.Should().BeLessThan(5);
        Encoding.UTF8.GetByteCount(html).Should().BeLessThan(2_000_000);
        Text(XDocument.Parse(html)).Should().Contain("9,000 more are in proof.json");
    }

    [Test]
    public void Prune_deletes_old_mutation_reports_like_old_reports()
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-proof-").FullName;
        foreach (
            var (name, file) in new[]
            {
                ("20260101-000000-0001", "proof.json"),
                ("20260102-000000-0002", "results.json"),
                ("20260103-000000-0003", "proof.json"),
            }
        )
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, file), "{}");
        SeriesWriter.Prune(folder, 1, dryRun: false).Runs.Should().Equal("20260101-000000-0001", "20260102-000000-0002");
    }

    private static string Text(XDocument page) =>
        string.Join(" ", page.Descendants().Where(e => !e.HasElements && e.Name.LocalName is not "style").Select(e => e.Value));

    private static string Section(XDocument page, string id) =>
        page.Descendants()
            .Single(e => string.Equals(e.Attribute("aria-labelledby")?.Value, id, StringComparison.Ordinal) && e.Name.LocalName is "section")
            .Value;
}

using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Incidents;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class FindingsTests
{
    private static readonly RunResult Many = Samples.Run(
        Outcome.Failed,
        ExitCodes.Failed,
        [
            Failed("A mart", "mart mart_daily_events", ["@critical"]),
            Failed("Users", "raw users", ["@critical"]),
            Failed("A trifle", "source events", ["@warning"]),
            Failed("Orders", "raw orders", ["@warning"]),
            Failed("Revenue of orders", "raw orders", ["@critical"], "raw orders.revenue"),
            Failed("More orders", "raw orders", ["@critical"]),
        ]
    );

    [Test]
    public void Findings_are_grouped_by_root_cause_with_the_most_severe_and_earliest_layer_first() =>
        Findings
            .Of(Many, new FaultLocalization(Many))
            .Select(f => $"{f.Number} {f.RootCause}: {f.Scenario.Name}")
            .Should()
            .Equal(
                "1 raw orders: Revenue of orders",
                "2 raw orders: More orders",
                "3 raw orders: Orders",
                "4 raw users: Users",
                "5 mart mart_daily_events: A mart",
                "6 source events: A trifle"
            );

    [Test]
    public void Root_cause_has_its_incident_and_since_when_it_is_open()
    {
        var before = new RunHistory([HistoryRun.From(Many with { Incidents = IncidentFinder.Of(Many, RunHistory.Empty, null) })]);
        var today = Many with { RunId = "today", StartedAt = Many.StartedAt.AddDays(2) };
        var page = XDocument.Parse(ReportPage.Render(today with { Incidents = IncidentFinder.Of(today, before, null) }), LoadOptions.PreserveWhitespace);

        page.Descendants("section")
            .Single(s => s.Attribute("aria-labelledby")?.Value is "findings")
            .Elements("p")
            .Select(p => p.Value)
            .Should()
            .Contain(p => p.StartsWith("Incident 20260314-", StringComparison.Ordinal) && p.EndsWith(": day 3, since 2026-03-14.", StringComparison.Ordinal));
    }

    [Test]
    public void Root_cause_is_shown_once_with_its_consequences_folded()
    {
        var page = XDocument.Parse(ReportPage.Render(Many), LoadOptions.PreserveWhitespace);
        var section = page.Descendants("section").Single(s => s.Attribute("aria-labelledby")?.Value is "findings");
        section
            .Elements("h3")
            .Select(h => h.Value)
            .Should()
            .Equal(
                "Root cause: raw orders 3 scenarios: 3 failed",
                "Root cause: raw users 1 scenario: 1 failed",
                "Root cause: mart mart_daily_events 1 scenario: 1 failed",
                "Root cause: source events 1 scenario: 1 failed"
            );
        var folded = section.Elements("details").Single(d => d.Attribute("class")!.Value is "consequences");
        folded.Element("summary")!.Value.Should().Be("2 more findings with the same root cause");
        folded.Elements("details").Select(Heading).Should().Equal("More orders", "Orders");
        var findings = section.Descendants("details").Where(d => d.Attribute("class")!.Value.StartsWith("finding", StringComparison.Ordinal)).ToList();
        findings.Select(f => f.Attribute("open") is not null).Should().Equal(true, false, false, true, true, false);
        findings.Select(Heading).Should().StartWith(["Revenue of orders", "More orders"]);
        findings.Should().OnlyContain(f => f.Element("summary")!.Value.Contains("−1 row"));
    }

    [Test]
    public void Findings_of_one_root_cause_are_grouped_across_outcomes()
    {
        var run = Many with
        {
            Scenarios =
            [
                Failed("Orders", "raw orders", ["@warning"]) with
                {
                    Outcome = Outcome.Warned,
                },
                Failed("Lost", "raw orders", ["@critical"]),
                Failed("No table", "", []) with
                {
                    Outcome = Outcome.Error,
                },
            ],
        };

        var section = XDocument
            .Parse(ReportPage.Render(run), LoadOptions.PreserveWhitespace)
            .Descendants("section")
            .Single(s => s.Attribute("aria-labelledby")?.Value is "findings");

        section
            .Elements("h3")
            .Select(h => h.Value)
            .Should()
            .Equal("Could not run, no single table 1 scenario: 1 could not run", "Root cause: raw orders 2 scenarios: 1 failed, 1 warning");
        Findings.Of(run, new FaultLocalization(run)).Select(f => f.Scenario.Name).Should().Equal("No table", "Lost", "Orders");
    }

    [Test]
    public void Scenarios_and_findings_link_to_each_other()
    {
        var (page, anchors) = (XDocument.Parse(ReportPage.Render(Many)), new Anchors(Many));
        for (var i = 0; i < Many.Scenarios.Count; i++)
        {
            Links(page, anchors.Finding(i)).Should().Contain("#" + anchors.Scenario(i));
            Links(page, anchors.Scenario(i)).Should().Contain("#" + anchors.Finding(i));
        }
    }

    [Test]
    public void Small_shares_are_not_rounded_to_zero_and_equal_amounts_are_not_highlighted()
    {
        var drillDown = new DrillDownResult
        {
            Metric = "revenue",
            Difference = 0.01m,
            Levels = [],
            Layers = [],
            FirstDivergentLayer = "raw orders",
            Causes = [new("moved to another day", 3, 0, 999.99m, 99.99m, null), new("amount changed", 1, 0.01m, 0.01m, 0, null)],
            Rows = [new("order=1", "moved to another day", 5, 5, 0, "raw orders", null), new("order=2", "amount changed", 5, 5.01m, 0.01m, "raw orders", null)],
        };
        var run = Many with { Scenarios = [Many.Scenarios[0] with { Checks = [Many.Scenarios[0].Checks[0] with { DrillDown = drillDown }] }] };
        var cells = XDocument
            .Parse(ReportPage.Render(run))
            .Descendants("details")
            .Single(d => d.Attribute("class")?.Value is "finding failed")
            .Descendants("td")
            .ToList();

        cells.Select(c => c.Value).Should().Contain("< 0.1 %").And.Contain("100.0 %");
        cells.Descendants("span").Where(s => s.Value is "= same").Select(s => s.Attribute("class")!.Value).Should().Equal("quiet", "quiet");
    }

    private static string Heading(XElement finding) => finding.Element("summary")!.Element("h4")!.Value;

    private static IEnumerable<string> Links(XDocument page, string id) =>
        page.Descendants("details")
            .Single(d => string.Equals(d.Attribute("id")?.Value, id, StringComparison.Ordinal))
            .Descendants("a")
            .Select(a => a.Attribute("href")!.Value);

    private static ScenarioResult Failed(string name, string dataset, IReadOnlyList<string> tags, params string[] columns) =>
        Samples.Mixed.Scenarios[0] with
        {
            Name = name,
            Tags = tags,
            Checks =
            [
                Samples.Mixed.Scenarios[0].Checks[0] with
                {
                    Sentence = "a check",
                    Reads = dataset.Length == 0 ? [] : [dataset, .. columns],
                    BusinessMetrics = columns.Contains("raw orders.revenue") ? ["revenue"] : [],
                },
            ],
        };
}

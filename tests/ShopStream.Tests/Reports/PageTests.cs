using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Page;
using ShopStream.Reports.Shop;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports;

public sealed class PageTests
{
    [Category("Fast")]
    [Test]
    public void Page_of_a_run_with_every_outcome_matches_the_snapshot() => Snapshot.Match(Scrubbed(Samples.WithMarts), "page-mixed");

    [Category("Fast")]
    [Test]
    public void Page_of_a_broken_run_matches_the_snapshot() => Snapshot.Match(Scrubbed(Samples.Stopped), "page-stopped");

    [Category("Fast")]
    [Test]
    public void Changes_since_the_last_run_link_to_their_scenarios()
    {
        var page = XDocument.Parse(ReportPage.Render(Samples.AfterOthers));
        var section = page.Descendants("section").Single(s => s.Attribute("aria-labelledby")?.Value is "since");
        section.Elements("h3").Select(h => h.Value).Should().Equal("Newly failing: 2 scenarios", "Still failing: 1 scenario", "Fixed: 1 scenario");
        section
            .Descendants("li")
            .Select(l => l.Value.Trim())
            .Should()
            .Equal(
                "No order is lost on its way · counts/rows.feature · last passed in run 20260313-020004-9f9f",
                "A mart that cannot be read · marts/marts.feature · judged for the first time",
                "Revenue arrives to the cent · revenue/reconciliation.feature · since run 20260301-020003-0a0a",
                "Every table has the columns <agreed> upon · counts/rows.feature · last failed in run 20260312-020007-1b1b"
            );
        section
            .Descendants("a")
            .Select(a => a.Attribute("href")!.Value)
            .Should()
            .Equal(new[] { 0, 5, 3 }.Select(i => "#" + new Anchors(Samples.AfterOthers).Scenario(i)));
        ReportPage
            .Render(Samples.AfterOthers with { Since = new SinceResult("r", [], [], []) })
            .Should()
            .Contain("No changes: all judged scenarios passed before and pass now.");
        ReportPage.Render(Samples.Mixed).Should().NotContain("Since the last run");
    }

    [Category("Fast")]
    [Test]
    public void Description_of_a_scenario_is_shown_in_paragraphs()
    {
        var described = SampleScenarios.Mixed[0] with { Description = "One row per order,\nas <shipped>.\n\nSee:\n- finance" };

        var page = XDocument.Parse(ReportPage.Render(Samples.Run(Outcome.Error, ExitCodes.Failed, [described])));

        page.Descendants("details")
            .Single(d => d.Attribute("class")?.Value.StartsWith("scenario", StringComparison.Ordinal) == true)
            .Elements("p")
            .Where(p => p.Attribute("class")?.Value.StartsWith("about", StringComparison.Ordinal) == true)
            .Select(p => p.Value)
            .Should()
            .Equal("One row per order, as <shipped>.", "See:\n- finance");
    }

    [Category("Fast")]
    [Test]
    public void Page_shows_all_evidence_of_a_failure()
    {
        var text = XDocument.Parse(ReportPage.Render(Samples.Mixed)).Root!.Element("body")!.Value;
        var failed = Samples.Mixed.Scenarios[0].Checks[0];
        foreach (
            var evidence in (string[])
                [failed.Sentence, failed.Expected!, failed.Actual!, failed.Difference!, failed.Keys[0], failed.Sql, "counts/rows.feature:10", "finance"]
        )
            text.Should().Contain(evidence);
    }

    [Category("Fast")]
    [Test]
    public void Failed_check_offers_the_command_for_an_example_to_copy()
    {
        const string Command = "shopstream example mart_customer_rfm --row user_id=42";
        var scenario = Samples.Mixed.Scenarios[0];
        var run = Samples.Mixed with
        {
            Scenarios = [scenario with { Checks = [scenario.Checks[0] with { ExampleCommand = Command }] }, .. Samples.Mixed.Scenarios.Skip(1)],
        };

        var copied = XDocument
            .Parse(ReportPage.Render(ResultsJson.Read(ResultsJson.Write(run))))
            .Descendants("code")
            .Where(c => string.Equals(c.Value, Command, StringComparison.Ordinal));

        copied.Should().ContainSingle().Which.Attribute("data-copy")!.Value.Should().StartWith("the example of finding ");
        ReportPage.Render(Samples.Mixed).Should().NotContain("shopstream example");
    }

    [Category("Fast")]
    [Test]
    public void Shared_query_is_on_the_page_once() =>
        Regex.Matches(ReportPage.Render(Samples.Mixed), "from public.orders;", RegexOptions.None, TimeSpan.FromSeconds(5)).Should().ContainSingle();

    [Category("Fast")]
    [Test]
    public void Findings_are_listed_worst_first()
    {
        var findings = XDocument
            .Parse(ReportPage.Render(Samples.Mixed))
            .Descendants("details")
            .Select(a => a.Attribute("class")!.Value)
            .Where(c => c.StartsWith("finding", StringComparison.Ordinal))
            .ToList();
        findings.Should().Equal("finding error", "finding failed", "finding failed", "finding notjudged", "finding warned");
    }

    [Test]
    [Category("Slow")]
    public void Page_of_ten_thousand_scenarios_stays_below_eight_megabytes_and_reports_what_was_left_out()
    {
        var clock = Stopwatch.StartNew();
        var html = ReportPage.Render(Samples.Large(10_000));
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30), "the goal is 5 s on an idle machine");
        Encoding.UTF8.GetByteCount(html).Should().BeLessThanOrEqualTo(PageLimits.MostBytes);
        html.Should().Contain("This page was shortened to stay below 8 MB.").And.Contain("9,000 scenarios that passed are listed without steps.");
        XDocument
            .Parse(html)
            .Descendants("details")
            .Count(d => d.Attribute("class")!.Value.StartsWith("scenario", StringComparison.Ordinal))
            .Should()
            .Be(10_000);
        ReportPage.Render(Samples.Large(200)).Should().NotContain("was shortened").And.Match(h => Encoding.UTF8.GetByteCount(h) < 2_000_000);
    }

    [Category("Fast")]
    [Test]
    public void Dashboard_values_name_the_scenarios_that_check_them()
    {
        var page = XDocument.Parse(ReportPage.Render(Samples.WithMarts), LoadOptions.PreserveWhitespace);
        var sales = page.Descendants("section").Single(s => s.Attribute("aria-labelledby")?.Value is "sales");
        var coverage = sales
            .Descendants("p")
            .Where(p => p.Attribute("class")?.Value is "coverage small")
            .Select(p => string.Join(' ', p.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .ToList();
        coverage[0].Should().Be("Checked by: ✗ Failed Revenue arrives to the cent");
        coverage[1].Should().Be("? No scenario checks this value.");
        coverage.Should().HaveCount(9);
        page.Descendants("section")
            .Single(s => s.Attribute("aria-labelledby")?.Value is "products")
            .Descendants("p")
            .Count(p => p.Attribute("class")?.Value is "coverage small")
            .Should()
            .Be(3, "the curve, the classes and the products each have one");
    }

    [Category("Fast")]
    [Test]
    public void Lineage_shows_the_outcome_of_every_table_and_links_to_its_checks()
    {
        var page = XDocument.Parse(ReportPage.Render(Samples.WithMarts));
        var drawing = page.Descendants("svg").Single(s => s.Attribute("class")?.Value is "lineage");
        drawing
            .Elements("a")
            .Select(a => $"{a.Attribute("aria-label")!.Value} {a.Element("rect")!.Attribute("class")!.Value}")
            .Should()
            .Equal(
                "source orders: Root cause elsewhere, 2 scenarios node none",
                "lake orders: No check, 0 scenarios node none",
                "raw orders: Failed, 1 scenario node failed",
                "mart mart_sales_overview: Failed, 1 scenario node failed",
                "mart mart_daily_events: No check, 0 scenarios node none"
            );
        drawing.Elements("path").Should().HaveCount(3);
        page.Descendants("details")
            .Single(d => d.Attribute("id")?.Value is "data-raw-orders")
            .Descendants("a")
            .Select(a => a.Value)
            .Should()
            .Equal("No order is lost on its way");
    }

    [Category("Fast")]
    [Test]
    public void Page_of_a_passed_run_folds_its_details()
    {
        var page = XDocument.Parse(
            ReportPage.Render(
                Samples.WithMarts with
                {
                    Outcome = Outcome.Passed,
                    ExitCode = 0,
                    Layers = Samples.Green.Layers,
                    Scenarios = Samples.Green.Scenarios,
                }
            ),
            LoadOptions.PreserveWhitespace
        );

        page.Descendants("main")
            .Single()
            .Elements("section")
            .Select(s => s.Attribute("aria-labelledby")!.Value)
            .Should()
            .Equal("arrival", "sales", "customers", "products", "specs", "lineage", "owners", "layers", "charts");
        page.Descendants("details")
            .Where(d => d.Attribute("class")!.Value is "fold")
            .Should()
            .OnlyContain(d => d.Attribute("open") == null)
            .And.Subject.Select(d => d.Element("summary")!.Value)
            .Should()
            .Equal("Features and scenarios", "Lineage", "By owner", "Rows and revenue by layer", "More charts");
        page.Descendants("header").Single().Value.Should().Contain("No action is needed. 46 scenarios with 46 checks in 3 features.");
        XDocument.Parse(ReportPage.Render(Samples.WithMarts)).Descendants("details").Should().NotContain(d => d.Attribute("class")!.Value == "fold");
    }

    [Category("Fast")]
    [Test]
    public void Amounts_have_the_currency_of_the_settings()
    {
        var html = ReportPage.Render(Samples.Complete with { Currency = "EUR" });

        html.Should()
            .Contain("off by −0.01 EUR in mart mart_sales_overview")
            .And.Contain("The revenue is off by <b>▼ −0.01 EUR</b>")
            .And.Contain("Revenue (EUR)")
            .And.Contain("Net difference (EUR)");
        ReportPage.Render(Samples.Complete).Should().NotContain("EUR");
    }

    [Category("Fast")]
    [Test]
    public void Finding_shows_the_command_that_checks_it_again() =>
        ReportPage.Render(Samples.WithMarts).Should().Contain("shopstream check --only counts/rows.feature:8</code>");

    [Category("Fast")]
    [Test]
    public void Page_of_three_thousand_scenarios_renders_within_seconds_and_six_megabytes()
    {
        var clock = Stopwatch.StartNew();
        var html = ReportPage.Render(Samples.Large(3000));
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20), "it takes less than 2 s on an idle machine");
        Encoding.UTF8.GetByteCount(html).Should().BeLessThan(6_000_000);
        XDocument.Parse(html).Descendants("details").Count(d => d.Attribute("class")!.Value.StartsWith("scenario", StringComparison.Ordinal)).Should().Be(3000);
    }

    private static string Scrubbed(RunResult run)
    {
        IReadOnlyList<Chart> Undrawn(IReadOnlyList<Chart> charts) =>
            [.. charts.Select(c => c with { Drawing = c.Drawing is null ? null : new XElement("svg", "(drawn)") })];
        return ReportPage
            .Render(run, new PageCharts(Undrawn(ReportCharts.OfArrival(run)), Undrawn(DashboardCharts.Of(run)), Undrawn(ReportCharts.Of(run))))
            .Replace(Stylesheet.Text, "(stylesheet)", StringComparison.Ordinal)
            .Replace(Stylesheet.Hash, "(hash)", StringComparison.Ordinal)
            .Replace(Script.Text, "(script)", StringComparison.Ordinal)
            .Replace(Script.Hash, "(hash)", StringComparison.Ordinal);
    }
}

using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Series;
using ShopStream.Tests.Incidents;
using static ShopStream.Tests.Incidents.IncidentSamples;

namespace ShopStream.Tests.Reports.Series;

/// <summary>The calendar of nights, the times of incidents and the tables that break most, on the page of all runs.</summary>
[TestFixture, Category("Fast")]
internal sealed class NightCalendarTests
{
    [Test]
    public void Each_day_has_the_outcome_of_its_runs_and_a_day_without_one_says_so()
    {
        var nights = new Nights();
        nights.Add(Night(0, Passed("A"), Passed("B")));
        nights.Add(Night(2, Located("A", "raw orders", "missing"), Passed("B")));
        nights.Add(Night(3, Passed("A"), About("B", "raw users", Outcome.Warned)));

        var page = Page(nights);

        // Nights are dated by their data: the day before the first of March.
        Cells(page).Should().Equal("28 ✓Passed", "1 –no run", "2 ✗Failed", "3 !Warning");
        Section(page, "nights").Descendants("caption").Select(c => c.Value).Should().Equal("February 2026", "March 2026");
        Titles(page)
            .Should()
            .Equal(
                "2026-02-28: passed, all 2 scenarios passed, 1 run",
                "2026-03-01: no run",
                "2026-03-02: failed, 1 of 2 scenarios did not pass, 1 run",
                "2026-03-03: warning, 1 of 2 scenarios did not pass, 1 run"
            );
        Section(page, "nights").Value.Should().Contain("Of the 4 days to 2026-03-03: 1 passed, 1 warning, 1 failed, 1 has no run.");
    }

    [Test]
    public void Run_of_some_scenarios_changes_only_what_it_has_judged()
    {
        var nights = new Nights();
        nights.Add(Night(0, Located("A", "raw orders", "missing"), Located("B", "raw users", "missing")));
        nights.Add(Again(Night(0, Passed("A"))));

        Cells(Page(nights)).Should().Equal("28 ✗Failed");

        nights.Add(Again(Night(0, Passed("B")), hours: 2));
        Titles(Page(nights)).Should().Equal("2026-02-28: passed, all 2 scenarios passed, 3 runs");
    }

    [Test]
    public void Run_that_ended_in_a_stage_is_an_error_until_one_gets_through()
    {
        var nights = new Nights();
        nights.Add(Night(0, Passed("A")));
        nights.Add(Again(Broken(0, "extract")));

        Cells(Page(nights)).Should().Equal("28 ⊗Could not run");

        nights.Add(Again(Night(0, Passed("A")), hours: 2));
        Cells(Page(nights)).Should().Equal("28 ✓Passed");
    }

    [Test]
    public void Calendar_shows_the_newest_twelve_months()
    {
        var nights = new Nights();
        foreach (var night in new[] { 0, 100, 400 })
            nights.Add(Night(night, Passed("A")));

        var section = Section(Page(nights), "nights");

        section.Descendants("caption").Should().HaveCount(12);
        section.Descendants("caption").First().Value.Should().Be("May 2026");
        section.Value.Should().Contain("The newest 12 months; earlier nights are in history.jsonl.");
    }

    [Test]
    public void Weeks_begin_on_Monday()
    {
        var nights = new Nights();
        nights.Add(Night(1, Passed("A")));

        // The first of March 2026 is a Sunday.
        var week = Section(Page(nights), "nights").Descendants("tbody").Single().Elements("tr").First().Elements("td").Select(d => d.Value.Length > 0);
        week.Should().Equal(false, false, false, false, false, false, true);
    }

    [Test]
    public void Incidents_have_their_times_to_detect_and_to_recover()
    {
        var nights = new Nights();
        nights.Add(Night(0, Passed("A"), Passed("B")));
        nights.Add(Night(1, Located("A", "raw orders", "missing", 10m, "@owner:finance"), Passed("B")));
        nights.Add(Night(5, Passed("A"), Passed("B")));
        nights.Add(Night(6, Located("A", "raw orders", "missing", 10m, "@owner:finance"), About("B", "raw users", Outcome.Failed)));

        var page = Page(nights);

        var rows = Rows(page, "incidents");
        rows.Select(r => string.Join(" | ", r.Skip(1)))
            .Should()
            .BeEquivalentTo(
                "raw orders: missing | 2026-03-02 | finance | ≤ 24 hours | 4 days",
                "raw orders: missing | 2026-03-07 | finance | ≤ 24 hours | open, day 1",
                "raw users | 2026-03-07 | – | ≤ 24 hours | open, day 1"
            );
        Section(page, "incidents").Value.Should().Contain("3 incidents, 2 open. Median time to detect: at most 24 hours. Median time to recover: 4 days.");
    }

    [Test]
    public void Tables_that_break_most_come_first()
    {
        var nights = new Nights();
        for (var night = 0; night < 6; night++)
            nights.Add(Night(night, night % 2 == 1 ? Located("A", "raw orders", "missing") : Passed("A"), About("B", "raw users", Outcome.Failed)));

        Rows(Page(nights), "places")
            .Select(r => string.Join(" | ", r))
            .Should()
            .Equal("raw orders | 3 | 1 | 3 | 24 hours | 2026-03-06", "raw users | 1 | 1 | 6 | – | 2026-03-06");
    }

    [Test]
    public void Page_without_incidents_says_so()
    {
        var nights = new Nights();
        nights.Add(Night(0, Passed("A")));

        var page = Page(nights);

        Section(page, "incidents").Value.Should().Contain("No incident is recorded.");
        page.Descendants("section").Should().NotContain(s => s.Attribute("aria-labelledby")!.Value == "places");
    }

    private static RunResult Again(RunResult run, int hours = 1) =>
        run with
        {
            RunId = $"{run.RunId}-{hours}",
            StartedAt = run.StartedAt.AddHours(hours),
            FinishedAt = run.FinishedAt.AddHours(hours),
        };

    private static XDocument Page(Nights nights) => XDocument.Parse(SeriesPage.Render(nights.History, _ => true));

    private static XElement Section(XDocument page, string id) =>
        page.Descendants("section").Single(s => string.Equals(s.Attribute("aria-labelledby")?.Value, id, StringComparison.Ordinal));

    private static List<XElement> Days(XDocument page) => [.. Section(page, "nights").Descendants("td").Where(d => d.Value.Length > 0)];

    private static IEnumerable<string> Cells(XDocument page) => Days(page).Select(d => d.Value);

    private static IEnumerable<string> Titles(XDocument page) => Days(page).Select(d => d.Attribute("title")!.Value);

    private static List<List<string>> Rows(XDocument page, string section) =>
        [.. Section(page, section).Descendants("tbody").Single().Elements("tr").Select(r => r.Elements().Select(c => c.Value).ToList())];
}

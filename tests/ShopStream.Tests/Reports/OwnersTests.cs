using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.JUnit;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class OwnersTests
{
    [Test]
    public void Owners_are_listed_with_counts_and_links_to_their_findings()
    {
        var section = Section(Samples.Mixed)!;
        section
            .Descendants("tbody")
            .Elements("tr")
            .Select(r => string.Join(" | ", r.Elements().Select(c => c.Value.Trim())))
            .Should()
            .Equal("finance | 2 | 0 | 0 | 0 | 2 | 0 | finding 2, finding 3", "No owner | 4 | 1 | 1 | 1 | 0 | 1 | finding 1, finding 4, finding 5");
    }

    [Test]
    public void Each_link_goes_to_a_finding_of_that_owner()
    {
        var page = XDocument.Parse(ReportPage.Render(Samples.Mixed));
        var links = Section(Samples.Mixed)!
            .Descendants("tr")
            .First(r => r.Value.StartsWith("finance", StringComparison.Ordinal))
            .Descendants("a")
            .Select(a => a.Attribute("href")!.Value[1..]);
        var titles = links.Select(id => page.Descendants().Single(e => string.Equals(e.Attribute("id")?.Value, id, StringComparison.Ordinal)).Value);
        titles
            .Zip(Samples.Mixed.Scenarios.Where(s => s.Owners.Contains("finance", StringComparer.Ordinal)).Select(s => s.Checks[0].Sentence).Reverse())
            .Should()
            .HaveCount(2)
            .And.OnlyContain(t => t.First.Contains(t.Second));
    }

    [Test]
    public void Run_without_owners_has_no_owner_section() =>
        Section(Samples.Mixed with { Scenarios = [.. Samples.Mixed.Scenarios.Select(s => s with { Tags = [] })] }).Should().BeNull();

    [Test]
    public void Long_list_of_findings_is_shortened()
    {
        var links = Section(Samples.Large(600))!.Descendants("a").ToList();
        links.Should().HaveCount(20);
        links[^1].Parent!.Value.Should().Contain("and 40 more");
    }

    [Test]
    public void Failing_info_scenario_is_labelled_information()
    {
        var info = Samples.Mixed.Scenarios[4] with { Tags = ["@info"] };
        var page = ReportPage.Render(Samples.Run(Outcome.Warned, 0, [info]));
        page.Should().Contain("</span> Information</span>");
        ReportPage.Render(Samples.Run(Outcome.Warned, 0, [info with { Tags = ["@warning"] }])).Should().NotContain("</span> Information</span>");
    }

    [Test]
    public void JUnit_case_has_owners_and_severity()
    {
        var cases = XDocument
            .Parse(System.Text.Encoding.UTF8.GetString(JUnitReport.Render(Samples.Mixed)))
            .Descendants("testcase")
            .Select(c => string.Join(", ", c.Element("properties")!.Elements().Select(p => $"{p.Attribute("name")!.Value}={p.Attribute("value")!.Value}")));
        cases
            .Should()
            .Equal(
                "owner=finance, severity=critical",
                "severity=info",
                "severity=critical",
                "owner=finance, severity=critical",
                "severity=warning",
                "severity=critical"
            );
    }

    private static XElement? Section(RunResult run) =>
        XDocument.Parse(ReportPage.Render(run)).Descendants("section").SingleOrDefault(s => s.Attribute("aria-labelledby")?.Value is "owners");
}

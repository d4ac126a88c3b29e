using System.Text;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.JUnit;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class JUnitTests
{
    [Test]
    public void File_of_a_run_with_every_outcome_matches_the_snapshot() =>
        Snapshot.Match(Encoding.UTF8.GetString(JUnitReport.Render(Samples.Mixed)), "junit-mixed");

    [Test]
    public void Totals_equal_the_counts_of_the_cases()
    {
        var root = Parse(Samples.Mixed);
        foreach (var counted in root.Descendants("testsuite").Prepend(root))
        {
            counted.Attribute("tests")!.Value.Should().Be($"{counted.Descendants("testcase").Count()}");
            counted.Attribute("failures")!.Value.Should().Be($"{counted.Descendants("failure").Count()}");
            counted.Attribute("errors")!.Value.Should().Be($"{counted.Descendants("error").Count()}");
        }

        root.Attribute("failures")!.Value.Should().Be("2");
        root.Attribute("errors")!.Value.Should().Be("2");
    }

    [Test]
    public void Unjudged_case_is_an_error_and_a_warning_passes() =>
        Parse(Samples.Mixed)
            .Descendants("testcase")
            .Select(c => c.Elements().FirstOrDefault(e => e.Name.LocalName is not "properties"))
            .Select(e => (e?.Name.LocalName, e?.Attribute("type")?.Value))
            .Should()
            .Equal(("failure", "failed"), (null, null), ("error", "notJudged"), ("failure", "failed"), ("system-out", null), ("error", "error"));

    [Test]
    public void Run_without_judged_scenarios_does_not_pass()
    {
        Parse(Samples.Stopped).Descendants("error").Should().ContainSingle().Which.Value.Should().Contain("connection refused");
        Parse(Samples.Run(Outcome.NotJudged, ExitCodes.NotJudged, [])).Descendants("error").Should().ContainSingle();
    }

    [Test]
    public void Cases_with_the_same_name_are_distinguished_by_line()
    {
        var scenario = Samples.Mixed.Scenarios[1];
        var names = Parse(Samples.Run(Outcome.Passed, ExitCodes.Passed, [scenario, scenario with { Line = 99 }]))
            .Descendants("testcase")
            .Select(c => c.Attribute("name")!.Value);
        names.Should().Equal($"{scenario.Name} (line {scenario.Line})", $"{scenario.Name} (line 99)");
    }

    [Test]
    public void Examples_are_cases_and_a_failed_one_shows_both_tables()
    {
        var root = Parse(Samples.Mixed with { Examples = [SampleExamples.Passed, SampleExamples.Failed] });

        var suite = root.Elements("testsuite").First(s => s.Attribute("name")!.Value is "Sales overview");
        suite.Attribute("tests")!.Value.Should().Be("2");
        suite.Attribute("failures")!.Value.Should().Be("1");
        suite.Descendants("property").Count(p => p.Attribute("name")!.Value is "kind" && p.Attribute("value")!.Value is "example").Should().Be(2);
        suite
            .Descendants("failure")
            .Single()
            .Value.Should()
            .Contain("models/sales-overview.feature:19: Failed: mart mart_sales_overview has exactly these rows:")
            .And.Contain("~ | 2025-11-28 | 0.00 → 10.00  |")
            .And.Contain("~ other values: expected → found");
        root.Attribute("tests")!.Value.Should().Be($"{Samples.Mixed.Scenarios.Count + 2}");
    }

    private static XElement Parse(RunResult run) => XDocument.Parse(Encoding.UTF8.GetString(JUnitReport.Render(run))).Root!;
}

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
    public void The_file_of_a_run_with_every_outcome_is_as_it_was() =>
        Snapshot.Match(Encoding.UTF8.GetString(JUnitReport.Render(Samples.Mixed)), "junit-mixed");

    [Test]
    public void The_totals_are_those_of_the_cases()
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
    public void What_was_not_judged_is_an_error_and_a_warning_is_green() =>
        Parse(Samples.Mixed).Descendants("testcase").Select(c => c.Elements().FirstOrDefault(e => e.Name.LocalName is not "properties")).Select(e => (e?.Name.LocalName, e?.Attribute("type")?.Value))
            .Should().Equal(("failure", "failed"), (null, null), ("error", "notJudged"), ("failure", "failed"), ("system-out", null), ("error", "error"));

    [Test]
    public void A_run_that_judged_nothing_is_not_green()
    {
        Parse(Samples.Stopped).Descendants("error").Should().ContainSingle().Which.Value.Should().Contain("connection refused");
        Parse(Samples.Run(Outcome.NotJudged, ExitCodes.NotJudged, [])).Descendants("error").Should().ContainSingle();
    }

    [Test]
    public void Cases_of_one_name_are_told_apart_by_their_lines()
    {
        var scenario = Samples.Mixed.Scenarios[1];
        var names = Parse(Samples.Run(Outcome.Passed, ExitCodes.Passed, [scenario, scenario with { Line = 99 }])).Descendants("testcase").Select(c => c.Attribute("name")!.Value);
        names.Should().Equal($"{scenario.Name} (line {scenario.Line})", $"{scenario.Name} (line 99)");
    }

    private static XElement Parse(RunResult run) => XDocument.Parse(Encoding.UTF8.GetString(JUnitReport.Render(run))).Root!;
}

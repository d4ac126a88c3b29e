using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Reports;

namespace ShopStream.Tests.Results;

[Category("Fast")]
public sealed class SeverityTests
{
    [TestCase("", Severity.Critical)]
    [TestCase("@ci @owner:finance", Severity.Critical)]
    [TestCase("@info", Severity.Info)]
    [TestCase("@warning @info", Severity.Warning)]
    [TestCase("@info @warning", Severity.Warning)]
    [TestCase("@warning @critical @info", Severity.Critical)]
    public void Highest_severity_of_the_tags_counts(string tags, Severity severity) => Severities.Of(tags.Split(' ')).Should().Be(severity);

    [TestCase("failure", Severity.Critical)]
    [TestCase("warning", Severity.Warning)]
    [TestCase("info", Severity.Info)]
    public void Fail_on_severity_is_parsed(string word, Severity severity) => Severities.ParseFailOn(word).Should().Be(severity);

    [TestCase("critical")]
    [TestCase("Warning")]
    [TestCase("")]
    public void Unknown_fail_on_severity_is_rejected(string word) =>
        FluentActions.Invoking(() => Severities.ParseFailOn(word)).Should().Throw<FormatException>().WithMessage("*expected failure, warning or info");

    [Test]
    public void Results_contain_severity_and_owners_of_each_scenario()
    {
        using var json = JsonDocument.Parse(ResultsJson.Write(Samples.Mixed));
        var scenarios = json
            .RootElement.GetProperty("scenarios")
            .EnumerateArray()
            .Select(s => (s.GetProperty("severity").GetString(), string.Join(",", s.GetProperty("owners").EnumerateArray().Select(o => o.GetString()))))
            .ToList();
        scenarios.Should().Equal(("critical", "finance"), ("info", ""), ("critical", ""), ("critical", "finance"), ("warning", ""), ("critical", ""));
        ResultsJson.Read(ResultsJson.Write(Samples.Mixed)).Scenarios[0].Owners.Should().Equal("finance");
    }
}

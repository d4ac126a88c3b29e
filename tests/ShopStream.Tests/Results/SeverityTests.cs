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
    public void The_strictest_of_a_scenarios_tags_counts(string tags, Severity severity) => Severities.Of(tags.Split(' ')).Should().Be(severity);

    [TestCase("failure", Severity.Critical)]
    [TestCase("warning", Severity.Warning)]
    [TestCase("info", Severity.Info)]
    public void What_fails_a_run_is_a_word(string word, Severity severity) => Severities.ParseFailOn(word).Should().Be(severity);

    [TestCase("critical")]
    [TestCase("Warning")]
    [TestCase("")]
    public void Other_words_are_refused(string word) => FluentActions.Invoking(() => Severities.ParseFailOn(word)).Should().Throw<FormatException>().WithMessage("*failure, warning and info*");

    [Test]
    public void Results_name_severity_and_owners_of_each_scenario_and_are_read_again()
    {
        using var json = JsonDocument.Parse(ResultsJson.Write(Samples.Mixed));
        var scenarios = json.RootElement.GetProperty("scenarios").EnumerateArray().Select(s => (s.GetProperty("severity").GetString(), string.Join(",", s.GetProperty("owners").EnumerateArray().Select(o => o.GetString())))).ToList();
        scenarios.Should().Equal(("critical", "finance"), ("info", ""), ("critical", ""), ("critical", "finance"), ("warning", ""), ("critical", ""));
        ResultsJson.Read(ResultsJson.Write(Samples.Mixed)).Scenarios[0].Owners.Should().Equal("finance");
    }
}

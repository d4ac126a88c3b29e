using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Reports;

namespace ShopStream.Tests.Results;

[Category("Fast")]
public sealed class OutcomeTests
{
    [TestCase(Outcome.NotJudged)]
    [TestCase(Outcome.Passed, Outcome.Passed, Outcome.Passed)]
    [TestCase(Outcome.Warned, Outcome.Passed, Outcome.Warned)]
    [TestCase(Outcome.NotJudged, Outcome.Warned, Outcome.NotJudged, Outcome.Passed)]
    [TestCase(Outcome.Failed, Outcome.NotJudged, Outcome.Failed)]
    [TestCase(Outcome.Error, Outcome.Failed, Outcome.Error, Outcome.NotJudged)]
    public void Worst_outcome_wins_and_no_outcomes_are_not_judged(Outcome whole, params Outcome[] parts) => Outcomes.Worst(parts).Should().Be(whole);

    [Test]
    public void Problems_have_their_exit_codes()
    {
        new UsageException("x").ExitCode.Should().Be(2);
        new InfrastructureException("x").ExitCode.Should().Be(3);
        new NothingToJudgeException("x").ExitCode.Should().Be(4);
    }

    [Test]
    public void Results_round_trip_through_JSON()
    {
        var json = ResultsJson.Write(Samples.Mixed);
        var back = ResultsJson.Read(json);
        back.Should().BeEquivalentTo(Samples.Mixed, o => o.WithStrictOrdering());
        ResultsJson.Write(back).Should().Be(json);
    }

    [Test]
    public void Amounts_are_strings_with_two_decimal_places()
    {
        var result = Samples.Mixed with
        {
            Layers = [new LayerResult("raw", "orders", 1, 7414686.3m), new LayerResult("raw", "users", 1, null), new LayerResult("raw", "x", 1, -0.05m)],
        };
        using var json = JsonDocument.Parse(ResultsJson.Write(result));
        json.RootElement.GetProperty("layers")
            .EnumerateArray()
            .Select(h => h.GetProperty("revenue").GetRawText())
            .Should()
            .Equal("\"7414686.30\"", "null", "\"-0.05\"");
        json.RootElement.GetProperty("outcome")
            .GetString()
            .Should()
            .Be(char.ToLower($"{result.Outcome}"[0], CultureInfo.InvariantCulture) + $"{result.Outcome}"[1..]);
    }

    [TestCase("\"schema\": 2", "\"schema\": 3", "results.json has schema 3; this version reads schema 1 and 2")]
    [TestCase("\"revenue\": \"", "\"revenue\": \"x", "*expected an amount as a string such as \"12.50\"*")]
    [TestCase("\"outcome\": \"", "\"outcome\": \"un", "*")]
    [TestCase("\"runId\"", "\"run\"", "*")]
    public void Invalid_results_are_rejected(string old, string changed, string message) =>
        FluentActions
            .Invoking(() => ResultsJson.Read(ResultsJson.Write(Samples.Mixed).Replace(old, changed, StringComparison.Ordinal)))
            .Should()
            .Throw<JsonException>()
            .WithMessage(message);
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;
using ShopStream.Reports.Incidents;
using static ShopStream.Tests.Incidents.IncidentSamples;

namespace ShopStream.Tests.Incidents;

/// <summary>acknowledged.csv.</summary>
[TestFixture, Category("Fast")]
internal sealed class AcknowledgementTests
{
    private const string Header = "incident,scenario,state,until,owner,reason\n";

    private static readonly DateOnly Today = new(2026, 3, 1);

    [Test]
    public void Line_applies_until_its_last_day()
    {
        var incident = Only(Located("Revenue arrives", "raw orders", "missing"));
        var lines = Acknowledgement.Parse($"{Header}{incident.Id},,acknowledged,2026-03-01,finance,\"late file, comes on Monday\"\n", "a.csv");

        Acknowledgement.Of(incident, lines, Today)!.Reason.Should().Be("late file, comes on Monday");
        Acknowledgement.Of(incident, lines, Today.AddDays(1)).Should().BeNull();
    }

    [Test]
    public void Scenario_stands_for_the_incident_that_it_leads()
    {
        var lines = Acknowledgement.Parse($"{Header},Revenue arrives,muted,2026-03-01,finance,known\n", "a.csv");

        Acknowledgement.Of(Only(Located("Revenue arrives", "raw orders", "missing")), lines, Today)!.State.Should().Be(IncidentState.Muted);
        Acknowledgement
            .Of(Only(Located("Another", "raw orders", "missing", 10m), Consequence("Revenue arrives", "raw orders", "Another")), lines, Today)
            .Should()
            .BeNull("that is a consequence of another fault");
    }

    [TestCase("20260301-3f9a2c,Revenue arrives,muted,2026-03-01,finance,known", "found both an incident and a scenario, or neither")]
    [TestCase(",,muted,2026-03-01,finance,known", "found both an incident and a scenario, or neither")]
    [TestCase("20260301-3f9a2c,,ignored,2026-03-01,finance,known", "the state is 'ignored': expected acknowledged or muted")]
    [TestCase("20260301-3f9a2c,,muted,tomorrow,finance,known", "until is 'tomorrow'")]
    [TestCase("20260301-3f9a2c,,muted,2026-03-01,,known", "owner is empty")]
    [TestCase("20260301-3f9a2c,,muted,2026-03-01,finance,", "reason is empty")]
    [TestCase("20260301-3f9a2c,muted", "found 2 values, expected 6")]
    public void Invalid_line_is_refused_with_its_place(string line, string message) =>
        FluentActions.Invoking(() => Acknowledgement.Parse(Header + line, "a.csv")).Should().Throw<UsageException>().WithMessage($"a.csv:2: *{message}*");

    private static Incident Only(params ScenarioResult[] scenarios) => IncidentFinder.Of(Night(0, scenarios), RunHistory.Empty, null).Open.Single();
}

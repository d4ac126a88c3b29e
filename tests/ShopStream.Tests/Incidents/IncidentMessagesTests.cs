using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Channels;
using ShopStream.Tests.Reports.Integrations;
using static ShopStream.Tests.Incidents.IncidentSamples;

namespace ShopStream.Tests.Incidents;

/// <summary>One message when an incident begins and one when it recovers.</summary>
[TestFixture, Category("Fast")]
internal sealed class IncidentMessagesTests
{
    private const string Common = "http://hooks.test/T0/common";

    [Test]
    public async Task Fault_that_turns_thirty_scenarios_red_sends_one_message_and_its_recovery_another()
    {
        var nights = new Sent(new IntegrationOptions { Webhook = Common });
        ScenarioResult[] red =
        [
            Located("Revenue arrives", "raw orders", "missing", 578m, "@owner:finance"),
            .. Enumerable.Range(1, 29).Select(i => Consequence($"Consequence {i}", "raw orders", "Revenue arrives")),
        ];
        ScenarioResult[] green = [.. red.Select(s => Passed(s.Name))];

        (await nights.AddAsync(Night(0, green))).Should().BeEmpty();
        var begun = (await nights.AddAsync(Night(1, red))).Should().ContainSingle().Subject;
        (await nights.AddAsync(Night(2, red))).Should().BeEmpty("it was said");
        var recovered = (await nights.AddAsync(Night(3, green))).Should().ContainSingle().Subject;
        (await nights.AddAsync(Night(4, green))).Should().BeEmpty();

        begun
            .Split('\n')
            .Should()
            .HaveCount(6)
            .And.StartWith([
                "*New incident* raw orders: missing, −578",
                "30 scenarios: “Revenue arrives”, “Consequence 1”, “Consequence 2” and 27 more",
                "Rows: order=17; order=18",
                "Owner: finance",
            ]);
        begun.Should().MatchRegex("\nIncident: 20260302-[0-9a-f]{6}, data of 2026-03-01, run night-001\nReport: .*/night-001/index.html$");
        recovered.Should().StartWith("*Recovered after 2 days:* raw orders: missing");
    }

    [Test]
    public async Task Reminders_are_sent_if_they_are_asked_for_and_nobody_has_taken_it()
    {
        var red = Located("A", "raw orders", "missing");
        var nights = new Sent(new IntegrationOptions { Webhook = Common, WebhookReminds = true });
        await nights.AddAsync(Night(0, red));

        (await nights.AddAsync(Night(1, red))).Should().ContainSingle().Which.Should().StartWith("*Still open, day 2:* raw orders");
        (await nights.AddAsync(Night(2, Passed("B")))).Should().BeEmpty("it was not judged");
        nights.Know(nights.Open.Id, IncidentState.Acknowledged);
        (await nights.AddAsync(Night(3, red))).Should().BeEmpty();
        (await nights.AddAsync(Night(4, Passed("A")))).Should().ContainSingle().Which.Should().StartWith("*Recovered");
    }

    [Test]
    public async Task Muted_incident_sends_nothing()
    {
        var nights = new Sent(new IntegrationOptions { Webhook = Common, WebhookReminds = true });
        nights.Know(IncidentMatching.IdOf(FirstNight, "raw orders", "missing"), IncidentState.Muted);

        (await nights.AddAsync(Night(0, Located("A", "raw orders", "missing")))).Should().BeEmpty();
        (await nights.AddAsync(Night(1, Located("A", "raw orders", "missing")))).Should().BeEmpty();
        (await nights.AddAsync(Night(2, Passed("A")))).Should().BeEmpty();
    }

    [Test]
    public async Task Many_incidents_are_ten_messages_and_a_number()
    {
        var nights = new Sent(new IntegrationOptions { Webhook = Common });

        var sent = await nights.AddAsync(Night(0, [.. Enumerable.Range(1, 14).Select(i => About($"S{i}", $"raw table_{i}", Outcome.Failed))]));

        sent.Should().HaveCount(11);
        sent[^1].Should().Be("4 more incidents began or recovered in run night-000");
    }

    [Test]
    public async Task Message_links_to_the_served_report()
    {
        var nights = new Sent(new IntegrationOptions { Webhook = Common, ReportUrl = "https://reports.test/shop/" });

        (await nights.AddAsync(Night(0, Located("A", "raw orders", "missing"))))[0]
            .Should()
            .EndWith("\nReport: https://reports.test/shop/night-000/index.html");
    }

    [Test]
    public async Task Every_run_is_sent_if_that_is_asked_for()
    {
        var nights = new Sent(new IntegrationOptions { Webhook = Common, WebhookAlways = true });

        (await nights.AddAsync(Night(0, Passed("A")))).Should().ContainSingle().Which.Should().StartWith("*Passed* ");
        (await nights.AddAsync(Night(1, Located("A", "raw orders", "missing")))).Should().HaveCount(2);
    }

    [Test]
    public async Task Hostile_data_becomes_no_link_mention_or_line()
    {
        var nights = new Sent(new IntegrationOptions { Webhook = Common });

        var sent = await nights.AddAsync(Night(0, About(SampleRuns.Payload, "raw " + SampleRuns.Payload, Outcome.Failed, "@owner:" + SampleRuns.Payload)));

        var text = sent.Should().ContainSingle().Subject;
        text.Should().NotContainAny("<", ">").And.NotContain("\u001B").And.Contain("&lt;!channel&gt;");
        text.Split('\n').Should().HaveCount(5);
    }

    /// <summary>Nights, and what was sent after each.</summary>
    private sealed class Sent(IntegrationOptions options)
    {
        private readonly Nights nights = new();
        private readonly List<Acknowledgement> known = [];

        public Incident Open => nights.History.Runs[^1].Incidents!.Single();

        public void Know(string incident, IncidentState state) => known.Add(new Acknowledgement(2, incident, "", state, DateOnly.MaxValue, "finance", "known"));

        public async Task<IReadOnlyList<string>> AddAsync(RunResult run)
        {
            var result = run with { Incidents = nights.Add(run) };
            using var handler = new StubHandler();
            using var publisher = new HttpPublisher(handler, TimeProvider.System);
            var given = new IntegrationOptions
            {
                Webhook = options.Webhook,
                WebhookAlways = options.WebhookAlways,
                WebhookReminds = options.WebhookReminds,
                ReportUrl = options.ReportUrl,
                Acknowledgements = known,
            };
            var published = new PublishedRun(result, ReportFiles.In($"/var/reports/{run.RunId}"), RunHistory.Empty);
            await new ChannelDelivery(publisher, new MailSender(TimeProvider.System)).SendAsync(published, given, CancellationToken.None);
            await Webhook.SendAsync(published, given, publisher, CancellationToken.None);
            return [.. handler.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("text").GetString()!)];
        }
    }
}

using System.Net;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Reports.Integrations;
using static ShopStream.Tests.Incidents.IncidentSamples;

namespace ShopStream.Tests.Incidents.Channels;

/// <summary>Which channel gets which messages, and what happens if one fails.</summary>
[TestFixture, Category("Fast")]
internal sealed class ChannelDeliveryTests
{
    private const string Common = "http://hooks.test/common";

    [Test]
    public async Task Incident_goes_to_each_channel_whose_conditions_it_meets_and_otherwise_to_the_common_webhook()
    {
        using var sent = new SentMessages(
            ("finance", "slack; owner finance", "http://hooks.test/finance"),
            ("night", "slack; tag nightly", "http://hooks.test/night"),
            ("both", "slack; owner finance; tag nightly", "http://hooks.test/both"),
            ("oncall", "slack; severity critical; owner finance, crm", "http://hooks.test/oncall")
        )
        {
            Options = new IntegrationOptions { Webhook = Common },
        };

        var requests = await sent.AddAsync(
            Night(
                0,
                Located("A", "raw orders", "missing", 10m, "@owner:finance"),
                Located("B", "raw events", "missing", 10m, "@owner:finance", "@nightly"),
                Located("C", "raw products", "missing"),
                Located("D", "raw users", "missing", 10m, "@owner:crm")
            )
        );

        requests
            .Select(r => (To: r.To.Segments[^1], About: r.Body.Split("raw ")[1].Split(':')[0]))
            .Should()
            .BeEquivalentTo([
                ("finance", "orders"),
                ("finance", "events"),
                ("night", "events"),
                ("both", "events"),
                ("oncall", "orders"),
                ("oncall", "events"),
                ("oncall", "users"),
                ("common", "products"),
            ]);
    }

    [Test]
    public async Task Without_channels_and_webhook_nothing_is_sent()
    {
        using var sent = new SentMessages();

        (await sent.AddAsync(Night(0, Located("A", "raw orders", "missing")))).Should().BeEmpty();
    }

    [Test]
    public async Task Failed_channel_holds_up_no_other_and_is_named_without_its_secret()
    {
        using var sent = new SentMessages(
            ("broken", "slack", "no URL: secret"),
            ("unset", "pagerduty; owner finance", ""),
            ("good", "slack", "http://hooks.test/good")
        );

        var failure = await sent.Awaiting(s =>
                s.AddAsync(Night(0, Located("A", "raw orders", "missing", 10m, "@owner:finance"), Located("B", "raw users", "missing")))
            )
            .Should()
            .ThrowAsync<DeliveryException>();

        failure
            .Which.Message.Should()
            .Be("channel broken: SHOPSTREAM_CHANNEL_BROKEN is not an http(s) URL (1 more not sent); channel unset: SHOPSTREAM_CHANNEL_UNSET is not set");
        sent.Last.Should().HaveCount(2).And.OnlyContain(r => r.To == new Uri("http://hooks.test/good"));
    }

    [Test]
    public async Task Channel_that_does_not_answer_is_tried_for_one_message()
    {
        using var sent = new SentMessages(("a", "slack", "http://hooks.test/secret")) { Answers = [HttpStatusCode.BadGateway] };

        var failure = await sent.Awaiting(s => s.AddAsync(Night(0, Located("A", "raw orders", "missing"), Located("B", "raw users", "missing"))))
            .Should()
            .ThrowAsync<DeliveryException>();

        failure.Which.Message.Should().Be("channel a: the server answered 502; expected 2xx (tried 3 times) (1 more not sent); check SHOPSTREAM_CHANNEL_A");
        sent.Last.Should().HaveCount(3);
    }

    [Test]
    public async Task On_call_service_hears_of_every_incident_once_and_of_its_recovery()
    {
        var names = Enumerable.Range(1, 14).Select(i => $"raw table_{i}").ToList();
        using var sent = new SentMessages(("oncall", "pagerduty", "key")) { Options = new IntegrationOptions { WebhookReminds = true } };

        (await sent.AddAsync(Night(0, [.. names.Select(n => Located(n, n, "missing"))]))).Should().HaveCount(14);
        (await sent.AddAsync(Night(1, [.. names.Select(n => Located(n, n, "missing"))]))).Should().BeEmpty("it reminds by itself");
        (await sent.AddAsync(Night(2, [.. names.Select(Passed)]))).Should().HaveCount(14);
    }
}

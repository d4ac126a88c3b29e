using System.Net;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using static ShopStream.Tests.Incidents.IncidentSamples;

namespace ShopStream.Tests.Incidents.Channels;

/// <summary>Messages that could not be delivered are sent with the next run, as far as they are still true.</summary>
[TestFixture, Category("Fast")]
internal sealed class UndeliveredTests
{
    private SentMessages sent = new();

    [SetUp]
    public void Begin() => sent = new SentMessages(("a", "slack", "http://hooks.test/a"));

    [TearDown]
    public void End() => sent.Dispose();

    [Test]
    public async Task Incident_that_is_still_open_is_sent_with_the_next_run_and_then_no_more()
    {
        await FailsAsync(Night(0, Located("A", "raw orders", "missing"), Located("B", "raw users", "missing")));

        (await SendsAsync(Night(1, Located("A", "raw orders", "missing"), Located("B", "raw users", "missing"))))
            .Should()
            .Equal("*New incident* raw orders", "*New incident* raw users");
        (await SendsAsync(Night(2, Located("A", "raw orders", "missing"), Located("B", "raw users", "missing")))).Should().BeEmpty();
        System.IO.File.Exists(sent.Undelivered).Should().BeFalse("nothing is left");
    }

    [Test]
    public async Task Only_the_messages_that_the_channel_did_not_take_are_sent_again()
    {
        await FailsAsync(Night(0, Located("A", "raw orders", "missing"), Located("B", "raw users", "missing")), [HttpStatusCode.OK, HttpStatusCode.Forbidden]);

        (await SendsAsync(Night(1, Located("A", "raw orders", "missing"), Located("B", "raw users", "missing"))))
            .Should()
            .ContainSingle("the other message was delivered");
    }

    [Test]
    public async Task Incident_that_recovered_meanwhile_is_told_by_its_recovery()
    {
        await FailsAsync(Night(0, Located("A", "raw orders", "missing")));

        (await SendsAsync(Night(1, Passed("A")))).Should().Equal("*Recovered after 1 day:* raw orders");
    }

    [Test]
    public async Task Recovery_is_sent_again_unless_the_incident_is_open_or_a_week_has_passed()
    {
        await SendsAsync(Night(0, Located("A", "raw orders", "missing"), Located("B", "raw users", "missing")));
        await FailsAsync(Night(1, Passed("A"), Passed("B")));

        (await SendsAsync(Night(2, Passed("A"), Passed("B")))).Should().Equal("*Recovered after 1 day:* raw orders", "*Recovered after 1 day:* raw users");

        await SendsAsync(Night(3, Located("A", "raw orders", "missing")));
        await FailsAsync(Night(4, Passed("A")));
        (await SendsAsync(Night(12, Passed("A")))).Should().BeEmpty();
    }

    [Test]
    public async Task Reminder_is_not_sent_beside_the_message_that_the_incident_began()
    {
        sent.Dispose();
        sent = new SentMessages(("a", "slack", "http://hooks.test/a")) { Options = new IntegrationOptions { WebhookReminds = true } };
        await FailsAsync(Night(0, Located("A", "raw orders", "missing")));

        (await SendsAsync(Night(1, Located("A", "raw orders", "missing")))).Should().Equal("*New incident* raw orders");
        (await SendsAsync(Night(2, Located("A", "raw orders", "missing")))).Should().Equal("*Still open, day 3:* raw orders");
    }

    [Test]
    public async Task Run_of_another_branch_leaves_it_for_its_own()
    {
        await FailsAsync(Night(0, Located("A", "raw orders", "missing")) with { Branch = "main" });

        (await SendsAsync(Night(1, Passed("A")) with { Branch = "change" })).Should().BeEmpty();
        (await SendsAsync(Night(2, Located("A", "raw orders", "missing")) with { Branch = "main" })).Should().Equal("*New incident* raw orders");
    }

    [Test]
    public async Task Muted_incident_is_not_sent_again()
    {
        await FailsAsync(Night(0, Located("A", "raw orders", "missing")));
        sent.Known.Add(new Acknowledgement(2, "", "A", IncidentState.Muted, DateOnly.MaxValue, "finance", "known"));

        (await SendsAsync(Night(1, Located("A", "raw orders", "missing")))).Should().BeEmpty();
    }

    [Test]
    public async Task Damaged_file_is_reported_and_holds_up_nothing()
    {
        await System.IO.File.WriteAllTextAsync(sent.Undelivered, "[{");

        var failure = await sent.Awaiting(s => s.AddAsync(Night(0, Located("A", "raw orders", "missing")))).Should().ThrowAsync<DeliveryException>();

        failure.Which.Message.Should().StartWith($"{sent.Undelivered}: messages of earlier runs cannot be read and are not sent again (");
        sent.Last.Should().ContainSingle();
        (await SendsAsync(Night(1, Located("A", "raw orders", "missing")))).Should().BeEmpty();
    }

    [Test]
    public async Task File_has_no_keys_of_rows()
    {
        await FailsAsync(Night(0, Located("A", "raw orders", "missing")));

        (await System.IO.File.ReadAllTextAsync(sent.Undelivered)).Should().Contain("raw orders").And.NotContain("order=17");
    }

    private async Task FailsAsync(RunResult run, HttpStatusCode?[]? answers = null)
    {
        sent.Answers = answers ?? [HttpStatusCode.Forbidden];
        await sent.Awaiting(s => s.AddAsync(run)).Should().ThrowAsync<DeliveryException>();
        sent.Answers = [];
    }

    // The beginnings of the messages, up to the table.
    private async Task<IReadOnlyList<string>> SendsAsync(RunResult run) =>
        [.. (await sent.AddAsync(run)).Select(r => r.Body.Split("\"text\":\"")[1].Split(": missing")[0])];
}

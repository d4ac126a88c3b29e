using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Channels;

namespace ShopStream.Tests.Incidents.Channels;

/// <summary>Channels as settings write them.</summary>
[TestFixture, Category("Fast")]
internal sealed class ChannelSettingsTests
{
    [Test]
    public void Setting_has_kind_conditions_and_what_the_kind_needs()
    {
        var channel = SentMessages.Channel("on-call", "pagerduty; severity warning; owner finance, crm; tag nightly, @revenue; api https://events.eu.test");

        channel.Kind.Should().Be(ChannelKind.PagerDuty);
        channel.Route.Should().BeEquivalentTo(new ChannelRoute(["finance", "crm"], ["@nightly", "@revenue"], Severity.Warning));
        channel.Api.Should().Be(new Uri("https://events.eu.test"));
        channel.Variable.Should().Be("SHOPSTREAM_CHANNEL_ON_CALL");
        SentMessages
            .Channel("m", "email; from a@shop.test; to b@shop.test, c@shop.test; server smtps://mail.shop.test; user a", "word")
            .Mail.Should()
            .BeEquivalentTo(new MailRoute("a@shop.test", ["b@shop.test", "c@shop.test"], new Uri("smtps://mail.shop.test"), "a"));
    }

    [TestCase("", "'' is no kind of channel: expected slack, teams, pagerduty, opsgenie, webhook, email")]
    [TestCase("pager; owner finance", "'pager' is no kind of channel*")]
    [TestCase("slack; owners finance", "'owners finance' is no part of this kind of channel: expected owner, tag, severity, each followed by its value")]
    [TestCase("slack; api https://x.test", "'api https://x.test' is no part of this kind of channel*")]
    [TestCase("slack; owner", "'owner' has no value")]
    [TestCase("slack; owner a; owner b", "'owner' is there twice: separate several values by commas")]
    [TestCase("slack; severity high", "'high' is no severity: expected critical, warning or info")]
    [TestCase("pagerduty; api events.test", "'events.test' is no address: expected https://…")]
    [TestCase("opsgenie; api https://key@api.test", "an address contains a user name: secrets come from the environment only")]
    [TestCase("webhook", "there is no 'template': expected one such as 'template messages/chat.json'")]
    [TestCase("webhook; template missing.json", "the template missing.json: no file")]
    [TestCase("email; from a@shop.test; server smtp://mail.test", "there is no 'to': expected one such as 'to data@example.org'")]
    [TestCase("email; from a@shop.test; to b; server smtp://mail.test", "'b' is no e-mail address")]
    [TestCase("email; from a@shop.test; to b@shop.test; server mail.test:587", "*is no address: expected smtp://…")]
    public void Wrong_setting_is_refused(string setting, string message) =>
        FluentActions.Invoking(() => SentMessages.Channel("c", setting)).Should().Throw<FormatException>().WithMessage(message);

    [TestCase("""{ "text": "{{ titel }}" }""", "{{ titel }} is unknown: expected one of headline, title, text, incident, state, *")]
    [TestCase("""{ "text": {{ title }} }""", "no JSON in line 1: expected one value, with names in double quotes")]
    [TestCase("{\n\"text\": \"{{ title }}\",\n}", "no JSON in line 3*")]
    public void Wrong_template_is_refused(string template, string message) =>
        FluentActions.Invoking(() => TemplateText.Checked(template)).Should().Throw<FormatException>().WithMessage(message);
}

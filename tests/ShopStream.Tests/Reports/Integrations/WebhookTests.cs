using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Channels;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports.Integrations;

[Category("Fast")]
public sealed class WebhookTests
{
    private const string Page = "/var/reports/r/index.html";

    [Test]
    public void Text_of_a_failed_run_matches_the_snapshot() =>
        Snapshot.Match(Webhook.Text(SampleRuns.Mixed with { Outcome = Outcome.Failed }, Page), "webhook-failed");

    [Test]
    public void More_than_ten_names_are_counted() =>
        Webhook
            .Text(SampleRuns.Mixed with { Since = new("r", [.. Enumerable.Range(1, 13).Select(i => new ChangedScenario("f", $"S{i}", null))], [], []) }, Page)
            .Should()
            .Contain("• S10\n• and 3 more\n");

    [Test]
    public void Hostile_data_becomes_no_link_mention_or_line()
    {
        var text = Webhook.Text(SampleRuns.Hostile, Page);
        text.Should().NotContainAny("<", ">").And.NotContain("\u001B").And.Contain("&lt;!channel&gt;");
        text.Split('\n')
            .Should()
            .OnlyContain(l =>
                l.StartsWith('*')
                || l.StartsWith("Data of ", StringComparison.Ordinal)
                || l.StartsWith('•')
                || l.EndsWith(':')
                || l.StartsWith("Report: ", StringComparison.Ordinal)
            );
    }

    [TestCase("http://hooks.test/T0/secret")]
    [TestCase("hooks.test/T0/secret")]
    [TestCase("ftp://hooks.test/secret")]
    public async Task Webhook_URL_is_never_printed(string url)
    {
        using var publisher = new HttpPublisher(new StubHandler(System.Net.HttpStatusCode.NotFound), TimeProvider.System);

        var options = new IntegrationOptions { Webhook = url, WebhookAlways = true };
        var failure = await FluentActions
            .Awaiting(() =>
                Webhook.SendAsync(
                    new PublishedRun(SampleRuns.Mixed, ReportFiles.In("/var/reports/r"), RunHistory.Empty),
                    options,
                    publisher,
                    CancellationToken.None
                )
            )
            .Should()
            .ThrowAsync<DeliveryException>();

        failure.Which.ToString().Should().NotContainAny("secret", "hooks.test").And.Contain(Webhook.Variable);
    }
}

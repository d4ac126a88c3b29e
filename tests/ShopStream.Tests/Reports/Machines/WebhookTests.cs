using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Machines;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports.Machines;

public sealed class WebhookTests
{
    private const string Page = "/var/reports/r/index.html";

    [TestCase(0, 0, false)]
    [TestCase(0, 1, true)]
    [TestCase(0, 3, true)]
    [TestCase(1, 0, true)]
    [TestCase(1, 1, true)]
    [TestCase(4, 0, true)]
    public void A_run_is_news_where_it_failed_or_passes_again(int now, int before, bool news) =>
        Webhook.IsNews(Judged.Green with { ExitCode = now }, Judged.Past(before)).Should().Be(news);

    [Test]
    public void A_first_run_that_passes_is_no_news() => Webhook.IsNews(Judged.Green, null).Should().BeFalse();

    [Test]
    public void The_text_of_a_failed_run_is_as_it_was() => Snapshot.Match(Webhook.Text(Judged.Mixed with { Outcome = Outcome.Failed }, null, Page), "webhook-failed");

    [Test]
    public void A_run_that_passes_again_says_so() =>
        Webhook.Text(Judged.Green with { Since = new("r", [], [], [new("f", "Revenue arrives", "r0")]) }, Judged.Past(1), Page)
            .Should().StartWith("*Recovered* All 46 scenarios passed").And.Contain("\nFixed:\n• Revenue arrives\n");

    [Test]
    public void Names_beyond_ten_are_counted() =>
        Webhook.Text(Judged.Mixed with { Since = new("r", [.. Enumerable.Range(1, 13).Select(i => new ChangedScenario("f", $"S{i}", null))], [], []) }, null, Page).Should().Contain("• S10\n• and 3 more\n");

    [Test]
    public void Hostile_data_is_neither_a_link_nor_a_mention_nor_a_line_of_ours()
    {
        var text = Webhook.Text(Judged.Hostile, null, Page);
        text.Should().NotContainAny("<", ">").And.NotContain("\u001B").And.Contain("&lt;!channel&gt;");
        text.Split('\n').Should().OnlyContain(l => l.StartsWith('*') || l.StartsWith("Data of ", StringComparison.Ordinal) || l.StartsWith('•') || l.EndsWith(':') || l.StartsWith("Report: ", StringComparison.Ordinal));
    }

    [TestCase(true, true, 1)]
    [TestCase(false, true, 0)]
    [TestCase(false, false, 1)]
    public async Task Whether_every_run_is_told_is_a_setting(bool always, bool passed, int posts)
    {
        var handler = new StubHandler();
        using var poster = new Poster(handler, TimeProvider.System);

        await Webhook.SendAsync(passed ? Judged.Green : Judged.Mixed, Judged.Past(0), Page, new() { Webhook = "http://hooks.test/T0/secret", WebhookAlways = always }, poster, CancellationToken.None);

        handler.Requests.Should().HaveCount(posts);
        if (posts > 0) handler.Requests[0].Body.Should().StartWith("{\"text\":\"*").And.NotContain("\n");
    }

    [TestCase("http://hooks.test/T0/secret")]
    [TestCase("hooks.test/T0/secret")]
    [TestCase("ftp://hooks.test/secret")]
    public async Task The_URL_is_never_told(string url)
    {
        using var poster = new Poster(new StubHandler(System.Net.HttpStatusCode.NotFound), TimeProvider.System);

        var failure = await FluentActions.Awaiting(() => Webhook.SendAsync(Judged.Mixed, null, Page, new() { Webhook = url }, poster, CancellationToken.None)).Should().ThrowAsync<NotDeliveredException>();

        failure.Which.ToString().Should().NotContainAny("secret", "hooks.test").And.Contain(Webhook.Variable);
    }
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using ShopStream.Tests.History;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports.Integrations;

[Category("Fast")]
public sealed class WebhookTests
{
    private const string Page = "/var/reports/r/index.html";

    [TestCase(0, 0, false)]
    [TestCase(0, 1, true)]
    [TestCase(0, 3, true)]
    [TestCase(1, 0, false)]
    [TestCase(1, 1, false)]
    [TestCase(4, 1, false)]
    public void Passing_run_after_a_failed_one_recovers(int now, int before, bool recovers) =>
        Webhook.Recovers(SampleRuns.Green with { ExitCode = now }, new RunHistory([SampleRuns.Past(before)]), null).Should().Be(recovers);

    [Test]
    public void First_passing_run_is_not_a_recovery() => Webhook.Recovers(SampleRuns.Green, RunHistory.Empty, null).Should().BeFalse();

    [TestCase("A", false, Description = "B failed, and was not judged again")]
    [TestCase("B", false, Description = "A did not fail, but the run before is not repeated as a whole")]
    [TestCase("A B", true)]
    [TestCase("A B C", true)]
    public void Partial_run_recovers_only_the_scenarios_it_judges(string now, bool recovers) =>
        Webhook.Recovers(Green(now.Split(' ')), new RunHistory([Past(1, 0, ("A", Outcome.Passed), ("B", Outcome.Failed))]), null).Should().Be(recovers);

    [Test]
    public void Scenario_that_failed_in_any_earlier_run_is_open_until_it_passes()
    {
        var failed = Past(1, 0, ("A", Outcome.Passed), ("B", Outcome.Failed));
        var onlyA = Past(0, 1, ("A", Outcome.Passed));
        var broken = Past(3, 2, ("A", Outcome.NotJudged), ("B", Outcome.NotJudged));
        var both = Past(0, 3, ("A", Outcome.Passed), ("B", Outcome.Warned));

        Webhook.Recovers(Green("A"), new RunHistory([failed, onlyA]), null).Should().BeFalse("B is still open");
        Webhook.Recovers(Green("B"), new RunHistory([failed, onlyA]), null).Should().BeTrue();
        Webhook.Recovers(Green("A", "B"), new RunHistory([failed, onlyA]), null).Should().BeTrue();
        Webhook
            .Recovers(Green("A"), new RunHistory([both, broken with { StartedAt = both.StartedAt.AddMinutes(1) }]), null)
            .Should()
            .BeFalse("the run that broke would have judged B");
        Webhook.Recovers(Green("A", "B"), new RunHistory([failed, onlyA, broken, both]), null).Should().BeFalse("it has recovered before");
    }

    [Test]
    public void Deleted_scenario_does_not_block_a_recovery()
    {
        var past = new RunHistory([Past(1, 0, ("A", Outcome.Passed), ("Gone", Outcome.Failed))]);
        var scenarios = new HashSet<ScenarioName> { new("a.feature", "A") };

        Webhook.Recovers(Green("A"), past, scenarios).Should().BeTrue();
        Webhook.Recovers(Green("A"), new RunHistory([.. past.Runs, Past(0, 1, ("A", Outcome.Passed))]), scenarios).Should().BeFalse();
    }

    [Test]
    public void Text_of_a_failed_run_matches_the_snapshot() =>
        Snapshot.Match(Webhook.Text(SampleRuns.Mixed with { Outcome = Outcome.Failed }, false, Page), "webhook-failed");

    [Test]
    public void Recovered_run_says_so() =>
        Webhook
            .Text(SampleRuns.Green with { Since = new("r", [], [], [new("f", "Revenue arrives", "r0")]) }, true, Page)
            .Should()
            .StartWith("*Recovered* All 46 scenarios passed")
            .And.Contain("\nFixed:\n• Revenue arrives\n");

    [Test]
    public void More_than_ten_names_are_counted() =>
        Webhook
            .Text(
                SampleRuns.Mixed with
                {
                    Since = new("r", [.. Enumerable.Range(1, 13).Select(i => new ChangedScenario("f", $"S{i}", null))], [], []),
                },
                false,
                Page
            )
            .Should()
            .Contain("• S10\n• and 3 more\n");

    [Test]
    public void Hostile_data_becomes_no_link_mention_or_line()
    {
        var text = Webhook.Text(SampleRuns.Hostile, false, Page);
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

    [TestCase(true, true, 0, "Passed")]
    [TestCase(false, true, 0, null)]
    [TestCase(false, true, 1, "Recovered")]
    [TestCase(false, false, 0, "Could not run")]
    [TestCase(false, false, 1, "Could not run")]
    public async Task Passing_run_after_a_passing_one_is_sent_only_if_every_run_is(bool always, bool passed, int before, string? sent)
    {
        var handler = new StubHandler();
        using var publisher = new HttpPublisher(handler, TimeProvider.System);

        await Webhook.SendAsync(
            passed ? SampleRuns.Green : SampleRuns.Mixed,
            new RunHistory([SampleRuns.Past(before)]),
            Page,
            new() { Webhook = "http://hooks.test/T0/secret", WebhookAlways = always },
            publisher,
            CancellationToken.None
        );

        handler.Requests.Should().HaveCount(sent is null ? 0 : 1);
        if (sent is not null)
            handler.Requests[0].Body.Should().StartWith($"{{\"text\":\"*{sent}*").And.NotContain("\n");
    }

    [Test]
    public async Task Passing_partial_run_is_not_sent_while_other_scenarios_are_open()
    {
        var handler = new StubHandler();
        using var publisher = new HttpPublisher(handler, TimeProvider.System);

        await Webhook.SendAsync(
            Green("A"),
            new RunHistory([Past(1, 0, ("A", Outcome.Passed), ("B", Outcome.Failed))]),
            Page,
            new() { Webhook = "http://hooks.test/T0/secret" },
            publisher,
            CancellationToken.None
        );

        handler.Requests.Should().BeEmpty();
    }

    [TestCase("http://hooks.test/T0/secret")]
    [TestCase("hooks.test/T0/secret")]
    [TestCase("ftp://hooks.test/secret")]
    public async Task Webhook_URL_is_never_printed(string url)
    {
        using var publisher = new HttpPublisher(new StubHandler(System.Net.HttpStatusCode.NotFound), TimeProvider.System);

        var failure = await FluentActions
            .Awaiting(() => Webhook.SendAsync(SampleRuns.Mixed, RunHistory.Empty, Page, new() { Webhook = url }, publisher, CancellationToken.None))
            .Should()
            .ThrowAsync<DeliveryException>();

        failure.Which.ToString().Should().NotContainAny("secret", "hooks.test").And.Contain(Webhook.Variable);
    }

    private static RunResult Green(params string[] names) =>
        SampleRuns.Green with
        {
            Scenarios = [.. names.Select(n => SampleRuns.Green.Scenarios[0] with { File = "a.feature", Name = n })],
        };

    private static HistoryRun Past(int exitCode, int minute, params (string Name, Outcome Outcome)[] scenarios) =>
        SampleHistory.Run($"r{minute}", SampleHistory.Friday, minute, scenarios) with
        {
            ExitCode = exitCode,
        };
}

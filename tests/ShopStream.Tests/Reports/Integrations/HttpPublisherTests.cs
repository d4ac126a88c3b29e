using System.Net;
using System.Net.Http.Headers;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Reports.Integrations;

namespace ShopStream.Tests.Reports.Integrations;

[Category("Fast")]
public sealed class HttpPublisherTests
{
    private static readonly Uri To = new("http://receiver.test/hook");

    [Test]
    public async Task Accepted_request_is_sent_once_with_its_key()
    {
        var handler = new StubHandler(HttpStatusCode.Created);
        using var publisher = new HttpPublisher(handler, TimeProvider.System);
        await publisher.PostAsync(To, "{}", new AuthenticationHeaderValue("Bearer", "k"), CancellationToken.None);
        handler.Requests.Should().Equal((To, "{}", "Bearer k"));
    }

    [Test]
    public async Task Busy_server_is_asked_up_to_three_times()
    {
        var handler = new StubHandler(HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway, HttpStatusCode.OK);
        using var publisher = new HttpPublisher(handler, TimeProvider.System, TimeSpan.Zero);
        await publisher.PostAsync(To, "{}", null, CancellationToken.None);
        handler.Requests.Should().HaveCount(3);
    }

    [TestCase(HttpStatusCode.NotFound, "the server answered 404; expected 2xx", 1)]
    [TestCase(HttpStatusCode.Found, "the server answered 302; expected 2xx", 1)]
    [TestCase(HttpStatusCode.BadGateway, "the server answered 502; expected 2xx (tried 3 times)", 3)]
    [TestCase(HttpStatusCode.TooManyRequests, "the server answered 429; expected 2xx (tried 3 times)", 3)]
    public async Task Rejected_delivery_is_reported_and_retried_only_if_transient(HttpStatusCode answer, string message, int requests)
    {
        var handler = new StubHandler(answer);
        using var publisher = new HttpPublisher(handler, TimeProvider.System, TimeSpan.Zero);
        (await FluentActions.Awaiting(() => publisher.PostAsync(To, "{}", null, CancellationToken.None)).Should().ThrowAsync<DeliveryException>()).WithMessage(
            message
        );
        handler.Requests.Should().HaveCount(requests);
    }

    [Test]
    public async Task Silent_server_times_out_after_three_attempts_of_ten_seconds()
    {
        var (clock, handler) = (new FakeTimeProvider(), new StubHandler((HttpStatusCode?)null));
        using var publisher = new HttpPublisher(handler, clock, TimeSpan.Zero);

        var posted = publisher.PostAsync(To, "{}", null, CancellationToken.None);
        await handler.ArrivedAsync();
        clock.Advance(HttpPublisher.Deadline - TimeSpan.FromMilliseconds(1));
        posted.IsCompleted.Should().BeFalse();
        handler.Requests.Should().ContainSingle();
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await handler.ArrivedAsync();
        clock.Advance(HttpPublisher.Deadline);
        await handler.ArrivedAsync();
        clock.Advance(HttpPublisher.Deadline);

        (await FluentActions.Awaiting(() => posted).Should().ThrowAsync<DeliveryException>()).WithMessage("no answer within 10 s (tried 3 times)");
        handler.Requests.Should().HaveCount(3);
    }

    [Test]
    public async Task Pause_grows_unless_the_server_asks_for_another()
    {
        var clock = new PausesOnly();
        var handler = new StubHandler(HttpStatusCode.ServiceUnavailable);
        using var publisher = new HttpPublisher(handler, clock);
        Task PostAsync() => publisher.PostAsync(To, "{}", null, CancellationToken.None);

        await FluentActions.Awaiting(PostAsync).Should().ThrowAsync<DeliveryException>();
        handler.RetryAfter = TimeSpan.FromSeconds(7);
        await FluentActions.Awaiting(PostAsync).Should().ThrowAsync<DeliveryException>();

        clock.Pauses.Should().Equal(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7));
    }

    [Test]
    public async Task Server_that_asks_for_a_long_pause_is_not_waited_for()
    {
        var handler = new StubHandler(HttpStatusCode.TooManyRequests) { RetryAfter = TimeSpan.FromMinutes(5) };
        using var publisher = new HttpPublisher(handler, TimeProvider.System);

        (await FluentActions.Awaiting(() => publisher.PostAsync(To, "{}", null, CancellationToken.None)).Should().ThrowAsync<DeliveryException>()).WithMessage(
            "the server answered 429; expected 2xx; it asks to wait for 300 s"
        );
        handler.Requests.Should().ContainSingle();
    }

    [Test]
    public async Task Unreachable_endpoint_is_reported_without_the_address()
    {
        using var publisher = new HttpPublisher(new HttpClientHandler(), TimeProvider.System, TimeSpan.Zero);

        // Port 1 of this machine: nobody listens.
        var failure = await FluentActions
            .Awaiting(() => publisher.PostAsync(new Uri("http://127.0.0.1:1/secret"), "{}", null, CancellationToken.None))
            .Should()
            .ThrowAsync<DeliveryException>();

        failure.Which.ToString().Should().Contain("the connection was refused (tried 3 times)").And.NotContainAny("secret", "127.0.0.1");
    }

    [Test]
    public async Task Cancellation_ends_the_request_immediately()
    {
        using var stop = new CancellationTokenSource();
        var handler = new StubHandler((HttpStatusCode?)null);
        using var publisher = new HttpPublisher(handler, TimeProvider.System);

        var posted = publisher.PostAsync(To, "{}", null, stop.Token);
        await handler.ArrivedAsync();
        await stop.CancelAsync();

        await FluentActions.Awaiting(() => posted).Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>Records pauses, which are over at once; deadlines are never reached.</summary>
    private sealed class PausesOnly : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == HttpPublisher.Deadline || dueTime == Timeout.InfiniteTimeSpan)
                return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            Pauses.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}

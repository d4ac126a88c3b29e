using System.Net;
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
        await publisher.PostAsync(To, "{}", "k", CancellationToken.None);
        handler.Requests.Should().Equal((To, "{}", "Bearer k"));
    }

    [Test]
    public async Task Busy_server_gets_one_retry()
    {
        var handler = new StubHandler(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        using var publisher = new HttpPublisher(handler, TimeProvider.System, TimeSpan.Zero);
        await publisher.PostAsync(To, "{}", null, CancellationToken.None);
        handler.Requests.Should().HaveCount(2);
    }

    [TestCase(HttpStatusCode.NotFound, "the server answered 404; expected 2xx", 1)]
    [TestCase(HttpStatusCode.Found, "the server answered 302; expected 2xx", 1)]
    [TestCase(HttpStatusCode.BadGateway, "the server answered 502; expected 2xx (tried twice)", 2)]
    [TestCase(HttpStatusCode.TooManyRequests, "the server answered 429; expected 2xx (tried twice)", 2)]
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
    public async Task Silent_server_times_out_after_two_attempts_of_ten_seconds()
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

        (await FluentActions.Awaiting(() => posted).Should().ThrowAsync<DeliveryException>()).WithMessage("no answer within 10 s (tried twice)");
        handler.Requests.Should().HaveCount(2);
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

        failure.Which.ToString().Should().Contain("the connection was refused (tried twice)").And.NotContainAny("secret", "127.0.0.1");
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
}

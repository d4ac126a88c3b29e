using System.Net;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Reports.Machines;

namespace ShopStream.Tests.Reports.Machines;

[Category("Fast")]
public sealed class PosterTests
{
    private static readonly Uri To = new("http://machines.test/hook");

    [Test]
    public async Task What_is_taken_is_sent_once_with_its_key()
    {
        var handler = new StubHandler(HttpStatusCode.Created);
        using var poster = new Poster(handler, TimeProvider.System);
        await poster.PostAsync(To, "{}", "k", CancellationToken.None);
        handler.Requests.Should().Equal((To, "{}", "Bearer k"));
    }

    [Test]
    public async Task A_server_that_is_busy_is_asked_once_more()
    {
        var handler = new StubHandler(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        using var poster = new Poster(handler, TimeProvider.System, TimeSpan.Zero);
        await poster.PostAsync(To, "{}", null, CancellationToken.None);
        handler.Requests.Should().HaveCount(2);
    }

    [TestCase(HttpStatusCode.NotFound, "the server answered 404; expected 2xx", 1)]
    [TestCase(HttpStatusCode.Found, "the server answered 302; expected 2xx", 1)]
    [TestCase(HttpStatusCode.BadGateway, "the server answered 502; expected 2xx (tried twice)", 2)]
    [TestCase(HttpStatusCode.TooManyRequests, "the server answered 429; expected 2xx (tried twice)", 2)]
    public async Task What_is_not_taken_is_told_and_tried_again_only_where_that_may_help(HttpStatusCode answer, string message, int requests)
    {
        var handler = new StubHandler(answer);
        using var poster = new Poster(handler, TimeProvider.System, TimeSpan.Zero);
        (await FluentActions.Awaiting(() => poster.PostAsync(To, "{}", null, CancellationToken.None)).Should().ThrowAsync<NotDeliveredException>()).WithMessage(message);
        handler.Requests.Should().HaveCount(requests);
    }

    [Test]
    public async Task A_server_that_never_answers_is_left_after_ten_seconds_and_ten_more()
    {
        var (clock, handler) = (new FakeTimeProvider(), new StubHandler((HttpStatusCode?)null));
        using var poster = new Poster(handler, clock, TimeSpan.Zero);

        var posted = poster.PostAsync(To, "{}", null, CancellationToken.None);
        await handler.ArrivedAsync();
        clock.Advance(Poster.Deadline - TimeSpan.FromMilliseconds(1));
        posted.IsCompleted.Should().BeFalse();
        handler.Requests.Should().ContainSingle();
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await handler.ArrivedAsync();
        clock.Advance(Poster.Deadline);

        (await FluentActions.Awaiting(() => posted).Should().ThrowAsync<NotDeliveredException>()).WithMessage("no answer within 10 s (tried twice)");
        handler.Requests.Should().HaveCount(2);
    }

    [Test]
    public async Task Nobody_there_is_told_without_the_address()
    {
        using var poster = new Poster(new HttpClientHandler(), TimeProvider.System, TimeSpan.Zero);

        // Port 1 of this machine: nobody listens.
        var failure = await FluentActions.Awaiting(() => poster.PostAsync(new Uri("http://127.0.0.1:1/secret"), "{}", null, CancellationToken.None)).Should().ThrowAsync<NotDeliveredException>();

        failure.Which.ToString().Should().Contain("nobody answers there (tried twice)").And.NotContainAny("secret", "127.0.0.1");
    }

    [Test]
    public async Task Interrupted_it_ends_at_once()
    {
        using var stop = new CancellationTokenSource();
        var handler = new StubHandler((HttpStatusCode?)null);
        using var poster = new Poster(handler, TimeProvider.System);

        var posted = poster.PostAsync(To, "{}", null, stop.Token);
        await handler.ArrivedAsync();
        await stop.CancelAsync();

        await FluentActions.Awaiting(() => posted).Should().ThrowAsync<OperationCanceledException>();
    }
}

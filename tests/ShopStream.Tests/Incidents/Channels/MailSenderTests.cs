using System.Text;
using FluentAssertions;
using MimeKit;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Channels;
using ShopStream.Tests.Reports.Integrations;
using static ShopStream.Tests.Incidents.IncidentSamples;

namespace ShopStream.Tests.Incidents.Channels;

/// <summary>E-mail, always with TLS.</summary>
[TestFixture, Category("Slow")]
internal sealed class MailSenderTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Mail_is_sent_inside_TLS_only(bool isTls)
    {
        await using var server = new MailServer(isTls);

        await SendAsync(server, "; user robot", Begun("raw orders"), Begun("raw users"));

        server.Commands.Should().Contain($"tls AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes("\0robot\0the word"))}");
        server
            .Commands.Should()
            .OnlyContain(c =>
                c.StartsWith("tls ", StringComparison.Ordinal) || (!isTls && (c.StartsWith("EHLO", StringComparison.Ordinal) || c == "STARTTLS"))
            );
        server.Commands.Should().Contain(["tls MAIL FROM:<shop@shop.test>", "tls RCPT TO:<a@shop.test>", "tls RCPT TO:<b@shop.test>"]);
        server.Mails.Should().HaveCount(2);
        var mail = Read(server.Mails[0]);
        mail.Subject.Should().Be("New incident: raw orders: missing, −10");
        mail.TextBody.Should().StartWith("New incident: raw orders: missing, −10\n1 scenario: “A”\nRows: order=17; order=18\n");
        mail.To.ToString().Should().Be("a@shop.test, b@shop.test");
        mail.References.Should().ContainSingle().Which.Should().MatchRegex("^20260301-[0-9a-f]{6}@shopstream$");
    }

    [Test]
    public async Task Hostile_data_becomes_no_header()
    {
        await using var server = new MailServer(isTls: true);

        await SendAsync(server, "", Begun($"raw orders\r\nBcc: all@shop.test\r\n\r\n{SampleRuns.Payload}"));

        var mail = Read(server.Mails.Should().ContainSingle().Subject);
        mail.Bcc.Count.Should().Be(0);
        mail.Subject.Should().StartWith("New incident: raw orders Bcc: all@shop.test");
        mail.Headers.Select(h => h.Field)
            .Should()
            .BeSubsetOf(["From", "Date", "Subject", "References", "Message-Id", "To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]);
    }

    [TestCase("AUTH", "535 no", "the mail server refused the password of robot")]
    [TestCase("RCPT", "550 unknown", "the mail server does not accept a@shop.test")]
    [TestCase("MAIL", "550 unknown", "the mail server does not accept mail from shop@shop.test")]
    [TestCase("DATA", "554 no", "the mail server answered 554")]
    [TestCase("MAIL", "451 later", "the mail server answered 451 (tried 3 times)")]
    public async Task Refusal_is_reported_without_the_password(string command, string answer, string message)
    {
        await using var server = new MailServer(isTls: true);
        server.Answers[command] = answer;

        await FailsAsync(server, message);
    }

    [Test]
    public async Task Busy_server_gets_what_is_left_a_second_time()
    {
        await using var server = new MailServer(isTls: true);
        server.Later.Enqueue(("MAIL", 1));

        await SendAsync(server, "", Begun("raw orders"), Begun("raw users"));

        server.Mails.Select(m => Read(m).Subject).Should().Equal("New incident: raw orders: missing, −10", "New incident: raw users: missing, −10");
        server.Commands.Count(c => c.StartsWith("tls EHLO", StringComparison.Ordinal)).Should().Be(2, "the first connection was closed");
    }

    [Test]
    public async Task Server_without_TLS_gets_nothing()
    {
        await using var server = new MailServer(isTls: false) { OffersTls = false };

        await FailsAsync(server, "the mail server has no STARTTLS: use smtps://127.0.0.1:465 if it speaks TLS from the start");

        server.Commands.Should().OnlyContain(c => c.StartsWith("EHLO", StringComparison.Ordinal) || c == "QUIT");
    }

    [Test]
    public async Task Certificate_that_is_not_trusted_gets_nothing()
    {
        await using var server = new MailServer(isTls: true);
        var sender = new MailSender(TimeProvider.System);

        var failure = await sender
            .Awaiting(s => s.SendAsync(Channel(server, "; user robot"), new Queue<ChannelMessage>([Begun("raw orders")]), CancellationToken.None))
            .Should()
            .ThrowAsync<DeliveryException>();

        failure.WithMessage("the mail server's certificate is not trusted, or it has no TLS");
        server.Commands.Should().BeEmpty();
    }

    [Test]
    public async Task Missing_password_and_unreachable_server_are_named()
    {
        await using var server = new MailServer(isTls: true);
        var unset = SentMessages.Channel("mail", Setting(server.Address, "; user robot"), "");
        var gone = SentMessages.Channel("mail", Setting("smtp://127.0.0.1:1", ""), "");
        var sender = new MailSender(TimeProvider.System, null, TimeSpan.Zero);
        Task SendAsync(Channel to) => sender.SendAsync(to, new Queue<ChannelMessage>([Begun("raw orders")]), CancellationToken.None);

        (await FluentActions.Awaiting(() => SendAsync(unset)).Should().ThrowAsync<DeliveryException>()).WithMessage(
            "SHOPSTREAM_CHANNEL_MAIL is not set: it is the password of robot"
        );
        (await FluentActions.Awaiting(() => SendAsync(gone)).Should().ThrowAsync<DeliveryException>()).WithMessage(
            "the mail server 127.0.0.1 cannot be reached (tried 3 times)"
        );
    }

    private static async Task FailsAsync(MailServer server, string message)
    {
        var failure = await server.Awaiting(s => SendAsync(s, "; user robot", Begun("raw orders"))).Should().ThrowAsync<DeliveryException>();
        failure.Which.Message.Should().Be(message).And.NotContain("the word");
        server.Mails.Should().BeEmpty();
    }

    private static Task SendAsync(MailServer server, string more, params ChannelMessage[] messages) =>
        new MailSender(TimeProvider.System, (_, certificate, _, _) => server.IsOwn(certificate), TimeSpan.Zero).SendAsync(
            Channel(server, more),
            new Queue<ChannelMessage>(messages),
            CancellationToken.None
        );

    private static Channel Channel(MailServer server, string more) => SentMessages.Channel("mail", Setting(server.Address, more), "the word");

    private static string Setting(string address, string more) => $"email; from shop@shop.test; to a@shop.test, b@shop.test; server {address}{more}";

    private static ChannelMessage Begun(string table)
    {
        var run = Night(0, Located("A", table, "missing"));
        return ChannelMessage.Of(MessageOccasion.Begun, new Nights().Add(run).Open.Single(), run, "https://reports.test/index.html");
    }

    private static MimeMessage Read(string mail)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(mail));
        return MimeMessage.Load(stream);
    }
}

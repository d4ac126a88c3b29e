using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>Sends messages by SMTP, always with TLS, over one connection for all of a run. A connection that breaks is opened again, twice.</summary>
/// <param name="clock">Measures the deadline and the pauses.</param>
/// <param name="certificate">Judges the server's certificate; null for the rules of the system.</param>
/// <param name="pause">Pause before the second attempt; null for the usual one, see <see cref="Repetition"/>.</param>
internal sealed class MailSender(TimeProvider clock, RemoteCertificateValidationCallback? certificate = null, TimeSpan? pause = null)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <param name="channel">The route and its password.</param>
    /// <param name="messages">Messages, in order; each is removed when the server has taken it.</param>
    /// <param name="cancellationToken">Cancels the sending.</param>
    /// <exception cref="DeliveryException">A message could not be sent; it and those after it are left.</exception>
    public async Task SendAsync(Channel channel, Queue<ChannelMessage> messages, CancellationToken cancellationToken)
    {
        var route = channel.Mail!;
        if (route.User is not null && channel.Secret is null)
            throw new DeliveryException($"{channel.Variable} is not set: it is the password of {route.User}");
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await new Repetition(clock, pause).RunAsync(() => TryAsync(route, channel.Secret, messages, either.Token), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException(string.Create(CultureInfo.InvariantCulture, $"the mail server did not answer within {Deadline.TotalSeconds:0} s"));
        }
    }

    private async Task<DeliveryProblem?> TryAsync(MailRoute route, string? password, Queue<ChannelMessage> messages, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient();
        if (certificate is not null)
            client.ServerCertificateValidationCallback = certificate;
        try
        {
            var isTls = route.Server.Scheme is "smtps";
            await client.ConnectAsync(
                route.Server.Host,
                route.Server.Port > 0 ? route.Server.Port
                    : isTls ? 465
                    : 587,
                isTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls,
                cancellationToken
            );
            if (route.User is not null)
                await client.AuthenticateAsync(route.User, password!, cancellationToken);
            while (messages.TryPeek(out var message))
            {
                using var mail = Mail(route, message);
                await client.SendAsync(mail, cancellationToken);
                messages.Dequeue();
            }
        }
        catch (Exception e) when (Describe(e, route) is { } problem)
        {
            return new DeliveryProblem(problem, IsTransient(e));
        }
        await QuitAsync(client, cancellationToken);
        return null;
    }

    // The server has taken all messages: whether it also says goodbye does not matter.
    private static async Task QuitAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (e is ProtocolException or IOException or SocketException) { }
    }

    // 4xx means later, 5xx never: RFC 5321, 4.2.1.
    private static bool IsTransient(Exception e) =>
        e switch
        {
            SmtpCommandException refused => (int)refused.StatusCode is >= 400 and < 500,
            SslHandshakeException or AuthenticationException or NotSupportedException => false,
            _ => true,
        };

    private static MimeMessage Mail(MailRoute route, ChannelMessage message)
    {
        var mail = new MimeMessage
        {
            Subject = message.Subject,
            Body = new TextPart("plain") { Text = ChannelForms.Lines(message) },
        };
        mail.From.Add(MailboxAddress.Parse(route.From));
        mail.To.AddRange(route.To.Select(MailboxAddress.Parse));
        // Mail programs show what is about one incident as one conversation.
        if (message.Incident is { } incident)
            mail.References.Add($"{incident.Id}@shopstream");
        return mail;
    }

    private static string? Describe(Exception e, MailRoute route) =>
        e switch
        {
            SmtpCommandException refused when IsTransient(e) => $"the mail server answered {(int)refused.StatusCode}",
            AuthenticationException => $"the mail server refused the password of {route.User}",
            SslHandshakeException => "the mail server's certificate is not trusted, or it has no TLS",
            NotSupportedException => $"the mail server has no STARTTLS: use smtps://{route.Server.Host}:465 if it speaks TLS from the start",
            SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } refused => $"the mail server does not accept {refused.Mailbox?.Address}",
            SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted } => $"the mail server does not accept mail from {route.From}",
            SmtpCommandException refused => string.Create(CultureInfo.InvariantCulture, $"the mail server answered {(int)refused.StatusCode}"),
            SocketException => $"the mail server {route.Server.Host} cannot be reached",
            ProtocolException or IOException => "the connection to the mail server broke",
            _ => null,
        };
}

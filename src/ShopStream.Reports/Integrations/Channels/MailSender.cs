using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>Sends messages by SMTP, always with TLS, over one connection for all of a run.</summary>
/// <param name="clock">Measures the deadline.</param>
/// <param name="certificate">Judges the server's certificate; null for the rules of the system.</param>
internal sealed class MailSender(TimeProvider clock, RemoteCertificateValidationCallback? certificate = null)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <exception cref="DeliveryException">A message could not be sent.</exception>
    public async Task SendAsync(Channel channel, IReadOnlyList<ChannelMessage> messages, CancellationToken cancellationToken)
    {
        var route = channel.Mail!;
        if (route.User is not null && channel.Secret is null)
            throw new DeliveryException($"{channel.Variable} is not set: it is the password of {route.User}");
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
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
                either.Token
            );
            if (route.User is not null)
                await client.AuthenticateAsync(route.User, channel.Secret!, either.Token);
            foreach (var message in messages)
            {
                using var mail = Mail(route, message);
                await client.SendAsync(mail, either.Token);
            }
            await client.DisconnectAsync(quit: true, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException(string.Create(CultureInfo.InvariantCulture, $"the mail server did not answer within {Deadline.TotalSeconds:0} s"));
        }
        catch (Exception e) when (Describe(e, route) is { } problem)
        {
            throw new DeliveryException(problem);
        }
    }

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

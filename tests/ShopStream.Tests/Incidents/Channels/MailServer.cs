using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ShopStream.Tests.Incidents.Channels;

/// <summary>A mail server on the loopback address, with STARTTLS or TLS from the start, that keeps what it was told (RFC 5321).</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly bool isTls;
    private readonly Task serving;

    public MailServer(bool isTls)
    {
        this.isTls = isTls;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        Certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        listener.Start();
        serving = ServeAsync();
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>Whether it offers STARTTLS.</summary>
    public bool OffersTls { get; init; } = true;

    /// <summary>The beginnings of commands, and the answer to each instead of the usual one.</summary>
    public Dictionary<string, string> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Beginnings of commands that are refused once with 451, after the given number of them was taken.</summary>
    public Queue<(string Command, int After)> Later { get; } = [];

    /// <summary>The commands; those inside TLS begin with "tls ".</summary>
    public List<string> Commands { get; } = [];

    /// <summary>The messages, as they arrived.</summary>
    public List<string> Mails { get; } = [];

    public string Address => $"{(isTls ? "smtps" : "smtp")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Whether a certificate is the server's.</summary>
    public bool IsOwn(X509Certificate? certificate) =>
        string.Equals(certificate?.GetCertHashString(), Certificate.GetCertHashString(), StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await serving;
        Certificate.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await using var plain = client.GetStream();
                try
                {
                    await TalkAsync(isTls ? await SecureAsync(plain) : plain, isTls);
                }
                catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The client has hung up, or does not trust the certificate.
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The end of the test.
        }
    }

    private async Task<Stream> SecureAsync(Stream plain)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(Certificate);
        return secure;
    }

    private async Task TalkAsync(Stream stream, bool isSecure)
    {
        await SayAsync(stream, isSecure && !isTls ? null : "220 stand-in ESMTP");
        while (await LineAsync(stream) is { } line)
        {
            Commands.Add(isSecure ? $"tls {line}" : line);
            var answer = IsLater(line)
                ? "451 later"
                : Answers.FirstOrDefault(a => line.StartsWith(a.Key, StringComparison.Ordinal)).Value ?? AnswerTo(line, isSecure);
            await SayAsync(stream, answer);
            if (line is "STARTTLS")
            {
                await TalkAsync(await SecureAsync(stream), isSecure: true);
                return;
            }
            if (line is "QUIT")
                return;
            if (line is not "DATA" || !answer.StartsWith("354", StringComparison.Ordinal))
                continue;
            var mail = new StringBuilder();
            while (await LineAsync(stream) is { } text && text is not ".")
                mail.Append(text).Append('\n');
            Mails.Add(mail.ToString());
            await SayAsync(stream, "250 taken");
        }
    }

    private bool IsLater(string line)
    {
        if (!Later.TryPeek(out var later) || !line.StartsWith(later.Command, StringComparison.Ordinal))
            return false;
        Later.Dequeue();
        if (later.After > 0)
            Later.Enqueue((later.Command, later.After - 1));
        return later.After == 0;
    }

    private string AnswerTo(string line, bool isSecure) =>
        line.Split(' ')[0] switch
        {
            "EHLO" when !isSecure && OffersTls => "250-stand-in\r\n250 STARTTLS",
            "EHLO" => "250-stand-in\r\n250 AUTH PLAIN",
            "STARTTLS" => "220 go ahead",
            "AUTH" => "235 welcome",
            "DATA" => "354 go ahead",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };

    private static async Task SayAsync(Stream stream, string? text)
    {
        if (text is null)
            return;
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"));
        await stream.FlushAsync();
    }

    private static async Task<string?> LineAsync(Stream stream)
    {
        var line = new List<byte>();
        var next = new byte[1];
        while (await stream.ReadAsync(next) == 1)
        {
            if (next[0] == '\n')
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(next[0]);
        }
        return null;
    }
}

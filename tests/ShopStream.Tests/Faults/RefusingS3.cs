using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ShopStream.Tests.Faults;

/// <summary>An S3 server that rejects every request with one error, such as an expired token.</summary>
internal sealed class RefusingS3 : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly byte[] answer;
    private readonly Task accepting;

    /// <param name="status">HTTP status, such as "400 Bad Request".</param>
    /// <param name="code">S3's error code, such as ExpiredToken.</param>
    public RefusingS3(string status, string code)
    {
        var body = $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>made up</Message><RequestId>1</RequestId></Error>";
        answer = Encoding.ASCII.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"
            )
        );
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(AnswerAsync(await listener.AcceptSocketAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    // The response is sent before the body is read: clients that expect "100 Continue" send none, and other bodies are discarded.
    private async Task AnswerAsync(Socket client)
    {
        using var socket = client;
        var buffer = new byte[64 * 1024];
        try
        {
            var head = new StringBuilder();
            while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await socket.ReceiveAsync(buffer, stop.Token);
                if (read == 0)
                    return;
                head.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
            await socket.SendAsync(answer, stop.Token);
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(buffer, stop.Token) > 0)
            {
                // Until the client has read the response.
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The client is gone.
        }
    }
}

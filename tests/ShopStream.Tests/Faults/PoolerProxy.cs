using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ShopStream.Tests.Faults;

/// <summary>Takes sessions as PgBouncer does by default: of the startup parameters it knows a few, and refuses a session that asks for others.</summary>
internal sealed class PoolerProxy : IAsyncDisposable
{
    private const int TlsRequest = 80877103;
    private const int GssRequest = 80877104;

    private static readonly string[] Known =
    [
        "user",
        "database",
        "client_encoding",
        "DateStyle",
        "TimeZone",
        "standard_conforming_strings",
        "application_name",
    ];

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> connections = [];
    private readonly string host;
    private readonly int port;
    private readonly Task accepting;

    public PoolerProxy(string host, int port)
    {
        (this.host, this.port) = (host, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            var (stream, message) = (near.GetStream(), await StartupAsync(near.GetStream()));
            while (message.Length == 8 && BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(4)) is TlsRequest or GssRequest)
            {
                await stream.WriteAsync("N"u8.ToArray(), stop.Token);
                message = await StartupAsync(stream);
            }
            var names = Encoding.UTF8.GetString(message, 8, Math.Max(0, message.Length - 9)).Split('\0').Where((_, i) => i % 2 == 0);
            // A cancel request has no parameters.
            if (message.Length > 16 && names.FirstOrDefault(n => n.Length > 0 && !Known.Contains(n, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            {
                var fields = Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: {unknown}\0\0");
                byte[] error = [(byte)'E', 0, 0, 0, 0, .. fields];
                BinaryPrimitives.WriteInt32BigEndian(error.AsSpan(1), fields.Length + 4);
                await stream.WriteAsync(error, stop.Token);
                return;
            }
            await far.ConnectAsync(host, port, stop.Token);
            await far.GetStream().WriteAsync(message, stop.Token);
            await Task.WhenAny(stream.CopyToAsync(far.GetStream(), stop.Token), far.GetStream().CopyToAsync(stream, stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // One of the ends is gone, or the test is over.
        }
    }

    private async Task<byte[]> StartupAsync(NetworkStream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length, stop.Token);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        length.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(4), stop.Token);
        return message;
    }
}

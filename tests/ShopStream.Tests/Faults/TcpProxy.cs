using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ShopStream.Tests.Faults;

/// <summary>What happens to a connection.</summary>
internal enum TcpFault
{
    /// <summary>Nothing: bytes go through both ways.</summary>
    None,

    /// <summary>Both ends are reset after so many bytes of one direction.</summary>
    Cut,

    /// <summary>Nothing more goes through that way, and both ends stay open.</summary>
    Silence,

    /// <summary>It is reset before a byte goes through.</summary>
    Refuse,
}

/// <summary>Which bytes are counted.</summary>
internal enum TcpWay
{
    /// <summary>From the client to the server.</summary>
    Sent,

    /// <summary>From the server to the client.</summary>
    Received,
}

/// <param name="Fault">What happens.</param>
/// <param name="Way">Whose bytes are counted.</param>
/// <param name="After">So many of them go through before.</param>
internal sealed record TcpPlan(TcpFault Fault, TcpWay Way = TcpWay.Received, long After = 0)
{
    public static TcpPlan Through { get; } = new(TcpFault.None);

    public static TcpPlan Refuse { get; } = new(TcpFault.Refuse);

    public static TcpPlan Cut(TcpWay way, long after) => new(TcpFault.Cut, way, after);

    public static TcpPlan Silence(TcpWay way, long after) => new(TcpFault.Silence, way, after);
}

/// <summary>Stands between a client and a server on this machine, of whatever protocol, and does to each connection what the test says.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string host;
    private readonly int port;
    private readonly Func<int, TcpPlan> plan;
    private readonly List<Task> connections = [];
    private readonly ConcurrentDictionary<Socket, Socket> open = new();
    private volatile TcpFault now;
    private readonly Task accepting;
    private int accepted;

    /// <param name="host">The server's.</param>
    /// <param name="port">The server's.</param>
    /// <param name="plan">Given the connection's number, from 1.</param>
    public TcpProxy(string host, int port, Func<int, TcpPlan> plan)
    {
        (this.host, this.port, this.plan) = (host, port, plan);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The client connects here, at 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many connections there were.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>From now on, for the connections that are open and those to come: reset (<see cref="TcpFault.Cut"/>) or silent.</summary>
    public void Turn(TcpFault fault)
    {
        now = fault;
        if (fault != TcpFault.Cut) return;
        foreach (var (near, far) in open)
        {
            Reset(near);
            Reset(far);
        }
    }

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
            {
                var client = await listener.AcceptSocketAsync(stop.Token);
                connections.Add(ServeAsync(client, plan(Interlocked.Increment(ref accepted))));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client, TcpPlan what)
    {
        using var near = client;
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        try
        {
            if (what.Fault == TcpFault.Refuse || now == TcpFault.Cut)
            {
                Reset(near);
                return;
            }

            await far.ConnectAsync(host, port, end.Token);
            open[near] = far;
            var sent = PumpAsync(near, far, what.Way == TcpWay.Sent ? what : TcpPlan.Through, end);
            var received = PumpAsync(far, near, what.Way == TcpWay.Received ? what : TcpPlan.Through, end);
            var cut = await Task.WhenAll(sent, received);
            if (!cut.Contains(true)) return;
            Reset(near);
            Reset(far);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the ends has gone.
        }
        finally
        {
            open.TryRemove(near, out _);
        }
    }

    /// <returns>Whether the connection is to be reset.</returns>
    private async Task<bool> PumpAsync(Socket from, Socket to, TcpPlan what, CancellationTokenSource end)
    {
        var buffer = new byte[64 * 1024];
        var left = what.Fault == TcpFault.None ? long.MaxValue : what.After;
        try
        {
            while (true)
            {
                if (left == 0)
                {
                    if (what.Fault == TcpFault.Cut) return await EndAsync(end, cut: true);
                    await Task.Delay(Timeout.Infinite, end.Token);
                }

                var read = await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), end.Token);
                if (read == 0) return await EndAsync(end, cut: false);
                if (now == TcpFault.Silence) await Task.Delay(Timeout.Infinite, end.Token);
                for (var at = 0; at < read;) at += await to.SendAsync(buffer.AsMemory(at, read - at), end.Token);
                left -= read;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return await EndAsync(end, cut: false);
        }
    }

    private static async Task<bool> EndAsync(CancellationTokenSource end, bool cut)
    {
        await end.CancelAsync();
        return cut;
    }

    // Closing with no time to linger sends RST instead of FIN.
    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // It is closed already.
        }
    }
}

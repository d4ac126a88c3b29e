using System.Net;
using System.Net.Sockets;

namespace ShopStream.Tests.Faults;

/// <summary>Fault of a connection.</summary>
internal enum TcpFault
{
    /// <summary>None: bytes pass in both directions.</summary>
    None,

    /// <summary>Both ends are reset after a number of bytes in one direction.</summary>
    Cut,

    /// <summary>One direction stops passing bytes, and both ends stay open.</summary>
    Silence,

    /// <summary>The connection is reset before any byte passes.</summary>
    Refuse,

    /// <summary>One direction passes only so many bytes a second.</summary>
    Slow,
}

/// <summary>Direction in which bytes are counted.</summary>
internal enum TcpDirection
{
    /// <summary>From the client to the server.</summary>
    Sent,

    /// <summary>From the server to the client.</summary>
    Received,
}

/// <param name="Fault">The fault.</param>
/// <param name="Direction">The direction in which bytes are counted.</param>
/// <param name="After">Number of bytes that pass before the fault.</param>
internal sealed record TcpPlan(TcpFault Fault, TcpDirection Direction = TcpDirection.Received, long After = 0)
{
    public static TcpPlan Through { get; } = new(TcpFault.None);

    public static TcpPlan Refuse { get; } = new(TcpFault.Refuse);

    public static TcpPlan Cut(TcpDirection way, long after) => new(TcpFault.Cut, way, after);

    public static TcpPlan Silence(TcpDirection way, long after) => new(TcpFault.Silence, way, after);

    /// <summary>How many bytes pass in a second.</summary>
    public int Rate { get; init; }

    public static TcpPlan Slow(long after, int bytesPerSecond) => new(TcpFault.Slow, TcpDirection.Received, after) { Rate = bytesPerSecond };
}

/// <summary>A TCP proxy between a client and a server on this machine that applies a planned fault to each connection.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string host;
    private readonly int port;
    private readonly Func<int, TcpPlan> plan;
    private readonly List<Task> connections = [];
    private readonly HashSet<CancellationTokenSource> open = [];
    private readonly Task accepting;
    private Outage? outage;
    private int redirected;
    private int disposals;
    private int accepted;

    /// <param name="host">Host of the server.</param>
    /// <param name="port">Port of the server.</param>
    /// <param name="plan">Returns the fault of a connection, by its number from 1.</param>
    public TcpProxy(string host, int port, Func<int, TcpPlan> plan)
    {
        (this.host, this.port, this.plan) = (host, port, plan);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Port at 127.0.0.1 to which the client connects.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Number of connections so far.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>Sets the fault of open and new connections; None lets new connections pass to the server again.</summary>
    public void Turn(TcpFault fault) => Turn(new TcpPlan(fault));

    /// <inheritdoc cref="Turn(TcpFault)" />
    /// <param name="to">Number of bytes that pass in this direction before the fault, over all connections.</param>
    public void Turn(TcpPlan to)
    {
        Volatile.Write(ref outage, to.Fault == TcpFault.None ? null : new Outage(to));
        if (to.Fault == TcpFault.None)
            Redirect(0);
        else if (to is { Fault: not TcpFault.Silence, After: 0 })
            EndAll();
    }

    /// <summary>Closes all connections and redirects new ones to another port of this machine; 0 for the server's own.</summary>
    public void Redirect(int to)
    {
        Volatile.Write(ref redirected, to);
        EndAll();
    }

    private bool IsCut => Volatile.Read(ref outage) is { IsOver: true, Plan.Fault: not TcpFault.Silence };

    /// <summary>Ends all connections. It throws nothing and may be called again: it runs in the finally of a test, whose failure it must not hide.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref disposals) > 1)
            return;
        await EndAsync(stop);
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        stop.Dispose();
    }

    private void EndAll()
    {
        // Iterates over a copy: a closing connection removes itself, perhaps on this thread.
        CancellationTokenSource[] all;
        lock (open)
            all = [.. open];
        foreach (var connection in all)
        {
            try
            {
                connection.Cancel();
            }
            catch (Exception e) when (e is ObjectDisposedException or AggregateException)
            {
                // The connection has ended by itself, or a socket was closed at the same time.
            }
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(stop.Token);
                connections.Add(ServeAsync(client, Interlocked.Increment(ref accepted)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over; a listener stopped between two calls throws InvalidOperationException.
        }
    }

    // A connection that fails, in whatever way, is one that has ended.
    private async Task ServeAsync(Socket client, int number)
    {
        using var near = client;
        try
        {
            await ServeAsync(near, plan(number));
        }
        catch (Exception)
        {
            near.Close();
        }
    }

    private async Task ServeAsync(Socket near, TcpPlan what)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        lock (open)
            open.Add(end);
        try
        {
            if (what.Fault == TcpFault.Refuse || IsCut)
            {
                Reset(near);
                return;
            }

            if (Volatile.Read(ref redirected) is > 0 and var other)
                await far.ConnectAsync(IPAddress.Loopback, other, end.Token);
            else
                await far.ConnectAsync(host, port, end.Token);
            var sent = PumpAsync(near, far, TcpDirection.Sent, what.Direction == TcpDirection.Sent ? what : TcpPlan.Through, end);
            var received = PumpAsync(far, near, TcpDirection.Received, what.Direction == TcpDirection.Received ? what : TcpPlan.Through, end);
            var cut = await Task.WhenAll(sent, received);
            if (!cut.Contains(true) && !IsCut)
                return;
            Reset(near);
            Reset(far);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the ends is gone, or the test is over.
        }
        finally
        {
            lock (open)
                open.Remove(end);
        }
    }

    /// <returns>Whether to reset the connection.</returns>
    private async Task<bool> PumpAsync(Socket from, Socket to, TcpDirection way, TcpPlan what, CancellationTokenSource end)
    {
        var buffer = new byte[64 * 1024];
        var left = what.Fault == TcpFault.None ? long.MaxValue : what.After;
        try
        {
            while (true)
            {
                if (left == 0)
                {
                    if (what.Fault == TcpFault.Cut)
                        return await EndWithAsync(end, cut: true);
                    if (what.Fault == TcpFault.Slow)
                        left = Math.Max(1, what.Rate / 10);
                    await Task.Delay(what.Fault == TcpFault.Slow ? 100 : Timeout.Infinite, end.Token);
                }

                var read = await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), end.Token);
                if (read == 0)
                    return await EndWithAsync(end, cut: false);
                var broken = Volatile.Read(ref outage);
                var allowed = broken?.Allow(way, read) ?? read;
                for (var at = 0; at < allowed; )
                    at += await to.SendAsync(buffer.AsMemory(at, allowed - at), end.Token);
                left -= read;
                if (broken is not { IsOver: true })
                    continue;
                if (broken.Plan.Fault != TcpFault.Silence)
                    return await EndWithAsync(end, cut: true);
                await Task.Delay(Timeout.Infinite, end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return await EndWithAsync(end, cut: false);
        }
    }

    private static async Task<bool> EndWithAsync(CancellationTokenSource end, bool cut)
    {
        await EndAsync(end);
        return cut;
    }

    private static async Task EndAsync(CancellationTokenSource end)
    {
        try
        {
            await end.CancelAsync();
        }
        catch (Exception e) when (e is ObjectDisposedException or AggregateException)
        {
            // What waited for it has ended by itself.
        }
    }

    private sealed class Outage(TcpPlan plan)
    {
        private long left = plan.After;

        public TcpPlan Plan => plan;

        public bool IsOver => Interlocked.Read(ref left) <= 0;

        /// <returns>How many of the bytes still pass.</returns>
        public int Allow(TcpDirection way, int bytes)
        {
            if (way != plan.Direction)
                return IsOver ? 0 : bytes;
            return (int)Math.Clamp(Interlocked.Add(ref left, -bytes) + bytes, 0, bytes);
        }
    }

    // Closing with zero linger time sends RST instead of FIN.
    private static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }
}

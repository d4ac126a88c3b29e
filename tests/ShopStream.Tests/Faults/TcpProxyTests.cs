using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Faults;

/// <summary>The proxy of the tests can be disposed at any time, and more than once.</summary>
[TestFixture, Category("Fast")]
internal sealed class TcpProxyTests
{
    private readonly TcpListener server = new(IPAddress.Loopback, 0);
    private Task serving = Task.CompletedTask;

    [OneTimeSetUp]
    public void Listen()
    {
        server.Start();
        serving = EchoAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        server.Stop();
        await serving;
        server.Dispose();
    }

    [Test]
    public async Task Disposed_during_traffic_and_twice([Values] TcpFault fault)
    {
        var proxy = Proxy(_ => TcpPlan.Through);
        var clients = Enumerable.Range(0, 8).Select(_ => TalkAsync(proxy.Port)).ToList();
        while (proxy.Accepted < 4)
            await Task.Delay(5);
        if (fault is not TcpFault.None)
            proxy.Turn(fault);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => proxy.DisposeAsync().AsTask()))).WaitAsync(TimeSpan.FromSeconds(20));
        await proxy.DisposeAsync();

        await Task.WhenAll(clients).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task Disposed_with_a_plan_that_fails()
    {
        var proxy = Proxy(_ => throw new InvalidOperationException("no plan"));
        await TalkAsync(proxy.Port);

        await proxy.Awaiting(p => p.DisposeAsync().AsTask()).Should().NotThrowAsync();
    }

    [Test]
    public async Task Disposed_without_a_server()
    {
        await using var proxy = new TcpProxy("127.0.0.1", 1, _ => TcpPlan.Through);
        await TalkAsync(proxy.Port);
    }

    private TcpProxy Proxy(Func<int, TcpPlan> plan) => new("127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port, plan);

    private static async Task TalkAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            var buffer = new byte[16];
            while (await Exchange() > 0) { }

            async Task<int> Exchange()
            {
                await client.GetStream().WriteAsync(buffer);
                return await client.GetStream().ReadAsync(buffer);
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The proxy is gone.
        }
    }

    private async Task EchoAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
                clients.Add(EchoAsync(await server.AcceptTcpClientAsync()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(clients);
        }
    }

    private static async Task EchoAsync(TcpClient accepted)
    {
        try
        {
            using var client = accepted;
            await client.GetStream().CopyToAsync(client.GetStream());
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The proxy is gone.
        }
    }
}

using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using Npgsql;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

/// <summary>A PostgreSQL whose connections break or go silent at every stage: the last good state remains, and the next run converges.</summary>
[TestFixture, Category("Live")]
internal sealed class SourceFaultTests
{
    private TestDatabase database = null!;
    private ShopRun shop = null!;
    private IReadOnlyDictionary<string, string> good = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        database = await TestPostgres.SeededDatabaseAsync();
        shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        good = shop.Content();
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        shop?.Dispose();
        if (database is not null) await database.DisposeAsync();
    }

    // By the number of bytes the server has sent: sign-in, joining the snapshot, the catalog, inside a COPY.
    [TestCase(1, 600)]
    [TestCase(1, 3_000)]
    [TestCase(1, 100_000)]
    [TestCase(2, 600)]
    [TestCase(2, 40_000)]
    [TestCase(3, 40_000)]
    public async Task Reset_connection_fails_the_run_with_the_fix(int connection, int after)
    {
        await using var proxy = Proxy(n => n == connection ? TcpPlan.Cut(TcpDirection.Received, after) : TcpPlan.Through);

        (await BrokenAsync(Through(proxy))).Message.Should().MatchRegex("reset by peer.*[Rr]un again");

        await ConvergesAsync();
    }

    [Test]
    public async Task Refused_connection_is_reported_with_the_settings_to_check()
    {
        await using var proxy = Proxy(_ => TcpPlan.Refuse);

        (await BrokenAsync(Through(proxy))).Message.Should().Contain("cannot be reached").And.Contain("PGHOST");

        await ConvergesAsync();
    }

    [TestCase(1, 20)]
    [TestCase(2, 40_000)]
    public async Task Silent_server_times_out_within_the_deadline(int connection, int after)
    {
        await using var proxy = Proxy(n => n == connection ? TcpPlan.Silence(TcpDirection.Received, after) : TcpPlan.Through);
        var began = Stopwatch.GetTimestamp();

        await BrokenAsync(Through(proxy) with { Deadline = TimeSpan.FromSeconds(3) });

        Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(10), "3 s, 2 s in which the server itself might say so, and 2 s for it to take the cancellation");
        await ConvergesAsync();
    }

    [Test]
    public async Task Run_uses_at_most_four_connections()
    {
        var most = 0;
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                most = Math.Max(most, (int)(long)(await database.ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'shopstream'"))!);
                await Task.Delay(5);
            }
        });

        await shop.RunAsync(database.ConnectionString);
        await stop.CancelAsync();
        await watching;

        most.Should().BeInRange(2, 4);
    }

    private async Task<InfrastructureException> BrokenAsync(SourceAddress source)
    {
        var run = () => shop.Pipeline().RunAsync(source, ShopRun.Date, "test", [], [], default);

        var said = (await run.Should().ThrowAsync<InfrastructureException>()).Which;
        shop.Content().Should().Equal(good, "the last good state remains");
        File.Exists(Path.Combine(shop.LakeFolder, LakeLayout.LeaseKey(ShopRun.Date))).Should().BeFalse("the lease was released");
        return said;
    }

    private async Task ConvergesAsync()
    {
        await shop.RunAsync(database.ConnectionString);
        shop.Content().Should().Equal(good);
    }

    private TcpProxy Proxy(Func<int, TcpPlan> plan)
    {
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return new TcpProxy(parts.Host!, parts.Port, plan);
    }

    private SourceAddress Through(TcpProxy proxy) =>
        ShopRun.Source(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port }.ConnectionString);
}

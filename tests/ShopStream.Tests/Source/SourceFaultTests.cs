using System.Diagnostics;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
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
        if (database is not null)
            await database.DisposeAsync();
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

        Stopwatch
            .GetElapsedTime(began)
            .Should()
            .BeLessThan(
                TimeSpan.FromSeconds(30),
                "on a quiet machine 3 s, 2 s in which the server itself might say so, and 2 s for it to take the cancellation"
            );
        await ConvergesAsync();
    }

    // A trickle is never silent: only the whole time bounds it. At the sign-in, and inside a COPY.
    [TestCase(1, 3_000, 300, "cannot be reached within 2 s")]
    [TestCase(1, 60_000, 3_000, "kB/s)")]
    [TestCase(3, 40_000, 1_000, "kB/s)")]
    public async Task Slow_server_is_bounded_by_the_deadline_and_named_with_its_rate(int connection, int after, int rate, string message)
    {
        await using var proxy = Proxy(n => n == connection ? TcpPlan.Slow(after, rate) : TcpPlan.Through);
        var began = Stopwatch.GetTimestamp();

        var said = (await BrokenAsync(Through(proxy) with { Deadline = TimeSpan.FromSeconds(2) })).Message;

        said.Should().Contain(message).And.Contain("source.deadline").And.MatchRegex("[Rr]un again").And.NotContain("lake.deadline");
        Stopwatch
            .GetElapsedTime(began)
            .Should()
            .BeLessThan(TimeSpan.FromSeconds(40), "on a quiet machine 2 s, 2 s for the server to say so, and a few to end what is under way");
        await ConvergesAsync();
    }

    [Test]
    public async Task Cancelled_statement_is_not_called_a_deadline()
    {
        await using var other = await TestPostgres.NewDatabaseAsync();
        await other.ExecuteAsync(
            "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1); CREATE VIEW slow AS SELECT id FROM t WHERE pg_sleep(30) IS NOT NULL"
        );
        using var landing = new Landing();
        var extracting = landing.ExtractAsync(Landing.Source(other.ConnectionString, "slow"));
        while (
            await other.ScalarAsync("SELECT COUNT(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'")
                is 0L
            && !extracting.IsCompleted
        )
            await Task.Delay(5);

        (await FluentActions.Awaiting(() => extracting).Should().ThrowAsync<InfrastructureException>())
            .Which.Message.Should()
            .Contain("another session cancelled the statement (57014)")
            .And.NotContain("within");
    }

    [Test]
    public async Task Cancelled_wait_for_a_lock_is_not_called_a_lock()
    {
        await using var other = await TestPostgres.NewDatabaseAsync();
        await other.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY)");
        await using var holder = new NpgsqlConnection(other.ConnectionString);
        await holder.OpenAsync();
        await new NpgsqlCommand("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE", holder).ExecuteNonQueryAsync();
        using var landing = new Landing();
        var extracting = landing.ExtractAsync(Landing.Source(other.ConnectionString, "t"));
        while (
            await other.ScalarAsync(
                "SELECT COUNT(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
                is 0L
            && !extracting.IsCompleted
        )
            await Task.Delay(5);

        (await FluentActions.Awaiting(() => extracting).Should().ThrowAsync<InfrastructureException>())
            .Which.Message.Should()
            .Contain("another session cancelled the statement (57014)")
            .And.NotContain("locked");
    }

    [Test]
    public async Task Pooler_that_takes_no_startup_options_works()
    {
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var pooler = new PoolerProxy(parts.Host!, parts.Port);
        var source = ShopRun.Source(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = pooler.Port }.ConnectionString);

        await shop.Pipeline().RunAsync(source, ShopRun.Date, "test", [], [], default);

        shop.Content().Should().Equal(good);
        var limited = source with
        {
            ConnectionString = new NpgsqlConnectionStringBuilder(source.ConnectionString) { Options = "-c geqo=off" }.ConnectionString,
        };
        (await shop.Invoking(s => s.Pipeline().RunAsync(limited, ShopRun.Date, "test", [], [], default)).Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain("unsupported startup parameter: options")
            .And.Contain("ignore_startup_parameters")
            .And.NotContainEquivalentOf("run again");
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
                most = Math.Max(
                    most,
                    (int)
                        (long)
                            (
                                await database.ScalarAsync(
                                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'shopstream'"
                                )
                            )!
                );
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

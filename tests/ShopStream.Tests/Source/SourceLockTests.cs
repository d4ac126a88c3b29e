using System.Diagnostics;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

/// <summary>A PostgreSQL whose tables others lock: the run blocks nobody, waits for seconds, and names who holds the lock.</summary>
[TestFixture, Category("Live")]
internal sealed class SourceLockTests
{
    [Test]
    public async Task Locked_table_fails_the_run_within_seconds_with_the_lock_holder()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await using var other = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = "migration" }.ConnectionString
        );
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await new NpgsqlCommand("LOCK TABLE order_items IN ACCESS EXCLUSIVE MODE", other, transaction).ExecuteNonQueryAsync();
        var run = () => shop.RunAsync(database.ConnectionString);
        var waited = Stopwatch.StartNew();

        var thrown = (await run.Should().ThrowAsync<InfrastructureException>()).Which;

        SourceAddress.LockPatience.Should().BeLessThan(TimeSpan.FromSeconds(4), "connecting takes time too, and the whole run has five seconds");
        waited.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(40), "the machine may be busy");
        thrown
            .Message.Should()
            .Contain("table order_items is locked by another session")
            .And.Contain($"pid {other.ProcessID}")
            .And.Contain("migration")
            .And.Contain("run again");
        Directory
            .EnumerateFiles(shop.LakeFolder, "*", SearchOption.AllDirectories)
            .Should()
            .BeEmpty("a date without a manifest does not exist, and its lease was released");
    }

    [Test]
    public async Task Locked_table_is_named_with_four_connections_and_the_setup_role()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync(ExistingSourceTests.Setup(database, "four_reader"));
        await database.ExecuteAsync("ALTER ROLE four_reader PASSWORD 'testing'");
        try
        {
            using var shop = new ShopRun();
            var source = ShopRun.Source(database.As("four_reader"));
            var pipeline = new ShopPipeline(shop.Options with { SourceConnections = 4 }, TimeProvider.System, new Stages(null), null);
            var run = () => pipeline.RunAsync(source, ShopRun.Date, "test", [], [], CancellationToken.None);
            await using (var other = await LockingAsync(database, "crm_contacts"))
                (await run.Should().ThrowAsync<InfrastructureException>())
                    .Which.Message.Should()
                    .Contain("table crm_contacts is locked by another session")
                    .And.Contain($"pid {other.ProcessID}");

            await run();
            (await shop.CheckAsync(shop.Specs("Feature: f\n  Scenario: s\n    Then every user_id in raw orders exists as id in source users\n"), source))
                .Should()
                .OnlyContain(s => s.Outcome == Outcome.Passed);
        }
        finally
        {
            await database.ExecuteAsync("DROP OWNED BY four_reader; DROP ROLE four_reader");
        }
    }

    [Test]
    public async Task Session_waiting_for_a_lock_does_not_block_the_snapshots_connections()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var waiting = Task.CompletedTask;
        await using (var snapshot = await SourceSnapshot.TakeAsync(ShopRun.Source(database.ConnectionString), 3, shared: true, CancellationToken.None))
        {
            waiting = database.ExecuteAsync("ALTER TABLE orders ADD COLUMN note text");
            await UntilWaitedForAsync(database, "orders");

            for (var i = 0; i < snapshot.Connections; i++)
            {
                var lease = await snapshot.RentAsync(CancellationToken.None);
                (await new NpgsqlCommand("SELECT COUNT(*) FROM orders", lease.Connection).ExecuteScalarAsync()).Should().Be((long)TestPostgres.Orders);
            }
        }
        await waiting;
    }

    [Test]
    public async Task Table_with_a_waiting_exclusive_lock_is_named_with_the_session()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await using var reader = new NpgsqlConnection(database.ConnectionString);
        await reader.OpenAsync();
        var reading = await reader.BeginTransactionAsync();
        await new NpgsqlCommand("SELECT COUNT(*) FROM orders", reader, reading).ExecuteScalarAsync();
        var waiting = database.ExecuteAsync("SET application_name = 'migration'; ALTER TABLE orders ADD COLUMN note text");
        await UntilWaitedForAsync(database, "orders");
        var take = () => SourceSnapshot.TakeAsync(ShopRun.Source(database.ConnectionString), 3, shared: true, CancellationToken.None);

        var thrown = (await take.Should().ThrowAsync<InfrastructureException>()).Which;

        thrown
            .Message.Should()
            .Contain("table orders is waited for by another session")
            .And.Contain("migration")
            .And.Contain("readers queue behind it")
            .And.Contain("run again");
        await reading.RollbackAsync();
        await waiting;
    }

    [Test]
    public async Task Locked_table_below_a_view_is_named()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync("CREATE VIEW lines AS SELECT id, line_total FROM order_items");
        using var landing = new Landing();
        var source = Landing.Source(database.ConnectionString, "lines");
        await using var snapshot = await SourceSnapshot.TakeAsync(source, 3, shared: true, CancellationToken.None);
        await using var other = await LockingAsync(database, "order_items");
        var extract = () =>
            new Extraction(snapshot, source, landing.Lake, null, new LakeStorage()).RunAsync(Landing.Date, "test", [], [], CancellationToken.None);

        var thrown = (await extract.Should().ThrowAsync<InfrastructureException>()).Which;

        thrown
            .Message.Should()
            .StartWith("raw/postgres/lines/")
            .And.Contain("table order_items is locked by another session")
            .And.Contain($"pid {other.ProcessID}")
            .And.Contain("run again")
            .And.NotContain("POSITION");
    }

    [Test]
    public async Task Snapshot_does_not_block_writers()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await using var snapshot = await SourceSnapshot.TakeAsync(ShopRun.Source(database.ConnectionString), 3, shared: true, CancellationToken.None);

        await database.ExecuteAsync(
            "SET lock_timeout = '1s'; UPDATE orders SET status = 'shipped' WHERE id = 1; INSERT INTO events (event_type) VALUES ('view'); "
                + "DELETE FROM crm_contacts WHERE id = 1; CREATE INDEX written_meanwhile ON orders (status)"
        );
    }

    // Held until the connection is closed.
    private static async Task<NpgsqlConnection> LockingAsync(TestDatabase database, string table)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = "migration", Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", connection).ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task UntilWaitedForAsync(TestDatabase database, string table)
    {
        for (var i = 0; i < 200; i++)
        {
            if (
                (
                    await database.ScalarAsync(
                        $"SELECT COUNT(*) FROM pg_locks WHERE relation = '{table}'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted"
                    )
                )
                is 1L
            )
                return;
            await Task.Delay(25);
        }
        Assert.Fail($"no session waits for {table}");
    }
}

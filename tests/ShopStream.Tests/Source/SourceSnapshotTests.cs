using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Reconciliation.RowComparison;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

/// <summary>The source is read in one snapshot, and never written.</summary>
[TestFixture, Category("Live")]
internal sealed class SourceSnapshotTests
{
    // Everything that a session could leave behind, including temporary objects and large objects.
    private const string Belongings = """
        SELECT (SELECT COUNT(*) FROM pg_class) || ' ' || (SELECT COUNT(*) FROM pg_proc) || ' '
            || (SELECT COUNT(*) FROM pg_largeobject_metadata) || ' ' || (SELECT COUNT(*) FROM pg_namespace)
            || ' ' || (SELECT last_value FROM orders_id_seq) || ' ' || (SELECT COUNT(*) FROM orders) || ' ' || (SELECT SUM(total_amount) FROM orders)
            || ' ' || (SELECT SUM(temp_files) FROM pg_stat_database WHERE datname = current_database())
        """;

    [Test]
    public async Task Every_connection_sees_the_moment_of_the_snapshot()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await using var snapshot = await SourceSnapshot.TakeAsync(Shop(database), 3, shared: true, CancellationToken.None);
        await database.ExecuteAsync("UPDATE orders SET total_amount = total_amount + 1; DELETE FROM crm_contacts");

        var leases = new[] { await snapshot.RentAsync(default), await snapshot.RentAsync(default), await snapshot.RentAsync(default) };
        var seen = new List<string>();
        foreach (var lease in leases)
            seen.Add(await SumAsync(lease));

        seen.Distinct(StringComparer.Ordinal)
            .Should()
            .ContainSingle()
            .Which.Should()
            .NotBe(await database.ScalarAsync("SELECT (SELECT SUM(total_amount) FROM orders) || ' ' || (SELECT COUNT(*) FROM crm_contacts)") as string);
    }

    // A cancelled statement may break its connection. What fails there afterwards was cancelled too; it is not a broken source.
    [Test]
    public async Task Connection_that_a_cancellation_broke_reports_the_cancellation()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var folder = new TestWorkspace();
        await using var lake = new LocalLake(folder.In("lake"));
        await using var snapshot = await SourceSnapshot.TakeAsync(Shop(database), 1, shared: true, CancellationToken.None);
        await using var lease = await snapshot.RentAsync(CancellationToken.None);
        await using var store = new PostgreStore(Shop(database), _ => Task.FromResult(lease), new Catalog([]));
        using var stop = new CancellationTokenSource();
        await lease.Connection.CloseAsync();
        await stop.CancelAsync();

        Func<Task>[] statements =
        [
            () => CopyOut.ToLakeAsync(lease, CopyOut.Csv("SELECT * FROM orders"), lake, "raw/orders", null, _ => { }, stop.Token),
            () => store.MeasureAsync(new PlannedQuery(StoreId.Source, "SELECT COUNT(*) FROM orders", []), stop.Token),
        ];

        foreach (var statement in statements)
            await statement.Should().ThrowAsync<OperationCanceledException>();
    }

    // Where one side of a comparison fails, the other is cancelled, at any moment. The next metrics need its connection.
    [Test]
    public async Task Reading_that_is_cancelled_leaves_a_usable_connection()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await using var snapshot = await SourceSnapshot.TakeAsync(Shop(database), 1, shared: true, CancellationToken.None);
        await using var store = snapshot.ToStore();
        var orders = snapshot.Catalog.Find(Of("orders"))!.Columns.Select(c => new RowCell(c.Name, c.Type)).ToList();
        var cancelled = 0;
        for (var i = 0; i < 100; i++)
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromMicroseconds(i * 20));
            try
            {
                await store.ReadRowsAsync(new RowReading(new Relation(Of("orders")), orders[..1], orders[1..]), new Rows(), stop.Token);
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }
            (await store.MeasureAsync(Plan(store, new AggregateMetric(new Relation(Of("crm_contacts")), new CountRows())), CancellationToken.None))
                .Missing.Should()
                .BeNull();
        }
        cancelled.Should().BePositive();
    }

    [Test]
    public async Task Run_and_checks_leave_nothing_in_the_source()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var before = await database.ScalarAsync(Belongings);
        using var shop = new ShopRun();
        var specs = shop.Specs(
            """
            Feature: f
              Scenario: s
                Then every order_id in raw order_items exists as id in source orders
                And revenue in source orders reconciles with revenue in raw orders by day to the cent
            """
        );

        await shop.RunAsync(database.ConnectionString, specifications: specs);
        (await shop.CheckAsync(specs, ShopRun.Source(database.ConnectionString))).Should().OnlyContain(s => s.Outcome == Outcome.Passed);

        (await database.ScalarAsync(Belongings)).Should().Be(before);
        (await database.ScalarAsync("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'shopstream'"))
            .Should()
            .Be(0L, "a snapshot left open holds back the source's vacuum");
    }

    [TestCase("SELECT nextval('orders_id_seq')")]
    [TestCase("SELECT setval('orders_id_seq', 1)")]
    [TestCase("SELECT break_in()")]
    [TestCase("SELECT set_config('transaction_read_only', 'off', false)")]
    [TestCase("WITH gone AS (DELETE FROM orders RETURNING id) SELECT id FROM gone")]
    [TestCase("SELECT id FROM orders FOR UPDATE")]
    public async Task Writing_query_is_rejected_and_the_snapshot_survives(string writes)
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE FUNCTION break_in() RETURNS int LANGUAGE plpgsql AS $$ BEGIN UPDATE orders SET total_amount = 0; "
                + "CREATE TEMP TABLE mine (id int); RETURN 1; END $$"
        );
        var before = await database.ScalarAsync(Belongings);
        await using (var snapshot = await SourceSnapshot.TakeAsync(Shop(database), 1, shared: true, CancellationToken.None))
        await using (var store = snapshot.ToStore())
        {
            await database.ExecuteAsync("INSERT INTO crm_contacts (email) VALUES ('after@example.org')");

            var refused = await store.MeasureAsync(QueryPlan.Single(new CustomSqlMetric(Layer.Source, writes), _ => store.Sql), CancellationToken.None);
            var next = await store.MeasureAsync(Plan(store, new AggregateMetric(new Relation(Of("crm_contacts")), new CountRows())), CancellationToken.None);

            refused.Missing!.Kind.Should().Be(MissingMeasurementKind.Refused, refused.Missing.Reason);
            next.Rows.Should().ContainSingle().Which.Should().Equal("500");
        }
        await database.ExecuteAsync("DELETE FROM crm_contacts WHERE email = 'after@example.org'");
        (await database.ScalarAsync(Belongings)).Should().Be(before);
    }

    [Test]
    public async Task Changes_allowed_in_a_read_only_transaction_do_not_outlive_it()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var before = await database.ScalarAsync(Belongings);
        await using (var snapshot = await SourceSnapshot.TakeAsync(Shop(database), 1, shared: true, CancellationToken.None))
        await using (var store = snapshot.ToStore())
        {
            // PostgreSQL before 16 lets a read-only transaction write large objects and temporary tables.
            foreach (var sql in new[] { "SELECT lo_create(0)", "SELECT lo_from_bytea(0, 'x')" })
                await store.MeasureAsync(QueryPlan.Single(new CustomSqlMetric(Layer.Source, sql), _ => store.Sql), CancellationToken.None);
        }
        (await database.ScalarAsync(Belongings)).Should().Be(before);
    }

    [Test]
    public async Task Query_beyond_its_deadline_is_unavailable_and_names_the_limit()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await using var snapshot = await SourceSnapshot.TakeAsync(
            Shop(database) with
            {
                Deadline = TimeSpan.FromSeconds(1),
            },
            1,
            shared: true,
            CancellationToken.None
        );
        await using var store = snapshot.ToStore();

        var slow = await store.MeasureAsync(QueryPlan.Single(new CustomSqlMetric(Layer.Source, "SELECT pg_sleep(30)"), _ => store.Sql), CancellationToken.None);
        var next = await store.MeasureAsync(Plan(store, new AggregateMetric(new Relation(Of("users")), new CountRows())), CancellationToken.None);

        slow.Missing.Should().BeEquivalentTo(new { Kind = MissingMeasurementKind.Unavailable });
        slow.Missing!.Reason.Should().Contain("1 s");
        next.Rows[0].Should().Equal("1000");
    }

    [Test]
    public async Task Source_lost_between_queries_is_unavailable()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await using var snapshot = await SourceSnapshot.TakeAsync(Shop(database), 1, shared: true, CancellationToken.None);
        await using var store = snapshot.ToStore();
        var metric = new AggregateMetric(new Relation(Of("users")), new CountRows());
        await database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'shopstream' AND datname = current_database()"
        );

        foreach (var time in new[] { "first", "again" })
            (await store.MeasureAsync(Plan(store, metric), CancellationToken.None))
                .Missing.Should()
                .BeEquivalentTo(new { Kind = MissingMeasurementKind.Unavailable }, time);
        await FluentActions
            .Invoking(async () =>
            {
                await foreach (var _ in store.ValuesAsync(new OrderedValues(new Relation(Of("users")), "id"), CancellationToken.None)) { }
            })
            .Should()
            .ThrowAsync<Quality.Execution.StoreException>()
            .Where(e => e.Reason.Kind == MissingMeasurementKind.Unavailable);
    }

    [Test]
    public async Task Source_lost_during_the_extraction_is_an_infrastructure_error()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var landing = new Landing();
        var source = Landing.Source(database.ConnectionString, ShopRun.Tables);
        await using var snapshot = await SourceSnapshot.TakeAsync(source, 3, shared: true, CancellationToken.None);
        await database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'shopstream' AND datname = current_database()"
        );

        var extraction = new Pipeline.Elt.Extraction(snapshot, source, landing.Lake, null, new LakeStorage());
        await extraction.Invoking(e => e.RunAsync(Landing.Date, "test", [], [], CancellationToken.None)).Should().ThrowAsync<InfrastructureException>();
    }

    [Test]
    public async Task Measurement_keeps_every_digit_and_type()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await using var snapshot = await SourceSnapshot.TakeAsync(Shop(database), 1, shared: true, CancellationToken.None);
        await using var store = snapshot.ToStore();
        const string sql =
            "SELECT 12345678901234567890123456789012345678.5::numeric AS n, 'NaN'::numeric AS nan, "
            + "true AS yes, 'infinity'::timestamp AS t, '{1,2}'::int[] AS a, ROW(1, 'x') AS r, "
            + "'2026-01-15 12:00:00.5'::timestamp AS at, '2026-01-15 12:00+02'::timestamptz AS tz, NULL::int AS none, '{\"a\": 1}'::jsonb AS j, 1.50 AS money";

        var measurement = await store.MeasureAsync(new PlannedQuery(StoreId.Source, sql, []), CancellationToken.None);

        measurement.Missing.Should().BeNull();
        measurement
            .Rows.Should()
            .ContainSingle()
            .Which.Should()
            .Equal(
                "12345678901234567890123456789012345678.5",
                "NaN",
                "true",
                "infinity",
                "{1,2}",
                "(1,x)",
                "2026-01-15 12:00:00.5",
                "2026-01-15 10:00:00",
                null,
                "{\"a\": 1}",
                "1.50"
            );
    }

    private static SourceAddress Shop(TestDatabase database) => ShopRun.Source(database.ConnectionString);

    private static Dataset Of(string table) => new(Layer.Source, table);

    private static PlannedQuery Plan(Quality.Execution.IStore store, Metric metric) => QueryPlan.Single(metric, _ => store.Sql);

    private static async Task<string> SumAsync(Lease lease)
    {
        await using var command = new NpgsqlCommand(
            "SELECT (SELECT SUM(total_amount) FROM orders) || ' ' || (SELECT COUNT(*) FROM crm_contacts)",
            lease.Connection
        );
        return (string)(await command.ExecuteScalarAsync())!;
    }
}

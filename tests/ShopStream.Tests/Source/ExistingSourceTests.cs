using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Application.Setup;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

/// <summary>A PostgreSQL in use: the run reads it with a read-only role, within deadlines.</summary>
[TestFixture, Category("Live")]
internal sealed class ExistingSourceTests
{
    [Test]
    public async Task Idle_transaction_timeout_of_the_server_does_not_end_the_snapshot()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE ROLE impatient LOGIN PASSWORD 'testing'; ALTER ROLE impatient SET idle_in_transaction_session_timeout = '300ms'; "
                + "GRANT SELECT ON ALL TABLES IN SCHEMA public TO impatient"
        );
        try
        {
            await using var snapshot = await SourceSnapshot.TakeAsync(ShopRun.Source(database.As("impatient")), 1, shared: true, CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(1));

            await using var lease = await snapshot.RentAsync(CancellationToken.None);
            (await new NpgsqlCommand("SELECT COUNT(*) FROM orders", lease.Connection).ExecuteScalarAsync()).Should().Be((long)TestPostgres.Orders);
        }
        finally
        {
            await database.ExecuteAsync("DROP OWNED BY impatient; DROP ROLE impatient");
        }
    }

    [Test]
    public async Task Keepalives_protect_an_idle_snapshot_connection()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var source = ShopRun.Source(database.ConnectionString) with { IdleLimit = TimeSpan.FromSeconds(4) };
        await using var snapshot = await SourceSnapshot.TakeAsync(source, 2, shared: true, CancellationToken.None);

        await Task.Delay(TimeSpan.FromSeconds(9));

        for (var i = 0; i < snapshot.Connections; i++)
        {
            var lease = await snapshot.RentAsync(CancellationToken.None);
            (await new NpgsqlCommand("SHOW idle_in_transaction_session_timeout", lease.Connection).ExecuteScalarAsync())
                .Should()
                .Be("4s", "the server would have ended it");
            (await new NpgsqlCommand("SELECT COUNT(*) FROM orders", lease.Connection).ExecuteScalarAsync()).Should().Be((long)TestPostgres.Orders);
        }
    }

    [TestCase("orders", false)]
    [TestCase("users", true)]
    public async Task Table_deadline_overrides_the_general_one(string table, bool answers)
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var source = ShopRun.Source(database.ConnectionString) with
        {
            Deadline = TimeSpan.FromSeconds(2),
            Deadlines = new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["orders"] = TimeSpan.FromSeconds(1), ["users"] = TimeSpan.FromSeconds(30) },
        };
        await using var snapshot = await SourceSnapshot.TakeAsync(source, 1, shared: true, CancellationToken.None);
        await using var store = snapshot.ToStore();

        // Reads by key, so that it waits only once.
        var measurement = await store.MeasureAsync(
            QueryPlan.Single(new CustomSqlMetric(Layer.Source, $"SELECT id FROM {table} WHERE id = 1 AND pg_sleep(3.5) IS NOT NULL"), _ => store.Sql),
            CancellationToken.None
        );

        if (answers)
            measurement.Rows.Should().ContainSingle().Which.Should().Equal("1");
        else
            measurement.Missing!.Reason.Should().Contain("did not respond within 1 s (setting source.deadline.orders)");
    }

    [Test]
    public async Task Late_table_is_named_with_its_deadline_setting()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync("CREATE VIEW slow_lines AS SELECT id, line_total FROM order_items WHERE pg_sleep(0.001) IS NOT NULL");
        using var landing = new Landing();
        var source = Landing.Source(database.ConnectionString, "slow_lines") with
        {
            Deadlines = new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["slow_lines"] = TimeSpan.FromSeconds(1) },
        };

        (await landing.Invoking(l => l.ExtractAsync(source)).Should().ThrowAsync<InfrastructureException>())
            .Which.Message.Should()
            .StartWith("raw/postgres/slow_lines/")
            .And.Contain("did not send it within 1 s (setting source.deadline.slow_lines)");
    }

    [Test]
    public async Task Setup_role_can_run_everything_and_write_nothing()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var setup = Setup(database, "setup_reader");
        await database.ExecuteAsync(setup);
        await database.ExecuteAsync(setup);
        await database.ExecuteAsync("ALTER ROLE setup_reader PASSWORD 'testing'; CREATE TABLE payroll (salary int)");
        try
        {
            using var shop = new ShopRun();
            await shop.RunAsync(
                database.As("setup_reader"),
                specifications: shop.Specs(
                    "Feature: f\n  Scenario: s\n    Then revenue in source orders reconciles with revenue in raw orders by day to the cent\n"
                )
            );
            shop.Query("SELECT COUNT(*) FROM raw.orders").Should().Equal($"{TestPostgres.Orders}");

            foreach (
                var wrong in (string[])
                    [
                        "UPDATE orders SET status = 'x'",
                        "BEGIN READ WRITE; INSERT INTO events (event_type) VALUES ('x')",
                        "CREATE TEMP TABLE t (a int)",
                        "COPY orders TO PROGRAM 'cat'",
                        "SELECT * FROM payroll",
                        "SET default_transaction_read_only = off; DELETE FROM orders",
                    ]
            )
                (await FluentActions.Awaiting(() => AsAsync(database, "setup_reader", wrong)).Should().ThrowAsync<PostgresException>(wrong))
                    .Which.SqlState.Should()
                    .BeOneOf("42501", "25006");
        }
        finally
        {
            await database.ExecuteAsync("DROP OWNED BY setup_reader; DROP ROLE setup_reader");
        }
    }

    [Test]
    public async Task Unreadable_table_is_named_with_the_missing_grant()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE ROLE half_reader LOGIN PASSWORD 'testing'; GRANT SELECT ON users, products, orders, events, crm_contacts TO half_reader"
        );
        try
        {
            using var shop = new ShopRun();
            var run = () => shop.RunAsync(database.As("half_reader"));

            (await run.Should().ThrowAsync<UsageException>())
                .Which.Message.Should()
                .Contain("order_items")
                .And.Contain("GRANT SELECT ON \"public\".\"order_items\" TO \"half_reader\"");
        }
        finally
        {
            await database.ExecuteAsync("DROP OWNED BY half_reader; DROP ROLE half_reader");
        }
    }

    [Test]
    public async Task Excluded_columns_never_leave_the_source()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        var source = ShopRun.Source(database.ConnectionString) with
        {
            Columns = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
            {
                ["crm_contacts"] = ["id", "source", "campaign_id", "created_at", "converted", "converted_at", "email"],
            },
        };
        var models = Directory.CreateTempSubdirectory("models-").FullName;
        Directory.CreateDirectory(Path.Combine(models, "staging"));
        await File.WriteAllTextAsync(Path.Combine(models, "staging", "stg_contacts.sql"), "SELECT id, source FROM {{ source('raw', 'crm_contacts') }}");
        try
        {
            var pipeline = new ShopPipeline(shop.Options with { ModelsFolder = models }, TimeProvider.System, new Stages(null), null);
            await pipeline.RunAsync(
                source,
                ShopRun.Date,
                "test",
                shop.Specs("Feature: f\n  Scenario: s\n    Then raw crm_contacts matches source crm_contacts row for row on id\n"),
                [],
                CancellationToken.None
            );

            (await File.ReadAllLinesAsync(Path.Combine(shop.LakeFolder, "raw/postgres/crm_contacts/2026-01-15/crm_contacts_20260115.csv")))[0]
                .Should()
                .Be("id,email,source,campaign_id,created_at,converted,converted_at", "in the table's own order, and without names");

            var wrong = () =>
                pipeline.RunAsync(
                    source with
                    {
                        Columns = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["orders"] = ["id", "total_amont"] },
                    },
                    ShopRun.Date,
                    "test",
                    [],
                    [],
                    CancellationToken.None
                );
            (await wrong.Should().ThrowAsync<UsageException>())
                .Which.Message.Should()
                .Contain("source.columns.orders names total_amont")
                .And.Contain("total_amount");
            var keyless = () =>
                pipeline.RunAsync(
                    source with
                    {
                        Columns = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["orders"] = ["status"] },
                    },
                    ShopRun.Date,
                    "test",
                    [],
                    [],
                    CancellationToken.None
                );
            (await keyless.Should().ThrowAsync<UsageException>())
                .Which.Message.Should()
                .Contain("source.columns.orders leaves out id, which belongs to the primary key");
        }
        finally
        {
            Directory.Delete(models, recursive: true);
        }
    }

    internal static string Setup(TestDatabase database, string role) =>
        PostgresRole.Script(role, Repository.Settings("work", LoadedShop.Source(database.ConnectionString)));

    private static async Task AsAsync(TestDatabase database, string role, string sql)
    {
        await using var connection = new NpgsqlConnection(database.As(role));
        await connection.OpenAsync();
        await new NpgsqlCommand(sql, connection).ExecuteNonQueryAsync();
    }
}

using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Attached;

/// <summary>A pipeline of other tools has loaded some time before the check, and the shop has gone on selling.</summary>
[TestFixture, Category("Live")]
internal sealed class AttachedTimeTests
{
    private const string Schema = """
        CREATE TABLE orders (id serial PRIMARY KEY, created_at timestamp NOT NULL DEFAULT clock_timestamp(), total numeric(10,2) NOT NULL);
        CREATE TABLE customers (id serial PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT clock_timestamp(), updated_at timestamptz,
                                balance numeric(10,2) NOT NULL);
        CREATE TABLE payments (id serial PRIMARY KEY, amount numeric(10,2) NOT NULL);
        """;

    private static readonly string[] Sentences =
    [
        "raw orders has as many rows as source orders",
        "raw orders matches source orders row for row on id",
        "the sum of total in raw orders equals the sum of total in source orders to the cent",
        "every id in source orders exists as id in raw orders",
        "raw customers has as many rows as source customers",
        "raw customers matches source customers row for row on id",
        "the sum of balance in raw customers equals the sum of balance in source customers to the cent",
        "raw payments has as many rows as source payments",
        "raw payments matches source payments row for row on id",
        "source orders reconciles with mart daily:\n"
            + "      | what | source orders | mart daily | tolerance |\n"
            + "      | key | created_at by day | day | |\n"
            + "      | amount | total | revenue | to the cent |",
    ];

    private static readonly (string Table, string Row)[] Rows =
    [
        ("orders", "'(%s, %L, %s)', id, created_at, total"),
        ("payments", "'(%s, %s)', id, amount"),
        ("customers", "'(%s, %L, %L, %s)', id, created_at, updated_at, balance"),
    ];

    [Test]
    public async Task No_false_alarm_while_the_shop_sells_and_the_load_lags_behind()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        await database.ExecuteAsync(
            """
            INSERT INTO orders (created_at, total) SELECT now() - i * interval '7 minutes', i FROM generate_series(1, 300) AS i;
            INSERT INTO customers (created_at, balance) SELECT now() - i * interval '7 minutes', i FROM generate_series(1, 100) AS i;
            INSERT INTO payments (amount) SELECT i FROM generate_series(1, 300) AS i
            """
        );
        using var stop = new CancellationTokenSource();
        Task[] writers = [WriteAsync(database, 1, stop.Token), WriteAsync(database, 2, stop.Token)];
        // Ten checks each.
        var rounds = Lane.Pick(3, 100);
        var late = 0L;
        for (var round = 0; round < rounds; round++)
        {
            using var folder = await LoadAsync(database);
            // The delay between the load and the check.
            await Task.Delay(200 * (1 + (round % 3)));

            var output = await folder.CheckAsync(LoadedShop.Source(database.ConnectionString), Sentences);

            output.ExitCode.Should().Be(ExitCodes.Passed, $"round {round}: {output}");
            output.Out.Should().Contain("Not yet loaded into raw orders").And.Contain("Changed since the load");
            late += (await ResultsAsync(folder)).Scenarios.SelectMany(s => s.Checks).SelectMany(c => c.Late ?? []).Sum(l => l.Rows);
        }
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        late.Should().BePositive("the shop sold while nothing was loaded");
    }

    [Test]
    public async Task Transaction_that_overlapped_the_load_is_no_loss_however_many_rows_were_written_meanwhile()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        // 250 a second; those of the last five minutes are more than are held at a time.
        await database.ExecuteAsync("INSERT INTO orders (created_at, total) SELECT now() - i * interval '4 ms', 2 FROM generate_series(1, 50000) AS i");
        using var folder = await LoadAsync(database, "DELETE FROM raw.orders WHERE id = 30000");

        var output = await folder.CheckAsync(LoadedShop.Source(database.ConnectionString), Sentences[..4]);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().Contain("Not yet loaded into raw orders: 1 row of source orders.").And.Contain("total that has not arrived: 2.");
    }

    [Test]
    public async Task Row_that_is_lost_among_late_rows_is_found_once_it_is_late()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        await database.ExecuteAsync(
            "INSERT INTO orders (created_at, total) SELECT now() - interval '3 hours' + i * interval '1 minute', 10 FROM generate_series(1, 60) AS i"
        );
        using var folder = await LoadAsync(database);
        // Two hours old at the watermark. What follows has not been loaded: 90 and 30 minutes old.
        await database.ExecuteAsync("INSERT INTO orders (created_at, total) VALUES (now() - interval '90 minutes', 70.5), (now() - interval '30 minutes', 7)");
        var source = LoadedShop.Source(database.ConnectionString);

        var fresh = await folder.CheckAsync(source, Sentences[..4]);
        var results = await ResultsAsync(folder);
        var stale = await folder.With(("freshness", "1 hour")).CheckAsync(source, Sentences[..4]);
        var perTable = await folder.With(("freshness.orders", "1 hour")).CheckAsync(source, Sentences[..1]);

        fresh.ExitCode.Should().Be(ExitCodes.Passed, $"{fresh}");
        fresh
            .Out.Should()
            .Contain("Not yet loaded into raw orders: 2 rows of source orders.")
            .And.Contain("total that has not arrived: 77.5.")
            .And.Contain("the oldest is 90 min old, and late from 26 hours");
        var late = results.Scenarios.SelectMany(s => s.Checks).SelectMany(c => c.Late ?? []).First(l => l.Amount is not null);
        (late.Rows, late.Changed, late.Amount).Should().Be((2L, 0L, 77.5m));
        stale.ExitCode.Should().Be(ExitCodes.Failed, $"{stale}");
        stale.Out.Should().Contain("4 failed, 0 of 4 scenarios passed").And.Contain("id=61: missing").And.NotContain("id=62");
        stale.Out.Should().Contain("−70.5").And.Contain("Not yet loaded into raw orders: 1 row of source orders.");
        perTable.ExitCode.Should().Be(ExitCodes.Failed, $"{perTable}");
    }

    [Test]
    public async Task Row_lost_before_the_watermark_is_found_at_once_and_keys_beyond_it_are_named_as_such()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        await database.ExecuteAsync(
            """
            INSERT INTO customers (created_at, balance) SELECT now() - interval '3 hours' + i * interval '1 minute', 10 FROM generate_series(1, 60) AS i
            """
        );
        using var folder = await LoadAsync(database, "DELETE FROM raw.customers WHERE id = 7");
        await database.ExecuteAsync(
            """
            UPDATE customers SET balance = 11, updated_at = now() WHERE id = 9;
            INSERT INTO customers (balance) VALUES (1000)
            """
        );
        folder.With(("rule.revenue", "balance is at least 0"), ("rule.revenue.in.customers", "balance where rule; row customer: id; day: created_at"));
        string[] sentences =
        [
            "raw customers matches source customers row for row on id",
            "raw customers matches source customers row for row on id, except in at most 1 row",
            "revenue in source customers reconciles with revenue in raw customers by day to the cent",
        ];

        var output = await folder.CheckAsync(LoadedShop.Source(database.ConnectionString), sentences);

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("2 failed, 1 of 3 scenarios passed").And.Contain("id=7: missing").And.NotContain("id=9").And.NotContain("id=61");
        output.Out.Should().Contain("Changed since the load: 1 row of source customers.");
        output.Out.Should().Contain("customer=7: missing").And.Contain("customer=9: changed since the load").And.Contain("customer=61: not yet loaded");
    }

    [Test]
    public async Task Figures_of_two_stores_are_those_of_the_rows_that_had_arrived()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        await database.ExecuteAsync(
            "INSERT INTO customers (created_at, balance) SELECT now() - interval '3 hours' + i * interval '1 minute', i FROM generate_series(1, 60) AS i"
        );
        using var folder = await LoadAsync(database, "CREATE TABLE mart.balances AS SELECT MAX(balance) AS balance FROM raw.customers");
        await database.ExecuteAsync("INSERT INTO customers (balance) VALUES (1000)");
        string[] sentences =
        [
            "the average balance in raw customers equals the average balance in source customers",
            "the largest balance in raw customers equals the largest balance in source customers",
            "the number of rows in raw customers equals the number of rows in source customers",
            "the number of different balance in raw customers is at least the number of different balance in source customers",
            "the number of rows in source customers is 1 to 1 times the number of rows in raw customers",
            "raw customers has as many rows as source customers, for each balance",
            "the largest balance in mart balances equals the largest balance in source customers",
        ];
        var source = LoadedShop.Source(database.ConnectionString);

        var late = await folder.CheckAsync(source, sentences);
        await database.ExecuteAsync("UPDATE customers SET balance = 999, updated_at = now() WHERE id = 60");
        var changed = await folder.CheckAsync(source, sentences);
        folder.Execute("UPDATE raw.customers SET balance = 500 WHERE id = 10");
        var wrong = await folder.CheckAsync(source, sentences);

        late.ExitCode.Should().Be(ExitCodes.Passed, $"{late}");
        late.Out.Should().Contain("Not yet loaded into raw customers: 1 row of source customers.");
        changed.Out.Should().Contain("1 not judged, 6 of 7 scenarios passed").And.Contain("balances does not have their key to leave them out");
        wrong.ExitCode.Should().Be(ExitCodes.Failed, $"{wrong}");
        wrong.Out.Should().Contain("3 failed, 1 not judged");
    }

    [Test]
    public async Task Distributions_of_two_stores_are_those_of_the_rows_that_had_arrived()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        await database.ExecuteAsync(
            "INSERT INTO customers (created_at, balance) SELECT now() - interval '3 hours' + i * interval '1 minute', i % 3 FROM generate_series(1, 60) AS i"
        );
        using var folder = await LoadAsync(database, "CREATE TABLE mart.balances AS SELECT balance FROM raw.customers");
        await database.ExecuteAsync("INSERT INTO customers (balance) SELECT 3 FROM generate_series(1, 60)");
        string[] sentences =
        [
            "the Kolmogorov-Smirnov distance of balance in raw customers against balance in source customers is at most 0.001",
            "the population stability index of balance in raw customers against balance in source customers is at most 0.001",
            "balance in raw customers has not drifted from balance in source customers",
            "the Kolmogorov-Smirnov distance of balance in mart balances against balance in source customers is at most 0.001",
        ];
        var source = LoadedShop.Source(database.ConnectionString);

        var late = await folder.CheckAsync(source, sentences);
        await database.ExecuteAsync("UPDATE customers SET balance = 3, updated_at = now() WHERE id % 3 = 0");
        var changed = await folder.CheckAsync(source, sentences);
        folder.Execute("UPDATE raw.customers SET balance = 2 WHERE id % 3 <> 0");
        var wrong = await folder.CheckAsync(source, sentences);

        late.ExitCode.Should().Be(ExitCodes.Passed, $"{late}");
        late.Out.Should().Contain("Not yet loaded into raw customers: 60 rows of source customers.");
        changed.Out.Should().Contain("1 not judged, 3 of 4 scenarios passed").And.Contain("balances does not have their key to leave them out");
        wrong.ExitCode.Should().Be(ExitCodes.Failed, $"{wrong}");
        wrong.Out.Should().Contain("3 failed, 1 not judged");
    }

    [Test]
    public async Task Difference_that_begins_in_the_lake_of_other_tools_is_of_no_snapshot()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE TABLE orders (id int, day date, total numeric(10,2)); INSERT INTO orders SELECT i, '2026-11-28', 10 FROM generate_series(1, 60) AS i"
        );
        const string arrived = """
            SELECT i::INT AS id, DATE '2026-11-28' AS day, CASE i WHEN 9 THEN 11 ELSE 10 END::DECIMAL(10,2) AS total FROM range(1, 61) AS r(i) WHERE i <> 7
            """;
        using var folder = new AttachedFolder($"CREATE SCHEMA raw; CREATE TABLE raw.orders AS {arrived}");
        folder.Write(arrived, "orders.csv", "(FORMAT CSV, HEADER)");
        folder.Settings(
            ("source.tables", "orders"),
            ("layer.raw", "raw"),
            ("lake", folder.Lake),
            ("lake.layout", "{table}.csv"),
            ("rule.revenue", "total is at least 0"),
            ("rule.revenue.in.orders", "total where rule; row order: id; day: day")
        );

        var output = await folder.CheckAsync(
            LoadedShop.Source(database.ConnectionString),
            "revenue in source orders reconciles with revenue in lake orders by day to the cent"
        );

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("order=7: missing").And.Contain("order=9: amount changed").And.Contain("lake orders");
        output.Out.Should().NotContain("snapshot").And.NotContain("arrived late");
    }

    [TestCase("watermark.orders", "created", "watermark.orders names created, and source orders has no such column; there are: created_at, id, total")]
    [TestCase("watermark.orders", "id, total", "expected dates or timestamps, or one column of whole numbers")]
    [TestCase("freshness", "soon", "'soon' is not an age: expected one such as 90 minutes, 26 hours or 2 days")]
    [TestCase("freshness.orders", "0 hours", "out of range")]
    public async Task Wrong_setting_is_a_usage_error(string setting, string value, string message)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        using var folder = (await LoadAsync(database)).With((setting, value));

        var output = await folder.CheckAsync(LoadedShop.Source(database.ConnectionString), Sentences[0]);

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain(message);
    }

    // Two shops' worth of transactions that overlap: what was written first may be committed last.
    private static async Task WriteAsync(TestDatabase database, int writer, CancellationToken cancellationToken)
    {
        await using var connection = new Npgsql.NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(CancellationToken.None);
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            var id = 1 + (((i * 7) + writer) % 100);
            var sql = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                BEGIN;
                INSERT INTO orders (total) VALUES ({i % 90}.5);
                UPDATE customers SET balance = balance + 1, updated_at = clock_timestamp() WHERE id = {id};
                INSERT INTO customers (balance) VALUES ({i});
                INSERT INTO payments (amount) VALUES (1);
                SELECT pg_sleep(0.0{writer}{i % 5});
                COMMIT;
                """
            );
            await ExecuteAsync(connection, sql);
        }
    }

    private static async Task ExecuteAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    // As a foreign loader does: table by table, each at its own moment, then a model.
    private static async Task<AttachedFolder> LoadAsync(TestDatabase database, string then = "SELECT 1")
    {
        var folder = new AttachedFolder(
            """
            CREATE SCHEMA raw; CREATE SCHEMA mart;
            CREATE TABLE raw.orders (id INT, created_at TIMESTAMP, total DECIMAL(10,2));
            CREATE TABLE raw.customers (id INT, created_at TIMESTAMPTZ, updated_at TIMESTAMPTZ, balance DECIMAL(10,2));
            CREATE TABLE raw.payments (id INT, amount DECIMAL(10,2));
            """
        );
        foreach (var (table, row) in Rows)
            if (await database.ScalarAsync($"SELECT string_agg(format({row}), ', ') FROM {table}") is string rows)
                folder.Execute($"INSERT INTO raw.{table} VALUES {rows}");
        folder.Execute($"CREATE TABLE mart.daily AS SELECT CAST(created_at AS DATE) AS day, SUM(total) AS revenue FROM raw.orders GROUP BY 1; {then}");
        return folder.Settings(("source.tables", "orders, customers, payments"), ("layer.raw", "raw"), ("layer.mart", "mart"));
    }

    private static async Task<RunResult> ResultsAsync(AttachedFolder folder) =>
        await ResultsFile.ReadAsync(
            new DirectoryInfo(folder.Reports).EnumerateFiles("results.json", SearchOption.AllDirectories).OrderBy(f => f.LastWriteTimeUtc).Last().FullName,
            default
        );
}

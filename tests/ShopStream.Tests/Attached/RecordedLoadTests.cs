using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Attached;

/// <summary>What other tools record of their loads (columns, tables, times of files, dbt's run_results.json) says what had arrived.</summary>
[TestFixture, Category("Live")]
internal sealed class RecordedLoadTests
{
    // 60 payments until three hours ago; the load ran two hours ago, and two were paid since.
    private const string Payments = """
        CREATE TABLE payments (id int PRIMARY KEY, created_at timestamp NOT NULL, amount numeric(10,2) NOT NULL);
        INSERT INTO payments SELECT i, now() - interval '4 hours' + i * interval '1 minute', 10 FROM generate_series(1, 60) AS i;
        INSERT INTO payments VALUES (61, now() - interval '90 minutes', 70.5), (62, now() - interval '1 minute', 7)
        """;

    private static readonly string[] Sentences =
    [
        "raw payments has as many rows as source payments",
        "raw payments matches source payments row for row on id comparing amount",
        "the sum of amount in raw payments equals the sum of amount in source payments to the cent",
    ];

    private static readonly string[] OfModels =
    [
        "the sum of total in raw orders equals the sum of revenue in mart daily to the cent",
        "raw orders reconciles with mart daily:\n"
            + "      | what | raw orders | mart daily | tolerance |\n"
            + "      | key | created_at by day | day | |\n"
            + "      | amount | total | revenue | to the cent |",
        "staging stg_orders has as many rows as raw orders",
        "staging stg_orders matches raw orders row for row on id comparing total",
        "every id in raw orders exists as id in staging stg_orders",
        "the average total in staging stg_orders equals the average total in raw orders",
        "staging stg_orders has as many rows as raw orders, for each id",
        "the population stability index of id in staging stg_orders against id in raw orders is at most 0.0001",
    ];

    private static readonly string Loaded = "SELECT i::INT AS id, 10::DECIMAL(10,2) AS amount FROM range(1, 61) AS r(i)";

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private static string TwoHoursAgo => $"TIMESTAMP '{Now.AddHours(-2).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}'";

    [Test]
    public async Task Column_with_the_moment_of_the_load_is_a_watermark()
    {
        await using var database = await DatabaseAsync(Payments);
        using var folder = new AttachedFolder($"CREATE SCHEMA raw; CREATE TABLE raw.payments AS SELECT *, {TwoHoursAgo} AS _loaded_at FROM ({Loaded})");
        folder.Settings(("source.tables", "payments"), ("layer.raw", "raw"), ("loaded_at.payments", "_loaded_at"));

        await CheckAsync(folder, database, "raw payments");
    }

    [TestCase("payments")]
    [TestCase("raw.payments")]
    public async Task Table_of_a_loader_says_when_it_loaded(string name)
    {
        await using var database = await DatabaseAsync(Payments);
        using var folder = new AttachedFolder(
            $"""
            CREATE SCHEMA raw; CREATE TABLE raw.payments AS {Loaded};
            CREATE TABLE raw.load_log AS
                SELECT '{name}' AS table_name, {TwoHoursAgo} AS finished_at
                UNION ALL SELECT '{name}', {TwoHoursAgo} - INTERVAL 1 DAY
                UNION ALL SELECT 'others', {TwoHoursAgo} + INTERVAL 2 HOUR
            """
        );
        folder.Settings(("source.tables", "payments"), ("layer.raw", "raw"), ("loads", "raw load_log: table_name, finished_at"));

        await CheckAsync(folder, database, "raw payments");
    }

    [Test]
    public async Task Files_of_the_lake_say_when_they_were_written()
    {
        await using var database = await DatabaseAsync(Payments);
        using var folder = new AttachedFolder("CREATE SCHEMA raw; CREATE TABLE raw.other AS SELECT 1 AS id");
        folder.Write(Loaded, "payments.csv", "(FORMAT CSV, HEADER)");
        File.SetLastWriteTimeUtc(Path.Combine(folder.Lake, "payments.csv"), Now.AddHours(-2));
        folder.Settings(("source.tables", "payments"), ("layer.raw", "raw"), ("lake", folder.Lake), ("lake.layout", "{table}.csv"));

        await CheckAsync(folder, database, "lake payments");
    }

    [Test]
    public async Task Rows_that_were_committed_during_the_load_are_not_lost_and_lost_ones_are_found()
    {
        await using var database = await DatabaseAsync(Payments);
        // Written three minutes before the load ended, as two others that have arrived.
        await database.ExecuteAsync("INSERT INTO payments SELECT i, now() - interval '2 hours 3 minutes', 1 FROM generate_series(70, 72) AS i");
        using var folder = new AttachedFolder(
            $"""
            CREATE SCHEMA raw; CREATE TABLE raw.payments AS
                SELECT *, {TwoHoursAgo} AS _loaded_at FROM ({Loaded} UNION ALL SELECT i, 1 FROM range(70, 72) AS r(i))
            """
        );
        folder.Settings(("source.tables", "payments"), ("layer.raw", "raw"), ("loaded_at.payments", "_loaded_at"));

        var overlapping = await folder.CheckAsync(LoadedShop.Source(database.ConnectionString), Sentences);
        var exact = await folder.With(("overlap", "1 minute")).CheckAsync(LoadedShop.Source(database.ConnectionString), Sentences);

        overlapping.ExitCode.Should().Be(ExitCodes.Passed, $"{overlapping}");
        overlapping.Out.Should().Contain("Not yet loaded into raw payments: 3 rows");
        exact.ExitCode.Should().Be(ExitCodes.Failed, $"{exact}");
        exact.Out.Should().Contain("id=72: missing").And.NotContain("id=61").And.NotContain("id=71");
    }

    [Test]
    public async Task Model_that_dbt_built_before_the_last_load_is_compared_with_what_it_had_read()
    {
        await using var database = await DatabaseAsync(
            """
            CREATE TABLE orders (id int PRIMARY KEY, created_at timestamp NOT NULL, total numeric(10,2) NOT NULL);
            INSERT INTO orders SELECT i, now() - interval '6 hours' + i * interval '1 minute', 10 FROM generate_series(1, 200) AS i
            """
        );
        // Loaded four hours ago with 100 rows, then built, then loaded again with all.
        var built = Now.AddHours(-4);
        using var folder = new AttachedFolder("CREATE SCHEMA raw; CREATE SCHEMA mart");
        folder.Execute($"CREATE TABLE raw.orders (id INT, created_at TIMESTAMP, total DECIMAL(10,2), loaded_at TIMESTAMP)");
        foreach (var (from, to, loaded) in new[] { (1, 100, built.AddMinutes(-1)), (101, 200, built.AddHours(2)) })
        {
            var rows = await database.ScalarAsync(
                $"""
                SELECT string_agg(format('(%s, %L, %s, %L)', id, created_at, total, '{loaded:yyyy-MM-dd HH:mm:ss}'), ', ')
                FROM orders WHERE id BETWEEN {from} AND {to}
                """
            );
            folder.Execute($"INSERT INTO raw.orders VALUES {rows}");
        }
        folder.Execute("CREATE TABLE mart.daily AS SELECT CAST(created_at AS DATE) AS day, SUM(total) AS revenue FROM raw.orders WHERE id <= 100 GROUP BY 1");
        string[] sentences =
        [
            "raw orders has as many rows as source orders",
            "the sum of total in source orders equals the sum of revenue in mart daily to the cent",
            "source orders reconciles with mart daily:\n"
                + "      | what | source orders | mart daily | tolerance |\n"
                + "      | key | created_at by day | day | |\n"
                + "      | amount | total | revenue | to the cent |",
        ];
        folder.Settings(("source.tables", "orders"), ("layer.raw", "raw"), ("layer.mart", "mart"), ("upstream.mart.daily", "raw orders"));
        var source = LoadedShop.Source(database.ConnectionString);

        var unknown = await folder.CheckAsync(source, sentences);
        DbtFiles(folder, built);
        var known = await folder
            .With(("dbt.run_results", folder.In("target/run_results.json")), ("loaded_at.orders", "loaded_at"))
            .CheckAsync(source, sentences);
        var guessed = await folder.With(("loaded_at.orders", "")).CheckAsync(source, sentences);
        folder.Execute("CREATE TABLE raw.kept AS SELECT * FROM raw.orders; UPDATE raw.orders SET loaded_at = (SELECT MAX(loaded_at) FROM raw.orders)");
        var reloaded = await folder.With(("loaded_at.orders", "loaded_at")).CheckAsync(source, sentences);
        folder.Execute("DROP TABLE raw.orders; ALTER TABLE raw.kept RENAME TO orders");
        var stale = await folder.With(("loaded_at.orders", "loaded_at"), ("freshness", "1 hour")).CheckAsync(source, sentences);

        unknown.ExitCode.Should().Be(ExitCodes.Failed, $"{unknown}");
        unknown.Out.Should().Contain("2 failed, 1 of 3 scenarios passed");
        known.ExitCode.Should().Be(ExitCodes.Passed, $"{known}");
        known.Out.Should().Contain("Not yet loaded into mart daily: 100 rows of source orders.").And.Contain("built at").And.NotContain("into raw orders");
        reloaded.Out.Should().Contain("Not yet loaded into mart daily: 80 rows", "no row says when it was loaded first");
        guessed.Out.Should().Contain("Not yet loaded into mart daily", "without the times of loads, rows from before the build count as read");
        stale.ExitCode.Should().Be(ExitCodes.Failed, $"{stale}");
    }

    [TestCase("loaded_at")]
    [TestCase("")]
    public async Task Model_that_was_built_before_the_last_load_is_compared_with_what_raw_had_then(string loadedAt)
    {
        using var folder = StaleModels(loadedAt);

        var unknown = await folder.CheckAsync(OfModels);
        var known = await folder.With(("dbt.run_results", folder.In("target/run_results.json"))).CheckAsync(OfModels);
        var old = await folder.With(("freshness", "1 hour")).CheckAsync(OfModels);
        folder.With(("freshness", "26 hours")).Execute("DELETE FROM staging.stg_orders WHERE id = 7; UPDATE mart.daily SET revenue = revenue - 7");
        var lost = await folder.CheckAsync(OfModels);

        unknown.Out.Should().Contain("8 failed, 0 of 8 scenarios passed");
        known.ExitCode.Should().Be(ExitCodes.Passed, $"{known}");
        known.Out.Should().Contain("Not yet loaded into mart daily: 100 rows of raw orders.").And.Contain("built at");
        old.Out.Should().Contain("8 failed, 0 of 8 scenarios passed", "the model is older than freshness").And.NotContain("Not yet loaded");
        lost.Out.Should().Contain("8 failed, 0 of 8 scenarios passed").And.Contain("id=7: missing").And.NotContain("id=101");
    }

    [Test]
    public async Task Row_that_raw_has_changed_since_the_model_was_built_is_left_out_or_not_judged()
    {
        using var folder = StaleModels("loaded_at");
        folder.With(("dbt.run_results", folder.In("target/run_results.json")));
        folder.Execute($"UPDATE raw.orders SET total = 999, loaded_at = {TwoHoursAgo} WHERE id = 5");

        var changed = await folder.CheckAsync(OfModels);
        folder.Execute("UPDATE staging.stg_orders SET total = total + 1 WHERE id = 9");
        var wrong = await folder.CheckAsync(OfModels[2..]);

        changed.ExitCode.Should().Be(ExitCodes.NotJudged, $"{changed}");
        changed.Out.Should().Contain("2 not judged, 6 of 8 scenarios passed").And.Contain("mart daily was built");
        wrong.ExitCode.Should().Be(ExitCodes.Failed, $"{wrong}");
        wrong.Out.Should().Contain("id=9: other values in total").And.NotContain("id=5:");
    }

    [Test]
    public async Task Model_that_has_all_rows_of_raw_is_not_out_of_date()
    {
        using var folder = StaleModels("loaded_at");
        folder.With(("dbt.run_results", folder.In("target/run_results.json")));
        folder.Execute("DELETE FROM staging.stg_orders; INSERT INTO staging.stg_orders SELECT id, created_at, total FROM raw.orders");

        var output = await folder.CheckAsync(OfModels[2..]);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().NotContain("Not yet loaded");
    }

    [Test]
    public async Task Files_of_dbt_that_are_missing_or_cut_short_are_usage_errors()
    {
        await using var database = await DatabaseAsync(Payments);
        using var folder = new AttachedFolder($"CREATE SCHEMA raw; CREATE TABLE raw.payments AS {Loaded}");
        folder.Settings(("source.tables", "payments"), ("layer.raw", "raw"), ("dbt.run_results", folder.In("target/run_results.json")));
        var source = LoadedShop.Source(database.ConnectionString);

        var missing = await folder.CheckAsync(source, Sentences[0]);
        DbtFiles(folder, Now);
        await File.WriteAllTextAsync(folder.In("target/run_results.json"), "{\"results\": [");
        var cut = await folder.CheckAsync(source, Sentences[0]);

        missing.ExitCode.Should().Be(ExitCodes.Usage, $"{missing}");
        $"{missing}".Should().Contain("there is no file").And.Contain("run_results.json with manifest.json beside it");
        cut.ExitCode.Should().Be(ExitCodes.Usage, $"{cut}");
        $"{cut}".Should().Contain("is not what dbt writes, or dbt has not ended");
    }

    [TestCase("loads", "raw load_log", "is not a table with two columns: expected such as raw load_log: table_name, loaded_at")]
    [TestCase("loads", "raw load_log: table_name, loaded_at", "loads: there is no table raw load_log")]
    [TestCase("loads", "raw payments: id, amount", "loads names raw payments.amount, which has no moments")]
    [TestCase("loaded_at.payments", "loaded", "loaded_at.payments: ")]
    [TestCase("overlap", "long", "'long' is not an age")]
    [TestCase("overlap.keys", "-1", "expected")]
    public async Task Wrong_setting_is_a_usage_error(string setting, string value, string message)
    {
        using var folder = new AttachedFolder($"CREATE SCHEMA raw; CREATE TABLE raw.payments AS {Loaded}");
        folder.Settings(("layer.raw", "raw"), (setting, value));

        var output = await folder.CheckAsync("raw payments is not empty");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain(message);
    }

    // Built four hours ago with the 100 rows that raw had then; 100 more were placed and loaded since.
    private static AttachedFolder StaleModels(string loadedAt)
    {
        var built = Now.AddHours(-4);
        string Moment(double hours) => $"TIMESTAMP '{built.AddHours(hours).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}'";
        var folder = new AttachedFolder(
            $"""
            CREATE SCHEMA raw; CREATE SCHEMA staging; CREATE SCHEMA mart;
            CREATE TABLE raw.orders AS SELECT
                i::INT AS id, CASE WHEN i <= 100 THEN {Moment(-3)} ELSE {Moment(0)} END + i * INTERVAL 1 MINUTE AS created_at, i::DECIMAL(10,2) AS total,
                CASE WHEN i <= 100 THEN {Moment(-0.1)} ELSE {Moment(3.5)} END AS loaded_at
            FROM range(1, 201) AS r(i);
            CREATE TABLE staging.stg_orders AS SELECT id, created_at, total FROM raw.orders WHERE id <= 100;
            CREATE TABLE mart.daily AS SELECT CAST(created_at AS DATE) AS day, SUM(total) AS revenue FROM staging.stg_orders GROUP BY 1
            """
        );
        DbtFiles(folder, built);
        return folder.Settings(
            ("layer.raw", "raw"),
            ("layer.staging", "staging"),
            ("layer.mart", "mart"),
            ("key.raw.orders", "id"),
            ("upstream.staging.stg_orders", "raw orders"),
            ("upstream.mart.daily", "staging stg_orders"),
            ("loaded_at.orders", loadedAt)
        );
    }

    private static async Task<TestDatabase> DatabaseAsync(string sql)
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync("SET TIME ZONE 'UTC'; " + sql);
        return database;
    }

    // Passes while the late rows are fresh, and fails when one of them is not, or a loaded one is lost.
    private static async Task CheckAsync(AttachedFolder folder, TestDatabase database, string into)
    {
        var source = LoadedShop.Source(database.ConnectionString);
        string[] sentences = [.. Sentences.Select(s => s.Replace("raw payments", into, StringComparison.Ordinal))];

        var fresh = await folder.CheckAsync(source, sentences);
        var stale = await folder.With(("freshness", "1 hour")).CheckAsync(source, sentences);
        await database.ExecuteAsync("INSERT INTO payments VALUES (99, (now() - interval '3 hours')::timestamp, 1)");
        var lost = await folder.With(("freshness", "26 hours")).CheckAsync(source, sentences);

        fresh.ExitCode.Should().Be(ExitCodes.Passed, $"{fresh}");
        fresh.Out.Should().Contain($"Not yet loaded into {into}: 2 rows of source payments.").And.Contain("amount that has not arrived: 77.5.");
        stale.ExitCode.Should().Be(ExitCodes.Failed, $"{stale}");
        stale.Out.Should().Contain("id=61: missing").And.NotContain("id=62");
        lost.ExitCode.Should().Be(ExitCodes.Failed, $"{lost}");
        lost.Out.Should().Contain("3 failed").And.Contain("id=99: missing").And.NotContain("id=61");
    }

    private static void DbtFiles(AttachedFolder folder, DateTime built)
    {
        var moment = built.ToString("O", CultureInfo.InvariantCulture);
        folder.Text(
            "target/run_results.json",
            $$"""
            {"results": [
              {"status": "success", "unique_id": "model.shop.daily", "timing": [
                {"name": "compile", "started_at": "{{moment}}"}, {"name": "execute", "started_at": "{{moment}}", "completed_at": "{{moment}}"}]},
              {"status": "success", "unique_id": "model.shop.stg_orders", "timing": [{"name": "execute", "started_at": "{{moment}}"}]},
              {"status": "skipped", "unique_id": "model.shop.weekly", "timing": []}]}
            """
        );
        folder.Text(
            "target/manifest.json",
            """
            {"nodes": {
              "model.shop.daily": {"schema": "mart", "name": "daily", "alias": "daily", "config": {"materialized": "table"}},
              "model.shop.stg_orders": {"schema": "staging", "name": "stg_orders", "config": {"materialized": "incremental"}},
              "model.shop.weekly": {"schema": "mart", "name": "weekly", "config": {"materialized": "view"}}}}
            """
        );
    }
}

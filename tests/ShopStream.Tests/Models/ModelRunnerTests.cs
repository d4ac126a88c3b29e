using System.Globalization;
using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Models;

[Category("Slow")]
internal sealed class ModelRunnerTests
{
    [Test]
    public async Task Build_counts_rows_of_tables_and_fills_the_registry()
    {
        using var shop = new TestShop();
        shop.Run("INSERT INTO raw.orders BY NAME SELECT 1 AS id");
        using var folder = new TestFolder()
            .With("staging/s.sql", "SELECT id FROM {{ source('raw', 'orders') }}")
            .With("core/c.sql", "SELECT * FROM {{ ref('s') }}");
        var project = await folder.LoadAsync();
        var runs = await shop.Runner.RunAsync(project);
        runs.Select(r => (r.Model, r.Rows)).Should().Equal(("s", null), ("c", 1L));
        runs.Should().AllSatisfy(r => r.Seconds.Should().BePositive());
        shop.Objects().Should().Equal("core c BASE TABLE", "staging s VIEW");
        shop.Rows("SELECT model, layer, materialized, sha256, rows FROM meta.models ORDER BY model")
            .Should()
            .Equal($"c core table {project.Models[1].Sha256} 1", $"s staging view {project.Models[0].Sha256} ∅");
    }

    [Test]
    public async Task Result_is_the_same_for_a_second_run_and_any_parallelism()
    {
        using var shop = new TestShop();
        shop.Run(
            """
            INSERT INTO raw.orders BY NAME SELECT id, id % 50 AS user_id,
                TIMESTAMP '2025-01-01' + to_days(CAST(id % 30 AS INTEGER)) AS created_at, 'paid' AS status FROM range(1, 500) AS r(id);
            INSERT INTO raw.order_items SELECT id, 1 + id % 499, 1 + id % 20, 1, 1, 1 + id % 7 FROM range(1, 2000) AS r(id)
            """
        );
        var project = await TestShop.ShippedAsync();
        var states = new List<string>();
        foreach (var threads in new[] { 4, 4, 1 })
        {
            await new ModelRunner(shop.Open, TestShop.Deadline, TimeProvider.System, threads).RunAsync(project);
            var tables = project.Models.Select(m =>
                $"{m.Dataset.Layer.ToString().ToUpperInvariant() switch { "MART" => "marts", "CORE" => "core", _ => "staging" }}.{m.Name}"
            );
            states.Add(string.Join('\n', tables.SelectMany(t => shop.Rows($"SELECT * FROM {t} ORDER BY ALL").Prepend(t)).Concat(shop.Objects())));
        }
        states.Distinct(StringComparer.Ordinal).Should().ContainSingle().Which.Should().NotContain("__next");
    }

    [TestCase("SELECT id,\n  nope\nFROM {{ ref('s') }}", "core/c.sql:2: Binder Error: Referenced column \"nope\" not found*")]
    [TestCase("{{ config(unique_key='a') }}\n\nSELECT 1 AS a\nFROM core.nowhere", "core/c.sql:4: Catalog Error: Table with name nowhere does not exist!*")]
    [TestCase("SELECT 1 AS a\nFRM x", "core/c.sql:2: Parser Error: syntax error at or near \"FRM\"")]
    [TestCase("DROP TABLE core.c", "core/c.sql:1: Parser Error: *")]
    [TestCase(
        "SELECT id,\n  CAST(t AS DATE)\nFROM {{ ref('s') }}",
        "core/c.sql:1: Conversion Error: invalid date*(here or in a view that it reads: staging/s.sql)"
    )]
    [TestCase("SELECT 1 AS a,\n  CAST(status AS DATE)\nFROM {{ source('raw', 'orders') }}", "core/c.sql:2: Conversion Error: invalid date*")]
    public async Task Failed_model_leaves_everything_unchanged(string sql, string expected)
    {
        using var shop = new TestShop();
        shop.Run("INSERT INTO raw.orders BY NAME SELECT 1 AS id, 'paid' AS status");
        using var folder = new TestFolder()
            .With("staging/s.sql", "SELECT id, status AS t FROM {{ source('raw', 'orders') }}")
            .With("core/c.sql", "SELECT id FROM {{ ref('s') }}")
            .With("core/gone.sql", "SELECT 1 AS a");
        await shop.Runner.RunAsync(await folder.LoadAsync());
        var (objects, registry) = (shop.Objects(), shop.Rows("SELECT * FROM meta.models ORDER BY ALL"));

        var project = await folder.Without("core/gone.sql").With("core/fine.sql", "SELECT 2 AS a").With("core/c.sql", sql).LoadAsync();
        var thrown = (await shop.Runner.Invoking(r => r.RunAsync(project)).Should().ThrowAsync<UsageException>()).Which;
        thrown.Message.Split('\n')[1].Should().Match(expected);
        shop.Objects().Should().Equal(objects);
        shop.Rows("SELECT * FROM meta.models ORDER BY ALL").Should().Equal(registry);
        shop.Rows("SELECT * FROM core.c").Should().Equal("1");
    }

    [Test]
    public async Task Failed_swap_leaves_everything_unchanged()
    {
        using var shop = new TestShop();
        using var folder = new TestFolder()
            .With("staging/s.sql", "SELECT 1 AS a")
            .With("core/c.sql", "SELECT * FROM {{ ref('s') }}")
            .With("core/d.sql", "SELECT 1 AS a");
        await shop.Runner.RunAsync(await folder.LoadAsync());
        // The registry is written last, and this makes it fail.
        shop.Run("ALTER TABLE meta.models ADD COLUMN owner VARCHAR");
        var (objects, registry) = (shop.Objects(), shop.Rows("SELECT * FROM meta.models ORDER BY ALL"));
        var project = await folder.Without("core/d.sql").With("staging/s.sql", "SELECT 2 AS a").With("core/e.sql", "SELECT 1 AS a").LoadAsync();
        (await shop.Runner.Invoking(r => r.RunAsync(project)).Should().ThrowAsync<InfrastructureException>())
            .Which.Message.Should()
            .StartWith("The models could not be swapped in; the warehouse keeps those of the previous run: ");
        shop.Objects().Should().Equal(objects);
        shop.Rows("SELECT * FROM meta.models ORDER BY ALL").Should().Equal(registry);
        shop.Rows("SELECT c.a, s.a FROM core.c AS c, staging.s AS s").Should().Equal("1 1");
    }

    [Test]
    public async Task Readers_never_see_models_of_two_runs()
    {
        using var shop = new TestShop();
        using var folder = new TestFolder();
        using var reader = shop.Open();
        reader.Open();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM core.c AS c, core.d AS d, staging.s AS s WHERE c.a = d.a AND d.a = s.a";
        var seen = new List<object?>();
        for (var i = 1; i <= 5; i++)
        {
            var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT {i} AS a");
            var run = shop.Runner.RunAsync(await folder.With("staging/s.sql", sql).With("core/c.sql", sql).With("core/d.sql", sql).LoadAsync());
            while (i > 1 && !run.IsCompleted)
                seen.Add(command.ExecuteScalar());
            await run;
        }
        seen.Should().NotBeEmpty().And.OnlyContain(n => Equals(n, 1L));
    }

    [Test]
    public async Task Removed_model_is_dropped_but_foreign_tables_stay()
    {
        using var shop = new TestShop();
        using var folder = new TestFolder()
            .With("staging/s.sql", "SELECT 1 AS a")
            .With("core/c.sql", "SELECT * FROM {{ ref('s') }}")
            .With("marts/m.sql", "SELECT * FROM {{ ref('c') }}");
        await shop.Runner.RunAsync(await folder.LoadAsync());
        shop.Run("CREATE TABLE marts.mine AS SELECT 1 AS a");
        await shop.Runner.RunAsync(await folder.Without("marts/m.sql").With("core/d.sql", "SELECT 3 AS a").LoadAsync());
        shop.Objects().Should().Equal("core c BASE TABLE", "core d BASE TABLE", "marts mine BASE TABLE", "staging s VIEW");
        shop.Rows("SELECT model FROM meta.models ORDER BY 1").Should().Equal("c", "d", "s");
    }

    [Test]
    public async Task View_can_become_a_table_and_an_indexed_table_a_view()
    {
        using var shop = new TestShop();
        using var folder = new TestFolder()
            .With("staging/s.sql", "SELECT 1 AS a")
            .With("core/c.sql", "SELECT * FROM {{ ref('s') }}")
            .With("core/v.sql", "{{ config(materialized='view') }}SELECT * FROM {{ ref('c') }}");
        await shop.Runner.RunAsync(await folder.LoadAsync());
        shop.Run("CREATE INDEX i ON core.c(a)");
        await shop.Runner.RunAsync(
            await folder
                .With("staging/s.sql", "{{ config(materialized='table') }}SELECT 2 AS a, 3 AS b")
                .With("core/c.sql", "{{ config(materialized='view') }}SELECT * FROM {{ ref('s') }}")
                .LoadAsync()
        );
        shop.Objects().Should().Equal("core c VIEW", "core v VIEW", "staging s BASE TABLE");
        shop.Rows("SELECT * FROM core.v").Should().Equal("2 3");
    }

    [Test]
    public async Task Leftovers_of_a_killed_run_are_dropped_at_the_next_start()
    {
        using var shop = new TestShop();
        shop.Run("CREATE SCHEMA core; CREATE TABLE core.c__next AS SELECT 1 AS a; CREATE VIEW core.old__next AS SELECT 1 AS a");
        using var folder = new TestFolder().With("core/c.sql", "SELECT 2 AS a");
        await shop.Runner.RunAsync(await folder.LoadAsync());
        shop.Objects().Should().Equal("core c BASE TABLE");
        shop.Rows("SELECT * FROM core.c").Should().Equal("2");
    }

    [TestCase(4)]
    [TestCase(2)]
    public async Task Build_uses_the_configured_parallelism(int threads)
    {
        using var shop = new TestShop();
        using var folder = new TestFolder();
        for (var i = 0; i < 8; i++)
            folder.With($"core/c{i}.sql", "SELECT 1 AS a");
        var (now, most, calls) = (0, 0, 0);
        using var together = new Barrier(threads);
        DuckDBConnection Open()
        {
            // The first connection is the runner's; every other one belongs to a model and waits until the allowed number is running.
            if (Interlocked.Increment(ref calls) == 1)
                return shop.Open();
            var n = Interlocked.Increment(ref now);
            InterlockedMax(ref most, n);
            together.SignalAndWait(TimeSpan.FromSeconds(20)).Should().BeTrue("{0} models have to be built at a time", threads);
            var connection = shop.Open();
            connection.Disposed += (_, _) => Interlocked.Decrement(ref now);
            return connection;
        }

        await new ModelRunner(Open, TestShop.Deadline, TimeProvider.System, threads).RunAsync(await folder.LoadAsync());
        (most, calls).Should().Be((threads, 9));
    }

    [Test]
    public async Task Cancelled_build_stops_soon_and_changes_nothing()
    {
        using var shop = new TestShop();
        using var folder = new TestFolder().With("core/c.sql", "SELECT SUM(a.i * b.i) AS s FROM range(100000000) AS a(i), range(100000) AS b(i)");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
        var project = await folder.LoadAsync();
        await shop
            .Runner.Invoking(r => r.RunAsync(project, null, stop.Token))
            .Should()
            .ThrowAsync<OperationCanceledException>()
            .WaitAsync(TimeSpan.FromSeconds(20));
        shop.Objects().Should().BeEmpty();
    }

    [Test]
    public async Task Model_that_exceeds_the_deadline_is_named_and_changes_nothing()
    {
        using var shop = new TestShop();
        using var folder = new TestFolder().With("staging/s.sql", "SELECT 1 AS a").With("core/c.sql", "SELECT 2 AS b");
        await shop.Runner.RunAsync(await folder.LoadAsync());
        // Enough for every other statement on a busy machine.
        var runner = new ModelRunner(shop.Open, new DuckDeadline(TimeSpan.FromSeconds(5), "warehouse.deadline", "the warehouse"), TimeProvider.System);
        var before = shop.Objects();

        var slow = await folder.With("core/c.sql", "SELECT SUM(a.i * b.i) AS s FROM range(100000000) AS a(i), range(100000) AS b(i)").LoadAsync();
        (await runner.Invoking(r => r.RunAsync(slow)).Should().ThrowAsync<InfrastructureException>()).WithMessage(
            "core/c.sql: the warehouse did not respond within 5 s (setting warehouse.deadline). The warehouse keeps the models of the previous run"
        );

        shop.Objects().Should().Equal(before);
        shop.Rows("SELECT b FROM core.c").Should().Equal("2");
    }

    [Test]
    public async Task Model_that_exceeds_the_deadline_on_empty_tables_is_named()
    {
        using var folder = new TestFolder().With("core/c.sql", "SELECT SUM(a.i * b.i) AS s FROM range(100000000) AS a(i), range(100000) AS b(i)");
        var project = await folder.LoadAsync();
        await project
            .Invoking(p => p.DryBuildAsync(TestShop.RawTables, TimeSpan.FromSeconds(5)))
            .Should()
            .ThrowAsync<InfrastructureException>()
            .WithMessage("core/c.sql, built on empty tables: DuckDB did not respond within 5 s (setting warehouse.deadline)");
    }

    [Test]
    public async Task Database_is_intact_after_reopening_without_a_checkpoint()
    {
        using var folder = new TestFolder().With("staging/s.sql", "SELECT 1 AS a").With("core/c.sql", "SELECT * FROM {{ ref('s') }}");
        var (file, copy) = (Path.Combine(folder.Path, "w.duckdb"), Path.Combine(folder.Path, "copy.duckdb"));
        DuckDBConnection Open() => new($"DataSource={file}");
        using (var keep = Open())
        {
            keep.Open();
            for (var i = 1; i <= 3; i++)
                await new ModelRunner(Open, TestShop.Deadline, TimeProvider.System).RunAsync(
                    await folder.With("staging/s.sql", string.Create(CultureInfo.InvariantCulture, $"SELECT {i} AS a")).LoadAsync()
                );
            // As after kill -9: the log has not been written to the file.
            File.Exists($"{file}.wal").Should().BeTrue();
            File.Copy(file, copy);
            File.Copy($"{file}.wal", $"{copy}.wal");
        }
        using var again = new DuckDBConnection($"DataSource={copy}");
        again.Open();
        using var command = again.CreateCommand();
        command.CommandText = "SELECT c.a + s.a FROM core.c AS c, staging.s AS s";
        command.ExecuteScalar().Should().Be(6);
    }

    [Test]
    public void Zero_parallelism_is_rejected()
    {
        var create = () => new ModelRunner(() => throw new InvalidOperationException(), TestShop.Deadline, TimeProvider.System, 0);
        create.Should().Throw<ArgumentOutOfRangeException>().WithMessage("expected at least 1*");
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen; (seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen; ) { }
    }
}

using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Reconciliation.RowComparison;

namespace ShopStream.Tests.Warehouse;

/// <summary>Limits and access rights of a DuckDB database.</summary>
[TestFixture]
internal sealed class DuckDatabaseTests
{
    private const string Endless = "SELECT COUNT(*) FROM range(100000) AS a(i), range(100000) AS b(j), range(100000) AS c(k) WHERE i + j = k";

    [Category("Slow")]
    [Test]
    public async Task Memory_limit_and_temporary_folder_come_from_the_settings()
    {
        using var landing = new Landing();
        using var warehouse = landing.OpenWarehouse(settings: landing.Settings with { MemoryLimit = "300MiB" });
        using var another = warehouse.Connect();

        var settings = (await warehouse.ReadAsync(another, "SELECT current_setting('memory_limit'), current_setting('temp_directory')", CancellationToken.None))
            .Rows.Should()
            .ContainSingle()
            .Subject;
        settings[0].Should().Be("300.0 MiB");
        Path.GetDirectoryName(settings[1]).Should().Be(landing.Scratch, "each instance has a folder of its own in there");
    }

    [Category("Slow")]
    [TestCase("99999999999999999999999999999999.99")]
    [TestCase("-1234567890123456789012345678901234.05")]
    [TestCase("79228162514264337593543950336")]
    public async Task Number_with_more_digits_than_dotnet_supports_keeps_all_of_them(string number)
    {
        using var landing = new Landing();
        using var warehouse = landing.OpenWarehouse();
        var scale = number.Contains('.', StringComparison.Ordinal) ? number.Length - number.IndexOf('.', StringComparison.Ordinal) - 1 : 0;

        (await warehouse.ReadAsync($"SELECT CAST('{number}' AS DECIMAL(38,{scale}))", CancellationToken.None)).Rows[0][0].Should().Be(number);
    }

    [Category("Slow")]
    [TestCase("[1.50::DECIMAL(5,2), NULL] AS v", "[1.50, NULL]")]
    [TestCase("{'a': [1, NULL]} AS v", "{'a': [1, NULL]}")]
    public async Task List_that_contains_null_is_read(string sql, string text)
    {
        using var landing = new Landing();
        using var warehouse = landing.OpenWarehouse();

        var measurement = await warehouse.ReadAsync($"SELECT 1 AS id, {sql}, TIMESTAMP '2026-01-02 03:04:05' AS at", CancellationToken.None);

        measurement.Columns.Should().Equal("id", "v", "at");
        measurement.Rows.Should().ContainSingle().Which.Should().Equal("1", text, "2026-01-02 03:04:05");
    }

    [Category("Slow")]
    [Test]
    public async Task Query_that_exceeds_the_memory_limit_is_unavailable()
    {
        using var landing = new Landing();
        using (var made = landing.OpenWarehouse())
            await made.ExecuteAsync("CREATE SCHEMA raw", CancellationToken.None);
        var database = landing.OpenWarehouse(readOnly: true, landing.Settings with { MemoryLimit = "20MB" });
        await database.LockAsync([], CancellationToken.None);
        await using var store = new DuckStore(StoreId.Warehouse, database, new Catalog([]));

        // An aggregate that keeps every value cannot spill.
        var measurement = await AskAsync(
            store,
            "SELECT list(i::VARCHAR || 'some text to fill the memory') AS l FROM range(5000000) AS r(i) HAVING len(list(i)) > 1"
        );

        measurement.Missing!.Kind.Should().Be(MissingMeasurementKind.Unavailable, measurement.Missing.Reason);
    }

    [Category("Slow")]
    [Test]
    public async Task Rows_that_exceed_the_memory_limit_are_unavailable()
    {
        using var landing = new Landing();
        using (var made = landing.OpenWarehouse())
            await made.ExecuteAsync(
                "CREATE SCHEMA raw; CREATE VIEW raw.t AS SELECT list(i::VARCHAR || 'some text to fill the memory')::VARCHAR AS l FROM range(5000000) AS r(i)",
                CancellationToken.None
            );
        await using var store = new DuckStore(
            StoreId.Warehouse,
            landing.OpenWarehouse(readOnly: true, landing.Settings with { MemoryLimit = "20MB" }),
            new Catalog([])
        );
        var reading = new RowReading(new Relation(new Dataset(Layer.Raw, "t")), [new RowCell("l", "text")], []);

        var read = () => store.ReadRowsAsync(reading, new Rows(), CancellationToken.None);

        var reason = (await read.Should().ThrowAsync<StoreException>()).Which.Reason;
        reason.Kind.Should().Be(MissingMeasurementKind.Unavailable, "no spec is wrong");
        reason.Reason.Should().Contain("Out of Memory Error").And.Contain("Raise warehouse.memory_limit");
    }

    [Category("Slow")]
    [TestCase(false, "shopstream run --from-lake")]
    [TestCase(true, "(setting warehouse.file)")]
    public async Task Damaged_warehouse_is_reported_alike_however_it_is_read(bool attached, string advice)
    {
        using var landing = new Landing();
        using (var made = landing.OpenWarehouse())
            await made.ExecuteAsync(
                "CREATE SCHEMA raw; CREATE TABLE raw.t AS SELECT md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS v FROM range(300000) AS r(i)",
                CancellationToken.None
            );
        var file = Path.Combine(Path.GetDirectoryName(landing.Scratch)!, "warehouse.duckdb");
        // Blocks of rows: what describes them is at both ends.
        await using (var written = File.OpenWrite(file))
        {
            written.Position = written.Length / 2;
            written.Write(new byte[600_000]);
        }
        var table = new Dataset(Layer.Raw, "t");
        // Of several threads, one reports the damage and another one that it was interrupted.
        var settings = landing.Settings with
        {
            Threads = 1,
        };
        await using var store = new DuckStore(
            StoreId.Warehouse,
            attached ? DuckDatabase.OpenAttached(file, settings) : landing.OpenWarehouse(readOnly: true, settings),
            new Catalog([new TableInfo(table, [new ColumnInfo("v", "varchar", true)], [])])
        );
        var query = new PlannedQuery(StoreId.Warehouse, "SELECT MAX(v) FROM raw.t", []);

        var queried = (await store.MeasureAsync(query, CancellationToken.None)).Missing!;

        queried.Kind.Should().Be(MissingMeasurementKind.Refused, queried.Reason);
        queried.Reason.Should().Contain(file).And.Contain("damaged").And.Contain(advice);
        Func<Task>[] readings =
        [
            () => store.ReadRowsAsync(new RowReading(new Relation(table), [new RowCell("v", "text")], []), new Rows(), CancellationToken.None),
            () => store.ReadTextAsync(query with { Sql = "SELECT v FROM raw.t" }, new NoRows(), CancellationToken.None),
            async () => await store.ValuesAsync(new OrderedValues(new Relation(table), "v"), CancellationToken.None).CountAsync(),
        ];
        foreach (var read in readings)
            (await read.Should().ThrowAsync<StoreException>()).Which.Reason.Should().Be(queried);
    }

    [Test]
    [Category("Slow")]
    public async Task Large_sort_spills_to_the_temporary_folder_after_locking()
    {
        using var landing = new Landing();
        using var warehouse = landing.OpenWarehouse(settings: landing.Settings with { MemoryLimit = "120MB" });
        await warehouse.LockAsync([], CancellationToken.None);

        var rows = await warehouse.ReadAsync(
            "SELECT COUNT(*) FROM (SELECT md5(i::VARCHAR) AS h, i FROM range(4000000) AS r(i) ORDER BY h OFFSET 10)",
            CancellationToken.None
        );

        rows.Number(0).Should().Be(3_999_990);
    }

    [Category("Slow")]
    [Test]
    public async Task Query_beyond_its_deadline_is_interrupted()
    {
        using var landing = new Landing();
        using (var made = landing.OpenWarehouse())
            await made.ExecuteAsync("CREATE SCHEMA raw; CREATE TABLE raw.t AS SELECT i FROM range(3) AS r(i)", CancellationToken.None);
        await using var store = new DuckStore(
            StoreId.Warehouse,
            landing.OpenWarehouse(readOnly: true, landing.Settings with { Deadline = TimeSpan.FromSeconds(1) }),
            new Catalog([])
        );
        var began = Stopwatch.GetTimestamp();

        var slow = await AskAsync(store, Endless);
        var next = await store.MeasureAsync(
            QueryPlan.Single(new AggregateMetric(new Relation(new Dataset(Layer.Raw, "t")), new CountRows()), _ => store.Sql),
            CancellationToken.None
        );

        Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(60), "without a deadline it would never end");
        slow.Missing.Should().BeEquivalentTo(new { Kind = MissingMeasurementKind.Unavailable });
        slow.Missing!.Reason.Should().Contain("1 s");
        next.Rows[0].Should().Equal("3");
    }

    [Category("Slow")]
    [Test]
    public async Task Cancelled_query_returns_no_measurement()
    {
        using var landing = new Landing();
        using var warehouse = landing.OpenWarehouse();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await warehouse.Awaiting(w => w.ReadAsync(Endless, stop.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Category("Slow")]
    [Test]
    public async Task Stream_of_values_has_the_query_deadline()
    {
        using var landing = new Landing();
        using (var made = landing.OpenWarehouse())
            await made.ExecuteAsync($"CREATE SCHEMA raw; CREATE VIEW raw.endless AS SELECT c AS v FROM ({Endless}) AS e(c)", CancellationToken.None);
        await using var store = new DuckStore(
            StoreId.Warehouse,
            landing.OpenWarehouse(readOnly: true, landing.Settings with { Deadline = TimeSpan.FromSeconds(1) }),
            new Catalog([])
        );
        var values = new OrderedValues(new Relation(new Dataset(Layer.Raw, "endless")), "v");

        await ReadAsync(store, values, CancellationToken.None)
            .Invoking(t => t())
            .Should()
            .ThrowAsync<StoreException>()
            .Where(e => e.Reason.Kind == MissingMeasurementKind.Unavailable);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await ReadAsync(store, values, stop.Token).Invoking(t => t()).Should().ThrowAsync<OperationCanceledException>();
    }

    [Category("Slow")]
    [TestCase("SELECT * FROM read_csv('/etc/passwd')")]
    [TestCase("SELECT * FROM read_text('/etc/passwd')")]
    [TestCase("SELECT * FROM '/etc/passwd'")]
    [TestCase("SELECT * FROM glob('/etc/*')")]
    [TestCase("SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')")]
    [TestCase("SELECT nextval('raw.counter')")]
    public async Task Custom_SQL_reads_no_file_and_changes_nothing(string sql)
    {
        using var landing = new Landing();
        using (var made = landing.OpenWarehouse())
            await made.ExecuteAsync("CREATE SCHEMA raw; CREATE SEQUENCE raw.counter", CancellationToken.None);
        var database = landing.OpenWarehouse(readOnly: true);
        await database.LockAsync([], CancellationToken.None);
        await using var store = new DuckStore(StoreId.Warehouse, database, new Catalog([]));

        var measurement = await AskAsync(store, sql);

        measurement.Missing!.Kind.Should().Be(MissingMeasurementKind.Refused, measurement.Missing.Reason);
        measurement.Missing.Reason.Should().NotContain("root:");
    }

    [Category("Slow")]
    [TestCase("COPY (SELECT 1) TO '{0}/out.csv'")]
    [TestCase("ATTACH '{0}/other.duckdb'")]
    [TestCase("EXPORT DATABASE '{0}/export'")]
    [TestCase("LOAD '{0}/x.duckdb_extension'")]
    [TestCase("INSTALL httpfs")]
    [TestCase("SET memory_limit = '99GB'")]
    [TestCase("SET enable_external_access = true")]
    [TestCase("SET lock_configuration = false")]
    [TestCase("PRAGMA threads = 64")]
    public async Task Locked_database_writes_no_file_and_accepts_no_setting(string sql)
    {
        using var landing = new Landing();
        var outside = Directory.CreateTempSubdirectory("shopstream-outside-").FullName;
        try
        {
            using var warehouse = landing.OpenWarehouse();
            await warehouse.LockAsync([], CancellationToken.None);
            using var another = warehouse.Connect();

            await warehouse
                .Awaiting(w => w.ExecuteAsync(another, string.Format(null, System.Text.CompositeFormat.Parse(sql), outside), CancellationToken.None))
                .Should()
                .ThrowAsync<DuckDB.NET.Data.DuckDBException>();
            Directory.EnumerateFileSystemEntries(outside).Should().BeEmpty();
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Category("Slow")]
    [TestCase("CREATE TABLE raw.mine (id int)")]
    [TestCase("DELETE FROM raw.t")]
    [TestCase("DROP TABLE raw.t")]
    public async Task Warehouse_is_read_only_during_checks(string sql)
    {
        using var landing = new Landing();
        using (var made = landing.OpenWarehouse())
            await made.ExecuteAsync("CREATE SCHEMA raw; CREATE TABLE raw.t AS SELECT 1 AS i", CancellationToken.None);
        using var warehouse = landing.OpenWarehouse(readOnly: true);

        (await warehouse.Awaiting(w => w.ExecuteAsync(sql, CancellationToken.None)).Should().ThrowAsync<DuckDB.NET.Data.DuckDBException>())
            .Which.Message.Should()
            .Contain("read-only");
    }

    [Category("Slow")]
    [Test]
    public void DuckDB_line_errors_are_reported_without_the_line()
    {
        const string said =
            "Conversion Error: CSV Error on Line: 2\nOriginal Line: 1,\"secret\n\nsecret\",x\n"
            + "Error when converting column \"age\". Could not convert string \"x\" to 'INTEGER'\n\n"
            + "Column age is being converted as type INTEGER\n\n  file = /lake/a.csv\n  delimiter = , (Set By User)\n";

        DuckMessage
            .Of(said)
            .Should()
            .Be("Conversion Error: CSV Error on Line: 2: Error when converting column \"age\". Could not convert string \"x\" to 'INTEGER'");
        DuckMessage.Of($"Binder Error: {new string('x', 5000)}").Should().HaveLength(1001).And.EndWith("…");
    }

    private static Task<Measurement> AskAsync(DuckStore store, string sql) =>
        store.MeasureAsync(QueryPlan.Single(new CustomSqlMetric(Layer.Raw, sql), _ => store.Sql), CancellationToken.None);

    private static Func<Task> ReadAsync(DuckStore store, OrderedValues values, CancellationToken cancellationToken) =>
        async () =>
        {
            await foreach (var _ in store.ValuesAsync(values, cancellationToken)) { }
        };

    private sealed class NoRows : ITextRows
    {
        public void Begin(IReadOnlyList<string> columns) { }

        public void Add(ReadOnlySpan<string?> cells) { }
    }
}

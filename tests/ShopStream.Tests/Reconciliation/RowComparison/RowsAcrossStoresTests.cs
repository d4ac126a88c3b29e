using System.Globalization;
using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Results;
using ShopStream.Tests.Planning;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Reconciliation.RowComparison;

[Category("Live")]
public sealed class RowsAcrossStoresTests
{
    private const string Everything = """
        CREATE TABLE t (id int, s smallint, b bigint, d decimal(10,2), w decimal(38,10), r real,
            f double precision, o boolean, x varchar(50), y text, a date, m timestamp, z timestamptz, i time, u uuid);
        INSERT INTO t VALUES
          (1, -7, 9223372036854775807, 10.50, 1234567890123456789012345678.0123456789, 0.1, 0.1, true, 'é, "q"', E'two\nlines',
           '2026-02-28', '2026-01-15 10:00:00.000001', '2026-01-15 10:00:00+00', '23:59:59.999999', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'),
          (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          (3, 0, -1, -0.01, 0, 'NaN', 'Infinity', false, '', 'nothing at all', '1969-12-31',
           '1969-12-31 23:59:59.999999', '1900-01-01 00:00:00+00', '00:00:00', '00000000-0000-0000-0000-000000000000'),
          (4, 32767, 10000, 9999.00, -10000, -1.5, 1e300, true, ' blank ', '\N', '2000-02-29',
           '9999-12-31 23:59:59', '2000-01-01 00:00:00.5+00', '12:00:00', 'ffffffff-ffff-ffff-ffff-ffffffffffff');
        """;

    [Test]
    public async Task Equal_values_have_equal_bytes_in_both_engines_and_lake_files()
    {
        await using var shop = await TwoStores.WithAsync(Everything);
        var reading = shop.Reading(Layer.Source, "t");
        var live = await RowsOf(shop.Postgres, reading);
        live.Should().HaveCount(4);
        (await RowsOf(shop.Duck, shop.Reading(Layer.Raw, "t"))).Should().BeEquivalentTo(live);
        var csv = await shop.CopyAsync("COPY t TO STDOUT (FORMAT csv, HEADER true)");
        var kept = new Rows();
        CsvRows.Read(new MemoryStream(csv), shop.Catalog.Find(reading.Relation.Dataset)!.Columns, reading, new CanonicalRow(kept, 1), CancellationToken.None);
        kept.All.Select(Convert.ToHexString).Should().BeEquivalentTo(live);
        var json = await shop.CopyAsync("COPY (SELECT row_to_json(t) FROM t) TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')");
        var lines = new Rows();
        JsonRows.Read(new MemoryStream(json), reading, new CanonicalRow(lines, 1), CancellationToken.None);
        lines.All.Select(Convert.ToHexString).Should().BeEquivalentTo(live);
    }

    [Test]
    public async Task Random_numbers_and_timestamps_are_equal_in_both_engines()
    {
        await using var shop = await TwoStores.WithAsync("CREATE TABLE t (id int, n decimal(38,6), s decimal(9,4), m timestamp, a date)");
        var random = new Random(17);
        var rows = Enumerable
            .Range(1, 500)
            .Select(i =>
            {
                var whole = (decimal)Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(0, 22)));
                var number = string.Create(CultureInfo.InvariantCulture, $"{whole}.{random.Next(1000000):D6}");
                var small = string.Create(CultureInfo.InvariantCulture, $"{random.Next(-99999, 99999)}.{random.Next(10000):D4}");
                var moment = DateTime.UnixEpoch.AddTicks(10 * random.NextInt64(-60_000_000_000_000_000, 200_000_000_000_000_000));
                var date = new DateOnly(random.Next(1, 9999), random.Next(1, 13), random.Next(1, 29));
                return string.Create(CultureInfo.InvariantCulture, $"({i}, {number}, {small}, '{moment:yyyy-MM-dd HH:mm:ss.ffffff}', '{date:yyyy-MM-dd}')");
            });
        await shop.RunAsync($"INSERT INTO t VALUES {string.Join(", ", rows)}");
        var live = await RowsOf(shop.Postgres, shop.Reading(Layer.Source, "t"));
        live.Should().HaveCount(500);
        (await RowsOf(shop.Duck, shop.Reading(Layer.Raw, "t"))).Should().BeEquivalentTo(live);
    }

    [Test]
    public async Task Difference_is_reported_with_key_column_and_both_values()
    {
        await using var shop = await TwoStores.WithAsync(
            "CREATE TABLE t (id int, name text, amount decimal(10,2), seen timestamp); "
                + "INSERT INTO t SELECT g, 'n', 10.00, '2026-01-15' FROM generate_series(1, 50) AS s(g)"
        );
        await shop.DuckAsync(
            """
            UPDATE raw.t SET amount = 9.99 WHERE id = 17;
            UPDATE raw.t SET name = '' WHERE id = 18;
            UPDATE raw.t SET seen = seen + INTERVAL 1 MICROSECOND WHERE id = 19;
            DELETE FROM raw.t WHERE id = 20;
            INSERT INTO raw.t VALUES (51, 'n', 10, '2026-01-15');
            INSERT INTO raw.t SELECT * FROM raw.t WHERE id = 1;
            UPDATE raw.t SET id = NULL WHERE id = 30
            """
        );
        var evaluation = await shop.EvaluateAsync(TwoStores.Rows("t", "id"));
        evaluation.Outcome.Should().Be(Outcome.Failed);
        evaluation.Expected.Should().Be("the same rows as source t (50 rows)");
        evaluation.Actual.Should().Be("2 rows missing, 2 extra, 1 more than once, 3 with other values");
        evaluation.Difference.Should().Be("8 rows");
        evaluation
            .Keys.Should()
            .BeEquivalentTo(
                "id=20: missing",
                "id=30: missing",
                "id=null: extra",
                "id=51: extra",
                "id=1: more than once",
                "id=17: amount expected 10, found 9.99",
                "id=18: name expected n, found ''",
                "id=19: seen expected 2026-01-15 00:00:00, found 2026-01-15 00:00:00.000001"
            );
        evaluation.Note.Should().Be("The key is null in 1 row of raw t and in 0 rows of source t; null was compared like any other key.");
    }

    // They are read again by these keys, in both stores.
    [TestCase("date", "10000-01-01", "10000-01-01 00:00:00")]
    [TestCase("date", "infinity", "infinity")]
    [TestCase("timestamp", "12000-02-29 01:02:03.000004", "12000-02-29 01:02:03.000004")]
    [TestCase("timestamp", "-infinity", "-infinity")]
    [TestCase("timestamptz", "20000-12-31 23:59:59+00", "20000-12-31 23:59:59")]
    [TestCase("timestamptz", "infinity", "infinity")]
    [TestCase("time", "24:00:00", "24:00:00")]
    public async Task Key_that_DateTime_does_not_have_is_shown_with_its_values(string type, string key, string shown)
    {
        await using var shop = await TwoStores.WithAsync($"CREATE TABLE t (id {type}, n int); INSERT INTO t VALUES ('{key}', 1)");
        await shop.DuckAsync("UPDATE raw.t SET n = 2");

        (await shop.EvaluateAsync(TwoStores.Rows("t", "id"))).Keys.Should().Equal($"id={shown}: n expected 1, found 2");
    }

    [TestCase("date", "0044-03-15 BC", "0044-03-15 (BC)", "0044-03-15 00:00:00 BC")]
    [TestCase("date", "0001-12-31 BC", "0001-12-31 (BC)", "0001-12-31 00:00:00 BC")]
    [TestCase("timestamp", "4713-01-01 01:02:03 BC", "4713-01-01 (BC) 01:02:03", "4713-01-01 01:02:03 BC")]
    [TestCase("timestamptz", "0100-02-28 01:02:03+00 BC", "0100-02-28 (BC) 01:02:03+00", "0100-02-28 01:02:03 BC")]
    public async Task Key_before_Christ_is_shown_with_its_values(string type, string key, string keyInDuck, string shown)
    {
        await using var shop = await TwoStores.WithAsync($"CREATE TABLE t (id {type}, n int)");
        await shop.DuckAsync($"INSERT INTO raw.t VALUES ('{keyInDuck}', 2)");
        await shop.SourceAsync($"INSERT INTO raw.t VALUES ('{key}', 1)");

        (await shop.EvaluateAsync(TwoStores.Rows("t", "id"))).Keys.Should().Equal($"id={shown}: n expected 1, found 2");
    }

    [Test]
    public async Task Jsonb_is_compared_by_value_and_a_composite_key_pairs_renamed_columns()
    {
        await using var shop = await TwoStores.WithAsync(
            "CREATE TABLE t (a text, b int, j json); INSERT INTO t VALUES ('x', 1, '{\"k\": [1.50, null], \"a\": \"é\"}'), ('x', 2, NULL), ('y', 1, '3')"
        );
        await shop.DuckAsync(
            "CREATE TABLE raw.u AS SELECT a AS a2, b AS b2, j FROM raw.t; UPDATE raw.u SET j = '{\"a\":\"\\u00e9\",\"k\":[1.5,null]}' WHERE a2 = 'x' AND b2 = 1"
        );
        var metric = new RowDifferences(
            new Relation(new Dataset(Layer.Raw, "u")),
            new Relation(new Dataset(Layer.Source, "t")),
            [new("a2", "a"), new("b2", "b")],
            [new("j", "j")],
            null
        );
        (await shop.EvaluateAsync(metric)).Outcome.Should().Be(Outcome.Passed);
        await shop.DuckAsync("UPDATE raw.u SET j = '4' WHERE a2 = 'y'");
        (await shop.EvaluateAsync(metric)).Keys.Should().Equal("a=y, b=1: j expected 3, found 4");
    }

    [Test]
    public async Task One_sided_columns_fail_and_incomparable_types_are_an_error()
    {
        await using var shop = await TwoStores.WithAsync("CREATE TABLE t (id int, name text); INSERT INTO t VALUES (1, '1')");
        await shop.DuckAsync("ALTER TABLE raw.t ADD COLUMN loaded_at TIMESTAMP");
        (await shop.EvaluateAsync(TwoStores.Rows("t", "id"))).Keys.Should().Equal("loaded_at exists only in raw t");
        await shop.DuckAsync("ALTER TABLE raw.t DROP COLUMN loaded_at; ALTER TABLE raw.t ALTER name TYPE INTEGER");
        (await shop.MeasureAsync(TwoStores.Rows("t", "id")))
            .Missing!.Reason.Should()
            .Contain("name in raw t is int (exact numbers), name in source t is text (text)");
    }

    [Test]
    public async Task Comparison_of_two_empty_sides_is_not_judged()
    {
        await using var shop = await TwoStores.WithAsync("CREATE TABLE t (id int)");
        (await shop.EvaluateAsync(TwoStores.Rows("t", "id"))).Outcome.Should().Be(Outcome.NotJudged);
    }

    [Test]
    public async Task Writes_after_the_snapshot_are_not_visible()
    {
        await using var shop = await TwoStores.WithAsync("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
        await shop.Database.ExecuteAsync("INSERT INTO raw.t VALUES (2)");
        (await shop.EvaluateAsync(TwoStores.Rows("t", "id"))).Outcome.Should().Be(Outcome.Passed);
    }

    private static async Task<List<string>> RowsOf(IStore store, RowReading reading)
    {
        var rows = new Rows();
        await store.ReadRowsAsync(reading, rows, CancellationToken.None);
        return rows.All.ConvertAll(Convert.ToHexString);
    }
}

/// <summary>Tables of the same name in a PostgreSQL snapshot and in DuckDB.</summary>
internal sealed class TwoStores : IAsyncDisposable
{
    private readonly DuckDatabase memory = DuckDatabase.InMemory(
        "a test",
        new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
    );
    private SourceSnapshot snapshot = null!;

    private TwoStores(TestDatabase database)
    {
        Database = database;
        Duck = new DuckStore(StoreId.Warehouse, memory, TestCatalog.KeyedById);
    }

    public TestDatabase Database { get; }

    public IStore Postgres { get; private set; } = null!;

    public IStore Duck { get; }

    public Catalog Catalog { get; private set; } = new([]);

    public static async Task<TwoStores> WithAsync(string sql)
    {
        var stores = new TwoStores(await TestPostgres.NewDatabaseAsync());
        await stores.Database.ExecuteAsync("CREATE SCHEMA raw");
        await stores.memory.ExecuteAsync("CREATE SCHEMA raw", CancellationToken.None);
        await stores.RunAsync(sql);
        return stores;
    }

    public static RowDifferences Rows(string table, string key) =>
        new(new Relation(new Dataset(Layer.Raw, table)), new Relation(new Dataset(Layer.Source, table)), [new ColumnPair(key, key)], null, null);

    public async Task RunAsync(string sql)
    {
        await memory.ExecuteAsync($"USE memory.raw; SET TimeZone = 'UTC'; {sql}; USE memory.main", CancellationToken.None);
        await SourceAsync(sql);
    }

    public async Task SourceAsync(string sql)
    {
        await Database.ExecuteAsync($"SET search_path = raw; {sql}");
        if (snapshot is not null)
            await snapshot.DisposeAsync();
        snapshot = await SourceSnapshot.TakeAsync(
            new SourceAddress(Database.ConnectionString, "raw", [], TimeSpan.FromMinutes(1)),
            1,
            shared: true,
            CancellationToken.None
        );
        Postgres = snapshot.ToStore();
        await ReadCatalogAsync();
    }

    public async Task DuckAsync(string sql)
    {
        await memory.ExecuteAsync(sql, CancellationToken.None);
        await ReadCatalogAsync();
    }

    public RowReading Reading(Layer layer, string table)
    {
        var dataset = new Dataset(layer, table);
        var cells = Catalog.Find(dataset)!.Columns.Select(c => new RowCell(c.Name, c.Type)).ToList();
        return new RowReading(new Relation(dataset), cells[..1], cells[1..]);
    }

    public async Task<Measurement> MeasureAsync(RowDifferences metric)
    {
        var collector = new MetricCollector(Catalog, new Dictionary<StoreId, IStore> { [StoreId.Source] = Postgres, [StoreId.Warehouse] = Duck });
        await collector.CollectAsync([metric], CancellationToken.None);
        return collector.Measurements[metric];
    }

    public async Task<Quality.Checks.Evaluation> EvaluateAsync(RowDifferences metric)
    {
        var measurements = new Measurements();
        var measurement = await MeasureAsync(metric);
        measurement.Missing.Should().BeNull();
        measurements.Add(metric, measurement);
        return new RowsMatch(metric).Evaluate(measurements);
    }

    public async Task<byte[]> CopyAsync(string copy)
    {
        await using var connection = new Npgsql.NpgsqlConnection(Database.ConnectionString + ";Timezone=UTC;Search Path=raw");
        await connection.OpenAsync();
        using var reader = await connection.BeginTextExportAsync(copy);
        return Encoding.UTF8.GetBytes(await reader.ReadToEndAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Duck.DisposeAsync();
        await snapshot.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task ReadCatalogAsync() =>
        Catalog = new Catalog([.. snapshot.Catalog.Tables, .. await WarehouseCatalog.ReadAsync(memory, null, CancellationToken.None)]);
}

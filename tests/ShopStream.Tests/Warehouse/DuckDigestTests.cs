using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Redaction;

namespace ShopStream.Tests.Warehouse;

/// <summary>Two tables of the warehouse are compared inside of it, with the result of reading all of their rows.</summary>
[TestFixture, Category("Slow")]
internal sealed class DuckDigestTests
{
    private const string Columns = "id integer, part varchar, amount decimal(10,2), ratio double, moment timestamp, data json";
    private static readonly Dataset Raw = new(Layer.Raw, "t");
    private static readonly Dataset Staging = new(Layer.Staging, "t");

    [Test]
    public async Task Rows_that_are_equal_are_not_read()
    {
        await using var tables = await Tables.OfAsync(Random(1, 500), Random(1, 500));

        var measured = await tables.CompareAsync();

        measured.Rows.Single().Should().Equal("500", "500", "0", "0", "0", "0", "0", NullsIn(Random(1, 500)), NullsIn(Random(1, 500)), "0");
        tables.Store.Read.Should().BeEmpty();
    }

    [Test]
    public async Task Only_buckets_that_differ_are_read()
    {
        var rows = Random(1, 20_000);
        await using var tables = await Tables.OfAsync(rows, [.. rows.Skip(1), "(-1, 'new', 1.00, 0.5, '2026-01-15', '{}')"]);

        var measured = await tables.CompareAsync();

        measured.Rows[0].Take(4).Should().Equal("20000", "20000", "1", "1");
        tables.Store.Read.Should().OnlyContain(r => r.OnlyBuckets != null && r.OnlyBuckets.Count <= 2 || r.OnlyKeys != null);
    }

    [Test]
    public async Task Result_is_that_of_reading_all_rows([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        var expected = Random(seed, 300).ToList();
        var actual = expected.ToList();
        for (var i = 0; i < seed % 5 * 3; i++)
            Change(actual, random);
        await using var tables = await Tables.OfAsync([.. expected], [.. actual]);

        var digested = await tables.CompareAsync();
        tables.Store.Digests = false;
        var read = await tables.CompareAsync();

        digested.Rows.Should().BeEquivalentTo(read.Rows, o => o.WithStrictOrdering());
        digested.Rows[0].Skip(2).Take(5).All(n => n is "0").Should().Be(seed % 5 == 0);
    }

    [TestCase("amount decimal(12,2)", "amount decimal(10,2)")]
    [TestCase("id bigint", "id integer")]
    public async Task Tables_of_different_types_are_read(string type, string instead)
    {
        var rows = Random(3, 50);
        await using var tables = await Tables.OfAsync(rows, rows, Columns.Replace(instead, type, StringComparison.Ordinal));

        await tables.CompareAsync();

        tables.Store.Read.Should().HaveCount(2).And.OnlyContain(r => r.OnlyBuckets == null);
    }

    [Test]
    public async Task Equal_values_that_are_written_differently_are_equal()
    {
        await using var tables = await Tables.OfAsync(
            ["(1, 'a', 1.00, 0.0, '2026-01-15', '{\"x\": 1, \"y\": 2}')"],
            ["(1, 'a', 1.00, -0.0, '2026-01-15', '{\"y\":2,\"x\":1.0}')"]
        );

        (await tables.CompareAsync()).Rows[0].Skip(2).Take(5).Should().AllBe("0");
    }

    private static string NullsIn(IEnumerable<string> rows) =>
        rows.Count(r => r.StartsWith("(NULL", StringComparison.Ordinal)).ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> Random(int seed, int rows)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(i => Row(random, i))];
    }

    // Keys that are NULL, or occur more than once; values that are NULL, empty or special.
    private static string Row(Random random, int i)
    {
        string Of(params string[] values) => values[random.Next(values.Length)];
        var id = random.Next(20) == 0 ? "NULL" : (i - random.Next(2)).ToString(CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"({id}, {Of("NULL", "''", "'a'", "'é long text that is not inlined'")}, {Of("NULL", "0", "1.50", "-99999.99")}, "
                + $"{Of("NULL", "0.0", "1e300", "'nan'")}, {Of("NULL", "'2026-01-15 10:00:00.000001'", "'infinity'")}, {Of("NULL", "'{}'", "'[1]'")})"
        );
    }

    private static void Change(List<string> rows, Random random)
    {
        var at = random.Next(rows.Count);
        switch (random.Next(4))
        {
            case 0:
                rows.RemoveAt(at);
                break;
            case 1:
                rows.Add(rows[at]);
                break;
            case 2:
                rows[at] = rows[at].Replace("NULL)", "'{\"changed\":true}')", StringComparison.Ordinal).Replace("'a'", "'b'", StringComparison.Ordinal);
                break;
            default:
                rows.Add("(777777, 'x', 1.00, 0.5, '2026-01-15', '{}')");
                break;
        }
    }

    private sealed class Tables(DuckDatabase database, WatchedStore store, Catalog catalog) : IAsyncDisposable
    {
        public WatchedStore Store => store;

        public static async Task<Tables> OfAsync(IReadOnlyList<string> expected, IReadOnlyList<string> actual, string columns = Columns)
        {
            var database = DuckDatabase.InMemory(
                "a test",
                new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
            );
            await database.ExecuteAsync(
                $"CREATE SCHEMA raw; CREATE SCHEMA staging; CREATE TABLE raw.t ({Columns}); CREATE TABLE staging.t ({columns}); "
                    + $"INSERT INTO raw.t VALUES {string.Join(", ", expected)}; INSERT INTO staging.t VALUES {string.Join(", ", actual)}",
                default
            );
            var catalog = new Catalog([Table(Raw, Columns), Table(Staging, columns)]);
            return new Tables(database, new WatchedStore(new DuckStore(StoreId.Warehouse, database, catalog)), catalog);
        }

        public Task<Measurement> CompareAsync() =>
            new RowCollector(
                catalog,
                new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store },
                () => new MemoryStream(),
                RowCollector.DefaultBudget,
                RedactionPolicy.None
            ).CollectAsync(new RowDifferences(new Relation(Staging), new Relation(Raw), [new ColumnPair("id", "id")], null, null), default);

        public async ValueTask DisposeAsync()
        {
            await store.DisposeAsync();
            database.Dispose();
        }

        private static TableInfo Table(Dataset dataset, string columns) =>
            new(dataset, [.. columns.Split(", ").Select(c => c.Split(' ', 2)).Select(c => new ColumnInfo(c[0], c[1], Nullable: true))], []);
    }

    /// <summary>Remembers what is read.</summary>
    private sealed class WatchedStore(DuckStore store) : IStore
    {
        public List<RowReading> Read { get; } = [];

        public bool Digests { get; set; } = true;

        public StoreId Id => store.Id;

        public SqlText Sql => store.Sql;

        public Measurement? FindKnown(Metric metric) => null;

        public Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken) => store.MeasureAsync(query, cancellationToken);

        public IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellationToken) => store.ValuesAsync(values, cancellationToken);

        public async Task<RowDigest?> DigestAsync(RowReading reading, CancellationToken cancellationToken) =>
            Digests ? await store.DigestAsync(reading, cancellationToken) : null;

        public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
        {
            lock (Read)
                Read.Add(reading);
            return store.ReadRowsAsync(reading, sink, cancellationToken);
        }

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}

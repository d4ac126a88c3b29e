using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Reconciliation.RowComparison;

namespace ShopStream.Tests.Warehouse;

/// <summary>Rows and values that ran out of memory beside others before the first of them are read again alone, as queries run again.</summary>
[TestFixture, Category("Slow")]
internal sealed class MemoryBesideOthersTests
{
    private const string Limit = "100MB";

    // An aggregate that keeps every value, which cannot go to the disk: one fits into the limit, and two do not.
    private const int Many = 600_000;

    private static readonly RowReading Reading = new(new Relation(new Dataset(Layer.Raw, "hungry")), [new RowCell("v", "text")], []);
    private static readonly OrderedValues Values = new(new Relation(new Dataset(Layer.Raw, "hungry")), "v");
    private static readonly PlannedQuery Query = new(StoreId.Warehouse, "SELECT COUNT(v) FROM raw.hungry", []);

    private static readonly Catalog Tables = new([new TableInfo(new Dataset(Layer.Raw, "hungry"), [new ColumnInfo("v", "varchar", true)], [])]);

    private Landing landing = null!;
    private DuckStore store = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        landing = new Landing();
        using (var made = landing.OpenWarehouse())
            await made.ExecuteAsync(
                $"""
                CREATE SCHEMA raw;
                CREATE VIEW raw.hungry AS
                SELECT v[1] AS v FROM (SELECT list(i::VARCHAR || ' with some text to fill the memory') AS v FROM range({Many}) AS r(i))
                """,
                CancellationToken.None
            );
        store = new DuckStore(StoreId.Warehouse, landing.OpenWarehouse(readOnly: true, landing.Settings with { MemoryLimit = Limit, Threads = 1 }), Tables);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await store.DisposeAsync();
        landing.Dispose();
    }

    [Test]
    public async Task One_alone_has_enough_memory()
    {
        await ReadRowsAsync();
        await ReadTextAsync();
        await ReadValuesAsync();
        await MeasureAsync();
    }

    [Test]
    public async Task Rows_that_ran_out_of_memory_beside_others_are_read_again_alone() =>
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(ReadRowsAsync)));

    [Test]
    public async Task Rows_as_text_that_ran_out_of_memory_beside_others_are_read_again_alone() =>
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(ReadTextAsync)));

    [Test]
    public async Task Values_that_ran_out_of_memory_beside_queries_are_read_again_alone()
    {
        for (var time = 0; time < 3; time++)
            await Task.WhenAll(Task.Run(MeasureAsync), Task.Run(ReadValuesAsync), Task.Run(MeasureAsync));
    }

    [Test]
    public async Task Rows_that_do_not_fit_alone_are_unavailable()
    {
        var reading = Reading with { Relation = new Relation(new Dataset(Layer.Raw, "hungrier")) };
        await store.DisposeAsync();
        using (var made = landing.OpenWarehouse())
            await made.ExecuteAsync(
                $"CREATE VIEW raw.hungrier AS SELECT list(i::VARCHAR || ' with some text to fill the memory')::VARCHAR AS v FROM range({20 * Many}) AS r(i)",
                CancellationToken.None
            );
        store = new DuckStore(StoreId.Warehouse, landing.OpenWarehouse(readOnly: true, landing.Settings with { MemoryLimit = Limit }), Tables);

        var reason = (
            await FluentActions.Awaiting(() => store.ReadRowsAsync(reading, new Rows(), CancellationToken.None)).Should().ThrowAsync<StoreException>()
        )
            .Which
            .Reason;

        reason.Kind.Should().Be(MissingMeasurementKind.Unavailable);
        reason.Reason.Should().Contain("Out of Memory Error").And.Contain("Raise warehouse.memory_limit").And.NotContain("had been read");
    }

    private async Task ReadRowsAsync()
    {
        var rows = new Rows();
        await store.ReadRowsAsync(Reading, rows, CancellationToken.None);
        rows.All.Should().ContainSingle();
    }

    private async Task ReadTextAsync()
    {
        var rows = new TextRows();
        await store.ReadTextAsync(Query with { Sql = "SELECT v FROM raw.hungry" }, rows, CancellationToken.None);
        (rows.Begun, rows.Count).Should().Be((1, 1));
    }

    private async Task ReadValuesAsync()
    {
        var values = new List<string>();
        await foreach (var value in store.ValuesAsync(Values, CancellationToken.None))
            values.Add(value);
        values.Should().ContainSingle();
    }

    private async Task MeasureAsync() => (await store.MeasureAsync(Query, CancellationToken.None)).Number(0).Should().Be(1);

    private sealed class TextRows : ITextRows
    {
        public int Begun { get; private set; }

        public int Count { get; private set; }

        public void Begin(IReadOnlyList<string> columns) => Begun++;

        public void Add(ReadOnlySpan<string?> cells) => Count++;
    }
}

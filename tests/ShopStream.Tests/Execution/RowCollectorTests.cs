using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Redaction;
using RecordedRows = ShopStream.Tests.Reconciliation.RowComparison.Rows;

namespace ShopStream.Tests.Execution;

/// <summary>Both stores push their rows at the same time; if one fails, the other one need not go on.</summary>
[TestFixture, Category("Fast")]
internal sealed class RowCollectorTests
{
    private static readonly Dataset Raw = new(Layer.Raw, "orders");
    private static readonly Dataset Source = new(Layer.Source, "orders");
    private static readonly RowDifferences Metric = new(new Relation(Raw), new Relation(Source), [new ColumnPair("id", "id")], null, null);

    private static readonly StoreException Lost = new(new MissingMeasurement("the connection was lost", MissingMeasurementKind.Unavailable));

    [Test]
    public async Task Rows_are_compared_with_the_notes_of_both_stores()
    {
        var measured = await CollectAsync(
            new RowStore { Rows = ["1", "2", "3"], Note = "Read from files." },
            new RowStore { Rows = ["1", "3", "4"], Note = "Asked live." }
        );

        measured.Rows[0].Should().Equal("3", "3", "1", "1", "0", "0", "0", "0", "0", "0");
        measured.Rows.Skip(1).Select(r => r[0]).Should().Equal("id=4: missing", "id=2: extra");
        measured.Note.Should().Be("Read from files. Asked live.");
        measured.Seconds.Should().BePositive();
    }

    [Test]
    public async Task Note_that_both_stores_have_is_told_once()
    {
        RowStore Noted() => new() { Rows = ["1"], Note = "Read from files." };
        (await CollectAsync(Noted(), Noted())).Note.Should().Be("Read from files.");
        (await CollectAsync(new RowStore { Rows = ["1"] }, new RowStore { Rows = ["1"] })).Note.Should().BeNull();
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(20_000)]
    public async Task Store_is_stopped_and_waited_for_if_the_other_one_fails(bool actual)
    {
        var (failing, endless) = (new RowStore { Failure = Lost }, new RowStore { IsEndless = true });

        var measured = await CollectAsync(actual ? failing : endless, actual ? endless : failing);

        measured.Missing!.Reason.Should().Be("the connection was lost");
        // If the other one failed before it began, it never begins.
        endless.HasEnded.Should().Be(endless.HasBegun);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Failure_of_the_slower_store_is_not_overlooked(bool actual)
    {
        var (quick, slow) = (
            new RowStore { Rows = ["1"] },
            new RowStore
            {
                Rows = ["1"],
                Failure = Lost,
                Delay = TimeSpan.FromMilliseconds(50),
            }
        );

        var measured = await CollectAsync(actual ? slow : quick, actual ? quick : slow);

        measured.Missing!.Reason.Should().Be("the connection was lost");
    }

    [TestCase(false, 2, Description = "both sides are in one store")]
    [TestCase(true, 0, Description = "both sides are recorded")]
    public async Task Every_reading_that_is_not_recorded_counts_as_a_query(bool recorded, int queries)
    {
        var staging = Raw with { Layer = Layer.Staging };
        var store = new RowStore { Rows = ["1"], IsRecordedAlready = recorded };
        var collector = new MetricCollector(
            new Catalog([Table(Raw, "text"), Table(staging, "text")]),
            new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store }
        );

        await collector.CollectAsync([Metric with { Expected = new Relation(staging) }], CancellationToken.None);

        collector.SentQueries(StoreId.Warehouse).Should().Be(queries);
        collector.SentQueries(StoreId.Source).Should().Be(0);
    }

    [Test]
    public void Few_rows_of_requested_keys_are_kept()
    {
        var keys = new RecordedRows();
        Write(keys, ["1", "2"]);
        var requested = new RequestedRows([keys.All[0]]);

        Write(requested, ["2", "1", "1", "1", "1", "1", "1"]);

        requested.Of(keys.All[0]).Should().HaveCount(4).And.AllBeEquivalentTo(new[] { "1" });
    }

    [Test]
    public async Task Columns_of_another_kind_are_not_compared()
    {
        var catalog = new Catalog([Table(Raw, "text"), Table(Source, "int")]);

        var measured = await CollectAsync(new RowStore(), new RowStore(), catalog);

        measured
            .Missing!.Reason.Should()
            .StartWith("rows cannot be compared by value because the column types differ in kind: id in raw orders is text")
            .And.Contain("id in source orders is int");
    }

    private static Task<Measurement> CollectAsync(RowStore actual, RowStore expected, Catalog? catalog = null) =>
        new RowCollector(
            catalog ?? new Catalog([Table(Raw, "text"), Table(Source, "text")]),
            new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = actual, [StoreId.Source] = expected },
            () => new MemoryStream(),
            1 << 20,
            RedactionPolicy.None
        ).CollectAsync(Metric, CancellationToken.None);

    private static TableInfo Table(Dataset dataset, string type) => new(dataset, [new ColumnInfo("id", type, false)], ["id"]);

    private static void Write(IRowSink sink, IEnumerable<string> keys)
    {
        var row = new CanonicalRow(sink, 1);
        foreach (var key in keys)
        {
            row.Text(Encoding.UTF8.GetBytes(key));
            row.End();
        }
    }

    /// <summary>A store of rows with one column.</summary>
    private sealed class RowStore : IStore
    {
        public IReadOnlyList<string> Rows { get; init; } = [];

        public string? Note { get; init; }

        public StoreException? Failure { get; init; }

        public TimeSpan Delay { get; init; }

        /// <summary>Whether it pushes rows until it is stopped.</summary>
        public bool IsEndless { get; init; }

        public bool HasBegun { get; private set; }

        public bool HasEnded { get; private set; }

        public StoreId Id => StoreId.Warehouse;

        public SqlText Sql { get; } = new(Dialect.DuckDb);

        public bool IsRecordedAlready { get; init; }

        public string? NoteFor(RowReading reading) => Note;

        public bool IsRecorded(RowReading reading) => IsRecordedAlready;

        public async Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
        {
            HasBegun = true;
            await Task.Delay(Delay, cancellationToken);
            if (Failure is not null)
                throw Failure;
            if (IsEndless)
                await UntilCancelledAsync(cancellationToken);
            Write(sink, Rows);
            HasEnded = true;
        }

        private static async Task UntilCancelledAsync(CancellationToken cancellationToken)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }

        public Measurement? FindKnown(Metric metric) => throw new NotSupportedException();

        public Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

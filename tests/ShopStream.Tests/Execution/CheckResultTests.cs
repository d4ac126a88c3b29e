using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using static ShopStream.Tests.Checks.SampleMeasurements;

namespace ShopStream.Tests.Execution;

/// <summary>What the result of a check says besides its outcome, and what the collector measures for it.</summary>
[TestFixture, Category("Fast")]
internal sealed class CheckResultTests
{
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Dataset Users = new(Layer.Raw, "users");
    private static readonly AggregateMetric Rows = new(Orders, new CountRows());
    private static readonly AggregateMetric Sum = new(Orders, new SumOf("total"));
    private static readonly CustomSqlMetric Custom = new(Layer.Raw, "SELECT id FROM users, nothing WHERE email IS NULL");

    private static readonly Catalog Catalog = new([
        new TableInfo(Orders.Dataset, [new("id", "int", false), new("total", "decimal(10,2)", true), new("email", "text", true)], ["id"]),
        new TableInfo(Users, [new("email", "text", true), new("id", "int", false), new("name", "text", true)], ["id"]),
        new TableInfo(Users with { Layer = Layer.Source }, [new("id", "int", false)], ["id"]),
    ]);

    [TestCase(Outcome.Failed, "raw orders")]
    [TestCase(Outcome.Passed, null)]
    [TestCase(Outcome.NotJudged, null)]
    public async Task Wrong_rows_are_of_a_table_only_if_the_check_fails(Outcome outcome, string? table) =>
        (await RunAsync(new Probe([Rows], new Evaluation { Outcome = outcome }))).WrongRowsOf.Should().Be(table);

    [Test]
    public async Task Note_of_the_check_comes_before_those_of_the_stores_each_once()
    {
        var store = Store().Returns(Rows, Row(1) with { Note = "Asked live." }).Returns(Custom, Row(1) with { Note = "Asked live." });

        var result = await RunAsync(new Probe([Rows, Custom], new Evaluation { Outcome = Outcome.Passed, Note = "All are new." }), store);

        result.Note.Should().Be("All are new. Asked live.");
        (await RunAsync(new Probe([Rows], new Evaluation { Outcome = Outcome.Passed }))).Note.Should().BeNull();
    }

    [Test]
    public async Task Tables_and_columns_that_it_reads_are_sorted_those_of_custom_SQL_included()
    {
        var result = await RunAsync(new Probe([Sum, Custom], new Evaluation { Outcome = Outcome.Passed }));

        result.Reads.Should().Equal("raw orders", "raw orders.total", "raw users", "raw users.email", "raw users.id");
    }

    [TestCase("country", false, "none")]
    [TestCase("user_id", true, "none")]
    [TestCase("country", true, "country")]
    public async Task Groups_name_rows_if_their_key_is_one_or_personal(string key, bool names, string personal)
    {
        var groups = new GroupedMetric(Orders, [new GroupKey(key)], [new CountRows()]);
        var store = Store().Returns(groups, Rows("k count", ["a", "1"]));

        var result = await RunAsync(
            new Probe([Rows, groups], new Evaluation { Outcome = Outcome.Passed }),
            store,
            new RedactionPolicy(SampleLevel.Full, PersonalColumns.Parse(personal))
        );

        result.NamesRows.Should().Be(names);
    }

    [Test]
    public async Task Store_that_does_not_answer_outranks_a_refused_query_and_a_missing_one()
    {
        var gone = new AggregateMetric(new Relation(Users), new CountRows());
        var elsewhere = new AggregateMetric(new Relation(Users with { Layer = Layer.Source }), new CountRows());
        var store = Store()
            .Rejects(Rows)
            .Returns(gone, Measurement.None(new MissingMeasurement("the connection was lost", MissingMeasurementKind.Unavailable)));

        var result = await RunAsync(new Probe([elsewhere, Rows, gone], new Evaluation { Outcome = Outcome.Passed }), store);
        (result.Outcome, result.Note).Should().Be((Outcome.Error, "the connection was lost"));

        result = await RunAsync(new Probe([elsewhere, Rows], new Evaluation { Outcome = Outcome.Passed }), store);
        result.Note.Should().StartWith("no such column");

        result = await RunAsync(new Probe([elsewhere], new Evaluation { Outcome = Outcome.Passed }), store);
        (result.Outcome, result.Note).Should().Be((Outcome.NotJudged, "the source is not available"));
    }

    [Test]
    public async Task Metric_that_was_measured_is_not_measured_again_alone()
    {
        var store = Store();
        var collector = Collector(store);

        await collector.CollectAsync([Rows], CancellationToken.None);
        var known = await collector.CollectAloneAsync(Rows, CancellationToken.None);
        var alone = await collector.CollectAloneAsync(Sum, CancellationToken.None);
        var shape = await collector.CollectAloneAsync(new Shape(Users), CancellationToken.None);

        known.Should().BeSameAs(collector.Measurements[Rows]);
        alone.Number(0).Should().Be(7);
        shape.Rows.Should().HaveCount(3, "the catalog has it");
        collector.Measurements.Find(Sum).Should().BeNull("it is not recorded");
        store.Sent.Should().HaveCount(2);
    }

    [Test]
    public void SQL_is_shown_only_for_stores_that_exist_and_metrics_that_have_some()
    {
        var collector = Collector(Store());
        collector.SqlFor(new Shape(Users)).Should().BeEmpty();
        collector.SqlFor(new AggregateMetric(new Relation(Users with { Layer = Layer.Source }), new CountRows())).Should().BeEmpty();
        collector.SqlFor(Rows).Should().Be("-- DuckDB (warehouse)\nSELECT COUNT(*) AS \"count\"\nFROM \"raw\".\"orders\" AS \"orders\";");
    }

    [Test]
    public void Value_that_is_not_an_exact_number_is_not_recorded_for_later_runs()
    {
        var tracked = new[] { "rows", "sum", "nothing", "unmeasured" }
            .Select((n, i) => new PastValues(n, new AggregateMetric(Orders, i == 0 ? new CountRows() : new SumOf(n))))
            .ToList();
        var specification = Specification(new Probe(tracked, new Evaluation { Outcome = Outcome.Passed }));

        new[] { specification }
            .TrackedValues(Of([(tracked[0].Metric, Row(3)), (tracked[1].Metric, Rows("n", ["NaN"])), (tracked[2].Metric, Row(null))]))
            .Should()
            .Equal(new Dictionary<string, decimal>(StringComparer.Ordinal) { ["rows"] = 3, ["nothing"] = 0 });
    }

    [TestCase("Asked live.", "Read from files.", "Asked live. Read from files.")]
    [TestCase("Asked live.", "Asked live.", "Asked live.")]
    [TestCase("Asked live.", null, "Asked live.")]
    [TestCase(null, null, null)]
    public async Task Values_of_two_stores_have_the_notes_of_both(string? child, string? parent, string? note)
    {
        var metric = new MissingValues(new OrderedValues(Orders, "email"), new OrderedValues(new Relation(Users with { Layer = Layer.Source }), "id"));
        var collector = new MetricCollector(
            Catalog,
            new Dictionary<StoreId, IStore>
            {
                [StoreId.Warehouse] = new FakeStore(StoreId.Warehouse) { StreamNote = child }.Streams(metric.Child, "a"),
                [StoreId.Source] = new FakeStore(StoreId.Source) { StreamNote = parent }.Streams(metric.Parent, "a"),
            }
        );

        await collector.CollectAsync([metric], CancellationToken.None);

        collector.Measurements[metric].Note.Should().Be(note);
    }

    [TestCase("7", SampleLevel.Keys, "", "shopstream example mart_users --row id=7")]
    [TestCase("7", SampleLevel.None, "", null)]
    [TestCase("7", SampleLevel.Full, "mart_users.id", null)]
    [TestCase("7; rm", SampleLevel.Keys, "", null)]
    [TestCase(null, SampleLevel.Keys, "", null)]
    public async Task Row_of_a_model_offers_the_command_for_an_example_unless_its_key_is_hidden(
        string? key,
        SampleLevel level,
        string personal,
        string? command
    )
    {
        var redaction = new RedactionPolicy(level, personal.Length > 0 ? PersonalColumns.Parse(personal) : PersonalColumns.None);
        var table = new TableInfo(new Dataset(Layer.Mart, "mart_users"), [new("id", "int", false), new("total", "int", true)], ["id"]);

        (await ExampleOfAsync(table with { Model = new TableModel("SELECT 1") }, Outcome.Failed)).Should().Be(command);
        (await ExampleOfAsync(table with { Model = new TableModel("SELECT 1") }, Outcome.Passed)).Should().BeNull();
        (await ExampleOfAsync(table, Outcome.Failed)).Should().BeNull("no model builds it");
        (await ExampleOfAsync(table with { Model = new TableModel("SELECT 1"), Key = ["id", "total"] }, Outcome.Failed))
            .Should()
            .BeNull("a part of the key does not name one row");

        async Task<string?> ExampleOfAsync(TableInfo table, Outcome outcome)
        {
            var rows = new AggregateMetric(new Relation(table.Dataset), new CountRows());
            var sample = new Sample(rows, null, []);
            var store = new FakeStore(StoreId.Warehouse).Returns(rows, 1).Returns(sample, Rows("id", [key]));
            var collector = new MetricCollector(new Catalog([table]), new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store }, redaction: redaction);
            var specification = Specification(new Probe([rows], new Evaluation { Outcome = outcome }.NeedsEvidence([sample], (e, _) => e)));
            var results = await CheckRunner.RunAsync([specification], collector, null, CancellationToken.None);
            return CheckRunner.Redact(results, redaction)[0].Checks[0].ExampleCommand;
        }
    }

    private static FakeStore Store() => new FakeStore(StoreId.Warehouse).Returns(Rows, 5).Returns(Sum, 7).Returns(Custom, 1);

    private static MetricCollector Collector(FakeStore store, RedactionPolicy? redaction = null) =>
        new(Catalog, new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store }, redaction: redaction);

    private static async Task<CheckResult> RunAsync(ICheck check, FakeStore? store = null, RedactionPolicy? redaction = null) =>
        (await CheckRunner.RunAsync([Specification(check)], Collector(store ?? Store(), redaction), null, CancellationToken.None))[0].Checks[0];

    private static Specification Specification(ICheck check) =>
        new()
        {
            Feature = "A",
            Name = "a",
            File = "features/a.feature",
            Line = 2,
            Tags = [],
            Steps = [],
            Checks = [new BoundCheck("a claim", 3, check)],
        };

    /// <summary>A check with a given evaluation.</summary>
    private sealed record Probe(IReadOnlyList<Metric> Metrics, Evaluation Evaluation) : ICheck
    {
        public Dataset? WrongRowsOf => Orders.Dataset;

        public IEnumerable<Metric> GetMetrics() => Metrics;

        public Evaluation Evaluate(Measurements measurements) => Evaluation;
    }
}

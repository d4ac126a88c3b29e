using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Policy;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Execution;

[Category("Fast")]
public sealed class CheckRunnerTests
{
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Relation SourceOrders = new(new Dataset(Layer.Source, "orders"));
    private static readonly AggregateMetric Rows = new(Orders, new CountRows());
    private static readonly AggregateMetric NoStatus = new(Orders, new CountWhere(new IsNull("status")));
    private static readonly AggregateMetric NoEmail = new(Orders, new CountWhere(new IsNull("email")));
    private static readonly NeverNull Status = new(Orders, "status");
    private static readonly NeverNull Email = new(Orders, "email");
    private FakeStore warehouse = null!;
    private FakeStore source = null!;
    private MetricCollector collector = null!;

    [SetUp]
    public void CreateCollector()
    {
        (warehouse, source) = (new FakeStore(StoreId.Warehouse), new FakeStore(StoreId.Source));
        collector = new MetricCollector(new Catalog([]), new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = warehouse, [StoreId.Source] = source });
    }

    private async Task<(int ExitCode, IReadOnlyList<ScenarioResult> Results)> RunAsync(params Specification[] specifications)
    {
        var results = await CheckRunner.RunAsync(specifications, collector, null, CancellationToken.None);
        return (ExitCodePolicy.OfChecks(specifications, results, collector.Measurements), results);
    }

    [Test]
    public async Task Checks_of_one_table_share_one_query()
    {
        warehouse.Returns(Rows, 5).Returns(NoStatus, 0).Returns(NoEmail, 0);
        var (code, results) = await RunAsync(Spec(Status), Spec(Email));
        code.Should().Be(ExitCodes.Passed);
        results.Should().OnlyContain(r => r.Outcome == Outcome.Passed && r.Seconds == 2);
        warehouse.Sent.Should().ContainSingle().Which.Metrics.Should().HaveCount(3);
        collector.SentQueries(StoreId.Warehouse).Should().Be(1);
    }

    [Test]
    public async Task Run_context_metrics_send_no_query()
    {
        var tracked = TrackedMetric.RowsOf(SourceOrders);
        source.Returns(new AggregateMetric(SourceOrders, new CountRows()), 110);
        collector = new MetricCollector(
            new Catalog([]),
            new Dictionary<StoreId, IStore> { [StoreId.Source] = source },
            new EvaluationContext(SampleHistory.SixFridays, SampleHistory.Friday, SampleHistory.Days(tracked.Past.Name, 100))
        );
        var specification = Spec(new NearHistoricalMean(tracked, 10, 1));

        var (code, results) = await RunAsync(specification);

        code.Should().Be(ExitCodes.Passed);
        results[0].Checks[0].Sql.Should().Be("-- PostgreSQL (source)\nSELECT COUNT(*) AS \"count\"\nFROM \"public\".\"orders\" AS \"orders\";");
        source.Sent.Should().ContainSingle();
        new[] { specification }
            .TrackedValues(collector.Measurements)
            .Should()
            .Equal(new Dictionary<string, decimal>(StringComparer.Ordinal) { ["rows of source orders"] = 110 });
    }

    [Test]
    public async Task Run_context_metrics_without_a_run_are_not_judged()
    {
        source.Returns(new AggregateMetric(SourceOrders, new CountRows()), 110);
        var (code, results) = await RunAsync(Spec(new NearHistoricalMean(TrackedMetric.RowsOf(SourceOrders), 10, 1)));
        code.Should().Be(ExitCodes.NotJudged);
        results[0].Checks[0].Note.Should().EndWith(" is only available in a run");
    }

    [Test]
    public async Task Rejected_query_fails_only_its_own_check()
    {
        warehouse.Returns(Rows, 5).Returns(NoEmail, 0).Rejects(NoStatus);
        var (code, results) = await RunAsync(Spec(Status), Spec(Email));
        code.Should().Be(ExitCodes.Usage);
        results.Select(r => r.Outcome).Should().Equal(Outcome.Error, Outcome.Passed);
        results[0].Checks[0].Note.Should().Be($"no such column in {NoStatus}");
        collector.SentQueries(StoreId.Warehouse).Should().Be(4, "the shared query, and each of the three alone");
    }

    [Test]
    public async Task Unavailable_store_outranks_failures_and_rejected_queries()
    {
        var gone = new AggregateMetric(SourceOrders, new CountRows());
        warehouse
            .Returns(Rows, 5)
            .Returns(NoEmail, 2)
            .Rejects(NoStatus)
            .Returns(new Sample(Rows, new IsNull("email"), ["email"]), Checks.SampleMeasurements.Rows("id", ["1"]));
        source.Returns(gone, Measurement.None(new MissingMeasurement("PostgreSQL did not answer", MissingMeasurementKind.Unavailable)));
        var (code, results) = await RunAsync(Spec(Status), Spec(Email), Spec(new RowCountBound(SourceOrders, Comparison.AtLeast, 1)));
        code.Should().Be(ExitCodes.Infrastructure);
        results.Select(r => r.Outcome).Should().Equal(Outcome.Error, Outcome.Failed, Outcome.Error);
    }

    [TestCase(3, 0, new string[0], Outcome.Passed, ExitCodes.Passed)]
    [TestCase(3, 1, new string[0], Outcome.Failed, ExitCodes.Failed)]
    [TestCase(3, 1, new[] { "@warning" }, Outcome.Warned, ExitCodes.Passed)]
    [TestCase(3, 1, new[] { "@info" }, Outcome.Warned, ExitCodes.Passed)]
    [TestCase(3, 1, new[] { "@critical" }, Outcome.Failed, ExitCodes.Failed)]
    [TestCase(3, 1, new[] { "@info", "@warning", "@critical" }, Outcome.Failed, ExitCodes.Failed)]
    [TestCase(0, 0, new string[0], Outcome.NotJudged, ExitCodes.NotJudged)]
    [TestCase(0, 0, new[] { "@warning" }, Outcome.NotJudged, ExitCodes.NotJudged)]
    public async Task Severity_turns_only_failures_into_warnings(int rows, int violating, string[] tags, Outcome outcome, int exitCode)
    {
        warehouse
            .Returns(Rows, rows)
            .Returns(NoEmail, violating)
            .Returns(new Sample(Rows, new IsNull("email"), ["email"]), Checks.SampleMeasurements.Rows("id", ["1"]));
        var (code, results) = await RunAsync(Spec(Email) with { Tags = tags });
        (results[0].Outcome, code).Should().Be((outcome, exitCode));
    }

    [TestCase("@warning", Severity.Critical, Outcome.Warned, ExitCodes.Passed)]
    [TestCase("@warning", Severity.Warning, Outcome.Failed, ExitCodes.Failed)]
    [TestCase("@warning", Severity.Info, Outcome.Failed, ExitCodes.Failed)]
    [TestCase("@info", Severity.Critical, Outcome.Warned, ExitCodes.Passed)]
    [TestCase("@info", Severity.Warning, Outcome.Warned, ExitCodes.Passed)]
    [TestCase("@info", Severity.Info, Outcome.Failed, ExitCodes.Failed)]
    [TestCase("@ci", Severity.Critical, Outcome.Failed, ExitCodes.Failed)]
    public async Task Run_fails_at_or_above_the_fail_on_severity(string tag, Severity failOn, Outcome outcome, int exitCode)
    {
        warehouse.Returns(Rows, 3).Returns(NoEmail, 1).Returns(new Sample(Rows, new IsNull("email"), ["email"]), Checks.SampleMeasurements.Rows("id", ["1"]));
        var (code, results) = await RunAsync(Spec(Email) with { Tags = [tag], FailOn = failOn });
        (results[0].Outcome, code).Should().Be((outcome, exitCode));
    }

    [Test]
    public async Task Error_is_never_downgraded_to_a_warning()
    {
        warehouse.Returns(Rows, 1).Rejects(NoEmail);
        var (code, results) = await RunAsync(Spec(Email) with { Tags = ["@info"] });
        (results[0].Outcome, code).Should().Be((Outcome.Error, ExitCodes.Usage));
    }

    [Test]
    public async Task Empty_selection_never_passes() => (await RunAsync()).ExitCode.Should().Be(ExitCodes.NotJudged);

    [Test]
    public async Task Known_measurements_are_not_queried_again()
    {
        source.ReturnsKnown(new AggregateMetric(SourceOrders, new CountRows()), 5);
        warehouse.Returns(Rows, 5);
        var (code, _) = await RunAsync(Spec(new SameRowCount(SourceOrders, [Orders])));
        code.Should().Be(ExitCodes.Passed);
        source.Sent.Should().BeEmpty();
        collector.SentQueries(StoreId.Source).Should().Be(0);
    }

    [Test]
    public async Task Evidence_is_collected_once_and_only_for_failures()
    {
        var sample = new Sample(Rows, new IsNull("email"), ["email"]);
        warehouse.Returns(Rows, 5).Returns(NoStatus, 0).Returns(NoEmail, 1).Returns(sample, Checks.SampleMeasurements.Rows("id email", ["17", null]));
        var (_, results) = await RunAsync(Spec(Email), Spec(Status), Spec(Email));
        results[0].Checks[0].Keys.Should().Equal("id=17, email=null");
        results[2].Checks[0].Keys.Should().Equal("id=17, email=null");
        results[1].Checks[0].Keys.Should().BeEmpty();
        collector.SentQueries(StoreId.Warehouse).Should().Be(2);
        results[0].Checks[0].Sql.Should().StartWith("-- DuckDB (warehouse)\nSELECT COUNT(*)").And.Contain("LIMIT 10;");
    }

    [Test]
    public async Task Rejected_evidence_query_keeps_the_failure()
    {
        warehouse.Returns(Rows, 5).Returns(NoEmail, 1).Rejects(new Sample(Rows, new IsNull("email"), ["email"]));
        var (code, results) = await RunAsync(Spec(Email));
        (results[0].Outcome, code).Should().Be((Outcome.Failed, ExitCodes.Failed));
    }

    [Test]
    public async Task Checks_of_a_missing_store_are_not_judged()
    {
        var (code, results) = await RunAsync(Spec(new RowCountBound(new Relation(new Dataset(Layer.Lake, "orders")), Comparison.AtLeast, 1)));
        (results[0].Checks[0].Note, code).Should().Be(("the lake is not available", ExitCodes.NotJudged));
    }

    [Test]
    public async Task Shape_is_measured_from_the_catalog()
    {
        var dataset = new Dataset(Layer.Raw, "orders");
        collector = new MetricCollector(new Catalog([new TableInfo(dataset, [new ColumnInfo("id", "int", false)], [])]), new Dictionary<StoreId, IStore>());
        (await RunAsync(Spec(new HasColumns(dataset, [new ColumnInfo("id", "int", false)])))).ExitCode.Should().Be(ExitCodes.Passed);
        (await RunAsync(Spec(new HasColumns(new Dataset(Layer.Raw, "users"), []))))
            .Results[0]
            .Checks[0]
            .Note.Should()
            .Be("raw users was not found in the catalog");
    }

    [TestCase("NaN")]
    [TestCase("Infinity")]
    public async Task Inexact_number_fails_only_its_own_check(string sum)
    {
        var (left, right) = (new Measure(Orders, [], "ratio"), new Measure(Orders, [], "amount"));
        warehouse
            .Returns(Rows, 1)
            .Returns(NoEmail, 0)
            .Returns(new AggregateMetric(Orders, new SumOf("ratio")), Checks.SampleMeasurements.Rows("n", [sum]))
            .Returns(new AggregateMetric(Orders, new SumOf("amount")), 1);
        var (code, results) = await RunAsync(Spec(new SumsEqual(left, right, Tolerance.Exact)), Spec(Email));
        results.Select(r => r.Outcome).Should().Equal(Outcome.Error, Outcome.Passed);
        results[0].Checks[0].Note.Should().StartWith("a measured value is not an exact number");
        code.Should().Be(ExitCodes.Usage);
    }

    [Test]
    public async Task Values_of_two_stores_are_merged_and_both_streams_counted()
    {
        var check = new References(Orders, "user_id", SourceOrders.Dataset, "id");
        warehouse
            .Returns(Rows, 3)
            .Returns(new AggregateMetric(Orders, new CountWhere(new Not(new IsNull("user_id")))), 3)
            .Streams(new OrderedValues(Orders, "user_id"), "1", "2", "3");
        source.Streams(new OrderedValues(SourceOrders, "id"), "1", "3");
        var (code, results) = await RunAsync(Spec(check));
        code.Should().Be(ExitCodes.Failed);
        results[0].Checks[0].Keys.Should().Equal("user_id=2");
        (collector.SentQueries(StoreId.Warehouse), collector.SentQueries(StoreId.Source))
            .Should()
            .Be((3, 2), "the values are read again to find those that look alike");
        results[0].Checks[0].Sql.Should().Contain("-- PostgreSQL (source)\nSELECT v").And.Contain("-- DuckDB (warehouse)\nSELECT v");
    }

    [Test]
    public async Task Broken_stream_is_retryable()
    {
        warehouse
            .Returns(Rows, 3)
            .Returns(new AggregateMetric(Orders, new CountWhere(new Not(new IsNull("user_id")))), 3)
            .Streams(new OrderedValues(Orders, "user_id"), "1");
        var (code, results) = await RunAsync(Spec(new References(Orders, "user_id", SourceOrders.Dataset, "id")));
        (code, results[0].Checks[0].Note).Should().Be((ExitCodes.Infrastructure, "the stream broke off"));
    }

    [Test]
    public async Task Store_notes_appear_with_the_check()
    {
        warehouse.Returns(Rows, Checks.SampleMeasurements.Row(1) with { Note = "Asked live." });
        (await RunAsync(Spec(new RowCountBound(Orders, Comparison.AtLeast, 1)))).Results[0].Checks[0].Note.Should().Be("Asked live.");
    }

    [Test]
    public async Task Scenario_about_another_run_sends_no_query_and_is_not_judged()
    {
        Specification[] specifications = [Spec(Email) with { Run = new DateOnly(2025, 11, 28) }];
        specifications.ForRun(new DateOnly(2025, 11, 28)).Metrics().Should().HaveCount(2);
        var other = specifications.ForRun(new DateOnly(2025, 11, 29));
        other.Metrics().Should().BeEmpty();
        (await RunAsync([.. other])).ExitCode.Should().Be(ExitCodes.NotJudged);
    }

    [Test]
    public void All_unknown_tables_and_columns_are_reported_with_the_nearest_names()
    {
        var catalog = new Catalog([
            new TableInfo(Orders.Dataset, [new ColumnInfo("id", "int", false), new ColumnInfo("status", "text", true)], ["id"]),
            new TableInfo(new Dataset(Layer.Raw, "users"), [new ColumnInfo("id", "int", false)], ["id"]),
        ]);
        Specification[] specifications =
        [
            Spec(new NeverNull(Orders, "statsu")),
            Spec(new NeverNull(new Relation(new Dataset(Layer.Raw, "order")), "id"), line: 7),
            Spec(new NeverNull(new Relation(new Dataset(Layer.Source, "unseen")), "id")),
            Spec(new References(Orders, "id", new Dataset(Layer.Raw, "users"), "merchant"), line: 9),
            Spec(Status),
        ];
        specifications
            .Invoking(s => s.Validate(catalog, new HashSet<Layer> { Layer.Source }))
            .Should()
            .Throw<UsageException>()
            .WithMessage(
                """
                features/a.feature:3: raw orders has no column statsu; did you mean status?
                features/a.feature:7: there is no table raw order; did you mean orders?
                features/a.feature:9: raw users has no column merchant; there are: id
                """.ReplaceLineEndings("\n")
            );
    }

    private static Specification Spec(ICheck check, int line = 3) =>
        new()
        {
            Feature = "A",
            Name = "a",
            File = "features/a.feature",
            Line = 2,
            Tags = [],
            Steps = [],
            Checks = [new BoundCheck("a claim", line, check)],
        };
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Verdicts;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Judging;

[Category("Fast")]
public sealed class ExaminerTests
{
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Relation SourceOrders = new(new Dataset(Layer.Source, "orders"));
    private static readonly Figure Rows = new(Orders, new CountRows());
    private static readonly Figure NoStatus = new(Orders, new CountWhere(new IsNull("status")));
    private static readonly Figure NoEmail = new(Orders, new CountWhere(new IsNull("email")));
    private static readonly NeverNull Status = new(Orders, "status");
    private static readonly NeverNull Email = new(Orders, "email");
    private FakeStore warehouse = null!;
    private FakeStore source = null!;
    private Asker asker = null!;

    [SetUp]
    public void Fresh()
    {
        (warehouse, source) = (new FakeStore(StoreId.Warehouse), new FakeStore(StoreId.Source));
        asker = new Asker(new Catalog([]), new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = warehouse, [StoreId.Source] = source });
    }

    private async Task<(int ExitCode, IReadOnlyList<ScenarioResult> Results)> ExamineAsync(params Specification[] specifications)
    {
        var results = await Examiner.ExamineAsync(specifications, asker, null, CancellationToken.None);
        return (Examiner.ExitCode(specifications, results, asker), results);
    }

    [Test]
    public async Task Checks_of_one_table_share_one_query()
    {
        warehouse.Says(Rows, 5).Says(NoStatus, 0).Says(NoEmail, 0);
        var (code, results) = await ExamineAsync(Spec(Status), Spec(Email));
        code.Should().Be(ExitCodes.Passed);
        results.Should().OnlyContain(r => r.Outcome == Outcome.Passed && r.Seconds == 2);
        warehouse.Sent.Should().ContainSingle().Which.Questions.Should().HaveCount(3);
        asker.Sent(StoreId.Warehouse).Should().Be(1);
    }

    [Test]
    public async Task What_the_run_itself_knows_is_asked_of_no_store()
    {
        var tracked = TrackedFigure.RowsOf(SourceOrders);
        source.Says(new Figure(SourceOrders, new CountRows()), 110);
        asker = new Asker(new Catalog([]), new Dictionary<StoreId, IStore> { [StoreId.Source] = source }, new Standpoint(Earlier.Six, Earlier.Friday, Earlier.Days(tracked.Past.Name, 100)));
        var specification = Spec(new NearItsMean(tracked, 10, 1));

        var (code, results) = await ExamineAsync(specification);

        code.Should().Be(ExitCodes.Passed);
        results[0].Checks[0].Sql.Should().Be("-- PostgreSQL (source)\nSELECT COUNT(*) AS \"count\"\nFROM \"public\".\"orders\" AS \"orders\";");
        source.Sent.Should().ContainSingle();
        new[] { specification }.Tracked(asker.Answers).Should().Equal(new Dictionary<string, decimal>(StringComparer.Ordinal) { ["rows of source orders"] = 110 });
    }

    [Test]
    public async Task Where_no_run_judges_nothing_is_known_of_earlier_ones()
    {
        source.Says(new Figure(SourceOrders, new CountRows()), 110);
        var (code, results) = await ExamineAsync(Spec(new NearItsMean(TrackedFigure.RowsOf(SourceOrders), 10, 1)));
        code.Should().Be(ExitCodes.NotJudged);
        results[0].Checks[0].Note.Should().StartWith("nothing is known of ");
    }

    [Test]
    public async Task Of_a_refused_query_only_the_culprit_is_in_error()
    {
        warehouse.Says(Rows, 5).Says(NoEmail, 0).Refuses(NoStatus);
        var (code, results) = await ExamineAsync(Spec(Status), Spec(Email));
        code.Should().Be(ExitCodes.Usage);
        results.Select(r => r.Outcome).Should().Equal(Outcome.Error, Outcome.Passed);
        results[0].Checks[0].Note.Should().Be($"no such column in {NoStatus}");
        asker.Sent(StoreId.Warehouse).Should().Be(4, "the shared query, and each of the three alone");
    }

    [Test]
    public async Task A_store_that_does_not_answer_outranks_what_failed_and_what_was_refused()
    {
        var gone = new Figure(SourceOrders, new CountRows());
        warehouse.Says(Rows, 5).Says(NoEmail, 2).Refuses(NoStatus).Says(new Sample(Rows, new IsNull("email"), ["email"]), Checks.Measured.Rows("id", ["1"]));
        source.Says(gone, Answer.None(new Unanswered("PostgreSQL did not answer", UnansweredKind.Unavailable)));
        var (code, results) = await ExamineAsync(Spec(Status), Spec(Email), Spec(new RowCountBound(SourceOrders, Comparison.AtLeast, 1)));
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
    public async Task Severity_makes_a_failure_a_warning_and_nothing_else(int rows, int violating, string[] tags, Outcome outcome, int exitCode)
    {
        warehouse.Says(Rows, rows).Says(NoEmail, violating).Says(new Sample(Rows, new IsNull("email"), ["email"]), Checks.Measured.Rows("id", ["1"]));
        var (code, results) = await ExamineAsync(Spec(Email) with { Tags = tags });
        (results[0].Outcome, code).Should().Be((outcome, exitCode));
    }

    [TestCase("@warning", Severity.Critical, Outcome.Warned, ExitCodes.Passed)]
    [TestCase("@warning", Severity.Warning, Outcome.Failed, ExitCodes.Failed)]
    [TestCase("@warning", Severity.Info, Outcome.Failed, ExitCodes.Failed)]
    [TestCase("@info", Severity.Critical, Outcome.Warned, ExitCodes.Passed)]
    [TestCase("@info", Severity.Warning, Outcome.Warned, ExitCodes.Passed)]
    [TestCase("@info", Severity.Info, Outcome.Failed, ExitCodes.Failed)]
    [TestCase("@ci", Severity.Critical, Outcome.Failed, ExitCodes.Failed)]
    public async Task What_fails_a_run_is_what_is_at_least_so_severe(string tag, Severity failOn, Outcome outcome, int exitCode)
    {
        warehouse.Says(Rows, 3).Says(NoEmail, 1).Says(new Sample(Rows, new IsNull("email"), ["email"]), Checks.Measured.Rows("id", ["1"]));
        var (code, results) = await ExamineAsync(Spec(Email) with { Tags = [tag], FailOn = failOn });
        (results[0].Outcome, code).Should().Be((outcome, exitCode));
    }

    [Test]
    public async Task An_error_is_no_warning_whatever_the_tag()
    {
        warehouse.Says(Rows, 1).Refuses(NoEmail);
        var (code, results) = await ExamineAsync(Spec(Email) with { Tags = ["@info"] });
        (results[0].Outcome, code).Should().Be((Outcome.Error, ExitCodes.Usage));
    }

    [Test]
    public async Task Nothing_selected_is_never_green() => (await ExamineAsync()).ExitCode.Should().Be(ExitCodes.NotJudged);

    [Test]
    public async Task Known_answers_are_not_asked()
    {
        source.Knows(new Figure(SourceOrders, new CountRows()), 5);
        warehouse.Says(Rows, 5);
        var (code, _) = await ExamineAsync(Spec(new SameRowCount(SourceOrders, [Orders])));
        code.Should().Be(ExitCodes.Passed);
        source.Sent.Should().BeEmpty();
        asker.Sent(StoreId.Source).Should().Be(0);
    }

    [Test]
    public async Task Evidence_is_asked_once_and_only_for_what_failed_and_shown()
    {
        var sample = new Sample(Rows, new IsNull("email"), ["email"]);
        warehouse.Says(Rows, 5).Says(NoStatus, 0).Says(NoEmail, 1).Says(sample, Checks.Measured.Rows("id email", ["17", null]));
        var (_, results) = await ExamineAsync(Spec(Email), Spec(Status), Spec(Email));
        results[0].Checks[0].Keys.Should().Equal("id=17, email=null");
        results[2].Checks[0].Keys.Should().Equal("id=17, email=null");
        results[1].Checks[0].Keys.Should().BeEmpty();
        asker.Sent(StoreId.Warehouse).Should().Be(2);
        results[0].Checks[0].Sql.Should().StartWith("-- DuckDB (warehouse)\nSELECT COUNT(*)").And.Contain("LIMIT 10;");
    }

    [Test]
    public async Task Evidence_that_is_refused_leaves_the_failure_as_it_is()
    {
        warehouse.Says(Rows, 5).Says(NoEmail, 1).Refuses(new Sample(Rows, new IsNull("email"), ["email"]));
        var (code, results) = await ExamineAsync(Spec(Email));
        (results[0].Outcome, code).Should().Be((Outcome.Failed, ExitCodes.Failed));
    }

    [Test]
    public async Task A_store_that_is_not_there_is_not_judged()
    {
        var (code, results) = await ExamineAsync(Spec(new RowCountBound(new Relation(new Dataset(Layer.Lake, "orders")), Comparison.AtLeast, 1)));
        (results[0].Checks[0].Note, code).Should().Be(("the lake is not there to be asked", ExitCodes.NotJudged));
    }

    [Test]
    public async Task A_shape_is_read_from_the_catalog()
    {
        var dataset = new Dataset(Layer.Raw, "orders");
        asker = new Asker(new Catalog([new TableInfo(dataset, [new ColumnInfo("id", "int", false)], [])]), new Dictionary<StoreId, IStore>());
        (await ExamineAsync(Spec(new HasColumns(dataset, [new ColumnInfo("id", "int", false)])))).ExitCode.Should().Be(ExitCodes.Passed);
        (await ExamineAsync(Spec(new HasColumns(new Dataset(Layer.Raw, "users"), [])))).Results[0].Checks[0].Note.Should().Be("raw users could not be looked up");
    }

    [TestCase("NaN")]
    [TestCase("123456789012345678901234567890123456789")]
    public async Task A_figure_that_is_no_exact_number_spoils_its_check_and_not_the_run(string sum)
    {
        var (left, right) = (new Measure(Orders, [], "ratio"), new Measure(Orders, [], "amount"));
        warehouse.Says(Rows, 1).Says(NoEmail, 0).Says(new Figure(Orders, new SumOf("ratio")), Checks.Measured.Rows("n", [sum])).Says(new Figure(Orders, new SumOf("amount")), 1);
        var (code, results) = await ExamineAsync(Spec(new SumsEqual(left, right, Tolerance.Exact)), Spec(Email));
        results.Select(r => r.Outcome).Should().Equal(Outcome.Error, Outcome.Passed);
        results[0].Checks[0].Note.Should().StartWith("a figure that was measured is no exact number");
        code.Should().Be(ExitCodes.Usage);
    }

    [Test]
    public async Task Values_of_two_stores_are_merged_and_both_streams_counted()
    {
        var check = new References(Orders, "user_id", SourceOrders.Dataset, "id");
        warehouse.Says(Rows, 3).Says(new Figure(Orders, new CountWhere(new Not(new IsNull("user_id")))), 3).Streams(new OrderedValues(Orders, "user_id"), "1", "2", "3");
        source.Streams(new OrderedValues(SourceOrders, "id"), "1", "3");
        var (code, results) = await ExamineAsync(Spec(check));
        code.Should().Be(ExitCodes.Failed);
        results[0].Checks[0].Keys.Should().Equal("user_id=2");
        (asker.Sent(StoreId.Warehouse), asker.Sent(StoreId.Source)).Should().Be((2, 1));
        results[0].Checks[0].Sql.Should().Contain("-- PostgreSQL (source)\nSELECT v").And.Contain("-- DuckDB (warehouse)\nSELECT v");
    }

    [Test]
    public async Task A_stream_that_breaks_off_is_a_retry()
    {
        warehouse.Says(Rows, 3).Says(new Figure(Orders, new CountWhere(new Not(new IsNull("user_id")))), 3).Streams(new OrderedValues(Orders, "user_id"), "1");
        var (code, results) = await ExamineAsync(Spec(new References(Orders, "user_id", SourceOrders.Dataset, "id")));
        (code, results[0].Checks[0].Note).Should().Be((ExitCodes.Infrastructure, "the stream broke off"));
    }

    [Test]
    public async Task What_the_store_notes_is_told_with_the_check()
    {
        warehouse.Says(Rows, Checks.Measured.Row(1) with { Note = "Asked live." });
        (await ExamineAsync(Spec(new RowCountBound(Orders, Comparison.AtLeast, 1)))).Results[0].Checks[0].Note.Should().Be("Asked live.");
    }

    [Test]
    public async Task A_scenario_about_another_run_is_not_judged_and_asks_nothing()
    {
        Specification[] specifications = [Spec(Email) with { Run = new DateOnly(2025, 11, 28) }];
        specifications.ForRun(new DateOnly(2025, 11, 28)).Questions().Should().HaveCount(2);
        var other = specifications.ForRun(new DateOnly(2025, 11, 29));
        other.Questions().Should().BeEmpty();
        (await ExamineAsync([.. other])).ExitCode.Should().Be(ExitCodes.NotJudged);
    }

    [Test]
    public void Every_unknown_table_and_column_is_told_at_once_with_its_place_and_the_nearest()
    {
        var catalog = new Catalog([
            new TableInfo(Orders.Dataset, [new ColumnInfo("id", "int", false), new ColumnInfo("status", "text", true)], ["id"]),
            new TableInfo(new Dataset(Layer.Raw, "users"), [new ColumnInfo("id", "int", false)], ["id"])]);
        Specification[] specifications =
        [
            Spec(new NeverNull(Orders, "statsu")),
            Spec(new NeverNull(new Relation(new Dataset(Layer.Raw, "order")), "id"), line: 7),
            Spec(new NeverNull(new Relation(new Dataset(Layer.Source, "unseen")), "id")),
            Spec(new References(Orders, "id", new Dataset(Layer.Raw, "users"), "merchant"), line: 9),
            Spec(Status),
        ];
        specifications.Invoking(s => s.LookUp(catalog, new HashSet<Layer> { Layer.Source })).Should().Throw<UsageException>().WithMessage("""
            features/a.feature:3: raw orders has no column statsu; did you mean status?
            features/a.feature:7: there is no table raw order; did you mean orders?
            features/a.feature:9: raw users has no column merchant; there are: id
            """.ReplaceLineEndings("\n"));
    }

    private static Specification Spec(ICheck check, int line = 3) => new()
    {
        Feature = "A", Name = "a", File = "features/a.feature", Line = 2, Tags = [], Steps = [], Claims = [new Claim("a claim", line, check)],
    };
}

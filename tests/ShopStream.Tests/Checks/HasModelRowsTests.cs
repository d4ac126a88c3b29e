using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Checks;

/// <summary>A built table is compared with what its model builds from the tables upstream, as a multiset.</summary>
[TestFixture, Category("Fast")]
internal sealed class HasModelRowsTests
{
    private const string Sql = "SELECT id, v * 2 AS v, name, 'x' AS \"side\" FROM \"core\".\"f\" WHERE v > 0";

    private static readonly Dataset Mart = new(Layer.Mart, "m");

    private DuckDatabase database = null!;

    [SetUp]
    public async Task Build()
    {
        database = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("200MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await database.ExecuteAsync(
            $"""
            CREATE SCHEMA core; CREATE SCHEMA marts;
            CREATE TABLE core.f (id INT, v DECIMAL(10,2), name VARCHAR);
            INSERT INTO core.f VALUES (1, 1.50, 'a'), (2, 2, 'b'), (3, 3, NULL), (4, -1, 'd'), (NULL, 5, 'e');
            CREATE TABLE marts.m AS {Sql}
            """,
            CancellationToken.None
        );
    }

    [TearDown]
    public void Close() => database.Dispose();

    [Test]
    public async Task Table_as_the_model_builds_it_passes()
    {
        var check = await CheckAsync("");

        (check.Outcome, check.Expected, check.Actual).Should().Be((Outcome.Passed, "4 rows, as the model builds them", "4 rows"));
        check.Reads.Should().Contain("mart m.v");
    }

    [TestCase("DELETE FROM marts.m WHERE id = 2", "1 row missing", "id=2: missing")]
    [TestCase("INSERT INTO marts.m SELECT * FROM marts.m WHERE id = 2", "1 row unexpected", "id=2: unexpected")]
    [TestCase("INSERT INTO marts.m VALUES (9, 1, 'n', 'x')", "1 row unexpected", "id=9: unexpected")]
    [TestCase("UPDATE marts.m SET v = v + 0.01 WHERE id = 1", "1 row with other values", "id=1: other values in v")]
    [TestCase("UPDATE marts.m SET v = NULL, name = 'z' WHERE id = 3", "1 row with other values", "id=3: other values in v, name")]
    [TestCase("UPDATE marts.m SET name = '' WHERE id = 3", "1 row with other values", "id=3: other values in name")]
    [TestCase("UPDATE marts.m SET side = 'y' WHERE id IS NULL", "1 row with other values", "id=null: other values in side")]
    [TestCase(
        "UPDATE marts.m SET v = CASE id WHEN 2 THEN 6 ELSE 4 END WHERE id IN (2, 3)",
        "2 rows with other values",
        "id=2: other values in v & id=3: other values in v"
    )]
    [TestCase("UPDATE marts.m SET id = 7 WHERE id = 3", "1 row missing, 1 row unexpected", "id=3: missing & id=7: unexpected")]
    [TestCase("INSERT INTO core.f VALUES (6, 6, 'f')", "1 row missing", "id=6: missing")]
    public async Task Row_that_differs_is_named_by_its_key(string fault, string difference, string keys)
    {
        var check = await CheckAsync(fault);

        (check.Outcome, check.Difference).Should().Be((Outcome.Failed, difference));
        check.Keys.Should().Equal(keys.Split(" & "));
        check.WrongRowsOf.Should().Be("mart m");
    }

    [TestCase("", 1, "4,0,0,0")]
    [TestCase("DELETE FROM marts.m WHERE id = 2", 2, "3,1,0,0")]
    public async Task Rows_are_compared_only_if_the_sums_of_their_hashes_differ(string fault, int queries, string counts)
    {
        if (fault.Length > 0)
            await database.ExecuteAsync(fault, CancellationToken.None);
        var catalog = Catalog(new TableModel(Sql), ["id"]);
        await using var store = new DuckStore(StoreId.Warehouse, database, catalog);
        var collector = new MetricCollector(catalog, new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store });

        await collector.CollectAsync([new ModelDifferences(Mart)], CancellationToken.None);

        collector.SentQueries(StoreId.Warehouse).Should().Be(queries);
        string.Join(",", collector.Measurements[new ModelDifferences(Mart)].Rows.Single()).Should().Be(counts);
    }

    [Test]
    public async Task Json_with_other_blanks_is_the_same_and_other_json_is_not()
    {
        await database.ExecuteAsync(
            """
            CREATE TABLE core.j (id INT, doc JSON); INSERT INTO core.j VALUES (1, '{"a": 1}'), (2, NULL), (3, '[1, 2]');
            CREATE TABLE marts.j AS SELECT * FROM core.j;
            UPDATE marts.j SET doc = '{ "a":1 }' WHERE id = 1; UPDATE marts.j SET doc = '[2, 1]' WHERE id = 3
            """,
            CancellationToken.None
        );
        var table = new TableInfo(
            new Dataset(Layer.Mart, "j"),
            [new ColumnInfo("id", "int", Nullable: true), new ColumnInfo("doc", "json", Nullable: true)],
            ["id"]
        )
        {
            Model = new TableModel("SELECT * FROM core.j"),
        };

        var check = await CheckAsync(new Catalog([table]), RedactionPolicy.None, Feature.Replace("mart m", "mart j", StringComparison.Ordinal));

        check.Keys.Should().Equal("id=3: other values in doc");
    }

    [Test]
    public async Task Without_a_key_whole_rows_are_missing_or_unexpected()
    {
        var check = await CheckAsync("UPDATE marts.m SET v = 9 WHERE id = 1", key: [], level: SampleLevel.Full);

        check.Difference.Should().Be("1 row missing, 1 row unexpected");
        check.Keys.Should().Equal("id=1, v=3.00, name=a, side=x: missing", "id=1, v=9.00, name=a, side=x: unexpected");
    }

    [Test]
    public async Task Empty_table_of_a_model_that_builds_no_rows_is_not_judged()
    {
        var check = await CheckAsync("DELETE FROM core.f; DELETE FROM marts.m");

        (check.Outcome, check.Note).Should().Be((Outcome.NotJudged, "mart m is empty, and its model builds no rows"));
    }

    [Test]
    public async Task Table_that_was_built_from_another_model_is_not_judged()
    {
        var check = await CheckAsync("", new TableModel(Sql) { IsChanged = true });

        check.Outcome.Should().Be(Outcome.NotJudged);
        check.Note.Should().Contain("the model of mart m has changed since the table was built");
    }

    [Test]
    public async Task Keys_are_left_out_where_no_rows_may_be_shown()
    {
        var check = await CheckAsync("DELETE FROM marts.m WHERE id = 2", level: SampleLevel.None);

        check.Keys.Should().BeEmpty();
        check.NamesRows.Should().BeTrue();
    }

    [Test]
    public async Task Personal_keys_are_masked()
    {
        var check = await CheckAsync("DELETE FROM marts.m WHERE id = 2", key: ["name"], personal: "name");

        check.Keys.Should().Equal("name=(hidden 1): missing");
    }

    [Test]
    public void Table_that_no_model_builds_or_whose_model_asks_for_the_time_is_an_error_with_its_place()
    {
        var specifications = SpecBinder.Bind(FeatureTexts.Of(Feature), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal));

        Validating(null).Should().Throw<UsageException>().WithMessage("*:3: no model builds mart m: expected a table of a model");
        Validating(new TableModel(Sql) { AsksForTimeBy = "now()" }).Should().Throw<UsageException>().WithMessage("*:3: the model of mart m asks for the time*");
        Validating(new TableModel(Sql)).Should().NotThrow();

        Action Validating(TableModel? model) => () => specifications.Validate(Catalog(model, ["id"]), new HashSet<Layer>());
    }

    private const string Feature = "Feature: f\n  Scenario: s\n    Then mart m has exactly the rows that its model builds\n";

    private static Catalog Catalog(TableModel? model, IReadOnlyList<string> key) =>
        new([
            new TableInfo(
                Mart,
                [
                    new ColumnInfo("id", "int", Nullable: true),
                    new ColumnInfo("v", "decimal(10,2)", Nullable: true),
                    new ColumnInfo("name", "text", Nullable: true),
                    new ColumnInfo("side", "text", Nullable: true),
                ],
                key
            )
            {
                Model = model,
            },
        ]);

    private async Task<CheckResult> CheckAsync(
        string fault,
        TableModel? model = null,
        IReadOnlyList<string>? key = null,
        SampleLevel level = SampleLevel.Keys,
        string? personal = null
    )
    {
        if (fault.Length > 0)
            await database.ExecuteAsync(fault, CancellationToken.None);
        var policy = new RedactionPolicy(level, personal is null ? PersonalColumns.None : PersonalColumns.Parse(personal));
        return await CheckAsync(Catalog(model ?? new TableModel(Sql), key ?? ["id"]), policy, Feature);
    }

    private async Task<CheckResult> CheckAsync(Catalog catalog, RedactionPolicy policy, string feature)
    {
        await using var store = new DuckStore(StoreId.Warehouse, database, catalog);
        var collector = new MetricCollector(catalog, new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store }, redaction: policy);
        var specifications = SpecBinder.Bind(FeatureTexts.Of(feature), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal));
        var results = await CheckRunner.RunAsync(specifications, collector, null, CancellationToken.None);
        return CheckRunner.Redact(results, policy).Single().Checks.Single();
    }
}

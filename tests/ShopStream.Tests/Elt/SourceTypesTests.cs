using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;
using ShopStream.Tests.Planning;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>A sentence on a column has the same result in source and raw, whatever the column's type, or is refused in both.</summary>
[TestFixture, Category("Live")]
internal sealed class SourceTypesTests
{
    private TestDatabase database = null!;
    private Landing landing = null!;
    private Catalog catalog = null!;

    [OneTimeSetUp]
    public async Task Load_a_column_of_every_type()
    {
        database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE EXTENSION citext;
            CREATE DOMAIN price AS numeric(10,2) CHECK (VALUE > 0);
            CREATE DOMAIN amount AS price;
            CREATE DOMAIN short AS varchar(5);
            CREATE DOMAIN day AS date;
            CREATE DOMAIN tags AS text[];
            CREATE TYPE mood AS ENUM ('low', 'medium', 'high');
            CREATE TABLE t (id int PRIMARY KEY, amount amount, code char(5), short short, day day,
                tags tags, mood mood, email citext, span interval, cost money, ip inet, r real);
            INSERT INTO t VALUES (1, 10.00, 'A', 'x', '2025-11-28', '{a}', 'low', 'Me@Shop.example', '1 mon', 5, '10.0.0.1', 0.1),
                (2, 2.50, 'B', 'y', '2025-11-29', '{b}', 'high', 'you@shop.example', '30 days', 10, '10.0.0.0/8', 0.2);
            INSERT INTO t VALUES (3)
            """
        );
        landing = new Landing();
        var manifest = await landing.ExtractAsync(Landing.Source(database.ConnectionString, "t"));
        await landing.LoadAsync(manifest);
        using var warehouse = landing.OpenWarehouse(readOnly: true);
        catalog = new Catalog([
            .. manifest.SourceTables,
            .. (await WarehouseCatalog.ReadAsync(warehouse, manifest, CancellationToken.None)).WithSourceTypes(manifest),
        ]);
    }

    [OneTimeTearDown]
    public async Task Drop()
    {
        landing?.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public void Domain_has_the_type_it_is_based_on() =>
        catalog
            .Find(new Dataset(Layer.Source, "t"))!
            .Columns.Where(c => c.Name is "amount" or "short" or "day" or "tags")
            .Select(c => c.Type)
            .Should()
            .Equal("decimal(10,2)", "varchar(5)", "date", "text[]");

    [TestCase("amount in {t} is at most 5", Outcome.Failed)]
    [TestCase("amount in {t} is between 2.5 and 10", Outcome.Passed)]
    [TestCase("amount in {t} is at most 9.999", Outcome.Failed)]
    [TestCase("code in {t} is one of A, B", Outcome.Passed)]
    [TestCase("code in {t} is one of A", Outcome.Failed)]
    [TestCase("code in {t} matches [A-Z]", Outcome.Passed)]
    [TestCase("code in {t} matches [A-Z] +", Outcome.Failed)]
    [TestCase("short in {t} matches [xy]", Outcome.Passed)]
    [TestCase("day in {t} is at least \"2025-11-28 00:00:01\"", Outcome.Failed)]
    [TestCase("mood in {t} is one of low, high", Outcome.Passed)]
    [TestCase("mood in {t} is one of low, HIGH, unknown", Outcome.Failed)]
    [TestCase("mood in {t} matches [a-z]+", Outcome.Passed)]
    [TestCase("email in {t} is one of Me@Shop.example, you@shop.example", Outcome.Passed)]
    [TestCase("email in {t} is one of me@shop.example, you@shop.example", Outcome.Failed)]
    [TestCase("email in {t} matches [a-z@.]+", Outcome.Failed)]
    [TestCase("span in {t} is one of \"1 mon\", \"30 days\"", Outcome.Passed)]
    [TestCase("span in {t} is one of \"30 days\"", Outcome.Failed)]
    [TestCase("ip in {t} is one of 10.0.0.1, 10.0.0.0/8", Outcome.Passed)]
    [TestCase("tags in {t} is one of {a}, {b}", Outcome.Passed)]
    [TestCase("r in {t} is one of 0.1, 0.2", Outcome.Passed)]
    [TestCase("r in {t} is at most 0.1", Outcome.Failed)]
    public async Task Sentence_has_the_same_result_in_source_and_raw(string sentence, Outcome expected)
    {
        (await CheckAsync(sentence, "source t")).Should().Be(expected);
        (await CheckAsync(sentence, "raw t")).Should().Be(expected);
    }

    [TestCase("mood in {t} is at least low", "mood")]
    [TestCase("span in {t} is at most \"a year\"", "interval")]
    [TestCase("cost in {t} is at most 7", "money")]
    [TestCase("ip in {t} is between 10.0.0.1 and 10.0.0.9", "inet")]
    [TestCase("tags in {t} is at least a", "text[]")]
    [TestCase("email in {t} is at most 5", "citext")]
    [TestCase("the sum of cost in {t} equals the sum of id in lake t", "money")]
    public void Sentence_without_a_meaning_for_the_type_is_refused_in_source_and_raw(string sentence, string type)
    {
        foreach (var dataset in new[] { "source t", "raw t" })
            Bind(sentence, dataset)
                .Invoking(s => s.Validate(catalog, new HashSet<Layer> { Layer.Lake }))
                .Should()
                .Throw<UsageException>()
                .Which.Message.Should()
                .StartWith("features/a.feature:3: ")
                .And.Contain($" in {dataset} is {type}");
    }

    [Test]
    public async Task Char_matches_row_for_row()
    {
        (await CheckAsync("raw t matches {t} row for row on code comparing id", "source t")).Should().Be(Outcome.Passed);
        (await CheckAsync("every code in raw t exists as code in {t}", "source t")).Should().Be(Outcome.Passed);
    }

    [Test]
    public async Task Pattern_with_blanks_works_in_a_source_that_is_not_UTF8()
    {
        var server = await TestPostgres.ServerAsync();
        await TestDatabase.ExecuteAsync(server, "CREATE DATABASE latin_patterns TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        var latin = TestDatabase.Named(server, "latin_patterns");
        await TestDatabase.ExecuteAsync(latin, "CREATE TABLE t (v text); INSERT INTO t VALUES ('ab'), ('a b'), ('a' || chr(160) || 'b'), ('é')");
        await using var snapshot = await SourceSnapshot.TakeAsync(Landing.Source(latin, "t"), 1, shared: true, CancellationToken.None);
        await using var source = snapshot.ToStore();

        var measurement = await source.MeasureAsync(
            new AggregateMetric(new Relation(new Dataset(Layer.Source, "t")), new CountWhere(new IsMatch("v", @"\S+")))
        );

        measurement.Missing.Should().BeNull();
        measurement.Number(0).Should().Be(2);
    }

    private static IReadOnlyList<Specification> Bind(string sentence, string dataset) =>
        SpecBinder.Bind(
            FeatureTexts.Of($"Feature: F\nScenario: S\nThen {sentence.Replace("{t}", dataset, StringComparison.Ordinal)}"),
            new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)
        );

    private async Task<Outcome> CheckAsync(string sentence, string dataset)
    {
        var specifications = Bind(sentence, dataset);
        specifications.Validate(catalog, new HashSet<Layer>());
        await using var snapshot = await SourceSnapshot.TakeAsync(Landing.Source(database.ConnectionString, "t"), 2, shared: true, CancellationToken.None);
        await using var source = snapshot.ToStore();
        await using var raw = new DuckStore(StoreId.Warehouse, landing.OpenWarehouse(readOnly: true), catalog);
        var context = new EvaluationContext(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero), Landing.Date, RunHistory.Empty);
        var collector = new MetricCollector(catalog, new Dictionary<StoreId, IStore> { [StoreId.Source] = source, [StoreId.Warehouse] = raw }, context);
        var check = (await CheckRunner.RunAsync(specifications, collector, null, CancellationToken.None)).Single().Checks.Single();
        check.Outcome.Should().NotBe(Outcome.Error, check.Note);
        return check.Outcome;
    }
}

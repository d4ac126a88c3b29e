using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Features;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>The table events goes through the lake as JSON: every value of every type arrives as it does through CSV.</summary>
[TestFixture, Category("Live")]
internal sealed class TypesInEventsTests
{
    private static readonly IReadOnlyList<GeneratedType> Types = GeneratedType.All;

    private TestDatabase database = null!;
    private Landing landing = null!;
    private Dictionary<string, ScenarioResult> results = null!;

    [OneTimeSetUp]
    public async Task Load_a_column_of_every_type()
    {
        database = await TestPostgres.NewDatabaseAsync();
        landing = new Landing();
        var rows = Enumerable
            .Range(0, Types.Max(t => t.Cells.Count))
            .Select(i => $"({i}, {string.Join(", ", Types.Select(t => t.Sql(i < t.Cells.Count ? t.Cells[i] : null, inWarehouse: false)))})");
        await database.ExecuteAsync(
            $"""
            {GeneratedType.Script}
            CREATE TABLE events (id int PRIMARY KEY, {string.Join(", ", Types.Select((t, i) => $"c{i} {t.Name}"))});
            INSERT INTO events VALUES {string.Join(", ", rows)};
            """
        );
        var address = Landing.Source(database.ConnectionString, "events");
        var manifest = await landing.ExtractAsync(address);
        await landing.LoadAsync(manifest);

        await using var snapshot = await SourceSnapshot.TakeAsync(address, 2, shared: true, CancellationToken.None);
        await using var source = snapshot.ToStore();
        using var warehouse = landing.OpenWarehouse(readOnly: true);
        var catalog = new Catalog([
            .. manifest.SourceTables,
            .. manifest.Tables.Select(t => t.As(Layer.Lake)),
            .. (await WarehouseCatalog.ReadAsync(warehouse, manifest, CancellationToken.None)).WithSourceTypes(manifest),
        ]);
        await using var raw = new DuckStore(StoreId.Warehouse, warehouse, catalog);
        await using var files = new FetchedFiles(landing.Lake, landing.Scratch);
        await using var lake = new LakeStore(manifest, files, landing.Settings);
        var stores = new Dictionary<StoreId, IStore>
        {
            [StoreId.Source] = source,
            [StoreId.Warehouse] = raw,
            [StoreId.Lake] = lake,
        };
        var specifications = SpecBinder.Bind(
            FeatureTexts.Of($"Feature: Events\n{string.Concat(Types.Select(Scenario))}"),
            new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)
        );
        specifications.Validate(catalog, new HashSet<Layer>());
        results = (await CheckRunner.RunAsync(specifications, new MetricCollector(catalog, stores), null, CancellationToken.None)).ToDictionary(
            r => r.Name,
            StringComparer.Ordinal
        );
    }

    [OneTimeTearDown]
    public async Task Drop()
    {
        landing?.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }

    private static IEnumerable<TestCaseData> Cases() => Types.Select((t, i) => new TestCaseData(Name(t, i)).SetArgDisplayNames(t.Name));

    [TestCaseSource(nameof(Cases))]
    public void Values_arrive_as_they_are_in_the_source(string scenario) =>
        results[scenario]
            .Outcome.Should()
            .Be(
                Outcome.Passed,
                string.Join(
                    "\n",
                    results[scenario]
                        .Checks.Where(c => c.Outcome != Outcome.Passed)
                        .Select(c => $"{c.Sentence}: {c.Expected}, {c.Actual} {c.Note} {string.Join("; ", c.Keys)}")
                )
            );

    private static string Name(GeneratedType type, int index) => $"c{index} {type.Name}";

    private static string Scenario(GeneratedType type, int index)
    {
        var different = type.Cells.Select(c => Naive.Identity(type.Meaning, c.Text)).Distinct(StringComparer.Ordinal).Count();
        // A JSON column has its value, not its text, where it is embedded in JSON.
        var values =
            type.Meaning == Meaning.Json
                ? ""
                : $"""
                      And every c{index} in source events exists as c{index} in raw events
                      And every c{index} in raw events exists as c{index} in source events
                      And c{index} in source events has exactly {different} different values
                      And c{index} in lake events has exactly {different} different values
                      And c{index} in raw events has exactly {different} different values

                    """;
        return $"Scenario: {Name(type, index)}\n  Then raw events matches source events row for row on id comparing c{index}\n{values}";
    }
}

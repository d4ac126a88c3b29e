using ShopStream.Features.Steps;
using ShopStream.Features.Writing;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Profiling;

/// <summary>Tables in an in-memory warehouse, and the suggestions for them.</summary>
internal sealed class PlantedTables : IAsyncDisposable
{
    private readonly DuckDatabase memory;

    private PlantedTables(DuckDatabase memory) => this.memory = memory;

    private DateOnly Date => DateOnly.FromDateTime(Moment.UtcDateTime);

    // Column types are not known, as with any engine whose catalog is not read.
    private DuckStore Store => new(StoreId.Warehouse, memory, new Catalog([]).At(new SnapshotTime(Date, Moment)));

    /// <summary>Number of queries of the last suggestion.</summary>
    public int Queries { get; private set; }

    /// <summary>When the tables are profiled and checked; default after all of their days.</summary>
    public DateTimeOffset Moment { get; set; } = new(2026, 12, 1, 6, 0, 0, TimeSpan.Zero);

    public static async Task<PlantedTables> WithAsync(string sql)
    {
        var database = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await database.ExecuteAsync($"CREATE SCHEMA raw; CREATE SCHEMA staging; {sql}", CancellationToken.None);
        return new PlantedTables(database);
    }

    /// <summary>Suggested sentences of the first table.</summary>
    public async Task<IReadOnlyList<string>> SuggestAsync(params TableInfo[] tables) =>
        [.. (await TableAsync(tables)).Suggestions.Where(s => s.Subject != Subject.Shape).Select(s => SentenceText.Of(s)!)];

    public async Task<SuggestedTable> TableAsync(params TableInfo[] tables)
    {
        var catalog = new Catalog(tables);
        var collector = Collector(catalog);
        var found = await new Suggester(
            catalog,
            collector,
            new Dictionary<string, BusinessMetric>(StringComparer.Ordinal),
            PersonalColumns.Default
        ).SuggestAsync([tables[0].Dataset], CancellationToken.None);
        Queries = collector.SentQueries(StoreId.Warehouse);
        return found.Single();
    }

    /// <summary>The sentences that do not pass on these tables, with what was found.</summary>
    public async Task<IReadOnlyList<string>> NotPassedAsync(IReadOnlyList<string> sentences, params TableInfo[] tables)
    {
        var specifications = SpecBinder.Bind(
            FeatureTexts.Of($"Feature: Suggested\nScenario: All\n{string.Concat(sentences.Select(s => $"Then {s}\n"))}"),
            new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)
        );
        var catalog = new Catalog(tables);
        specifications.Validate(catalog, new HashSet<Layer>());
        var results = await CheckRunner.RunAsync(specifications, Collector(catalog), null, CancellationToken.None);
        return [.. results.SelectMany(r => r.Checks).Where(c => c.Outcome != Outcome.Passed).Select(c => $"{c.Sentence}: {c.Actual} {c.Note}")];
    }

    private MetricCollector Collector(Catalog catalog) =>
        new(catalog, new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = Store }, new EvaluationContext(Moment, Date, RunHistory.Empty));

    public ValueTask DisposeAsync()
    {
        memory.Dispose();
        return ValueTask.CompletedTask;
    }
}

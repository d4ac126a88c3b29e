using ShopStream.Features.Writing;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;

namespace ShopStream.Tests.Profiling;

/// <summary>Tables in an in-memory warehouse, and the suggestions for them.</summary>
internal sealed class PlantedTables : IAsyncDisposable
{
    private readonly DuckStore store;

    private PlantedTables(DuckDatabase memory) => store = new DuckStore(StoreId.Warehouse, memory, new Catalog([]));

    /// <summary>Number of queries of the last suggestion.</summary>
    public int Queries { get; private set; }

    public static async Task<PlantedTables> WithAsync(string sql)
    {
        var memory = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await memory.ExecuteAsync($"CREATE SCHEMA raw; CREATE SCHEMA staging; {sql}", CancellationToken.None);
        return new PlantedTables(memory);
    }

    /// <summary>Suggested sentences of the first table.</summary>
    public async Task<IReadOnlyList<string>> SuggestAsync(params TableInfo[] tables) =>
        [.. (await TableAsync(tables)).Suggestions.Where(s => s.Subject != Subject.Shape).Select(s => SentenceText.Of(s)!)];

    public async Task<SuggestedTable> TableAsync(params TableInfo[] tables)
    {
        var catalog = new Catalog(tables);
        var collector = new MetricCollector(catalog, new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store });
        var found = await new Suggester(
            catalog,
            collector,
            new Dictionary<string, BusinessMetric>(StringComparer.Ordinal),
            PersonalColumns.Default
        ).SuggestAsync([tables[0].Dataset], CancellationToken.None);
        Queries = collector.SentQueries(StoreId.Warehouse);
        return found.Single();
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}

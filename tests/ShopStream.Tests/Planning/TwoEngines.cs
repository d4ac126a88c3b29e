using System.Text.RegularExpressions;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Planning;

/// <summary>The same tables in schema raw of PostgreSQL and DuckDB.</summary>
internal sealed partial class TwoEngines : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly DuckDatabase memory = DuckDatabase.InMemory(
        "a test",
        new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
    );
    private readonly DuckStore duck;

    private TwoEngines(TestDatabase database) => (this.database, duck) = (database, new DuckStore(StoreId.Warehouse, memory, new Catalog([])));

    public static async Task<TwoEngines> WithAsync(string sql)
    {
        var engines = new TwoEngines(await TestPostgres.NewDatabaseAsync());
        await engines.RunAsync($"CREATE SCHEMA raw; {sql}");
        return engines;
    }

    public async Task RunAsync(string sql)
    {
        await database.ExecuteAsync(sql);
        await memory.ExecuteAsync(sql, CancellationToken.None);
    }

    public async Task<(Measurement Postgres, Measurement Duck)> MeasureAsync(Metric metric)
    {
        var address = new SourceAddress(database.ConnectionString, "raw", [], TimeSpan.FromMinutes(1));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 1, shared: true, CancellationToken.None);
        await using var postgres = snapshot.ToStore();
        return (await postgres.MeasureAsync(metric), await duck.MeasureAsync(metric));
    }

    /// <summary>Measures every metric in each engine, merged with the others and separately.</summary>
    public async Task<IReadOnlyList<(Metric Metric, Measurement Merged, Measurement Separate)>> MeasureMergedAndSeparatelyAsync(IReadOnlyList<Metric> metrics)
    {
        var address = new SourceAddress(database.ConnectionString, "raw", [], TimeSpan.FromMinutes(1));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 1, shared: true, CancellationToken.None);
        await using var postgres = snapshot.ToStore();
        var results = new List<(Metric, Measurement, Measurement)>();
        foreach (var store in new[] { postgres, duck })
        {
            foreach (var query in QueryPlan.Create(metrics, _ => store.Sql))
            {
                foreach (var (metric, merged) in query.Split(await store.MeasureAsync(query, CancellationToken.None)))
                    results.Add((metric, merged, await store.MeasureAsync(metric)));
            }
        }
        return results;
    }

    /// <summary>Rows as sorted text; decimals without trailing zeros, which only one of the engines writes.</summary>
    public static IEnumerable<string> Rows(Measurement measurement) =>
        measurement.Missing is { } missing
            ? throw new InvalidOperationException(missing.Reason)
            : measurement
                .Rows.Select(row =>
                    string.Join(
                        " | ",
                        row.Select(c =>
                            c is null ? "∅"
                            : Decimal().IsMatch(c) ? c.TrimEnd('0').TrimEnd('.')
                            : c
                        )
                    )
                )
                .Order(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await duck.DisposeAsync();
        await database.DisposeAsync();
    }

    [GeneratedRegex(@"^-?[0-9]+\.[0-9]+\z", RegexOptions.None, 1000)]
    private static partial Regex Decimal();
}

/// <summary>Measures a single metric.</summary>
internal static class SingleMetric
{
    public static async Task<Measurement> MeasureAsync(this IStore store, Metric metric)
    {
        var query = QueryPlan.Single(metric, _ => store.Sql);
        return query.Split(await store.MeasureAsync(query, CancellationToken.None)).Single().Measurement;
    }
}

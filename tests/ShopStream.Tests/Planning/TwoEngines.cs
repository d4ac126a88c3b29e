using System.Text.RegularExpressions;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Planning;

/// <summary>The same tables in PostgreSQL and in DuckDB, in schema raw of both.</summary>
internal sealed partial class TwoEngines : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly DuckDatabase memory = DuckDatabase.InMemory("a test", new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 });
    private readonly DuckStore duck;

    private TwoEngines(TestDatabase database) => (this.database, duck) = (database, new DuckStore(StoreId.Warehouse, memory, _ => []));

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

    public async Task<(Measurement Postgres, Measurement Duck)> AskAsync(Metric metric)
    {
        var address = new SourceAddress(database.ConnectionString, "raw", [], TimeSpan.FromMinutes(1));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 1, shared: true, CancellationToken.None);
        await using var postgres = snapshot.ToStore();
        return (await postgres.AskAsync(metric), await duck.AskAsync(metric));
    }

    /// <summary>Every question's answer asked with the others and asked alone, in each engine.</summary>
    public async Task<IReadOnlyList<(Metric Question, Measurement Fused, Measurement Alone)>> AskTogetherAndAloneAsync(IReadOnlyList<Metric> metrics)
    {
        var address = new SourceAddress(database.ConnectionString, "raw", [], TimeSpan.FromMinutes(1));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 1, shared: true, CancellationToken.None);
        await using var postgres = snapshot.ToStore();
        var answers = new List<(Metric, Measurement, Measurement)>();
        foreach (var store in new[] { postgres, duck })
        {
            foreach (var query in QueryPlan.Create(metrics, _ => store.Sql))
            {
                foreach (var (metric, fused) in query.Split(await store.MeasureAsync(query, CancellationToken.None)))
                    answers.Add((metric, fused, await store.AskAsync(metric)));
            }
        }
        return answers;
    }

    /// <summary>Rows as text, in an order of their own; a decimal without the zeros that one engine writes and the other does not.</summary>
    public static IEnumerable<string> Rows(Measurement measurement) => measurement.Missing is { } why
        ? throw new InvalidOperationException(why.Reason)
        : measurement.Rows.Select(row => string.Join(" | ", row.Select(c => c is null ? "∅" : Decimal().IsMatch(c) ? c.TrimEnd('0').TrimEnd('.') : c))).Order(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await duck.DisposeAsync();
        await database.DisposeAsync();
    }

    [GeneratedRegex(@"^-?[0-9]+\.[0-9]+\z", RegexOptions.None, 1000)]
    private static partial Regex Decimal();
}

/// <summary>Asks one question alone.</summary>
internal static class MetricCollection
{
    public static async Task<Measurement> AskAsync(this IStore store, Metric metric)
    {
        var query = QueryPlan.Single(metric, _ => store.Sql);
        return query.Split(await store.MeasureAsync(query, CancellationToken.None)).Single().Answer;
    }
}

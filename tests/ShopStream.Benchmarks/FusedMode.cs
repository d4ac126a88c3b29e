using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;

namespace ShopStream.Benchmarks;

/// <summary>Measures 25 checks of one PostgreSQL table, planned together and one query each.</summary>
internal static class FusedMode
{
    private const int Times = 3;
    private static readonly Dataset Items = new(Layer.Source, "order_items");
    private static readonly Relation All = new(Items);
    private static readonly Relation Large = All.Where(new Compares("quantity", Comparison.AtLeast, "3"));

    /// <returns>The time of all checks together, in times of one by one.</returns>
    public static async Task<double> RunAsync(long rows)
    {
        await using var server = await SandboxServer.StartAsync(TimeProvider.System, CancellationToken.None);
        await BuildAsync(server.ConnectionString, rows);
        var address = new SourceAddress(server.ConnectionString, "public", [], TimeSpan.FromMinutes(30));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 1, shared: true, CancellationToken.None);
        await using var store = snapshot.ToStore();
        var checks = Checks().ToList();
        var (together, alone, queries) = (double.MaxValue, double.MaxValue, 0);
        for (var i = 0; i < Times; i++)
        {
            (var seconds, queries) = await CollectAsync(snapshot.Catalog, store, [checks]);
            together = Math.Min(together, seconds);
            alone = Math.Min(alone, (await CollectAsync(snapshot.Catalog, store, checks.ConvertAll(c => new List<ICheck> { c }))).Seconds);
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{checks.Count} checks of {rows:#,##0} rows in PostgreSQL: "
                    + $"{together:0.00} s in {queries} {(queries == 1 ? "query" : "queries")}, {alone:0.00} s one by one: {together / alone:0.00} (aim 0.35)"
            )
        );
        return together / alone;
    }

    private static IEnumerable<ICheck> Checks()
    {
        yield return new RowCountBound(All, Comparison.AtLeast, 1);
        yield return new RowCountBound(Large, Comparison.AtLeast, 1);
        foreach (var column in new[] { "id", "order_id", "product_id", "quantity", "unit_price", "line_total" })
            yield return new NeverNull(All, column);
        foreach (var column in new[] { "quantity", "unit_price", "line_total" })
            yield return new EveryValue(All, new Compares(column, Comparison.AtLeast, "0"));
        yield return new EveryValue(All, new IsBetween("quantity", "1", "5"));
        yield return new EveryValue(All, new IsBetween("unit_price", "0.01", "500"));
        yield return new EveryValue(All, new IsOneOf("quantity", ["1", "2", "3", "4", "5"]));
        yield return new EveryValue(All, new Compares("product_id", Comparison.AtMost, "200"));
        yield return new EveryValue(All, new IsSameAs("line_total", Formula.Parse("quantity * unit_price")));
        yield return new EveryValue(Large, new Compares("line_total", Comparison.AtLeast, "0.03"));
        yield return new AtLeastShare(All, 99, new IsBetween("quantity", "1", "5"), new Not(new IsBetween("quantity", "1", "5")), "quantity");
        yield return new AtLeastShare(
            All,
            50,
            new Compares("unit_price", Comparison.AtLeast, "1"),
            new Not(new Compares("unit_price", Comparison.AtLeast, "1")),
            "unit_price"
        );
        yield return new AtLeastShare(Large, 99.5m, new Not(new IsNull("product_id")), new IsNull("product_id"), null);
        yield return new DifferentValues(All, "product_id", Comparison.Equal, 200);
        yield return new DifferentValues(All, "quantity", Comparison.Equal, 5);
        yield return new Unique(All, ["id"]);
        yield return new SumsEqual(new Measure(All, [], "line_total"), new Measure(All, [], "line_total"), Tolerance.Exact);
        yield return new SumsEqual(new Measure(Large, [], "quantity"), new Measure(Large, [], "quantity"), Tolerance.Exact);
    }

    private static async Task<(double Seconds, int Queries)> CollectAsync(Catalog catalog, IStore store, IReadOnlyList<List<ICheck>> parts)
    {
        var started = Stopwatch.GetTimestamp();
        var queries = 0;
        foreach (var checks in parts)
        {
            var collector = new MetricCollector(catalog, new Dictionary<StoreId, IStore> { [StoreId.Source] = store });
            await collector.CollectAsync(checks.SelectMany(c => c.GetMetrics()), CancellationToken.None);
            queries += collector.SentQueries(StoreId.Source);
            if (checks.Find(c => c.Evaluate(collector.Measurements).Outcome != Outcome.Passed) is { } failed)
                throw new InvalidOperationException($"{failed} did not pass: {failed.Evaluate(collector.Measurements)}");
        }
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, queries);
    }

    private static async Task BuildAsync(string source, long rows)
    {
        await using var connection = new NpgsqlConnection(source);
        await connection.OpenAsync();
        await using var build = new NpgsqlCommand(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                DROP TABLE IF EXISTS order_items CASCADE;
                CREATE TABLE order_items (id int PRIMARY KEY, order_id int NOT NULL, product_id int NOT NULL,
                    quantity int NOT NULL, unit_price decimal(10,2) NOT NULL, line_total decimal(10,2) NOT NULL);
                INSERT INTO order_items SELECT i, i / 3 + 1, i % 200 + 1, i % 5 + 1, (i % 49999 + 1) / 100.0,
                    (i % 5 + 1) * (i % 49999 + 1) / 100.0 FROM generate_series(1, {rows}) AS i;
                """
            ),
            connection
        )
        {
            CommandTimeout = 3600,
        };
        await build.ExecuteNonQueryAsync();
        await using var vacuum = new NpgsqlCommand("VACUUM ANALYZE order_items", connection) { CommandTimeout = 3600 };
        await vacuum.ExecuteNonQueryAsync();
    }
}

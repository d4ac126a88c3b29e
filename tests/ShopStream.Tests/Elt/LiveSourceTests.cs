using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Extractions from a source under concurrent writes.</summary>
[TestFixture, Category("Live")]
internal sealed class LiveSourceTests
{
    private const int Writers = 8;

    private const string Feature = """
        Feature: A shop that goes on selling
          Scenario: Orders and lines
            Then the sum of total_amount in source orders equals the sum of line_total in source order_items to the cent
            And revenue in source orders reconciles with revenue in source order_items by day to the cent
          Scenario: On the way
            Then raw orders has as many rows as source orders
            And raw order_items has as many rows as source order_items
            And revenue in source orders reconciles with revenue in raw orders by day to the cent
            And revenue in source order_items reconciles with revenue in raw order_items by day to the cent
            And revenue in raw orders reconciles with revenue in raw order_items by day to the cent
            And every order_id in raw order_items exists as id in raw orders
          Scenario: In the mart
            Then revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent
        """;

    [Test]
    public async Task Consecutive_extractions_reconcile_to_the_cent_under_eight_writers()
    {
        var times = Lane.Pick(usual: 3, nightly: 10);
        var outcomes = await ExtractAsync(sharedSnapshot: true, times);
        outcomes.Should().HaveCount(times).And.OnlyContain(o => o == Outcome.Passed);
    }

    [Test]
    public async Task Extractions_without_a_shared_snapshot_do_not_reconcile()
    {
        var outcomes = await ExtractAsync(sharedSnapshot: false, times: 10);
        outcomes.Should().Contain(o => o != Outcome.Passed, "tables read at different moments cannot agree; if they do, the writers are not writing");
    }

    /// <returns>The worst outcome of each extraction; one that the loader rejects by its control totals is an error.</returns>
    private static async Task<List<Outcome>> ExtractAsync(bool sharedSnapshot, int times)
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun(sharedSnapshot);
        var specs = shop.Specs(Feature);
        using var stop = new CancellationTokenSource();
        long written = 0;
        var writers = Enumerable
            .Range(0, Writers)
            .Select(w => Task.Run(() => WriteAsync(database.ConnectionString, w, () => Interlocked.Increment(ref written), stop.Token)))
            .ToList();
        var outcomes = new List<Outcome>();
        try
        {
            // Without the snapshot a single extraction that does not reconcile is enough.
            for (var i = 0; i < times && (sharedSnapshot || outcomes.TrueForAll(o => o == Outcome.Passed)); i++)
            {
                var before = Interlocked.Read(ref written);
                outcomes.Add(await RunAsync(shop, database.ConnectionString, specs));
                Interlocked.Read(ref written).Should().BeGreaterThan(before, "the source must change during the extraction");
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(writers);
        }
        return outcomes;
    }

    private static async Task<Outcome> RunAsync(ShopRun shop, string source, IReadOnlyList<Quality.Execution.Specification> specs)
    {
        try
        {
            await shop.RunAsync(source, specifications: specs);
            return Outcomes.Worst((await shop.CheckAsync(specs)).Select(s => s.Outcome));
        }
        catch (InfrastructureException e) when (e.Message.Contains("the snapshot had", StringComparison.Ordinal))
        {
            return Outcome.Error;
        }
    }

    // Each transaction keeps the shop's invariants: it moves money between two orders and their lines, or inserts an order with its lines.
    private static async Task WriteAsync(string connectionString, int writer, Action written, CancellationToken cancellationToken)
    {
        var random = new Random(writer);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(CancellationToken.None);
        while (!cancellationToken.IsCancellationRequested)
        {
            var (a, b) = (random.Next(1, TestPostgres.Orders), random.Next(1, TestPostgres.Orders));
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            var sql =
                random.Next(3) == 0
                    ? """
                        WITH o AS (INSERT INTO orders (user_id, created_at, total_amount, status, country, payment_method)
                                   SELECT 1 + $1 % 1000, TIMESTAMP '2026-01-15 12:00', 30.00, 'paid', 'FRA', 'card' RETURNING id)
                        INSERT INTO order_items (order_id, product_id, quantity, unit_price, line_total)
                        SELECT o.id, 1 + ($1 + $2 + n) % 200, n, 10.00, n * 10.00 FROM o, generate_series(1, 2) AS n
                        """
                    : """
                        WITH picked AS (SELECT order_id, MIN(id) AS item FROM order_items WHERE order_id IN ($1, $2) GROUP BY order_id),
                             moved AS (SELECT order_id, item, CASE WHEN order_id = $1 THEN 1 ELSE -1 END AS sign
                                 FROM picked WHERE (SELECT COUNT(*) FROM picked) = 2),
                             lines AS (UPDATE order_items i SET unit_price = unit_price + sign, line_total = line_total + sign * quantity
                                 FROM moved WHERE i.id = moved.item
                                       RETURNING i.order_id, sign * i.quantity AS change)
                        UPDATE orders o SET total_amount = total_amount + lines.change FROM lines WHERE o.id = lines.order_id
                        """;
            await using var command = new NpgsqlCommand(sql, connection, transaction)
            {
                Parameters =
                {
                    new() { Value = Math.Min(a, b) },
                    new() { Value = Math.Max(a, b) },
                },
            };
            try
            {
                await command.ExecuteNonQueryAsync(CancellationToken.None);
                await transaction.CommitAsync(CancellationToken.None);
                written();
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.NumericValueOutOfRange)
            {
                await transaction.RollbackAsync(CancellationToken.None);
            }
        }
    }
}

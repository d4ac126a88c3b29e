using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Features;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Faults;

/// <summary>A source that went on changing after the snapshot.</summary>
[TestFixture, Category("Live")]
public sealed class SinceSnapshotTests
{
    [Test]
    public async Task Source_changes_after_the_snapshot_are_distinguished_from_faults_of_the_load()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var work = Directory.CreateTempSubdirectory("shopstream-late-").FullName;
        var (source, date) = (LoadedShop.Source(database.ConnectionString), $"{TestPostgres.SeedOptions.Date:yyyy-MM-dd}");
        // Revenue by payment method was not recorded in the snapshot: the check measures it on the live source.
        using var first = new FeatureTexts().With("first.feature", "Feature: f\n  Scenario: s\n    Then raw orders is not empty\n");
        await using (var session1 = LoadedShop.Session(Repository.Settings(work, source, ("date", date), ("features", first.Folder))))
            await session1.RunAsync(CancellationToken.None);
        var cancelled = (int)(await database.ScalarAsync("SELECT MIN(id) FROM orders WHERE status = 'delivered'"))!;
        var (deleted, raised, corrupt) = (cancelled + 1, cancelled + 2, cancelled + 3);
        await database.ExecuteAsync($"UPDATE orders SET status = 'paid' WHERE id IN ({deleted}, {raised}, {corrupt})");
        await using (var session2 = LoadedShop.Session(Repository.Settings(work, source, ("date", date), ("features", first.Folder))))
            await session2.RunAsync(CancellationToken.None);
        using (var raw = new DuckDB.NET.Data.DuckDBConnection($"Data Source={Path.Combine(work, "warehouse.duckdb")}"))
        {
            raw.Open();
            using var corruption = raw.CreateCommand();
            corruption.CommandText = $"UPDATE raw.orders SET status = 'refunded' WHERE id = {corrupt}";
            corruption.ExecuteNonQuery();
        }
        await database.ExecuteAsync(
            $"UPDATE orders SET status = 'cancelled' WHERE id = {cancelled}; DELETE FROM order_items WHERE order_id = {deleted}; "
                + $"DELETE FROM orders WHERE id = {deleted}; UPDATE orders SET total_amount = total_amount + 1 WHERE id = {raised}; "
                + "INSERT INTO orders (user_id, total_amount, status, country, payment_method) "
                + "SELECT user_id, 12.40, 'paid', country, payment_method FROM orders LIMIT 1"
        );
        var features = Path.Combine(work, "features");
        Directory.CreateDirectory(features);
        await File.WriteAllTextAsync(
            Path.Combine(features, "late.feature"),
            "Feature: f\n  Scenario: late\n    Then revenue in source orders reconciles with revenue in raw orders by payment_method to the cent\n"
        );

        await using var session = LoadedShop.Session(Repository.Settings(work, source, ("date", date), ("features", features)));
        var result = await session.CheckAsync(CancellationToken.None);

        var drillDown = result.Scenarios.Single().Checks.Single().DrillDown!;
        drillDown.Rows.Where(r => r.Cause is not "status changed").Should().OnlyContain(r => r.FirstDivergentLayer == "lake orders");
        drillDown
            .Rows.Select(r => r.Cause)
            .Should()
            .BeEquivalentTo(
                "arrived late",
                "status changed since the snapshot",
                "deleted since the snapshot",
                "amount changed since the snapshot",
                "status changed"
            );
        drillDown
            .Rows.Where(r => r.FirstDivergentLayer is "raw orders")
            .Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(new { Key = $"order={corrupt}", Cause = "status changed" });
        drillDown.Rows.Single(r => string.Equals(r.Key, $"order={deleted}", StringComparison.Ordinal)).Cause.Should().Be("deleted since the snapshot");
        drillDown.Causes.Sum(c => c.Net).Should().Be(drillDown.Difference);
        Directory.Delete(work, recursive: true);
    }
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Planning;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Elt;

/// <summary>Checks of some days or keys read the files of these days or keys, and no others.</summary>
[TestFixture, Category("Live")]
internal sealed class PartitionScopeTests
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Test]
    public async Task Check_of_the_last_days_does_not_need_the_files_of_earlier_days()
    {
        await using var shop = await PartitionedShop.StartAsync();
        await shop.Database.ExecuteAsync("INSERT INTO orders VALUES (901, NULL, now(), -1, 'no day'), (902, 'infinity', now(), -1, 'never')");
        var night = await shop.RunAsync(Today);
        // From 7 days ago on, each file is gone or has other bytes.
        for (var day = 7; day < 20; day++)
            Damage(shop, night.Partitions!.Single(p => p.Name.Equals(PartitionedShop.Day(day), StringComparison.Ordinal)).Key, isRemoved: day % 2 == 0);

        var results = await shop.CheckAsync(
            """
              Scenario: recent
                Given only rows of lake orders where created_at is within the last 7 days
                And only rows of raw orders where created_at is within the last 7 days
                Then the number of rows in lake orders is between 70 and 70
                And amount in lake orders is never negative
                And no id appears more than once in lake orders
                And note in lake orders is a valid email address, except in at most 70 rows
                And lake orders has as many rows as raw orders
                And lake orders matches raw orders row for row on id
                And the Jensen-Shannon distance of note in lake orders against note in raw orders is at most 0.1
              Scenario: recent, of one check
                Then the number of rows in lake orders is between 20 and 20, where created_at is within the last 2 days
              Scenario: recent, found elsewhere
                Given only rows of lake orders where created_at is within the last 7 days
                Then every id in lake orders exists as id in raw orders
              Scenario: all rows
                Then amount in lake orders is never negative
            """
        );

        results["recent"].Checks.Should().OnlyContain(c => c.Outcome == Outcome.Passed, string.Join("\n", results["recent"].Checks));
        results["recent, of one check"].Outcome.Should().Be(Outcome.Passed);
        results["recent, found elsewhere"].Outcome.Should().Be(Outcome.Passed);
        results["all rows"].Outcome.Should().Be(Outcome.NotJudged);
        $"{results["all rows"].Checks.Single()}".Should().Contain("orders.2").And.Contain($"shopstream run --date {Today:yyyy-MM-dd}");
    }

    [Test]
    public async Task File_that_is_read_has_to_be_as_it_was_written()
    {
        await using var shop = await PartitionedShop.StartAsync();
        var night = await shop.RunAsync(Today);
        Damage(shop, night.Partitions!.Single(p => p.Name.Equals(PartitionedShop.Day(6), StringComparison.Ordinal)).Key, isRemoved: true);

        var results = await shop.CheckAsync(
            """
              Scenario: seven days
                Given only rows of lake orders where created_at is within the last 7 days
                Then amount in lake orders is never negative
              Scenario: six days
                Given only rows of lake orders where created_at is within the last 6 days
                Then amount in lake orders is never negative
            """
        );

        results["seven days"].Outcome.Should().Be(Outcome.NotJudged);
        results["six days"].Outcome.Should().Be(Outcome.Passed);
    }

    [Test]
    public async Task Keys_and_rows_without_a_day_have_their_files()
    {
        await using var shop = await PartitionedShop.StartAsync("id by 10");
        await shop.Database.ExecuteAsync("INSERT INTO orders VALUES (-5, NULL, now(), 1, 'before all others')");
        var night = await shop.RunAsync(Today);
        foreach (var partition in night.Partitions!.Where(p => p.Name is not ("-10" or "0" or "100")))
            Damage(shop, partition.Key, isRemoved: true);

        var results = await shop.CheckAsync(
            """
              Scenario: low
                Given only rows of lake orders where id is below 10
                Then the number of rows in lake orders is between 11 and 11
              Scenario: one
                Given only rows of lake orders where id is 107
                Then the number of rows in lake orders is between 1 and 1
              Scenario: none
                Given only rows of lake orders where id is at least 100000
                Then the number of rows in lake orders is between 0 and 0
              Scenario: without
                Given only rows of lake orders where id is null
                Then the number of rows in lake orders is between 0 and 0
            """
        );

        results.Should().OnlyContain(r => r.Value.Outcome == Outcome.Passed, string.Join("\n", results.SelectMany(r => r.Value.Checks)));
    }

    [Test]
    public async Task Plan_says_how_many_files_are_read()
    {
        await using var shop = await PartitionedShop.StartAsync();
        await shop.RunAsync(Today);
        using var binder = new ShopRun();
        var specifications = binder.Specs(
            """
            Feature: scopes
              Scenario: recent
                Given only rows of lake orders where created_at is within the last 7 days
                Then amount in lake orders is never negative
                And lake orders matches raw orders row for row on id
              Scenario: all
                Then amount in lake orders is never negative
            """
        );
        var taken = new SnapshotTime(Today, TimeProvider.System.GetUtcNow());
        var sql = new SqlText(Dialect.DuckDb, new Catalog([]) { Taken = taken });

        var files = await PlannedFiles.ReadAsync(shop.Options.Lake, taken, CancellationToken.None);
        var earlier = await PlannedFiles.ReadAsync(shop.Options.Lake, taken with { Date = Today.AddDays(-1) }, CancellationToken.None);

        var queries = QueryPlan.Create(specifications.Metrics(), _ => sql);
        queries
            .Where(q => q.Store == StoreId.Lake)
            .Select(files.Of)
            .Should()
            .BeEquivalentTo([
                ["reads 7 of 20 files of lake orders"],
                new[] { "reads 20 of 20 files of lake orders" },
            ]);
        var rows = specifications.Metrics().OfType<RowDifferences>().Single();
        files.Of(new PlannedQuery(StoreId.Lake, "", [new Slot(rows, null)])).Should().Equal("reads 7 of 20 files of lake orders");
        queries.Should().OnlyContain(q => earlier.Of(q).Count == 0, "that date has no manifest");
    }

    private static void Damage(PartitionedShop shop, string key, bool isRemoved)
    {
        var path = Path.Combine(shop.LakeFolder, key);
        if (isRemoved)
            File.Delete(path);
        else
            File.AppendAllText(path, "5,2020-01-01 00:00:00,,-7.00,added\n");
    }
}

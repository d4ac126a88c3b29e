using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Elt;

/// <summary>Nights that extract and load only the partitions that have changed.</summary>
[TestFixture, Category("Live")]
internal sealed class PartitionedRunTests
{
    [TestCase(PartitionedShop.ByDay)]
    [TestCase("id by 10; watermark updated_at")]
    [TestCase("updated_at by day")]
    public async Task Night_without_changes_writes_and_loads_nothing(string partition)
    {
        await using var shop = await PartitionedShop.StartAsync(partition);
        var first = await shop.NightAsync();
        first.Partitions.Should().HaveCount(20);
        PartitionedShop.Read(first).Should().HaveCount(20);
        var rows = shop.Rows();

        var second = await shop.NightAsync();

        second.Partitions!.Select(p => p.SnapshotAt).Should().OnlyContain(at => at == first.Partitions![0].SnapshotAt);
        second.Rows.Should().Be(200);
        second.Partitions.Should().BeEquivalentTo(first.Partitions, o => o.Excluding(p => p.NightsUnverified));
        shop.Rows().Should().Be(rows).And.Be(await shop.FullReloadAsync());
    }

    [Test]
    public async Task Second_night_after_changes_of_every_kind_equals_a_full_reload()
    {
        await using var shop = await PartitionedShop.StartAsync();
        await shop.NightAsync();
        await shop.Database.ExecuteAsync(
            $"""
            UPDATE orders SET amount = 0, updated_at = now() WHERE id = 51;
            UPDATE orders SET created_at = {PartitionedShop.DaysAgo(9)}, updated_at = now() WHERE id = 61;
            UPDATE orders SET created_at = NULL, updated_at = now() WHERE id = 71;
            INSERT INTO orders VALUES (1001, {PartitionedShop.DaysAgo(11)}, {PartitionedShop.DaysAgo(11)}, 1, 'late');
            INSERT INTO orders VALUES (1002, NULL, now(), 1, ''), (1003, 'infinity', now(), 1, NULL);
            DELETE FROM orders WHERE id = 131;
            DELETE FROM orders WHERE created_at >= {PartitionedShop.DaysAgo(14)} AND created_at < {PartitionedShop.DaysAgo(13)};
            """
        );

        var second = await shop.NightAsync();

        shop.Rows().Should().Be(await shop.FullReloadAsync());
        PartitionedShop.Read(second).Should().BeEquivalentTo([.. new[] { 5, 6, 7, 9, 11, 13 }.Select(PartitionedShop.Day), "null", "infinity"]);
        second.Partitions!.Select(p => p.Name).Should().NotContain(PartitionedShop.Day(14));
        second.SilentChanges.Should().HaveCount(2, "a row that was moved or announced is neither deleted nor updated in silence");
        second
            .SilentChanges![0]
            .Should()
            .BeEquivalentTo(
                new
                {
                    Partition = PartitionedShop.Day(14),
                    Expected = 10,
                    Found = 0,
                    Updated = 0,
                    Deleted = 10,
                }
            );
        second
            .SilentChanges![1]
            .Should()
            .BeEquivalentTo(
                new
                {
                    Partition = PartitionedShop.Day(13),
                    Expected = 10,
                    Found = 9,
                    Updated = 0,
                    Deleted = 1,
                }
            );
    }

    [Test]
    public async Task Silent_update_and_silent_delete_are_found_and_named()
    {
        await using var shop = await PartitionedShop.StartAsync(verifyNights: 1);
        await shop.NightAsync();
        await shop.Database.ExecuteAsync("UPDATE orders SET amount = amount + 1 WHERE id IN (101, 103); DELETE FROM orders WHERE id = 121");

        var second = await shop.NightAsync();

        second
            .SilentChanges.Should()
            .BeEquivalentTo([
                new SilentChange(PartitionedShop.Day(12), 10, 9, 0, 1, ["121"]),
                new SilentChange(PartitionedShop.Day(10), 10, 10, 2, 0, ["101", "103"]),
            ]);
        shop.Rows().Should().Be(await shop.FullReloadAsync());
        (await shop.NightAsync()).SilentChanges.Should().BeNull("the rows were read and sealed anew");
    }

    [Test]
    public async Task Change_of_an_open_partition_needs_no_watermark_and_is_not_reported()
    {
        await using var shop = await PartitionedShop.StartAsync();
        await shop.Database.ExecuteAsync("UPDATE orders SET created_at = NULL WHERE id = 71");
        await shop.NightAsync();
        await shop.Database.ExecuteAsync("UPDATE orders SET amount = amount + 1 WHERE id IN (11, 71)");

        var second = await shop.NightAsync();

        PartitionedShop.Read(second).Should().BeEquivalentTo(PartitionedShop.Day(1), "null");
        second.SilentChanges.Should().BeNull();
        shop.Rows().Should().Be(await shop.FullReloadAsync());
    }

    [NightlyCase(100, 1000, 7)]
    [TestCase(20, 40, 3)]
    public async Task Every_silent_change_is_found_within_the_nights(int days, int planted, int nights)
    {
        await using var shop = await PartitionedShop.StartAsync(days: days, perDay: 20, verifyNights: nights);
        await shop.NightAsync();
        await shop.Database.ExecuteAsync(
            $"""
            CREATE TABLE planted AS SELECT id, row_number() OVER (ORDER BY md5(id::text)) % 3 AS kind FROM orders
                WHERE created_at < {PartitionedShop.DaysAgo(2)} ORDER BY md5(id::text) LIMIT {planted};
            UPDATE orders SET note = note || '.' WHERE id IN (SELECT id FROM planted WHERE kind = 0);
            UPDATE orders SET amount = NULL WHERE id IN (SELECT id FROM planted WHERE kind = 1);
            DELETE FROM orders WHERE id IN (SELECT id FROM planted WHERE kind = 2)
            """
        );
        var (updated, deleted) = (0L, 0L);

        for (var night = 0; night < nights; night++)
        {
            var found = (await shop.NightAsync()).SilentChanges ?? [];
            (updated, deleted) = (updated + found.Sum(c => c.Updated), deleted + found.Sum(c => c.Deleted));
        }

        deleted.Should().BeInRange(planted / 3, (planted / 3) + 1);
        (updated + deleted).Should().Be(planted);
        shop.Rows().Should().Be(await shop.FullReloadAsync());
    }

    [Test]
    public async Task Rerun_of_an_earlier_date_keeps_later_dates_whole()
    {
        await using var shop = await PartitionedShop.StartAsync();
        for (var night = 0; night < 3; night++)
        {
            await shop.NightAsync();
            await shop.Database.ExecuteAsync($"UPDATE orders SET amount = amount + 1, updated_at = now() WHERE id IN (101, 14{night})");
        }
        foreach (var date in new[] { 0, 1, 2, 0, 1 })
        {
            await shop.RunAsync(PartitionedShop.First.AddDays(date));
            (await shop.VerifyAsync()).Should().OnlyContain(f => f.Status == FileStatus.Good);
            await shop.Database.ExecuteAsync("UPDATE orders SET amount = amount + 1, updated_at = now() WHERE id = 151");
        }
        await using (var lake = Lakes.Open(shop.Options.Lake))
        {
            var used = await PartitionFiles.UsedAsync(lake, CancellationToken.None);
            shop.PartitionFiles().Should().BeEquivalentTo(used, "what no manifest refers to is deleted");
        }
        await shop.RunAsync(PartitionedShop.First.AddDays(2));
        shop.Rows().Should().Be(await shop.FullReloadAsync());
    }

    [Test]
    public async Task Missing_file_of_an_earlier_date_is_extracted_again()
    {
        await using var shop = await PartitionedShop.StartAsync();
        var first = await shop.NightAsync();
        File.Delete(Path.Combine(shop.LakeFolder, first.Partitions!.Single(p => p.Name.Equals(PartitionedShop.Day(11), StringComparison.Ordinal)).Key));

        var second = await shop.NightAsync();

        PartitionedShop.Read(second).Should().Equal(PartitionedShop.Day(11));
        second.SilentChanges.Should().BeNull();
        (await shop.VerifyAsync()).Where(f => f.Date == PartitionedShop.First.AddDays(1)).Should().OnlyContain(f => f.Status == FileStatus.Good);
    }

    [TestCase(Stages.Extract)]
    [TestCase(Stages.Load)]
    public async Task Night_that_fails_changes_nothing_and_the_next_one_converges(string stage)
    {
        await using var shop = await PartitionedShop.StartAsync();
        await shop.NightAsync();
        var (rows, files) = (shop.Rows(), shop.PartitionFiles());
        await shop.Database.ExecuteAsync("UPDATE orders SET amount = 0, updated_at = now() WHERE id % 30 = 1");

        await FluentActions.Invoking(() => shop.NightAsync(new Failing(stage))).Should().ThrowAsync<IOException>();

        shop.Rows().Should().Be(rows);
        shop.PartitionFiles().Should().BeEquivalentTo(files);
        await shop.NightAsync();
        shop.Rows().Should().Be(await shop.FullReloadAsync());
        (await shop.VerifyAsync()).Should().OnlyContain(f => f.Status == FileStatus.Good);
    }

    [Test]
    public async Task Warehouse_that_lost_rows_is_loaded_from_all_partitions()
    {
        await using var shop = await PartitionedShop.StartAsync();
        await shop.NightAsync();
        shop.ChangeWarehouse("DELETE FROM raw.orders WHERE id = 151");

        await shop.NightAsync();

        shop.Rows().Should().Be(await shop.FullReloadAsync());
        File.Delete(shop.Options.WarehousePath);
        await shop.RebuildAsync(PartitionedShop.First);
        shop.Rows().Should().Be(await shop.FullReloadAsync());
    }

    [Test]
    public async Task Unknown_column_and_wrong_type_are_named()
    {
        await using var shop = await PartitionedShop.StartAsync("creatd_at by day");
        (await shop.Invoking(s => s.NightAsync()).Should().ThrowAsync<UsageException>()).WithMessage(
            "setting partition.orders: source orders has no column creatd_at*created_at*"
        );
        await using var other = await PartitionedShop.StartAsync("note by 100");
        (await other.Invoking(s => s.NightAsync()).Should().ThrowAsync<UsageException>()).WithMessage(
            "setting partition.orders: note of source orders has the type text, expected smallint, integer or bigint for ranges of keys"
        );
    }

    private sealed class Failing(string stage) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (string.Equals(value.Stage, stage, StringComparison.Ordinal))
                throw new IOException("planted");
        }
    }

    [Test]
    public async Task Null_partition_and_ranges_below_zero_are_partitions_of_their_own()
    {
        await using var shop = await PartitionedShop.StartAsync("id by 7", days: 3);
        await shop.Database.ExecuteAsync(
            "ALTER TABLE orders DROP CONSTRAINT orders_pkey; ALTER TABLE orders ALTER id DROP NOT NULL; "
                + "INSERT INTO orders (id) VALUES (NULL), (-1), (-7), (-8), (-9223372036854775808), (9223372036854775807)"
        );
        await shop.NightAsync();
        await shop.Database.ExecuteAsync("DELETE FROM orders WHERE id IN (-8, -9223372036854775808); INSERT INTO orders (id) VALUES (NULL)");

        var second = await shop.NightAsync();

        second.Partitions!.Select(p => p.Name).Should().BeEquivalentTo("-7", "0", "7", "14", "21", "28", "9223372036854775807", "null");
        shop.Rows().Should().Be(await shop.FullReloadAsync());
    }
}

using System.Text.Json.Nodes;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Elt;

/// <summary>What a night finds by the hashes of keys and rows that an earlier one has written.</summary>
[TestFixture, Category("Live")]
internal sealed class PartitionHashTests
{
    [Test]
    public async Task Keys_that_two_partitions_exchange_are_found_in_the_same_night()
    {
        await using var shop = await PartitionedShop.StartAsync();
        await shop.NightAsync();
        await shop.Database.ExecuteAsync(
            "UPDATE orders SET id = -1 WHERE id = 101; UPDATE orders SET id = 101 WHERE id = 121; UPDATE orders SET id = 121 WHERE id = -1"
        );

        var second = await shop.NightAsync();

        PartitionedShop.Read(second).Should().BeEquivalentTo(PartitionedShop.Day(10), PartitionedShop.Day(12));
        shop.Rows().Should().Be(await shop.FullReloadAsync());
    }

    [Test]
    public async Task Key_of_the_same_hash_of_32_bits_is_found_in_the_same_night()
    {
        await using var shop = await PartitionedShop.StartAsync();
        await shop.NightAsync();
        await shop.Database.ExecuteAsync("UPDATE orders SET id = 4294967396 WHERE id = 101");

        var second = await shop.NightAsync();

        PartitionedShop.Read(second).Should().Equal(PartitionedShop.Day(10));
        second.SilentChanges.Should().BeEquivalentTo([new SilentChange(PartitionedShop.Day(10), 10, 10, 0, 1, ["101"])]);
        shop.Rows().Should().Be(await shop.FullReloadAsync());
    }

    [Test]
    public async Task Values_that_two_rows_of_a_partition_exchange_break_its_seal()
    {
        await using var shop = await PartitionedShop.StartAsync(verifyNights: 1);
        await shop.NightAsync();
        await shop.Database.ExecuteAsync(
            """
            UPDATE orders SET amount = (SELECT SUM(amount) FROM orders WHERE id IN (101, 102)) - amount WHERE id IN (101, 102);
            UPDATE orders SET amount = -amount WHERE id IN (121, 122)
            """
        );

        var second = await shop.NightAsync();

        second
            .SilentChanges.Should()
            .BeEquivalentTo([
                new SilentChange(PartitionedShop.Day(12), 10, 10, 2, 0, ["121", "122"]),
                new SilentChange(PartitionedShop.Day(10), 10, 10, 2, 0, ["101", "102"]),
            ]);
        shop.Rows().Should().Be(await shop.FullReloadAsync());
    }

    [Test]
    public async Task Duplicate_in_place_of_another_row_breaks_the_seal_of_a_table_without_a_key()
    {
        await using var shop = await PartitionedShop.StartAsync("created_at by day", verifyNights: 1);
        await shop.Database.ExecuteAsync("ALTER TABLE orders DROP CONSTRAINT orders_pkey");
        await shop.NightAsync();
        await shop.Database.ExecuteAsync("DELETE FROM orders WHERE id = 102; INSERT INTO orders SELECT * FROM orders WHERE id = 101");

        var second = await shop.NightAsync();

        second.SilentChanges.Should().BeEquivalentTo([new SilentChange(PartitionedShop.Day(10), 10, 10, 0, 1, [])]);
        shop.Rows().Should().Be(await shop.FullReloadAsync());
    }

    [TestCase(null, TestName = "Manifest without a version of its hashes is not built on")]
    [TestCase(1_000_000, TestName = "Manifest with a later version of its hashes is not built on")]
    public async Task Manifest_of_another_version_is_not_built_on(int? version)
    {
        await using var shop = await PartitionedShop.StartAsync();
        await shop.NightAsync();
        var path = Path.Combine(shop.LakeFolder, LakeLayout.ManifestKey(PartitionedShop.First));
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        var table = manifest["tables"]![0]!.AsObject();
        table.Remove("hashVersion").Should().BeTrue();
        if (version is not null)
            table["hashVersion"] = version;
        await File.WriteAllTextAsync(path, manifest.ToJsonString());

        var second = await shop.NightAsync();

        PartitionedShop.Read(second).Should().HaveCount(20, "hashes of another version say nothing about the rows");
        second.Partitions!.Select(p => p.SnapshotAt).Distinct().Should().ContainSingle();
        second.SilentChanges.Should().BeNull();
        shop.Rows().Should().Be(await shop.FullReloadAsync());
        (await shop.NightAsync())
            .Partitions!.Select(p => p.SnapshotAt)
            .Should()
            .Equal(second.Partitions!.Select(p => p.SnapshotAt), "the versions are the same");
    }
}

using Amazon.S3;
using Amazon.S3.Model;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Lake;

namespace ShopStream.Tests.Elt;

/// <summary>Nights over partitions whose lake is a bucket. It keeps every version of an object, so that each write is seen with its size.</summary>
[TestFixture, Category("Live")]
internal sealed class PartitionedS3Tests
{
    private TestS3 server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        server = await TestS3.StartAsync();
        await server.Client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest
            {
                BucketName = server.Bucket,
                VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
            }
        );
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    [TestCase("none")]
    [TestCase("zstd")]
    public async Task Second_night_equals_a_full_reload_and_writes_the_objects_of_changed_partitions_alone(string compression)
    {
        await using var shop = await StartAsync($"nights-{compression}", compression);
        await shop.NightAsync();
        var before = await WritesAsync(shop);
        await shop.Database.ExecuteAsync(
            $"""
            UPDATE orders SET amount = 0, updated_at = now() WHERE id = 51;
            UPDATE orders SET created_at = {PartitionedShop.DaysAgo(9)}, updated_at = now() WHERE id = 61;
            INSERT INTO orders VALUES (1001, NULL, now(), 1, '');
            DELETE FROM orders WHERE created_at >= {PartitionedShop.DaysAgo(14)} AND created_at < {PartitionedShop.DaysAgo(13)}
            """
        );

        var second = await shop.NightAsync();

        shop.Rows().Should().Be(await shop.FullReloadAsync());
        PartitionedShop.Read(second).Should().BeEquivalentTo([.. new[] { 5, 6, 9 }.Select(PartitionedShop.Day), "null"]);
        var changed = second.Partitions!.Where(p => p.SnapshotAt == second.Partitions!.Max(o => o.SnapshotAt)).ToList();
        var writes = (await WritesAsync(shop)).Except(before).Where(w => w.Key.Contains("/orders/", StringComparison.Ordinal)).ToList();
        // Each of them twice: where it waits for the exchange, and by a copy inside the bucket under its own key.
        writes.Select(w => NameOf(w.Key)).Should().BeEquivalentTo(changed.Concat(changed).Select(p => NameOf(p.Key)));
        writes.Select(w => w.Key).Where(k => !k.StartsWith("raw/next/", StringComparison.Ordinal)).Should().BeEquivalentTo(changed.Select(p => p.Key));
        writes.Sum(w => w.Bytes).Should().Be(2 * changed.Sum(p => p.Bytes)).And.BeLessThan(second.Bytes);
        var verified = await shop.VerifyAsync();
        verified.Should().OnlyContain(f => f.Status == FileStatus.Good);
        verified.Where(f => f.Date == PartitionedShop.First.AddDays(1)).Select(f => f.Key).Should().BeEquivalentTo(second.Partitions!.Select(p => p.Key));
    }

    [Test]
    public async Task Check_of_the_last_days_does_not_need_the_objects_of_earlier_days()
    {
        await using var shop = await StartAsync("scope");
        var night = await shop.RunAsync(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        await using (var lake = Lakes.Open(shop.Options.Lake))
            foreach (var day in Enumerable.Range(7, 13).Select(PartitionedShop.Day))
                await lake.DeleteAsync(night.Partitions!.Single(p => p.Name.Equals(day, StringComparison.Ordinal)).Key, CancellationToken.None);

        var results = await shop.CheckAsync(
            """
              Scenario: recent
                Given only rows of lake orders where created_at is within the last 7 days
                Then the number of rows in lake orders is between 70 and 70
                And amount in lake orders is never negative
              Scenario: all rows
                Then amount in lake orders is never negative
            """
        );

        results["recent"].Checks.Should().OnlyContain(c => c.Outcome == Outcome.Passed, string.Join("\n", results["recent"].Checks));
        results["all rows"].Outcome.Should().Be(Outcome.NotJudged);
        (await shop.VerifyAsync())
            .GroupBy(f => f.Status)
            .Select(g => (g.Key, g.Count()))
            .Should()
            .BeEquivalentTo([(FileStatus.Good, 7), (FileStatus.Missing, 13)]);
    }

    [Test]
    public async Task Dates_that_are_run_in_any_order_keep_their_own_rows()
    {
        await using var shop = await StartAsync("order", days: 8);
        var rows = new Dictionary<DateOnly, string>();
        // Two nights, one that is left out, the date between them, and one of the first again.
        foreach (var (date, run) in new[] { 0, 1, 3, 2, 1 }.Select((d, i) => (PartitionedShop.First.AddDays(d), i)))
        {
            await shop.Database.ExecuteAsync($"UPDATE orders SET amount = amount + 1, updated_at = now() WHERE id IN (41, 5{run})");
            await shop.RunAsync(date);
            rows[date] = shop.Rows();
            rows[date].Should().Be(await shop.FullReloadAsync(), $"{date} is that of the source, in run {run}");
        }

        (await shop.VerifyAsync()).Should().OnlyContain(f => f.Status == FileStatus.Good);
        await using (var lake = Lakes.Open(shop.Options.Lake))
        {
            var stored = new List<string>();
            await foreach (var entry in lake.ListAsync("raw/postgres/", CancellationToken.None))
                stored.Add(entry.Key);
            stored.Should().BeEquivalentTo(await PartitionFiles.UsedAsync(lake, CancellationToken.None), "what no manifest refers to is deleted");
        }
        foreach (var (date, expected) in rows)
        {
            await shop.RebuildAsync(date);
            shop.Rows().Should().Be(expected, $"{date} is as its own run had it");
        }
        rows.Values.Should().OnlyHaveUniqueItems();
    }

    // While files are stored, while they are loaded and exchanged, and while what was exchanged is removed.
    [TestCase(15_000)]
    [TestCase(70_000)]
    [TestCase(120_000)]
    public async Task Night_whose_lake_breaks_with_requests_under_way_loses_nothing_and_the_next_one_converges(int after)
    {
        await using var proxy = new TcpProxy("127.0.0.1", new Uri(server.Endpoint).Port, _ => TcpPlan.Through);
        await using var shop = await PartitionedShop.StartAsync(
            lake: new LakeSettings($"s3://{server.Bucket}/broken-{after}", $"http://127.0.0.1:{proxy.Port}")
        );
        await shop.NightAsync();
        var old = shop.Rows();
        await shop.Database.ExecuteAsync("UPDATE orders SET amount = 0, updated_at = now()");
        shop.Clock = new AcceleratedTime();
        proxy.Turn(TcpPlan.Cut(TcpDirection.Sent, after));

        (await FluentActions.Invoking(() => shop.NightAsync()).Should().ThrowAsync<InfrastructureException>())
            .Which.Message.Should()
            .Contain($"s3://{server.Bucket}/broken-{after}: cannot ")
            .And.Contain("run again");

        proxy.Turn(TcpFault.None);
        var expected = await shop.FullReloadAsync();
        new[] { old, expected }.Should().Contain(shop.Rows(), "the warehouse has one night");
        (await shop.VerifyAsync()).Should().OnlyContain(f => f.Status == FileStatus.Good || f.Status == FileStatus.Unfinished);
        await shop.RunAsync(PartitionedShop.First.AddDays(1));
        shop.Rows().Should().Be(expected);
        (await shop.VerifyAsync()).Should().OnlyContain(f => f.Status == FileStatus.Good);
        (await server.UnfinishedUploadsAsync()).Should().Be(0);
    }

    private Task<PartitionedShop> StartAsync(string prefix, string compression = "none", int days = 20) =>
        PartitionedShop.StartAsync(days: days, lake: server.Settings(prefix) with { Storage = new LakeStorage(compression: compression) });

    private static string NameOf(string key) => key.Split('/')[^1];

    private async Task<IReadOnlyList<Write>> WritesAsync(PartitionedShop shop)
    {
        var found = await server.Client.ListVersionsAsync(new ListVersionsRequest { BucketName = server.Bucket, Prefix = shop.Options.Lake.Prefix });
        found.IsTruncated.Should().NotBe(true);
        return
        [
            .. found.Versions.Where(v => v.IsDeleteMarker != true).Select(v => new Write(v.Key[shop.Options.Lake.Prefix.Length..], v.VersionId, v.Size ?? 0)),
        ];
    }

    private sealed record Write(string Key, string Version, long Bytes);
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Results;
using ShopStream.Tests.Sandbox;
using ShopStream.Tests.Snowflake;

namespace ShopStream.Tests.Elt;

/// <summary>Runs that share a lake, and a lake with compressed files.</summary>
[TestFixture, Category("Live")]
internal sealed class SharedLakeTests
{
    [Test]
    public async Task Only_one_of_two_concurrent_runs_commits_its_manifest()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var one = new ShopRun();
        using var two = new ShopRun(lake: one.Options.Lake);
        using var goOn = new ManualResetEventSlim();
        var inside = new TaskCompletionSource();

        var first = Task.Run(() => one.RunAsync(database.ConnectionString, progress: new Halt("extract", inside, goOn)));
        await inside.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var second = () => two.RunAsync(database.ConnectionString);
        (await second.Should().ThrowAsync<InfrastructureException>()).WithMessage("*is being written by run test since*nothing was changed*");
        File.Exists(two.Warehouse).Should().BeFalse();
        goOn.Set();
        await first;

        one.Query("SELECT count(*) FROM raw.orders").Should().Equal($"{TestPostgres.Orders}");
        File.Exists(Path.Combine(one.LakeFolder, LakeLayout.ManifestKey(ShopRun.Date))).Should().BeTrue();
        File.Exists(Path.Combine(one.LakeFolder, LakeLayout.LeaseKey(ShopRun.Date))).Should().BeFalse();
        await two.RunAsync(database.ConnectionString);
        two.Content().Should().Equal(one.Content(), "the lease was released, and the files can be replaced");
    }

    [Test]
    public async Task Date_that_is_being_checked_is_not_replaced_by_a_run_of_another_work_folder()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var one = new ShopRun();
        using var two = new ShopRun(lake: one.Options.Lake);
        await one.RunAsync(database.ConnectionString);
        await using (
            var data = await new ShopPipeline(one.Options with { Command = "check" }, TimeProvider.System, new Stages(null), null).OpenAsync(
                null,
                null,
                CancellationToken.None
            )
        )
        {
            (await two.Invoking(t => t.RunAsync(database.ConnectionString)).Should().ThrowAsync<InfrastructureException>()).WithMessage(
                "*2026-01-15 in * is being read by check (process *setting lock.wait*nothing was changed*"
            );
            (await one.Invoking(t => t.RunAsync(database.ConnectionString)).Should().ThrowAsync<InfrastructureException>()).WithMessage(
                "check (process * uses *"
            );
            await data.RequireUnchangedAsync(CancellationToken.None);
        }

        await two.RunAsync(database.ConnectionString);
        Directory.EnumerateFiles(Path.Combine(one.LakeFolder, "raw", "manifests"), "*", SearchOption.AllDirectories).Should().ContainSingle("no lease is left");
    }

    [Test]
    public async Task Data_that_was_replaced_while_it_was_read_is_not_judged()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var one = new ShopRun();
        using var two = new ShopRun(lake: one.Options.Lake);
        await one.RunAsync(database.ConnectionString);
        await using var data = await one.Pipeline().OpenAsync(null, null, CancellationToken.None);
        // As if the lease had expired.
        foreach (var lease in Directory.EnumerateFiles(one.LakeFolder, "reader_*", SearchOption.AllDirectories))
            File.Delete(lease);
        await two.RunAsync(database.ConnectionString);

        (await FluentActions.Invoking(() => data.RequireUnchangedAsync(CancellationToken.None)).Should().ThrowAsync<InfrastructureException>()).WithMessage(
            "run test replaced the data of 2026-01-15 while it was being read*Nothing was judged. Run again"
        );
    }

    [Test]
    public async Task Warehouse_that_cannot_be_opened_ends_the_run_before_the_lake_is_touched()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        var before = Files(shop);
        var good = await File.ReadAllBytesAsync(shop.Warehouse);
        await File.WriteAllTextAsync(shop.Warehouse, "not a database at all");

        await shop.Invoking(s => s.RunAsync(database.ConnectionString)).Should().ThrowAsync<UsageException>();

        Files(shop).Should().Equal(before);
        await File.WriteAllBytesAsync(shop.Warehouse, good);
        await shop.CheckAsync([]);
    }

    private static List<string> Files(ShopRun shop) =>
        [
            .. Directory
                .EnumerateFiles(shop.LakeFolder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(f => $"{f} {File.GetLastWriteTimeUtc(f):O}"),
        ];

    [NightlyCase("gzip", ".gz")]
    [TestCase("zstd", ".zst")]
    public async Task Compressed_lake_passes_every_feature(string compression, string suffix)
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var plain = new ShopRun();
        await plain.RunAsync(database.ConnectionString);
        using var packed = new ShopRun(lake: new LakeSettings(plain.LakeFolder) { Storage = new LakeStorage(compression: compression) });
        var specifications = SnowflakeShop.Shipped();

        await packed.RunAsync(database.ConnectionString, specifications: specifications);

        packed.Content().Should().Equal(plain.Content());
        (await packed.CheckAsync([.. specifications.Where(s => !s.File.EndsWith("freshness-and-volume.feature", StringComparison.Ordinal))]))
            .Where(r => r.Outcome != Outcome.Passed)
            .Select(r => r.Name)
            .Should()
            .BeEmpty();
        var files = Directory
            .EnumerateFiles(plain.LakeFolder, "*", SearchOption.AllDirectories)
            .Where(f => !f.Contains("manifest_", StringComparison.Ordinal))
            .ToList();
        files
            .Should()
            .HaveCountGreaterThanOrEqualTo(ShopRun.Tables.Length)
            .And.OnlyContain(f => f.EndsWith(suffix, StringComparison.Ordinal), "the uncompressed files of the replaced manifest are deleted");
        files.Sum(f => new FileInfo(f).Length).Should().BeLessThan(1_500_000, "they were 2.9 MB");
    }

    [Test]
    public async Task Any_table_may_be_stored_as_JSON()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var csv = new ShopRun();
        await csv.RunAsync(database.ConnectionString);
        using var json = new ShopRun(lake: ShopRun.WithJson(new LakeSettings(csv.LakeFolder), "events", "orders", "order_items"));
        var specifications = SnowflakeShop.Shipped();

        await json.RunAsync(database.ConnectionString, specifications: specifications);

        json.Content().Should().Equal(csv.Content());
        (await json.CheckAsync([.. specifications.Where(s => !s.File.EndsWith("freshness-and-volume.feature", StringComparison.Ordinal))]))
            .Where(r => r.Outcome != Outcome.Passed)
            .Select(r => r.Name)
            .Should()
            .BeEmpty();
        Directory
            .EnumerateFiles(csv.LakeFolder, "*.json", SearchOption.AllDirectories)
            .Select(f => Path.GetFileName(f).Split("_2")[0])
            .Should()
            .Contain(["events", "orders", "order_items"]);
        Directory.EnumerateFiles(csv.LakeFolder, "orders*.csv", SearchOption.AllDirectories).Should().BeEmpty("the files of the replaced manifest are deleted");
    }

    private sealed class Halt(string stage, TaskCompletionSource inside, ManualResetEventSlim goOn) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (!string.Equals(value.Stage, stage, StringComparison.Ordinal))
                return;
            inside.TrySetResult();
            goOn.Wait(TimeSpan.FromSeconds(60));
        }
    }
}

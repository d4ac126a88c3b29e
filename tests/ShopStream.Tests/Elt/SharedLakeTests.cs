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

        one.Query("SELECT count(*) FROM raw.orders").Should().Equal("5000");
        File.Exists(Path.Combine(one.LakeFolder, LakeLayout.ManifestKey(ShopRun.Date))).Should().BeTrue();
        File.Exists(Path.Combine(one.LakeFolder, LakeLayout.LeaseKey(ShopRun.Date))).Should().BeFalse();
        await two.RunAsync(database.ConnectionString);
        two.Content().Should().Equal(one.Content(), "the lease was released, and the files can be replaced");
    }

    [TestCase("gzip", ".gz")]
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
        (await packed.CheckAsync([.. specifications.Where(s => !s.Name.EndsWith("is not stale", StringComparison.Ordinal))])).Where(r => r.Outcome != Outcome.Passed).Select(r => r.Name).Should().BeEmpty();
        var files = Directory.EnumerateFiles(plain.LakeFolder, "*", SearchOption.AllDirectories).Where(f => !f.Contains("manifest_", StringComparison.Ordinal)).ToList();
        files.Should().HaveCountGreaterThanOrEqualTo(ShopRun.Tables.Length).And.OnlyContain(f => f.EndsWith(suffix, StringComparison.Ordinal), "the uncompressed files of the replaced manifest are deleted");
        files.Sum(f => new FileInfo(f).Length).Should().BeLessThan(1_500_000, "they were 2.9 MB");
    }

    private sealed class Halt(string stage, TaskCompletionSource inside, ManualResetEventSlim goOn) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (!string.Equals(value.Stage, stage, StringComparison.Ordinal)) return;
            inside.TrySetResult();
            goOn.Wait(TimeSpan.FromSeconds(60));
        }
    }
}

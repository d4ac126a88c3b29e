using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Results;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Repeated, rejected and interrupted runs.</summary>
[TestFixture, Category("Live")]
internal sealed class NothingLostTests
{
    private const string Orders = "raw/postgres/orders/2026-01-15/orders_20260115.csv";

    [Test]
    public async Task Repeated_run_of_a_date_loads_no_row_twice()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        var first = shop.Content();

        await shop.RunAsync(database.ConnectionString);

        shop.Content().Should().Equal(first);
        shop.Query("SELECT COUNT(*) FROM raw.orders").Should().Equal($"{TestPostgres.Orders}");
        shop.Query("SELECT \"table\" FROM meta.loads GROUP BY 1 HAVING COUNT(*) > 1").Should().BeEmpty("a reloaded file replaces its ledger row");
    }

    [Test]
    public async Task Next_run_overwrites_manual_changes_in_raw()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        var good = shop.Content();
        shop.Change("UPDATE raw.orders SET total_amount = total_amount + CASE id WHEN 1 THEN 0.01 ELSE -0.01 END WHERE id IN (1, 2)");
        shop.Content().Should().NotEqual(good);

        await shop.RunAsync(database.ConnectionString);

        shop.Content().Should().Equal(good);
    }

    [Test]
    public async Task Loading_another_date_replaces_the_warehouse_but_not_the_lake_date()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        await database.ExecuteAsync("DELETE FROM order_items WHERE order_id = 17; DELETE FROM orders WHERE id = 17");

        await shop.RunAsync(database.ConnectionString, ShopRun.Date.AddDays(1));

        shop.Query("SELECT COUNT(*) FROM raw.orders").Should().Equal($"{TestPostgres.Orders - 1}");
        await using var lake = Lakes.Open(shop.Options.Lake);
        (await LakeLayout.ListDatesAsync(lake, CancellationToken.None)).Should().Equal(ShopRun.Date, ShopRun.Date.AddDays(1));
        File.ReadLines(Path.Combine(shop.LakeFolder, Orders)).Should().HaveCount(TestPostgres.Orders + 1);
    }

    [Test]
    public async Task Modified_lake_file_is_rejected_before_any_load()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        await database.ExecuteAsync("UPDATE orders SET status = 'refunded' WHERE id = 1");
        await shop.RunAsync(database.ConnectionString, ShopRun.Date.AddDays(-1));
        var content = shop.Content();
        var ledger = shop.Query("SELECT * FROM meta.loads ORDER BY ALL");
        var file = Path.Combine(shop.LakeFolder, Orders);
        var good = await File.ReadAllBytesAsync(file);

        var changed = (byte[])good.Clone();
        changed[^3] ^= 1;
        var otherDay = await File.ReadAllBytesAsync(
            file.Replace("2026-01-15", "2026-01-14", StringComparison.Ordinal).Replace("20260115", "20260114", StringComparison.Ordinal)
        );
        foreach (var (what, bytes) in new[] { ("a byte changed", changed), ("cut short", good[..^100]), ("another day's", otherDay), ("missing", null) })
        {
            if (bytes is null)
                File.Delete(file);
            else
                await File.WriteAllBytesAsync(file, bytes);

            (await FluentActions.Invoking(() => LoadAsync(shop)).Should().ThrowAsync<InfrastructureException>(what))
                .Which.Message.Should()
                .Contain(Orders, what);
            shop.Content().Should().Equal(content, what);
            shop.Query("SELECT * FROM meta.loads ORDER BY ALL").Should().Equal(ledger, what);
        }

        await File.WriteAllBytesAsync(file, good);
        await LoadAsync(shop);
        shop.Query("SELECT status FROM raw.orders WHERE id = 1").Should().NotEqual(["refunded"]);
    }

    [Test]
    public async Task Interrupted_run_keeps_the_last_good_warehouse_and_the_next_one_converges()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var undisturbed = new ShopRun();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        var before = shop.Content();
        await database.ExecuteAsync("UPDATE orders SET status = 'refunded' WHERE id % 7 = 0");
        await undisturbed.RunAsync(database.ConnectionString);
        var after = undisturbed.Content();
        after.Should().NotEqual(before);

        // Every progress report is a place to interrupt the run; at the last one the run has ended.
        var places = new Counter(int.MaxValue);
        using (var counted = new ShopRun())
            await counted.RunAsync(database.ConnectionString, progress: places);
        var step = Lane.Pick(usual: Math.Max(1, places.Count / 3), nightly: 1);
        for (var place = 1; place < places.Count; place += step)
        {
            using var interrupted = new ShopRun();
            Copy(Path.GetDirectoryName(shop.LakeFolder)!, Path.GetDirectoryName(interrupted.LakeFolder)!);
            var progress = new Counter(place);

            await FluentActions
                .Invoking(() => interrupted.RunAsync(database.ConnectionString, progress: progress, cancellationToken: progress.Token))
                .Should()
                .ThrowAsync<OperationCanceledException>();

            // All of it is of one run, and can be judged.
            var left = ShopRun.Finished(interrupted.Content());
            (ShopState.Same(left, before) || ShopState.Same(left, after)).Should().BeTrue($"raw and models are of one run or the other (place {place})");
            await interrupted.CheckAsync([]);
            await using (var lake = Lakes.Open(interrupted.Options.Lake))
            {
                var date = (await LakeListing.ReadAsync(lake, null, TimeProvider.System, CancellationToken.None)).Should().ContainSingle().Which;
                await foreach (var file in LakeVerification.RunAsync(lake, date, CancellationToken.None))
                    file.Status.Should().Be(FileStatus.Good, $"{file.Key} (place {place})");
            }
            await interrupted.RunAsync(database.ConnectionString);
            interrupted.Content().Should().Equal(after, $"place {place}");
        }
    }

    [Test]
    public async Task Work_folder_allows_one_run_at_a_time()
    {
        using var shop = new ShopRun();
        using var held = await WorkLock.ExcludeAsync(
            shop.Options.WorkFolder,
            "run 1",
            new LockWait(TimeSpan.Zero, null),
            TimeProvider.System,
            CancellationToken.None
        );
        (await shop.Invoking(s => s.RunAsync("Host=127.0.0.1;Port=9")).Should().ThrowAsync<InfrastructureException>()).Which.Message.Should().Contain("--work");
    }

    [Test]
    public async Task Check_before_the_first_run_has_nothing_to_judge()
    {
        using var shop = new ShopRun();
        (await shop.Invoking(s => s.CheckAsync([])).Should().ThrowAsync<NothingToJudgeException>()).Which.Message.Should().Contain("shopstream run");
    }

    [Test]
    public async Task Unloaded_extraction_is_not_judged_with_an_older_warehouse()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        var manifest = Path.Combine(shop.LakeFolder, LakeLayout.ManifestKey(ShopRun.Date));
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("\"sha256\": \"", "\"sha256\": \"0", StringComparison.Ordinal));
        (await shop.Invoking(s => s.CheckAsync([])).Should().ThrowAsync<NothingToJudgeException>()).Which.Message.Should().Contain("loaded from another");
    }

    // Its differences would be blamed on the models.
    [Test]
    public async Task Load_is_not_shown_without_its_models()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        var before = shop.Content();
        await database.ExecuteAsync("UPDATE orders SET total_amount = total_amount + 1 WHERE id = 1");
        var models = Directory.CreateDirectory(Path.Combine(shop.Options.WorkFolder, "models"));
        foreach (var file in Directory.EnumerateFiles(shop.Options.ModelsFolder, "*.sql", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(models.FullName, Path.GetRelativePath(shop.Options.ModelsFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        // Valid on empty tables.
        await File.WriteAllTextAsync(Path.Combine(models.FullName, "marts", "broken.sql"), "SELECT CAST(status AS INT) AS a FROM {{ ref('stg_orders') }}");
        var broken = new ShopPipeline(shop.Options with { ModelsFolder = models.FullName }, TimeProvider.System, new Stages(null), null);

        (
            await FluentActions
                .Invoking(() => broken.RunAsync(ShopRun.Source(database.ConnectionString), ShopRun.Date, "broken", [], [], CancellationToken.None))
                .Should()
                .ThrowAsync<UsageException>()
        )
            .Which.Message.Should()
            .Contain("marts/broken.sql");

        shop.Content().Should().Equal(before);
        shop.Query("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '%\\_\\_next' ESCAPE '\\'").Should().BeEmpty();
        Directory.Exists(Path.Combine(shop.LakeFolder, "raw", "next")).Should().BeFalse("a failed run removes its files");
        await shop.CheckAsync([]);
    }

    private static async Task LoadAsync(ShopRun shop)
    {
        await using var lake = Lakes.Open(shop.Options.Lake);
        var manifest = Manifest.FromJson((await lake.TryReadAsync(LakeLayout.ManifestKey(ShopRun.Date), CancellationToken.None))!, ShopRun.Date);
        using var warehouse = DuckDatabase.OpenFile(shop.Warehouse, new DuckSettings("1GB", shop.Options.Scratch, TimeSpan.FromMinutes(1)), readOnly: false);
        await Landing.LoadAsync(warehouse, manifest, lake, shop.Options.Scratch, TimeProvider.System);
    }

    private static void Copy(string from, string to)
    {
        // Temporary files belong to this process, which has them locked.
        foreach (
            var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(f => !f.Contains("/tmp/scratch-", StringComparison.Ordinal))
        )
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private sealed class Counter(int stopAt) : IProgress<StageProgress>
    {
        private readonly CancellationTokenSource stop = new();
        private int count;

        public int Count => count;

        public CancellationToken Token => stop.Token;

        public void Report(StageProgress value)
        {
            if (Interlocked.Increment(ref count) == stopAt)
                stop.Cancel();
        }
    }
}

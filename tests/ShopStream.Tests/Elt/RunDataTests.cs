using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Results;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>What can be judged, and the messages when nothing can.</summary>
[TestFixture, Category("Live")]
internal sealed class RunDataTests
{
    [Test]
    public async Task Date_without_a_run_is_reported_with_the_available_dates()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString, ShopRun.Date.AddDays(-1));
        await shop.RunAsync(database.ConnectionString);

        (await OpenAsync(shop, new DateOnly(2025, 11, 28)).Should().ThrowAsync<NothingToJudgeException>())
            .Which.Message.Should()
            .Contain("2025-11-28")
            .And.Contain("2026-01-14, 2026-01-15")
            .And.Contain("shopstream run --date 2025-11-28");
    }

    [Test]
    public async Task Lake_date_that_the_warehouse_no_longer_holds_is_not_judged()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString, ShopRun.Date.AddDays(-1));
        await database.ExecuteAsync("UPDATE orders SET status = 'refunded' WHERE id = 1");
        await shop.RunAsync(database.ConnectionString);

        (await OpenAsync(shop, ShopRun.Date.AddDays(-1)).Should().ThrowAsync<NothingToJudgeException>())
            .Which.Message.Should()
            .Contain("the extraction of 2026-01-14")
            .And.Contain("of 2026-01-15")
            .And.Contain("shopstream run --date 2026-01-14");
        await using var latest = await shop.Pipeline().OpenAsync(null, null, CancellationToken.None);
        latest.Manifest.Date.Should().Be(ShopRun.Date);
    }

    [TestCase("orders")]
    [TestCase("products", "events")]
    public async Task File_that_was_replaced_together_with_its_manifest_disagrees_with_the_ledger(params string[] tables)
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        var path = Path.Combine(shop.LakeFolder, LakeLayout.ManifestKey(ShopRun.Date));
        var manifest = Manifest.FromJson(await File.ReadAllBytesAsync(path), ShopRun.Date);
        foreach (var table in manifest.Tables.Where(t => tables.Contains(t.Table)))
        {
            var file = Path.Combine(shop.LakeFolder, table.Key);
            await File.AppendAllTextAsync(file, "\n");
            var forged = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file)));
            await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace(table.Sha256, forged, StringComparison.Ordinal));
        }
        var evidence = await File.ReadAllBytesAsync(path);

        var problem = (await OpenAsync(shop).Should().ThrowAsync<NothingToJudgeException>()).Which.Message;

        problem
            .Should()
            .Contain($"the warehouse's ledger disagree about {string.Join(", ", manifest.Tables.Select(t => t.Table).Where(tables.Contains))}")
            .And.Contain(manifest.Tables.First(t => tables.Contains(t.Table)).Key)
            .And.Contain("as evidence")
            .And.Contain("by the same run");
        (await File.ReadAllBytesAsync(path)).Should().Equal(evidence);
    }

    [Test]
    public async Task Latest_run_is_the_last_loaded_one_even_for_an_earlier_date()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE extra (id int)");
        using var shop = new ShopRun();
        var more = ShopRun.Source(database.ConnectionString) with { Tables = [.. ShopRun.Tables, "extra"] };
        await shop.Pipeline().RunAsync(more, ShopRun.Date, "test", [], [], CancellationToken.None);
        await shop.RunAsync(database.ConnectionString, ShopRun.Date.AddDays(-3));

        await using var latest = await shop.Pipeline().OpenAsync(null, null, CancellationToken.None);

        latest.Manifest.Date.Should().Be(ShopRun.Date.AddDays(-3));
    }

    [Test]
    public async Task Extraction_without_a_manifest_leaves_no_date()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        File.Delete(Path.Combine(shop.LakeFolder, LakeLayout.ManifestKey(ShopRun.Date)));

        (await OpenAsync(shop).Should().ThrowAsync<NothingToJudgeException>())
            .Which.Message.Should()
            .Contain("no run of 2026-01-15")
            .And.Contain("it has no runs");
    }

    [Test]
    public async Task Unreadable_manifest_is_named()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        var manifest = Path.Combine(shop.LakeFolder, LakeLayout.ManifestKey(ShopRun.Date));
        var good = await File.ReadAllTextAsync(manifest);
        foreach (
            var bad in new[] { "", "null", "[]", "{}", good[..(good.Length / 2)], good.Replace("\"schema\": 1", "\"schema\": 9", StringComparison.Ordinal) }
        )
        {
            await File.WriteAllTextAsync(manifest, bad);
            (await OpenAsync(shop).Should().ThrowAsync<UsageException>(bad.Length > 50 ? "half" : bad))
                .Which.Message.Should()
                .Contain("manifest_20260115.json");
        }
    }

    [Test]
    public async Task Warehouse_without_a_load_has_nothing_to_judge()
    {
        using var shop = new ShopRun();
        Directory.CreateDirectory(shop.Options.WorkFolder);
        using (var empty = DuckDatabase.OpenFile(shop.Warehouse, new("1GB", shop.Options.Scratch, TimeSpan.FromMinutes(1)), readOnly: false))
            await empty.ExecuteAsync("CREATE TABLE t (i int)", CancellationToken.None);

        (await OpenAsync(shop).Should().ThrowAsync<NothingToJudgeException>()).Which.Message.Should().Contain("shopstream run");
    }

    [Test]
    public async Task Damaged_warehouse_is_reported_with_the_fix()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        var good = await File.ReadAllBytesAsync(shop.Warehouse);
        var random = new Random(42);
        foreach (
            var (what, bytes) in new[]
            {
                ("no database", "not a database at all"u8.ToArray()),
                ("empty", []),
                ("cut short", good[..(good.Length / 2)]),
                ("overwritten", [.. good.Select((b, i) => i > 4096 ? (byte)random.Next(256) : b)]),
            }
        )
        {
            await File.WriteAllBytesAsync(shop.Warehouse, bytes);
            (await OpenAsync(shop).Should().ThrowAsync<ProblemException>(what))
                .Which.Should()
                .Match<ProblemException>(
                    e =>
                        e is UsageException
                            ? e.Message.Contains("warehouse.duckdb", StringComparison.Ordinal)
                                && e.Message.Contains("shopstream run --from-lake", StringComparison.Ordinal)
                            : what == "empty",
                    what
                );
        }
    }

    [Test]
    public async Task Warehouse_open_in_another_process_is_reported()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        using var other = Locked(shop.Warehouse);
        try
        {
            (await OpenAsync(shop).Should().ThrowAsync<InfrastructureException>()).Which.Message.Should().Contain("another process").And.Contain("--work");
            (await shop.Invoking(s => s.RunAsync(database.ConnectionString)).Should().ThrowAsync<InfrastructureException>())
                .Which.Message.Should()
                .Contain("another process");
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync();
        }
        await shop.RunAsync(database.ConnectionString);
    }

    private static Func<Task> OpenAsync(ShopRun shop, DateOnly? date = null) =>
        async () =>
        {
            await using var _ = await shop.Pipeline().OpenAsync(date, null, CancellationToken.None);
        };

    // DuckDB locks its file with fcntl, which grants the lock again to the same process: another process has to hold it.
    private static Process Locked(string path)
    {
        var python = new[] { "/usr/bin/python3", "/usr/local/bin/python3" }.FirstOrDefault(File.Exists);
        ServerRequirement.Require(python is not null, "no python3 to hold a lock from another process: install it to run this test");
        const string script = "import fcntl, sys, time; f = open(sys.argv[1], 'r+b'); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)";
        var process = Process.Start(new ProcessStartInfo(python!, ["-c", script, path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        process.StandardOutput.ReadLine().Should().Be("held");
        return process;
    }
}

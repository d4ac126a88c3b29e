using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Elt;

/// <summary>run --from-lake: the warehouse is what it was, without a source, whatever has become of its file.</summary>
[TestFixture, Category("Live")]
internal sealed class LakeRebuildTests
{
    private static readonly Dictionary<string, Action<string>> Damages = new(StringComparer.Ordinal)
    {
        ["missing"] = File.Delete,
        ["no database"] = f => File.WriteAllText(f, new string('x', 50_000)),
        ["empty"] = f => File.WriteAllBytes(f, []),
        ["cut off"] = f =>
        {
            using var file = File.OpenWrite(f);
            file.SetLength(file.Length / 3);
        },
        ["other bytes in the head"] = f => Overwrite(f, 4_096, 8_192),
        ["other bytes in every block"] = f => Overwrite(f, 20_000, int.MaxValue),
        ["another ledger"] = f => Change(f, "ALTER TABLE meta.loads DROP COLUMN run_id"),
        ["a ledger without a date"] = f => Change(f, "ALTER TABLE meta.loads ALTER date DROP NOT NULL; UPDATE meta.loads SET date = NULL"),
        ["whole"] = _ => { },
    };

    [NightlyCase("no database", true)]
    [TestCase("cut off", true)]
    [NightlyCase("a ledger without a date", true)]
    [TestCase("whole", false)]
    [NightlyCase("missing", false)]
    [NightlyCase("empty", true)]
    [NightlyCase("other bytes in the head", true)]
    [NightlyCase("other bytes in every block", true)]
    [NightlyCase("another ledger", true)]
    public async Task Warehouse_is_rebuilt_from_the_lake_and_the_damaged_file_is_kept(string damage, bool isKept)
    {
        var shop = (await LoadedShop.GetAsync()).Copy();
        using var place = new TestWorkspace();
        var warehouse = Path.Combine(shop.Work, "warehouse.duckdb");
        var before = ShopRun.ContentOf(warehouse);
        Damages[damage](warehouse);
        var damaged = File.Exists(warehouse) ? await File.ReadAllBytesAsync(warehouse) : [];
        // A source that refuses every connection: it is not read.
        var source = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = "1",
            ["PGDATABASE"] = "shop",
        };

        if (isKept)
            (await ShopProgram.RunAsync("check", "--work", shop.Work, "--out", place.In("reports"), "--quiet"))
                .Out.Should()
                .Contain("shopstream run --from-lake")
                .And.NotContainEquivalentOf("run again");
        var output = await ShopProgram.RunAsync(
            source,
            "run",
            "--from-lake",
            "--work",
            shop.Work,
            "--out",
            place.In("reports"),
            "--quiet",
            "--date",
            "2026-01-15"
        );

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().Contain("rebuilt from the lake");
        ShopRun.ContentOf(warehouse).Should().Equal(before);
        var kept = Directory.EnumerateFiles(shop.Work, "warehouse.damaged-*.duckdb").ToList();
        kept.Should().HaveCount(isKept ? 1 : 0);
        if (!isKept)
            return;
        File.ReadAllBytes(kept[0]).Should().Equal(damaged);
        output.Out.Should().Contain(kept[0]);
    }

    [Test]
    public async Task Damaged_file_of_the_lake_is_not_loaded()
    {
        var shop = (await LoadedShop.GetAsync()).Copy();
        using var place = new TestWorkspace();
        var before = ShopRun.ContentOf(Path.Combine(shop.Work, "warehouse.duckdb"));
        await File.AppendAllTextAsync(Path.Combine(shop.Lake, "raw/postgres/orders/2026-01-15/orders_20260115.csv"), "1,2\n");

        var output = await ShopProgram.RunAsync("run", "--from-lake", "--work", shop.Work, "--out", place.In("reports"), "--quiet");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Out.Should().Contain("orders_20260115.csv").And.Contain("nothing was loaded").And.NotContainEquivalentOf("run again");
        ShopRun.ContentOf(Path.Combine(shop.Work, "warehouse.duckdb")).Should().Equal(before);
    }

    [Test]
    public async Task Lake_without_a_run_leaves_nothing_to_rebuild()
    {
        using var place = new TestWorkspace();

        var output = await ShopProgram.RunAsync(["run", "--from-lake", .. place.Options, "--json"]);

        output.ExitCode.Should().Be(ExitCodes.NotJudged, $"{output}");
        output.Out.Should().Contain("from which the warehouse could be rebuilt");
    }

    [Test]
    public async Task Model_that_fails_on_a_value_does_not_show_it()
    {
        var shop = (await LoadedShop.GetAsync()).Copy();
        using var place = new TestWorkspace();
        place.With("models/core/dim_people.sql", "SELECT id,\n  CAST(email AS INTEGER) AS number FROM {{ source('raw', 'users') }}");
        var settings = place.With(
            "own.runsettings",
            $"<RunSettings><TestRunParameters><Parameter name=\"models\" value=\"{place.In("models")}\" /></TestRunParameters></RunSettings>"
        );

        var output = await ShopProgram.RunAsync(
            "run",
            "--from-lake",
            "--work",
            shop.Work,
            "--out",
            place.In("reports"),
            "--quiet",
            "--settings",
            settings,
            "--features",
            place.Features("raw users is not empty")
        );

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Out.Should().Contain("core/dim_people.sql").And.Contain("(hidden)").And.Contain("INT32").And.NotContain("@");
        Directory
            .EnumerateFiles(place.In("reports"), "results.json", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .Single()
            .Should()
            .Contain("(hidden)")
            .And.NotMatchRegex(@"\w@\w+\.\w");
    }

    private static void Overwrite(string file, int from, int to)
    {
        var bytes = File.ReadAllBytes(file);
        for (var i = from; i < Math.Min(to, bytes.Length); i += 1_000)
            bytes[i] ^= 0x5a;
        File.WriteAllBytes(file, bytes);
    }

    private static void Change(string file, string sql)
    {
        using var connection = new DuckDB.NET.Data.DuckDBConnection($"Data Source={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Attached;

/// <summary>An attached warehouse compared with the live source, by a role that may only read.</summary>
[TestFixture, Category("Live")]
internal sealed class AttachedSourceTests
{
    [Test]
    public async Task Warehouse_is_compared_with_the_live_source_by_a_role_that_may_only_read()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE orders (id int PRIMARY KEY, total numeric(10,2) NOT NULL);
            INSERT INTO orders SELECT i, i * 1.5 FROM generate_series(1, 100) AS i;
            """
        );
        var reader = $"reader_{database.Name}";
        await database.ExecuteAsync(
            $"CREATE ROLE {reader} LOGIN PASSWORD 'testing'; GRANT SELECT ON orders TO {reader}; ALTER ROLE {reader} SET default_transaction_read_only = on"
        );
        using var folder = new AttachedFolder(
            "CREATE SCHEMA raw; CREATE TABLE raw.orders AS SELECT i::INT AS id, (i * 1.5)::DECIMAL(10,2) AS total FROM range(1, 101) AS r(i) WHERE i <> 42"
        ).Settings(("layer.raw", "raw"), ("key.raw.orders", "id"), ("source.tables", "orders"));
        var before = folder.Protect();

        var output = await folder.CheckAsync(
            LoadedShop.Source(database.As(reader)),
            "raw orders has as many rows as source orders",
            "raw orders matches source orders row for row on id",
            "every id in raw orders exists as id in source orders"
        );

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("2 failed, 1 of 3 scenarios passed").And.Contain("id=42: missing");
        folder.State().Should().Equal(before);
    }

    [Test]
    public async Task Every_kind_of_scenario_is_judged_or_says_what_is_not_attached()
    {
        var shop = (await LoadedShop.GetAsync()).Copy();
        using var place = new TestWorkspace();
        // Which tables a model of ours builds is not known of an attached warehouse.
        foreach (
            var file in Directory
                .EnumerateFiles(Repository.Features, "*.feature")
                .Where(f => !File.ReadAllText(f).Contains("its model builds", StringComparison.Ordinal))
        )
            place.With($"features/{Path.GetFileName(file)}", await File.ReadAllTextAsync(file));
        string[] check =
        [
            "check",
            "--attached",
            "--warehouse-file",
            Path.Combine(shop.Work, "warehouse.duckdb"),
            "--settings",
            Repository.SettingsFile,
            "--features",
            place.In("features"),
            "--date",
            $"{TestPostgres.SeedOptions.Date:yyyy-MM-dd}",
            "--out",
            place.In("reports"),
        ];

        var output = await ShopProgram.RunAsync([.. check, "--json"]);

        output.ExitCode.Should().Be(ExitCodes.NotJudged, $"{output}");
        output.Out.Should().MatchRegex("\"passed\":[4-9][0-9],\"warned\":0,\"failed\":0,\"notJudged\":[1-9][0-9],\"error\":0");
    }
}

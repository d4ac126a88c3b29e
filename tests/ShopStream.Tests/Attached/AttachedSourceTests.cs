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
    public async Task Files_in_a_bucket_are_compared_with_the_live_source()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE orders (id int PRIMARY KEY, total numeric(10,2) NOT NULL, zip varchar(5));
            INSERT INTO orders SELECT i, i * 1.5, '0' || (1000 + i) FROM generate_series(1, 3) AS i;
            """
        );
        await using var s3 = await Lake.TestS3.StartAsync();
        foreach (
            var (key, text) in new[] { ("orders/2026-11-27/a.csv", "id,total,zip\n1,1.50,01001\n"), ("orders/2026-11-28/a.csv", "zip,id,total\n01001,1,1.5\n") }
        )
            await s3.Client.PutObjectAsync(
                new Amazon.S3.Model.PutObjectRequest
                {
                    BucketName = s3.Bucket,
                    Key = $"raw/{key}",
                    ContentBody = text,
                }
            );
        await s3.Client.PutObjectAsync(
            new Amazon.S3.Model.PutObjectRequest
            {
                BucketName = s3.Bucket,
                Key = "raw/orders/2026-11-28/b.csv",
                ContentBody = "id,total,zip\n3,4.50,01003\n",
            }
        );
        using var folder = new AttachedFolder("CREATE SCHEMA raw; CREATE TABLE raw.other AS SELECT 1 AS id").Settings(
            ("lake", $"s3://{s3.Bucket}/raw"),
            ("lake.endpoint", s3.Endpoint),
            ("lake.layout", "{table}/{date:yyyy-MM-dd}/*.csv"),
            ("source.tables", "orders")
        );

        var output = await folder.CheckAsync(
            LoadedShop.Source(database.ConnectionString),
            "lake orders has exactly 2 rows",
            "lake orders matches source orders row for row on id"
        );

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("1 failed, 1 of 2 scenarios passed").And.Contain("id=2: missing").And.Contain("1 row missing");
        output.Out.Should().Contain("lake orders is 2 files of 2026-11-28.");
    }

    [Test]
    public async Task Every_kind_of_scenario_is_judged_or_says_what_is_not_attached()
    {
        var shop = (await LoadedShop.GetAsync()).Copy();
        using var place = new TestWorkspace();
        // Which tables a model of ours builds is not known of an attached warehouse.
        foreach (var file in Repository.FeatureFiles.Where(f => !File.ReadAllText(f).Contains("its model builds", StringComparison.Ordinal)))
            place.With($"features/{Path.GetRelativePath(Repository.Features, file)}", await File.ReadAllTextAsync(file));
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

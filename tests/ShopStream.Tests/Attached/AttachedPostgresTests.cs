using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Attached;

/// <summary>check over a PostgreSQL database that another pipeline has written, by a role that may only read.</summary>
[TestFixture, Category("Live")]
internal sealed class AttachedPostgresTests
{
    private const string Warehouse = """
        CREATE SCHEMA raw; CREATE SCHEMA core; CREATE SCHEMA finance; CREATE SCHEMA reports;
        CREATE TABLE raw.orders (id int PRIMARY KEY, total numeric(10,2) NOT NULL, placed_at timestamptz NOT NULL);
        INSERT INTO raw.orders SELECT i, i * 1.5, timestamptz '2026-01-01 10:00Z' + i * interval '1 hour' FROM generate_series(1, 100) AS i WHERE i <> 42;
        CREATE TABLE core.orders AS SELECT id AS order_id, total FROM raw.orders;
        CREATE VIEW finance.daily AS SELECT CAST(placed_at AT TIME ZONE 'UTC' AS date) AS day, SUM(total) AS revenue FROM raw.orders GROUP BY 1;
        CREATE TABLE reports.daily AS SELECT 'DEU' AS "Land", 5 AS "Umsatz EUR";
        """;

    private const string Source = """
        CREATE TABLE orders (id int PRIMARY KEY, total numeric(10,2) NOT NULL, placed_at timestamptz NOT NULL);
        INSERT INTO orders SELECT i, i * 1.5, timestamptz '2026-01-01 10:00Z' + i * interval '1 hour' FROM generate_series(1, 100) AS i;
        """;

    [Test]
    public async Task Layers_are_schemas_that_are_read_in_one_snapshot_and_compared_with_the_source()
    {
        await using var source = await TestPostgres.NewDatabaseAsync();
        await source.ExecuteAsync(Source);
        await using var warehouse = await TestPostgres.NewDatabaseAsync();
        await warehouse.ExecuteAsync(Warehouse);
        var reader = $"dwh_{warehouse.Name}";
        await warehouse.ExecuteAsync(
            $"CREATE ROLE {reader} LOGIN PASSWORD 'testing'; GRANT USAGE ON SCHEMA raw, core, finance, reports TO {reader}; "
                + $"GRANT SELECT ON ALL TABLES IN SCHEMA raw, core, finance, reports TO {reader}; ALTER ROLE {reader} SET default_transaction_read_only = on"
        );
        using var folder = new TestWorkspace();
        var settings = folder.With(
            "pipeline.runsettings",
            $"""
            <RunSettings><TestRunParameters>
            <Parameter name="pipeline" value="external" /><Parameter name="warehouse" value="postgres" />
            <Parameter name="warehouse.address" value="{Address(warehouse, reader)}" />
            <Parameter name="layer.raw" value="raw" /><Parameter name="layer.core" value="core" /><Parameter name="layer.mart" value="finance, reports" />
            <Parameter name="source.tables" value="orders" /><Parameter name="key.core.orders" value="order_id" />
            </TestRunParameters></RunSettings>
            """
        );
        var features = folder.Features(
            "core orders has as many rows as raw orders",
            "raw orders matches source orders row for row on id",
            "every id in raw orders exists as order_id in core orders",
            "mart \"reports.daily\" has exactly 1 row",
            "\"Umsatz EUR\" in mart \"reports.daily\" is exactly 5",
            "revenue in mart daily is above 0",
            "this query finds no rows in mart:\n      \"\"\"\n      SELECT * FROM daily WHERE revenue < 0\n      \"\"\"",
            "no order_id appears more than once in core orders"
        );
        var environment = new Dictionary<string, string>(LoadedShop.Source(source.ConnectionString), StringComparer.Ordinal)
        {
            ["WAREHOUSE_PGPASSWORD"] = "testing",
        };

        var output = await ShopProgram.RunAsync(environment, "check", "--settings", settings, "--features", features, "--out", folder.In("reports"));

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("1 failed, 7 of 8 scenarios passed").And.Contain("id=42: missing");
        (await warehouse.ScalarAsync("SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname LIKE 'shopstream%'"))
            .Should()
            .BeNull("nothing was created");
    }

    [TestCase("postgresql://me:secret@localhost/dwh", "has a password: leave it out, and set WAREHOUSE_PGPASSWORD or PGPASSFILE")]
    [TestCase("dwh", "is not an address")]
    [TestCase("postgresql://me@127.0.0.1:1/dwh", "cannot be reached", ExitCodes.Infrastructure)]
    public async Task Address_that_cannot_be_used_is_reported_without_its_password(string address, string message, int code = ExitCodes.Usage)
    {
        using var folder = new TestWorkspace();
        var settings = folder.With("pipeline.runsettings", "<RunSettings><TestRunParameters></TestRunParameters></RunSettings>");

        var output = await ShopProgram.RunAsync(
            "check",
            "--attached",
            "--warehouse",
            "postgres",
            "--warehouse-address",
            address,
            "--settings",
            settings,
            "--features",
            folder.Features("core orders is not empty"),
            "--out",
            folder.In("reports")
        );

        output.ExitCode.Should().Be(code, $"{output}");
        $"{output}".Should().Contain(message).And.NotContain("secret");
    }

    [Test]
    public async Task Project_of_dbt_on_postgres_is_attached()
    {
        Dbt.SharedDbt.Require();
        using var folder = new TestWorkspace();

        var output = await ShopProgram.RunAsync(
            "init",
            "--from",
            "dbt",
            Dbt.SharedDbt.Artifacts("dbt-1.11-postgres"),
            "--warehouse-address",
            "postgresql://me@localhost/dwh",
            "--into",
            folder.Path
        );

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        (await File.ReadAllTextAsync(folder.In("pipeline.runsettings")))
            .Should()
            .Contain("\"warehouse\" value=\"postgres\"")
            .And.Contain("\"warehouse.address\" value=\"postgresql://me@localhost/dwh\"");
        (await File.ReadAllTextAsync(folder.In("dbt-tests.md")))
            .Should()
            .Contain("the manifest has no SQL of it: run dbt compile", "dbt has only parsed this project");
    }

    private static string Address(TestDatabase database, string role)
    {
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return $"postgresql://{role}@{parts.Host}:{parts.Port}/{parts.Database}";
    }
}

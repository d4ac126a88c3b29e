using System.Text.Json;
using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>powerbi: data source files, and what they lead to; a mart that has changed so that a dashboard breaks fails a scenario.</summary>
[TestFixture, Category("Live")]
public sealed class PowerBiTests
{
    private LoadedShop shop = null!;
    private TestWorkspace place = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once() => (shop, place) = (await LoadedShop.GetAsync(), new TestWorkspace());

    [OneTimeTearDown]
    public void Remove() => place?.Dispose();

    [Test]
    public async Task Each_dashboard_gets_its_marts_as_files_without_personal_columns()
    {
        var copy = shop.Copy();
        var into = place.In("powerbi");

        var output = await ShopProgram.RunAsync("powerbi", "--into", into, "--work", copy.Work);

        output.ExitCode.Should().Be(ExitCodes.Passed, "{0}", output);
        output.Out.Should().Contain("without email, which is personal");
        Directory
            .GetFiles(into, "*.pbids")
            .Select(f => Path.GetFileName(f))
            .Should()
            .BeEquivalentTo("sales-overview.pbids", "customers.pbids", "product-performance.pbids");
        using var source = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(into, "sales-overview.pbids")));
        var connection = source.RootElement.GetProperty("connections")[0];
        connection.GetProperty("details").GetProperty("protocol").GetString().Should().Be("folder");
        connection.GetProperty("mode").GetString().Should().Be("Import");
        var folder = connection.GetProperty("details").GetProperty("address").GetProperty("path").GetString()!;
        Value($"SELECT SUM(total_revenue) FROM '{folder}/mart_sales_overview.parquet'")
            .Should()
            .Be(copy.Value("SELECT SUM(total_revenue) FROM marts.mart_sales_overview"));
        Value($"SELECT string_agg(name, ',') FROM parquet_schema('{into}/customers/mart_customer_rfm.parquet')")
            .Should()
            .Contain("rfm_segment")
            .And.NotContain("email");
    }

    [Test]
    public async Task In_Snowflake_the_dashboards_ask_with_the_warehouse_that_only_reads()
    {
        var into = place.In("snowflake");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SNOWFLAKE_ACCOUNT"] = "acme-shop",
            ["SNOWFLAKE_USER"] = "reader",
            ["SNOWFLAKE_PASSWORD"] = "x",
        };

        var output = await ShopProgram.RunAsync(environment, "powerbi", "--warehouse", "snowflake", "--into", into, "--work", place.In("none"));

        output.ExitCode.Should().Be(ExitCodes.Passed, "{0}", output);
        var text = await File.ReadAllTextAsync(Path.Combine(into, "customers.pbids"));
        using var source = JsonDocument.Parse(text);
        var connection = source.RootElement.GetProperty("connections")[0];
        connection.GetProperty("details").GetProperty("address").GetProperty("server").GetString().Should().Be("acme-shop.snowflakecomputing.com");
        connection.GetProperty("details").GetProperty("address").GetProperty("warehouse").GetString().Should().Be("BI_WH");
        connection.GetProperty("mode").GetString().Should().Be("DirectQuery");
        text.Should().NotContain("reader");
    }

    [Test]
    public async Task Without_a_run_there_is_nothing_to_write()
    {
        var output = await ShopProgram.RunAsync("powerbi", "--into", place.In("nothing"), "--work", place.In("empty"));
        output.ExitCode.Should().Be(ExitCodes.NotJudged, "{0}", output);
        output.Error.Should().Contain("run the pipeline first: shopstream run");
    }

    [TestCase("ALTER TABLE marts.mart_sales_overview RENAME COLUMN total_revenue TO revenue", "total_revenue is missing: expected an amount")]
    [TestCase("ALTER TABLE marts.mart_customer_rfm ALTER COLUMN monetary TYPE DOUBLE", "monetary is double: expected an amount")]
    public async Task A_mart_that_would_break_a_dashboard_fails_its_scenario(string change, string finding)
    {
        var faulty = shop.Copy();
        using (var connection = new DuckDBConnection($"Data Source={Path.Combine(faulty.Work, "warehouse.duckdb")}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = change;
            command.ExecuteNonQuery();
        }
        var only = place.In("only");
        Directory.CreateDirectory(only);
        File.Copy(Path.Combine(Clone.Root, "features", "dashboard-columns.feature"), Path.Combine(only, "dashboard-columns.feature"), overwrite: true);

        var run = await faulty.CheckWith(only).CheckAsync();

        run.ExitCode.Should().Be(ExitCodes.Failed, run.Problem);
        run.Scenarios.Single(s => s.Outcome == Outcome.Failed).Checks.Single().Keys.Should().ContainSingle().Which.Should().StartWith(finding);
    }

    private static string Value(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT CAST(v AS VARCHAR) FROM ({sql}) AS t(v)";
        return (string)command.ExecuteScalar()!;
    }
}

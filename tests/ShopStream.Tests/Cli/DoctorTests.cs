using System.Text.Json;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Probing;
using ShopStream.Quality.Verdicts;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;
using ShopStream.Tests.Snowflake;

namespace ShopStream.Tests.Cli;

/// <summary>What is looked at before the first run, and when something is wrong.</summary>
[TestFixture]
internal sealed class DoctorTests
{
    [Test]
    public async Task A_fresh_place_is_well_and_stays_as_it_is()
    {
        using var place = new Workplace();

        var said = await ShopProgram.RunAsync("doctor", "--work", place.In("work"));

        said.ExitCode.Should().Be(ExitCodes.Passed, $"{said}");
        said.Out.Should().ContainAll("ok          source     none is named", $"{Repository.ScenarioCount} scenarios in {Repository.FeatureCount} features", "14 models", "the first run makes it", "(pipeline.runsettings)", "(--work)", "GB free");
        Directory.Exists(place.In("work")).Should().BeFalse();
    }

    [Test]
    public async Task All_is_looked_at_even_if_something_does_not_answer_and_no_secret_is_shown()
    {
        var said = await ShopProgram.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PGHOST"] = "127.0.0.1", ["PGPORT"] = "9", ["PGDATABASE"] = "shop", ["PGPASSWORD"] = "hidden-one", ["SNOWFLAKE_PASSWORD"] = "hidden-two", ["SNOWFLAKE_HOME"] = "/nowhere" },
            "doctor", "--warehouse", "snowflake", "--json");

        said.ExitCode.Should().Be(ExitCodes.Infrastructure, "what does not answer outranks what is wrong");
        said.Out.Should().NotContain("hidden");
        using var json = JsonDocument.Parse(said.Out);
        var health = json.RootElement.GetProperty("findings").EnumerateArray().ToLookup(f => f.GetProperty("about").GetString()!, f => f.GetProperty("health").GetString(), StringComparer.Ordinal);
        health["source"].Should().Equal("unreachable");
        health["warehouse"].Should().NotBeEmpty().And.OnlyContain(h => string.Equals(h, "wrong", StringComparison.Ordinal));
        health["lake"].Should().Equal("good");
        json.RootElement.GetProperty("settings").EnumerateArray().Should().Contain(s => s.GetProperty("name").GetString() == "source.host" && s.GetProperty("origin").GetString() == "PGHOST")
            .And.Contain(s => s.GetProperty("name").GetString() == "PGPASSWORD" && s.GetProperty("value").GetString() == "set");
    }

    [Test, Category("Live")]
    public async Task A_source_is_described_with_its_rights_and_what_is_too_much()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync("CREATE ROLE looked_at LOGIN PASSWORD 'testing'; GRANT SELECT ON users, products, orders, events TO looked_at; GRANT UPDATE ON orders TO looked_at");
        try
        {
            var all = await SourceProbe.LookAsync(ShopRun.Source(database.ConnectionString), TimeProvider.System, CancellationToken.None);
            all.Should().Contain(f => f.Health == Health.Good && f.Found.Contains("PostgreSQL 1", StringComparison.Ordinal)).And.Contain(f => f.Health == Health.Warning && f.Found.EndsWith("is a superuser", StringComparison.Ordinal))
                .And.Contain(f => f.Health == Health.Good && f.Found.StartsWith("6 tables can be read", StringComparison.Ordinal));

            var half = await SourceProbe.LookAsync(ShopRun.Source(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "looked_at", Password = "testing" }.ConnectionString), TimeProvider.System, CancellationToken.None);
            half.Should().ContainSingle(f => f.Health == Health.Wrong).Which.Should().Match<Finding>(f => f.Found == "may not read order_items, crm_contacts" && f.Do == "GRANT SELECT ON \"public\".\"order_items\", \"public\".\"crm_contacts\" TO \"looked_at\"");
            half.Should().Contain(f => f.Health == Health.Warning && f.Found.StartsWith("may write to orders", StringComparison.Ordinal));

            var elsewhere = await SourceProbe.LookAsync(ShopRun.Source(database.ConnectionString) with { Tables = ["orders", "invoices"] }, TimeProvider.System, CancellationToken.None);
            elsewhere.Should().Contain(f => f.Health == Health.Wrong && f.Found == "schema public has no invoices");
        }
        finally
        {
            await database.ExecuteAsync("DROP OWNED BY looked_at; DROP ROLE looked_at");
        }
    }

    [Test, Category("Live")]
    public async Task Snowflake_is_looked_at_by_each_of_its_roles()
    {
        await using var shop = await SnowflakeShop.StartAsync();

        var well = await WarehouseProbe.LookAsync(shop.Options, TimeProvider.System, CancellationToken.None);
        well.Select(f => f.Health).Should().Equal(Health.Good, Health.Good, Health.Good, Health.Good);
        well[0].Found.Should().Contain("to load with LOADING_WH: version 9.30.0, role SHOPSTREAM_LOADER");
        well[^1].Found.Should().Be("RAW: nothing was loaded yet");

        shop.Snowflake.Faults.Login = (390100, "Incorrect username or password was specified.");
        (await WarehouseProbe.LookAsync(shop.Options, TimeProvider.System, CancellationToken.None)).Should().HaveCount(3).And.OnlyContain(f => f.Health == Health.Wrong && f.Found.Contains("check SNOWFLAKE_USER and SNOWFLAKE_PASSWORD", StringComparison.Ordinal));
    }
}

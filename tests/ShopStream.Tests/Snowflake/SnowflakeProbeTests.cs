using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Health;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>doctor's health checks of Snowflake, and the message when the driver is missing.</summary>
[TestFixture, Category("Slow")]
internal sealed class SnowflakeProbeTests
{
    private const string Arn = "arn:aws:iam::123456789012:role/shopstream-lake";

    private SnowflakeStandIn snowflake = null!;
    private SnowflakeSettings settings = null!;

    [SetUp]
    public async Task StartAsync()
    {
        SnowflakeShop.UseDriver();
        snowflake = await SnowflakeStandIn.StartAsync();
        settings = new SnowflakeSettings
        {
            Account = "test",
            User = "NIGHTLY",
            Credential = SnowflakeCredential.Password("testing"),
            Host = snowflake.Host,
            Port = snowflake.Port,
            Scheme = "http",
        };
        await SnowflakeAdministrator.ApplyAsync(
            settings with
            {
                User = "TESTER",
                Role = "ACCOUNTADMIN",
            },
            SnowflakeSetup.Statements(settings.Database, settings.Stage, settings.User, Lake, Arn),
            _ => { },
            CancellationToken.None
        );
    }

    [TearDown]
    public async Task StopAsync() => await snowflake.DisposeAsync();

    private static LakeSettings Lake => new("s3://shopstream-datalake-demo");

    [Test]
    public async Task Every_purpose_is_checked() =>
        (await LookAsync(settings))
            .Select(f => (Health: f.Status, f.Found.Split(": ")[0]))
            .Should()
            .Equal(
                (HealthStatus.Good, "Snowflake account test, database SHOPSTREAM_DWH, to load with LOADING_WH"),
                (HealthStatus.Good, "Snowflake account test, database SHOPSTREAM_DWH, to transform with TRANSFORM_WH"),
                (HealthStatus.Good, "Snowflake account test, database SHOPSTREAM_DWH, to check with CHECK_WH"),
                (HealthStatus.Good, "RAW")
            );

    [Test]
    public async Task Shared_role_or_warehouse_is_a_warning()
    {
        snowflake.Execute("GRANT USAGE ON WAREHOUSE CHECK_WH TO ROLE SHOPSTREAM_LOADER");

        var found = await LookAsync(settings with { Role = "SHOPSTREAM_LOADER", Warehouse = "CHECK_WH" });

        found
            .Where(f => f.Status == HealthStatus.Warning)
            .Should()
            .SatisfyRespectively(
                f =>
                    f.Should()
                        .Match<HealthCheck>(x =>
                            x.Found.StartsWith("the role SHOPSTREAM_LOADER loads, builds and checks", StringComparison.Ordinal)
                            && x.Fix
                                == "remove role from the settings (SNOWFLAKE_ROLE, snowflake.role, or role in connections.toml); "
                                    + "each purpose then uses its own: SHOPSTREAM_LOADER, SHOPSTREAM_TRANSFORMER, SHOPSTREAM_CHECKER"
                        ),
                f => f.Found.Should().StartWith("the warehouse CHECK_WH loads, builds and checks")
            );
    }

    [Test]
    public async Task Missing_setup_is_reported_with_the_fix()
    {
        snowflake.Execute("DROP WAREHOUSE TRANSFORM_WH");
        snowflake.Faults.Suspended.Add("CHECK_WH");

        (await LookAsync(settings))
            .Should()
            .SatisfyRespectively(
                f => f.Status.Should().Be(HealthStatus.Good),
                f =>
                    f.Should()
                        .Match<HealthCheck>(x => x.Status == HealthStatus.Wrong && x.Found.Contains("has no warehouse TRANSFORM_WH", StringComparison.Ordinal)),
                f =>
                    f.Should()
                        .Match<HealthCheck>(x =>
                            x.Status == HealthStatus.Wrong
                            && x.Found.Contains("to check with CHECK_WH: 000606 (57P03): No active warehouse", StringComparison.Ordinal)
                        )
            );
    }

    [TestCase("run")]
    [TestCase("check")]
    [TestCase("setup")]
    public async Task Missing_driver_is_reported_with_the_build_switch(string command)
    {
        Assume.That(Type.GetType("Snowflake.Data.Client.SnowflakeDbFactory, Snowflake.Data", throwOnError: false), Is.Null, "this build has the driver");
        var place = new Dictionary<string, string>(StringComparer.Ordinal) { ["SNOWFLAKE_HOME"] = "/nowhere" };
        using var work = new TestWorkspace();

        var output = command is "setup"
            ? await ShopProgram.RunProcessAsync(
                place,
                "setup",
                "snowflake",
                "--apply",
                "--role-arn",
                Arn,
                "--settings",
                work.With(
                    "a.runsettings",
                    "<RunSettings><TestRunParameters><Parameter name=\"lake\" value=\"s3://a-bucket\" /></TestRunParameters></RunSettings>"
                )
            )
            : await ShopProgram.RunProcessAsync(place, command, "--warehouse", "snowflake", "--work", work.In("work"), "--out", work.In("out"));

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output.Out}{output.Error}"
            .Should()
            .Contain("its driver Snowflake.Data is not in this build")
            .And.Contain("-p:WithSnowflake=true")
            .And.NotContain("its account is not set");
    }

    private static Task<IReadOnlyList<HealthCheck>> LookAsync(SnowflakeSettings with) =>
        WarehouseProbe.CheckAsync(
            new PipelineOptions
            {
                WorkFolder = Path.GetTempPath(),
                Lake = Lake,
                ModelsFolder = ModelProject.ShippedFolder,
                BusinessMetrics = SnowflakeShop.BusinessMetrics,
                Snowflake = () => with,
            },
            TimeProvider.System,
            CancellationToken.None
        );
}

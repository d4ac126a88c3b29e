using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Snowflake;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Attached;

/// <summary>check over a database of Snowflake that another pipeline has written, by a role that may only read, in the stand-in for Snowflake.</summary>
[TestFixture, Category("Live")]
internal sealed class AttachedSnowflakeTests
{
    private static readonly string[] Warehouse =
    [
        "CREATE WAREHOUSE IF NOT EXISTS ANALYSIS_WH WITH WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 AUTO_RESUME = TRUE INITIALLY_SUSPENDED = TRUE",
        "CREATE DATABASE IF NOT EXISTS ANALYTICS",
        "CREATE SCHEMA IF NOT EXISTS ANALYTICS.LANDING",
        "CREATE SCHEMA IF NOT EXISTS ANALYTICS.CORE",
        "CREATE SCHEMA IF NOT EXISTS ANALYTICS.FINANCE",
        "CREATE ROLE IF NOT EXISTS ANALYST",
        "GRANT ROLE ANALYST TO USER NIGHTLY",
        "GRANT USAGE ON WAREHOUSE ANALYSIS_WH TO ROLE ANALYST",
        "GRANT USAGE ON DATABASE ANALYTICS TO ROLE ANALYST",
        "GRANT USAGE ON SCHEMA ANALYTICS.LANDING TO ROLE ANALYST",
        "GRANT USAGE ON SCHEMA ANALYTICS.CORE TO ROLE ANALYST",
        "GRANT USAGE ON SCHEMA ANALYTICS.FINANCE TO ROLE ANALYST",
        """CREATE OR REPLACE TRANSIENT TABLE ANALYTICS.LANDING."ORDERS" AS SELECT 1 AS "ID", CAST(1.50 AS NUMBER(10, 2)) AS "TOTAL" UNION ALL SELECT 2, 3.00""",
        """CREATE OR REPLACE TRANSIENT TABLE ANALYTICS.CORE."FACT_ORDERS" AS SELECT 1 AS "ORDER_ID", CAST(1.50 AS NUMBER(10, 2)) AS "TOTAL" """,
        """CREATE OR REPLACE TRANSIENT TABLE ANALYTICS.FINANCE."Umsatz je Tag" AS SELECT 'DEU' AS "Land", CAST(4.50 AS NUMBER(10, 2)) AS "Umsatz EUR" """,
        "GRANT SELECT ON ALL TABLES IN SCHEMA ANALYTICS.LANDING TO ROLE ANALYST",
        "GRANT SELECT ON ALL TABLES IN SCHEMA ANALYTICS.CORE TO ROLE ANALYST",
        "GRANT SELECT ON ALL TABLES IN SCHEMA ANALYTICS.FINANCE TO ROLE ANALYST",
    ];

    [Test]
    public async Task Database_of_snowflake_is_only_read()
    {
        SnowflakeShop.UseDriver();
        await using var snowflake = await SnowflakeStandIn.StartAsync();
        foreach (var statement in Warehouse)
            snowflake.Execute(statement, statement.Contains("ANALYTICS.", StringComparison.Ordinal) ? "ANALYTICS" : null);
        var before = snowflake.Statements.Count;
        using var folder = new TestWorkspace();

        var output = await CheckAsync(
            folder,
            snowflake,
            "ANALYST",
            "core fact_orders has as many rows as raw orders",
            "raw orders has exactly 2 rows",
            "\"Umsatz EUR\" in mart \"Umsatz je Tag\" is exactly 4.5",
            "no order_id appears more than once in core fact_orders",
            "this query finds no rows in core:\n      \"\"\"\n      SELECT * FROM fact_orders WHERE total < 0\n      \"\"\""
        );

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("1 failed, 4 of 5 scenarios passed");
        var sent = snowflake.Statements.Skip(before).ToList();
        sent.Select(s => (s.Role, s.Warehouse)).Distinct().Should().Equal(("ANALYST", "ANALYSIS_WH"));
        sent.Select(s => s.Sql.TrimStart().Split(' ', '\n')[0])
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeSubsetOf(["ALTER", "SELECT", "USE", "WITH", "--"], "queries, the parameters of a session, and the schema of custom SQL");
        sent.Select(s => s.Sql).Where(s => s.StartsWith("ALTER", StringComparison.Ordinal)).Should().AllSatisfy(s => s.Should().StartWith("ALTER SESSION SET"));
    }

    [Test]
    public async Task Role_without_the_database_is_a_usage_error_that_says_what_to_name()
    {
        SnowflakeShop.UseDriver();
        await using var snowflake = await SnowflakeStandIn.StartAsync();
        foreach (var statement in Warehouse.Where(s => !s.StartsWith("GRANT USAGE ON DATABASE", StringComparison.Ordinal)))
            snowflake.Execute(statement, statement.Contains("ANALYTICS.", StringComparison.Ordinal) ? "ANALYTICS" : null);
        using var folder = new TestWorkspace();

        var output = await CheckAsync(folder, snowflake, "ANALYST", "raw orders has exactly 2 rows");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain("the role ANALYST has no database ANALYTICS").And.Contain("snowflake.database").And.NotContain("testing");
    }

    [Test]
    public async Task Project_of_dbt_on_snowflake_is_attached()
    {
        Dbt.SharedDbt.Require();
        using var folder = new TestWorkspace();

        var output = await ShopProgram.RunAsync("init", "--from", "dbt", Dbt.SharedDbt.Artifacts("dbt-1.11-snowflake"), "--into", folder.Path);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        (await File.ReadAllTextAsync(folder.In("pipeline.runsettings")))
            .Should()
            .Contain("\"warehouse\" value=\"snowflake\"")
            .And.Contain("\"snowflake.database\" value=\"shopstream_dwh\"")
            .And.Contain("\"upstream.mart.salesbycountry\"", "a name without quotes is folded")
            .And.Contain("\"upstream.staging.stg_ad_spend\" value=\"raw AdSpend\"", "a name in quotes is not");
    }

    private static Task<ProgramOutput> CheckAsync(TestWorkspace folder, SnowflakeStandIn snowflake, string role, params string[] sentences)
    {
        var settings = folder.With(
            "pipeline.runsettings",
            $"""
            <RunSettings><TestRunParameters>
            <Parameter name="pipeline" value="external" /><Parameter name="warehouse" value="snowflake" />
            <Parameter name="snowflake.account" value="test" /><Parameter name="snowflake.user" value="NIGHTLY" />
            <Parameter name="snowflake.host" value="{snowflake.Host}" /><Parameter name="snowflake.protocol" value="http" />
            <Parameter name="snowflake.port" value="{snowflake.Port.ToString(CultureInfo.InvariantCulture)}" />
            <Parameter name="snowflake.database" value="ANALYTICS" /><Parameter name="snowflake.role" value="{role}" />
            <Parameter name="snowflake.warehouse" value="ANALYSIS_WH" />
            <Parameter name="layer.raw" value="landing" /><Parameter name="layer.core" value="core" /><Parameter name="layer.mart" value="finance" />
            </TestRunParameters></RunSettings>
            """
        );
        return ShopProgram.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["SNOWFLAKE_PASSWORD"] = "testing" },
            "check",
            "--settings",
            settings,
            "--features",
            folder.Features(sentences),
            "--out",
            folder.In("reports")
        );
    }
}

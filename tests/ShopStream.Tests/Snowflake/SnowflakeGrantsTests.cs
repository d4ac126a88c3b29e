using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>The grants of the setup are sufficient for every command, and each one is needed.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeGrantsTests
{
    private SnowflakeShop shop = null!;
    private IReadOnlyList<Specification> specifications = null!;
    private int exitCode;
    private IReadOnlyList<string> unused = null!;

    private SnowflakeStandIn Snowflake => shop.Snowflake;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        shop = await SnowflakeShop.StartAsync();
        specifications = SnowflakeShop.Shipped();
        await shop.RunAsync(specifications);
        exitCode = (await shop.RunAndCheckAsync(specifications)).ExitCode;
        // Another run replaces existing tables and rebuilds views.
        await shop.RunAsync(specifications);
        unused = Snowflake.Rights.Unused;
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (shop is not null)
            await shop.DisposeAsync();
    }

    [Test]
    public void Grants_are_sufficient_and_minimal()
    {
        exitCode.Should().Be(ExitCodes.Passed);
        // A run does not need the grants for mutation testing.
        unused
            .Where(u => !u.Contains("_PROOF", StringComparison.Ordinal))
            .Should()
            .BeEquivalentTo(
                [
                    "CREATE TABLE: GRANT USAGE, CREATE TABLE, CREATE VIEW ON SCHEMA \"SHOPSTREAM_DWH\".STAGING TO ROLE SHOPSTREAM_TRANSFORMER",
                    "CREATE VIEW: GRANT USAGE, CREATE TABLE, CREATE VIEW ON SCHEMA \"SHOPSTREAM_DWH\".CORE TO ROLE SHOPSTREAM_TRANSFORMER",
                    "CREATE VIEW: GRANT USAGE, CREATE TABLE, CREATE VIEW ON SCHEMA \"SHOPSTREAM_DWH\".MARTS TO ROLE SHOPSTREAM_TRANSFORMER",
                    "SELECT: GRANT SELECT ON FUTURE TABLES IN SCHEMA \"SHOPSTREAM_DWH\".STAGING TO ROLE SHOPSTREAM_CHECKER",
                    "SELECT: GRANT SELECT ON FUTURE TABLES IN SCHEMA \"SHOPSTREAM_DWH\".META TO ROLE SHOPSTREAM_CHECKER",
                    "SELECT: GRANT SELECT ON FUTURE VIEWS IN SCHEMA \"SHOPSTREAM_DWH\".CORE TO ROLE SHOPSTREAM_CHECKER",
                    "SELECT: GRANT SELECT ON FUTURE VIEWS IN SCHEMA \"SHOPSTREAM_DWH\".MARTS TO ROLE SHOPSTREAM_CHECKER",
                    // A run does not read as a dashboard does.
                    "USAGE: GRANT USAGE ON WAREHOUSE BI_WH TO ROLE SHOPSTREAM_READER",
                    "USAGE: GRANT USAGE ON DATABASE \"SHOPSTREAM_DWH\" TO ROLE SHOPSTREAM_READER",
                    "USAGE: GRANT USAGE ON SCHEMA \"SHOPSTREAM_DWH\".MARTS TO ROLE SHOPSTREAM_READER",
                    "SELECT: GRANT SELECT ON FUTURE TABLES IN SCHEMA \"SHOPSTREAM_DWH\".MARTS TO ROLE SHOPSTREAM_READER",
                    "SELECT: GRANT SELECT ON FUTURE VIEWS IN SCHEMA \"SHOPSTREAM_DWH\".MARTS TO ROLE SHOPSTREAM_READER",
                ],
                "the shipped models are views in STAGING and tables elsewhere: one's own may be either"
            );
    }

    [TestCase("USAGE ON WAREHOUSE LOADING_WH FROM ROLE SHOPSTREAM_LOADER", "has no warehouse LOADING_WH")]
    [TestCase("USAGE ON WAREHOUSE TRANSFORM_WH FROM ROLE SHOPSTREAM_TRANSFORMER", "has no warehouse TRANSFORM_WH")]
    [TestCase("USAGE ON WAREHOUSE CHECK_WH FROM ROLE SHOPSTREAM_CHECKER", "has no warehouse CHECK_WH")]
    [TestCase("USAGE ON DATABASE SHOPSTREAM_DWH FROM ROLE SHOPSTREAM_LOADER", "has no database SHOPSTREAM_DWH")]
    [TestCase("USAGE ON SCHEMA SHOPSTREAM_DWH.META FROM ROLE SHOPSTREAM_LOADER", "sees no ledger in SHOPSTREAM_DWH.META")]
    [NightlyCase("CREATE TABLE ON SCHEMA SHOPSTREAM_DWH.RAW FROM ROLE SHOPSTREAM_LOADER", "Insufficient privileges to operate on schema 'RAW'")]
    [TestCase("USAGE ON STAGE SHOPSTREAM_DWH.RAW.S3_RAW_STAGE FROM ROLE SHOPSTREAM_LOADER", "S3_RAW_STAGE")]
    [NightlyCase("USAGE ON FILE FORMAT SHOPSTREAM_DWH.RAW.SHOPSTREAM_CSV FROM ROLE SHOPSTREAM_LOADER", "SHOPSTREAM_CSV")]
    [TestCase("INSERT ON TABLE SHOPSTREAM_DWH.META.LOADS FROM ROLE SHOPSTREAM_LOADER", "Insufficient privileges to operate on table 'LOADS'")]
    [TestCase(
        "SELECT ON FUTURE TABLES IN SCHEMA SHOPSTREAM_DWH.RAW FROM ROLE SHOPSTREAM_TRANSFORMER; "
            + "SELECT ON ALL TABLES IN SCHEMA SHOPSTREAM_DWH.RAW FROM ROLE SHOPSTREAM_TRANSFORMER",
        "does not exist or not authorized"
    )]
    [NightlyCase("CREATE VIEW ON SCHEMA SHOPSTREAM_DWH.STAGING FROM ROLE SHOPSTREAM_TRANSFORMER", "Insufficient privileges to operate on schema 'STAGING'")]
    [TestCase("DELETE ON TABLE SHOPSTREAM_DWH.META.MODELS FROM ROLE SHOPSTREAM_TRANSFORMER", "Insufficient privileges to operate on table 'MODELS'")]
    [TestCase("SELECT ON ALL TABLES IN SCHEMA SHOPSTREAM_DWH.META FROM ROLE SHOPSTREAM_CHECKER", "sees no ledger in SHOPSTREAM_DWH.META")]
    [TestCase(
        "SELECT ON FUTURE TABLES IN SCHEMA SHOPSTREAM_DWH.MARTS FROM ROLE SHOPSTREAM_CHECKER; "
            + "SELECT ON ALL TABLES IN SCHEMA SHOPSTREAM_DWH.MARTS FROM ROLE SHOPSTREAM_CHECKER",
        "mart_"
    )]
    public async Task Missing_grant_is_reported(string grants, string said)
    {
        foreach (var grant in grants.Split("; "))
            Snowflake.Execute("REVOKE " + grant, shop.Settings.Database);
        try
        {
            var run = async () =>
            {
                await shop.RunAsync(specifications);
                await shop.RunAndCheckAsync(specifications);
            };

            (await run.Should().ThrowAsync<UsageException>()).Which.Message.Should().Contain(said);
        }
        finally
        {
            await shop.SetUpAsync();
        }
    }

    [Test]
    public async Task Dashboards_read_the_marts_and_nothing_else()
    {
        await shop.RunAsync();
        Snowflake.Rights.GrantRole("SHOPSTREAM_READER", "USER NIGHTLY");
        try
        {
            await using var session = await SnowflakeSession.OpenAsync(
                SnowflakeProvider.Find(),
                shop.Settings with
                {
                    Role = "SHOPSTREAM_READER",
                    Warehouse = "BI_WH",
                },
                Purpose.Check,
                null,
                TimeSpan.FromSeconds(30),
                CancellationToken.None
            );

            (await session.ReadAsync("SELECT COUNT(*) FROM MARTS.MART_SALES_OVERVIEW", CancellationToken.None)).Number(0).Should().BePositive();
            foreach (var table in (string[])["RAW.USERS", "STAGING.STG_USERS", "CORE.DIM_USERS", "META.LOADS"])
                await session
                    .Awaiting(s => s.ReadAsync($"SELECT * FROM {table}", CancellationToken.None))
                    .Should()
                    .ThrowAsync<System.Data.Common.DbException>(table);
            await session
                .Awaiting(s => s.ExecuteAsync("DELETE FROM MARTS.MART_SALES_OVERVIEW", CancellationToken.None))
                .Should()
                .ThrowAsync<System.Data.Common.DbException>();
        }
        finally
        {
            Snowflake.Rights.RevokeRole("SHOPSTREAM_READER", "USER NIGHTLY");
        }
    }

    [TestCase(Purpose.Load, "GRANT SELECT ON TABLE RAW.USERS TO ROLE PUBLIC")]
    [NightlyCase(Purpose.Transform, "GRANT SELECT ON TABLE MARTS.MART_CUSTOMER_RFM TO ROLE PUBLIC")]
    public async Task Who_builds_a_table_does_not_share_it(object purpose, string grant)
    {
        await shop.RunAsync();
        await using var session = await Session((Purpose)purpose);

        (await session.Awaiting(s => s.ExecuteAsync(grant, CancellationToken.None)).Should().ThrowAsync<System.Data.Common.DbException>())
            .Which.ErrorCode.Should()
            .Be(3001);
    }

    [Test]
    public async Task Repeated_setup_keeps_grants_of_file_formats()
    {
        foreach (var sql in (string[])["CREATE ROLE ENGINEER", "GRANT USAGE ON FILE FORMAT RAW.SHOPSTREAM_CSV TO ROLE ENGINEER"])
            Snowflake.Execute(sql, shop.Settings.Database);

        await shop.SetUpAsync();

        Snowflake.Rights.May("ENGINEER", "USAGE", "FILE FORMAT", "SHOPSTREAM_DWH.RAW.SHOPSTREAM_CSV").Should().BeTrue();
    }

    [Test]
    public async Task Checker_cannot_write()
    {
        await shop.RunAsync();
        await using var session = await Session(Purpose.Check);

        foreach (
            var sql in (string[])
                [
                    "DELETE FROM RAW.ORDERS",
                    "CREATE TABLE CORE.MINE (N NUMBER(5, 0))",
                    "DROP TABLE RAW.ORDERS",
                    "INSERT INTO META.LOADS SELECT * FROM META.LOADS",
                ]
        )
            (await session.Awaiting(s => s.ExecuteAsync(sql, CancellationToken.None)).Should().ThrowAsync<System.Data.Common.DbException>())
                .Which.ErrorCode.Should()
                .Be(3001);
    }

    private Task<SnowflakeSession> Session(Purpose purpose) =>
        SnowflakeSession.OpenAsync(SnowflakeProvider.Find(), shop.Settings, purpose, null, TimeSpan.FromSeconds(30), CancellationToken.None);
}

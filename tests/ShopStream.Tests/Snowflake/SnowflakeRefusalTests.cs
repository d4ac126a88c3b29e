using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Snowflake;

/// <summary>What Snowflake refuses, by credential, role, privilege, warehouse or deadline: what to do is named, and nothing has changed.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeRefusalTests : SnowflakeFixture
{
    private readonly IReadOnlyList<Specification> specifications = Specs(
        "raw orders has as many rows as source orders",
        "revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent"
    );

    [OneTimeSetUp]
    public Task RunAsync() => Shop.RunAsync(specifications);

    [TestCase("LOADING_WH", "to load with LOADING_WH")]
    [NightlyCase("TRANSFORM_WH", "to transform with TRANSFORM_WH")]
    [TestCase("CHECK_WH", "to check with CHECK_WH")]
    public async Task Suspended_warehouse_is_reported_before_any_change(string warehouse, string purpose)
    {
        Snowflake.Faults.Suspended.Add(warehouse);

        (await NothingMovedAsync())
            .Should()
            .Contain(purpose)
            .And.Contain("No active warehouse selected")
            .And.Contain("ALTER WAREHOUSE … RESUME")
            .And.EndWith("Nothing was moved.");
    }

    [TestCase("LOADING_WH", "SHOPSTREAM_LOADER")]
    [NightlyCase("TRANSFORM_WH", "SHOPSTREAM_TRANSFORMER")]
    [TestCase("CHECK_WH", "SHOPSTREAM_CHECKER")]
    public async Task Missing_warehouse_is_reported_before_any_change(string warehouse, string role)
    {
        Snowflake.Execute($"DROP WAREHOUSE {warehouse}");
        try
        {
            (await NothingMovedAsync())
                .Should()
                .Contain(
                    $"with {warehouse}: the role {role} has no warehouse {warehouse}. "
                        + $"What to do: create it, or GRANT USAGE ON WAREHOUSE {warehouse} TO ROLE {role}"
                );
        }
        finally
        {
            await Shop.SetUpAsync();
        }
    }

    [Test]
    public async Task Missing_role_grant_is_reported_as_not_retryable()
    {
        Shop.Settings = Shop.Settings with { Role = "NOBODY" };
        try
        {
            (await Refused<UsageException>()).Should().Contain("Role 'NOBODY'").And.Contain("shopstream setup snowflake");
        }
        finally
        {
            Shop.Settings = Shop.Settings with { Role = null };
        }
    }

    [TestCase("SHOPSTREAM_LOADER")]
    [NightlyCase("SHOPSTREAM_TRANSFORMER")]
    [TestCase("SHOPSTREAM_CHECKER")]
    public async Task Ungranted_role_is_reported_before_any_change(string role)
    {
        Snowflake.Rights.RevokeRole(role, "USER NIGHTLY");
        try
        {
            (await NothingMovedAsync())
                .Should()
                .Contain($"Role '{role}'")
                .And.Contain("grant the role to the user")
                .And.Contain("shopstream setup snowflake prints the grants");
        }
        finally
        {
            Snowflake.Rights.GrantRole(role, "USER NIGHTLY");
        }
    }

    [Test]
    public async Task Expired_credential_is_reported_as_not_retryable()
    {
        Snowflake.Faults.Login = (390114, "Authentication token has expired.  The user must authenticate again.");

        (await NothingMovedAsync()).Should().Contain("Authentication token has expired").And.Contain("390114").And.Contain("renew it");
    }

    [Test]
    public async Task Invalid_credential_is_reported_as_not_retryable()
    {
        Snowflake.Faults.Login = (390144, "JWT token is invalid. [1234]");

        (await Refused<UsageException>())
            .Should()
            .Contain("JWT token is invalid")
            .And.Contain("390144")
            .And.Contain("ALTER USER … SET RSA_PUBLIC_KEY")
            .And.Contain("Nothing was moved");
    }

    [Test]
    public async Task Missing_privilege_is_reported_with_the_grant()
    {
        await Shop.RunAsync();
        Snowflake.Faults.Denied = (role, sql) => role is "SHOPSTREAM_LOADER" && sql.StartsWith("COPY INTO", StringComparison.Ordinal);

        (await Refused<UsageException>())
            .Should()
            .Contain("Insufficient privileges")
            .And.Contain("shopstream setup snowflake prints the grants")
            .And.Contain("RAW is unchanged");
    }

    [Test]
    public async Task Statement_beyond_its_deadline_is_aborted()
    {
        await Shop.RunAsync();
        Snowflake.Faults.Hang = sql => sql.StartsWith("COPY INTO", StringComparison.Ordinal);
        Shop.Settings = Shop.Settings with { Deadline = TimeSpan.FromSeconds(2) };
        try
        {
            (await Refused<InfrastructureException>()).Should().Contain("did not respond within 2 s").And.Contain("RAW is unchanged");
        }
        finally
        {
            Shop.Settings = Shop.Settings with { Deadline = TimeSpan.FromSeconds(60) };
        }
    }

    [Test]
    public async Task Local_folder_is_rejected_as_Snowflake_lake()
    {
        var bucket = Shop.Options;
        Shop.Options = bucket with { Lake = ShopRun.WithEvents(new LakeSettings(Path.Combine(bucket.WorkFolder, "lake"))) };
        try
        {
            (await Refused<UsageException>()).Should().Contain("Snowflake loads from S3");
        }
        finally
        {
            Shop.Options = bucket;
        }
    }

    private async Task<string> NothingMovedAsync()
    {
        var date = ShopRun.Date.AddDays(1);
        var loads = Shop.Content("META.LOADS");
        var run = () => Shop.RunAsync(specifications, date);

        var thrown = (await run.Should().ThrowAsync<UsageException>()).Which;

        thrown.ExitCode.Should().Be(ExitCodes.Usage);
        Shop.Content("META.LOADS").Should().Be(loads);
        await using var lake = Lakes.Open(Shop.Options.Lake);
        await foreach (var entry in lake.ListAsync("", CancellationToken.None))
            entry.Key.Should().NotContain($"{date:yyyy-MM-dd}");
        return thrown.Message;
    }

    private async Task<string> Refused<T>()
        where T : ProblemException
    {
        var run = () => Shop.RunAsync();
        return (await run.Should().ThrowAsync<T>()).Which.Message;
    }
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Setup;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Results;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Snowflake;

/// <summary>The setup statements that an administrator reviews.</summary>
[TestFixture, Category("Fast")]
internal sealed class SnowflakeSetupTests
{
    private const string Arn = "arn:aws:iam::123456789012:role/shopstream-lake";

    [Test]
    public void Setup_statements_match_the_golden_file() =>
        SnowflakeAccount.Script(Statements("s3://shopstream-datalake-demo/eu"), "nightly", "ACCOUNTADMIN").MatchSnapshot("setup-snowflake");

    // Whoever reads the first line runs it as the role that the second line uses.
    [TestCase("ACCOUNTADMIN", "USE ROLE ACCOUNTADMIN;")]
    [TestCase("platform_admin", "USE ROLE PLATFORM_ADMIN;")]
    [TestCase("Data Platform", "USE ROLE \"Data Platform\";")]
    public void Header_and_role_agree(string role, string use) =>
        SnowflakeAccount
            .Script(Statements("s3://b-b"), "nightly", role)
            .Split('\n')
            .Should()
            .Contain(use)
            .And.Contain(l => l.StartsWith($"-- Run as {role}.", StringComparison.Ordinal))
            .And.ContainSingle(l => l.StartsWith("USE ROLE", StringComparison.Ordinal));

    [Test]
    public void Every_schema_has_managed_access_and_every_file_format_keeps_its_grants()
    {
        var statements = Statements("s3://b-b").Select(s => s.Sql).ToList();

        foreach (var schema in statements.Where(s => s.StartsWith("CREATE SCHEMA", StringComparison.Ordinal)).Select(s => s.Split(' ')[5]))
            statements
                .Should()
                .Contain($"CREATE SCHEMA IF NOT EXISTS {schema} WITH MANAGED ACCESS")
                .And.Contain($"ALTER SCHEMA {schema} ENABLE MANAGED ACCESS");
        statements
            .Where(s => s.Contains("FILE FORMAT", StringComparison.Ordinal) && !s.StartsWith("GRANT", StringComparison.Ordinal))
            .Should()
            .HaveCount(2)
            .And.OnlyContain(s => s.StartsWith("CREATE OR ALTER FILE FORMAT", StringComparison.Ordinal));
        statements.Should().NotContain(s => s.Contains("OR REPLACE", StringComparison.Ordinal));
    }

    [Test]
    public void Dashboards_have_a_role_and_a_warehouse_of_their_own()
    {
        var statements = Statements("s3://b-b").Select(s => s.Sql).ToList();

        statements
            .Where(s => s.StartsWith("GRANT", StringComparison.Ordinal) && s.EndsWith("TO ROLE SHOPSTREAM_READER", StringComparison.Ordinal))
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(s =>
                s.Contains(".MARTS ", StringComparison.Ordinal)
                || s.Contains("USAGE ON DATABASE", StringComparison.Ordinal)
                || s.Contains("WAREHOUSE BI_WH", StringComparison.Ordinal)
            );
        statements
            .Should()
            .NotContain(s =>
                s.StartsWith("GRANT USAGE ON WAREHOUSE BI_WH", StringComparison.Ordinal) && !s.EndsWith("SHOPSTREAM_READER", StringComparison.Ordinal)
            );
    }

    [Test]
    public void Checker_has_no_write_privilege() =>
        Statements("s3://b-b")
            .Where(s => s.Sql.EndsWith("TO ROLE SHOPSTREAM_CHECKER", StringComparison.Ordinal))
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(s =>
                s.Sql.StartsWith("GRANT USAGE ON ", StringComparison.Ordinal) || s.Sql.StartsWith("GRANT SELECT ON ", StringComparison.Ordinal)
            );

    [Test]
    public void Setup_grants_nothing_to_PUBLIC_and_no_ownership() =>
        Statements("s3://b-b")
            .Should()
            .NotContain(s =>
                s.Sql.Contains("PUBLIC", StringComparison.Ordinal)
                || s.Sql.Contains("ALL PRIVILEGES", StringComparison.Ordinal)
                || s.Sql.Contains("OWNERSHIP", StringComparison.Ordinal)
            );

    [Test]
    public void Local_folder_is_rejected_as_Snowflake_lake() =>
        FluentActions
            .Invoking(() => Statements("lake"))
            .Should()
            .Throw<UsageException>()
            .WithMessage("the lake is the folder *, and Snowflake loads from S3. Expected: lake s3://bucket*");

    [TestCase("not-an-arn")]
    [TestCase("arn:aws:iam::1234:role/short-account")]
    [TestCase("arn:aws:iam::123456789012:user/somebody")]
    [TestCase("arn:aws:iam::123456789012:role/a'; DROP DATABASE X; --")]
    public void Invalid_AWS_role_is_rejected(string arn) =>
        FluentActions
            .Invoking(() => SnowflakeSetup.Statements("SHOPSTREAM_DWH", "S3_RAW_STAGE", null, new LakeSettings("s3://b-b"), arn))
            .Should()
            .Throw<UsageException>()
            .WithMessage($"the AWS role is '{arn}'. Expected the ARN of a role: arn:aws:iam::<12 digits>:role/<name> (--role-arn, *");

    private static IReadOnlyList<SetupStatement> Statements(string lake) =>
        SnowflakeSetup.Statements("SHOPSTREAM_DWH", "S3_RAW_STAGE", "nightly", new LakeSettings(lake), Arn);
}

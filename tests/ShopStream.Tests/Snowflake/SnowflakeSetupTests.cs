using FluentAssertions;
using NUnit.Framework;
using ShopStream.Cli.Commands;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Verdicts;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Snowflake;

/// <summary>What an administrator reviews.</summary>
[TestFixture]
internal sealed class SnowflakeSetupTests
{
    private const string Arn = "arn:aws:iam::123456789012:role/shopstream-lake";

    [Test]
    public void The_setup_is_as_agreed() => SetupSnowflakeCommand.Text(Statements("s3://shopstream-datalake-demo/eu"), "nightly").MatchSnapshot("setup-snowflake");

    [Test]
    public void The_checker_may_write_nothing() =>
        Statements("s3://b-b").Where(s => s.Sql.EndsWith("TO ROLE SHOPSTREAM_CHECKER", StringComparison.Ordinal))
            .Should().NotBeEmpty().And.OnlyContain(s => s.Sql.StartsWith("GRANT USAGE ON ", StringComparison.Ordinal) || s.Sql.StartsWith("GRANT SELECT ON ", StringComparison.Ordinal));

    [Test]
    public void Nothing_is_granted_to_everybody_and_nothing_is_owned_twice() =>
        Statements("s3://b-b").Should().NotContain(s => s.Sql.Contains("PUBLIC", StringComparison.Ordinal) || s.Sql.Contains("ALL PRIVILEGES", StringComparison.Ordinal) || s.Sql.Contains("OWNERSHIP", StringComparison.Ordinal));

    [Test]
    public void A_folder_is_no_lake_for_Snowflake() =>
        FluentActions.Invoking(() => Statements("lake")).Should().Throw<UsageException>().WithMessage("the lake is the folder *, and Snowflake loads from S3. Expected: lake s3://bucket*");

    private static IReadOnlyList<SetupStatement> Statements(string lake) => SnowflakeSetup.Statements("SHOPSTREAM_DWH", "S3_RAW_STAGE", "nightly", new LakeSettings(lake), Arn);
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>The whole pipeline in an account that sets every parameter otherwise, and compares new text without its case.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeAdverseAccountTests
{
    [Test]
    public async Task Shipped_scenarios_pass_whatever_the_account_sets()
    {
        var account = new StandInOptions
        {
            Parameters = new Dictionary<string, string>(SessionParameters.Adverse, StringComparer.Ordinal) { ["DEFAULT_DDL_COLLATION"] = "en-ci" },
        };
        await using var shop = await SnowflakeShop.StartAsync(account: account);
        var specifications = SnowflakeShop.Shipped();

        await shop.RunAsync(specifications);
        var (results, code) = await shop.RunAndCheckAsync(specifications);

        results
            .Where(r => r.Outcome != Outcome.Passed)
            .SelectMany(r => r.Checks)
            .Where(c => c.Outcome != Outcome.Passed)
            .Select(c => $"{c.Sentence}: expected {c.Expected}, actual {c.Actual} {c.Note}")
            .Should()
            .BeEmpty();
        code.Should().Be(ExitCodes.Passed);
    }
}

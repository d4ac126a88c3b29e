using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>Snowflake forgets after 64 days which files it has loaded into a table: a repeated run depends on neither.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeRepeatTests
{
    [Test]
    public async Task A_date_that_is_loaded_again_is_loaded_whole_and_once_within_64_days_and_after()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var shop = await SnowflakeShop.StartAsync(account: new StandInOptions { Clock = clock });

        foreach (var days in (int[])[0, 1, 65])
        {
            clock.Advance(TimeSpan.FromDays(days));
            await shop.RunAsync();

            shop.Query("SELECT COUNT(*) FROM RAW.ORDERS").Should().Be("5000", $"{days} days after the run before");
            shop.Query("SELECT COUNT(*) FROM META.LOADS").Should().Be("6");
            shop.Query("SELECT COUNT(*) FROM META.LOADS WHERE IS_CURRENT").Should().Be("6");
        }
    }
}

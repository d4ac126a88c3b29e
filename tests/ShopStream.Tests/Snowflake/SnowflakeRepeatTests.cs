using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Tests.Sandbox;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>Snowflake forgets after 64 days which files it has loaded; repeated runs do not depend on that.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeRepeatTests
{
    [Test]
    public async Task Reloaded_date_is_complete_within_and_after_64_days()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var shop = await SnowflakeShop.StartAsync(account: new StandInOptions { Clock = clock });

        foreach (var days in (int[])[0, 1, 65])
        {
            clock.Advance(TimeSpan.FromDays(days));
            await shop.RunAsync();

            shop.Query("SELECT COUNT(*) FROM RAW.ORDERS").Should().Be($"{TestPostgres.Orders}", $"{days} days after the run before");
            shop.Query("SELECT COUNT(*) FROM META.LOADS").Should().Be("6");
            shop.Query("SELECT COUNT(*) FROM META.LOADS WHERE IS_CURRENT").Should().Be("6");
        }
    }
}

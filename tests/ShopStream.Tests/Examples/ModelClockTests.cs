using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Dialects;

namespace ShopStream.Tests.Examples;

/// <summary>Calls that ask the engine for the time are found, and answered by a fixed day; columns of the same name are not touched.</summary>
[TestFixture, Category("Fast")]
public sealed class ModelClockTests
{
    [TestCase("SELECT current_date", "SELECT CAST('2025-11-28' AS DATE)")]
    [TestCase("SELECT CURRENT_DATE() - 1", "SELECT CAST('2025-11-28' AS DATE) - 1")]
    [TestCase("SELECT today ( ) AS d", "SELECT CAST('2025-11-28' AS DATE) AS d")]
    [TestCase("SELECT now(), Current_Timestamp", "SELECT CAST('2025-11-28 00:00:00+00' AS TIMESTAMPTZ), CAST('2025-11-28 00:00:00+00' AS TIMESTAMPTZ)")]
    [TestCase("SELECT localtimestamp", "SELECT CAST('2025-11-28 00:00:00' AS TIMESTAMP)")]
    public void Call_is_answered(string sql, string frozen)
    {
        ModelClock.AsksBy(sql).Should().NotBeNull();
        ModelClock.Freeze(sql, new DateOnly(2025, 11, 28), Dialect.DuckDb).Should().Be(frozen);
    }

    [TestCase("SELECT today, now FROM t")]
    [TestCase("SELECT t.current_date FROM t")]
    [TestCase("SELECT 'now()' -- now()")]
    [TestCase("SELECT \"current_date\" FROM t")]
    public void Column_text_or_comment_is_not_a_call(string sql)
    {
        ModelClock.AsksBy(sql).Should().BeNull();
        ModelClock.Freeze(sql, new DateOnly(2025, 11, 28), Dialect.DuckDb).Should().Be(sql);
    }

    [Test]
    public void Snowflake_has_its_own_type_for_a_moment() =>
        ModelClock
            .Freeze("SELECT CURRENT_TIMESTAMP()", new DateOnly(2025, 11, 28), Dialect.Snowflake)
            .Should()
            .Be("SELECT CAST('2025-11-28 00:00:00+00' AS TIMESTAMP_LTZ)");
}

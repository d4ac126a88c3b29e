using System.Data.Common;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Snowflake;

/// <summary>What a retry cannot help does not say "Run again", whatever Snowflake's code is.</summary>
[TestFixture, Category("Fast")]
internal sealed class SnowflakeProblemTests
{
    [TestCase(0, "no code: the network")]
    [TestCase(603, "an internal error")]
    [TestCase(604, "a cancelled statement")]
    [TestCase(625, "a lock")]
    [TestCase(630, "a statement's time-out")]
    [TestCase(390112, "a session that has ended")]
    [TestCase(270001, "the driver's connection")]
    public void Passing_failure_is_worth_a_retry(int code, string what)
    {
        var problem = SnowflakeProblem.Of(new DriverException(code), "Snowflake", "RAW is unchanged.")!;

        problem.Should().BeOfType<InfrastructureException>(what).Which.Message.Should().EndWith("RAW is unchanged. Run again.");
    }

    [TestCase(100038, "correct the value in the source, * leave the column out with source.columns.<table>", "a number that is none")]
    [TestCase(100035, "correct the value in the source*", "a timestamp that is none")]
    [TestCase(100078, "correct the value in the source*", "a text that is too long")]
    [TestCase(1003, "correct what the message names; the same statement would fail again", "wrong SQL")]
    [TestCase(904, "correct what the message names*", "an unknown column")]
    [TestCase(90073, "correct what the message names*", "a feature that the account lacks")]
    [TestCase(3001, "grant the missing privilege*", "a missing right")]
    [TestCase(390114, "the credential has expired*", "an expired token")]
    public void Lasting_failure_names_what_to_change(int code, string fix, string what)
    {
        var problem = SnowflakeProblem.Of(new DriverException(code), "Snowflake", "RAW is unchanged.")!;

        problem.Should().BeOfType<UsageException>(what).Which.Message.Should().Match($"Snowflake: *{code:000000}* What to do: {fix}*RAW is unchanged.");
    }

    private sealed class DriverException(int code) : DbException("The driver's text.", code);
}

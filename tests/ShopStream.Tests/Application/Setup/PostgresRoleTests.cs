using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Application.Setup;

namespace ShopStream.Tests.Application.Setup;

/// <summary>The SQL of a role that may only read. That it suffices and allows no more is tested against a server.</summary>
[TestFixture, Category("Fast")]
internal sealed class PostgresRoleTests
{
    [Test]
    public void Its_limits_are_those_of_the_settings()
    {
        var text = Text(("source.deadline", "600"), ("source.deadline.events", "7200"), ("source.connections", "2"));

        text.Should().ContainAll("CONNECTION LIMIT 3;", "statement_timeout = '7200s'", "lock_timeout = '3s'", "idle_in_transaction_session_timeout = '60s'");
    }

    [TestCase("1", 3)]
    [TestCase("3", 4)]
    [TestCase("4", 4)]
    public void It_may_connect_once_more_than_a_run_does_and_never_more_than_four_times(string connections, int limit) =>
        Text(("source.connections", connections)).Should().Contain($"CONNECTION LIMIT {limit};");

    private static string Text(params (string Name, string Value)[] settings) =>
        PostgresRole.Script(
            "reader",
            ShopSettings.From(
                settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal),
                new Dictionary<string, string>(StringComparer.Ordinal),
                _ => null
            )
        );
}

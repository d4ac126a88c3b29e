using NUnit.Framework;
using ShopStream.Quality.Execution;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>A fixture whose tests share one shop with its warehouse in Snowflake. Each test leaves it as a run would.</summary>
internal abstract class SnowflakeFixture
{
    protected SnowflakeShop Shop { get; private set; } = null!;

    protected SnowflakeStandIn Snowflake => Shop.Snowflake;

    [OneTimeSetUp]
    public async Task StartAsync() => Shop = await SnowflakeShop.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Shop is not null)
            await Shop.DisposeAsync();
    }

    // Snowflake ends detached sessions once another session needs their locks.
    [TearDown]
    public async Task ResetFaultsAsync()
    {
        Shop.Progress = null;
        Snowflake.Faults.Login = null;
        (Snowflake.Faults.Denied, Snowflake.Faults.Hang, Snowflake.Faults.Drop, Snowflake.Faults.Error) = (null, null, null, null);
        Snowflake.Faults.Suspended.Clear();
        await Task.Run(Snowflake.EndSessions);
        Shop.Settings = Shop.Settings with { Port = Snowflake.Port, Deadline = TimeSpan.FromSeconds(60), SignInDeadline = TimeSpan.FromSeconds(10) };
        Shop.Options = Shop.Options with { Deadline = TimeSpan.FromSeconds(60) };
    }

    /// <summary>A scenario for each sentence.</summary>
    protected static IReadOnlyList<Specification> Specs(params string[] sentences)
    {
        using var one = new ShopRun();
        return one.Specs("Feature: f\n" + string.Concat(sentences.Select((s, i) => $"  Scenario: {i}\n    Then {s}\n")));
    }
}

using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>What dead runs left on other dates than the one that the next run is about.</summary>
[TestFixture, Category("Fast")]
internal sealed class LakeLeftoversTests
{
    private static readonly DateOnly Date = SampleManifest.Date;
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 1, 0, 0, TimeSpan.Zero);
    private static readonly LeaseHolder Next = new("20261127-010000-aaaa", "one");

    private string folder = null!;
    private ILake lake = null!;

    [SetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("shopstream-leftovers-").FullName;
        lake = Lakes.Open(new LakeSettings(folder));
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await lake.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Next_run_of_another_date_finishes_or_removes_an_exchange_and_removes_the_leases_of_the_dead(bool isLoaded)
    {
        var exchange = new LakeExchange(lake, Date, "one");
        var manifest = SampleManifest.Of(Date);
        foreach (var key in manifest.Files)
            using (var content = new MemoryStream([1, 2, 3]))
                await exchange.Next.WriteAsync(key, content, default);
        await exchange.PrepareAsync(manifest, default);
        await PutAsync(LakeLayout.LeaseKey(Date), "one", Now);
        await PutAsync(LakeLayout.ReaderKey(Date, "mine"), "one", Now);
        await PutAsync(LakeLayout.ReaderKey(Date, "expired"), "two", Now - TimeSpan.FromHours(1));

        await new LakeLeftovers(lake, Next, new FakeTimeProvider(Now)).RemoveAsync(Date.AddDays(1), _ => Task.FromResult(isLoaded), default);

        (await KeysAsync()).Should().BeEquivalentTo(isLoaded ? [.. manifest.Files, LakeLayout.ManifestKey(Date)] : Array.Empty<string>());
    }

    [Test]
    public async Task Date_that_another_command_uses_is_left_to_a_later_run()
    {
        var exchange = new LakeExchange(lake, Date, "one");
        using (var content = new MemoryStream([1, 2, 3]))
            await exchange.Next.WriteAsync(SampleManifest.Of(Date).Tables[0].Key, content, default);
        var before = (await KeysAsync()).Count;
        await PutAsync(LakeLayout.LeaseKey(Date), "two", Now);
        await PutAsync(LakeLayout.ReaderKey(Date.AddDays(-1), "live"), "two", Now);

        await new LakeLeftovers(lake, Next, new FakeTimeProvider(Now)).RemoveAsync(Date.AddDays(1), _ => Task.FromResult(false), default);

        (await KeysAsync()).Should().HaveCount(before + 2);
    }

    private Task<bool> PutAsync(string key, string owner, DateTimeOffset at) =>
        lake.TryCreateAsync(key, new LakeLease("somebody", owner, at, at + LakeLease.Duration).ToJson(), default);

    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var entry in lake.ListAsync("", default))
            keys.Add(entry.Key);
        return keys;
    }
}

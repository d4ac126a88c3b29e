using System.Text;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

/// <summary>Leases of a date in a folder lake; <see cref="LakeContract"/> tests the same calls on S3.</summary>
[TestFixture, Category("Fast")]
internal sealed class DateLeaseTests
{
    private static readonly DateOnly Date = new(2025, 11, 28);
    private static readonly DateTimeOffset Now = new(2025, 11, 28, 2, 15, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromHours(4);
    private static readonly string Key = LakeLayout.LeaseKey(Date);

    private FakeTimeProvider clock = null!;
    private string folder = "";
    private ILake lake = null!;

    [SetUp]
    public void Create()
    {
        clock = new FakeTimeProvider(Now);
        folder = Directory.CreateTempSubdirectory("shopstream-lease-").FullName;
        lake = Lakes.Open(new LakeSettings(folder));
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        await lake.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Second_run_of_a_leased_date_is_rejected_with_the_owner()
    {
        var inside = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var first = Lease("20251128-021500-aaaa", "one")
            .RunUnderLeaseAsync<int>(
                Limit,
                async _ =>
                {
                    inside.SetResult();
                    await goOn.Task;
                    return 1;
                },
                default
            );
        await inside.Task;
        var ran = false;

        var second = () =>
            Lease("20251128-021501-bbbb", "two")
                .RunUnderLeaseAsync(
                    Limit,
                    _ =>
                    {
                        ran = true;
                        return Task.FromResult(2);
                    },
                    default
                );

        (await second.Should().ThrowAsync<InfrastructureException>()).WithMessage(
            "2025-11-28 in *being written by run 20251128-021500-aaaa since 2025-11-28 02:15:00 UTC*"
                + "until 2025-11-28 02:25:00 UTC unless renewed*waited 0 s*lock.wait*nothing was changed*"
        );
        ran.Should().BeFalse();
        goOn.SetResult();
        (await first).Should().Be(1);
        (await Lease("20251128-021502-cccc", "two").RunUnderLeaseAsync(Limit, _ => Task.FromResult(3), default)).Should().Be(3, "the lease was released");
    }

    [Test]
    public async Task Failed_run_releases_its_lease()
    {
        var failing = () => Lease("20251128-021500-aaaa", "one").RunUnderLeaseAsync<int>(Limit, _ => throw new InfrastructureException("gone"), default);

        await failing.Should().ThrowAsync<InfrastructureException>().WithMessage("gone");

        (await lake.TryReadAsync(Key, default)).Should().BeNull();
    }

    [Test]
    public async Task Dead_run_of_the_same_work_folder_does_not_block()
    {
        await lake.TryCreateAsync(Key, new LakeLease("20251128-021400-dead", "one", Now, Now + Limit).ToJson(), default);

        (await Lease("20251128-021500-aaaa", "one").RunUnderLeaseAsync(Limit, _ => Task.FromResult(1), default)).Should().Be(1);

        (await lake.TryReadAsync(Key, default)).Should().BeNull();
    }

    [Test]
    public async Task Lease_of_a_dead_remote_run_blocks_until_it_expires()
    {
        await lake.TryCreateAsync(Key, new LakeLease("20251127-221500-dead", "elsewhere", Now - Limit, Now).ToJson(), default);
        var early = () => Lease("20251128-021500-aaaa", "one").RunUnderLeaseAsync(Limit, _ => Task.FromResult(1), default);
        await early.Should().ThrowAsync<InfrastructureException>("clocks of two machines differ");
        clock.Advance(TimeSpan.FromMinutes(6));

        var begun = new TaskCompletionSource();
        var late = Lease("20251128-022100-bbbb", "one")
            .RunUnderLeaseAsync(
                Limit,
                _ =>
                {
                    begun.SetResult();
                    return Task.FromResult(1);
                },
                default
            );
        // The clock stands still once the work has begun; releasing the lease has its own timeout.
        while (!begun.Task.IsCompleted && !late.IsFaulted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        (await late).Should().Be(1);
        (await lake.TryReadAsync(Key, default)).Should().BeNull();
    }

    [Test]
    public async Task Later_of_two_takeovers_holds_the_lease()
    {
        await lake.TryCreateAsync(Key, new LakeLease("20251127-201500-dead", "elsewhere", Now - (2 * Limit), Now - Limit).ToJson(), default);
        var overtaken = Lease("20251128-021500-aaaa", "one").RunUnderLeaseAsync(Limit, _ => Task.FromResult(1), default);
        while (await lake.TryReadAsync(Key, default) is { } json && LakeLease.FromJson(json)!.RunId is "20251127-201500-dead")
            await Task.Delay(1);

        using (var other = new MemoryStream(new LakeLease("20251128-021501-bbbb", "two", Now, Now + Limit).ToJson()))
            await lake.WriteAsync(Key, other, default);
        clock.Advance(TimeSpan.FromSeconds(5));

        await FluentActions.Awaiting(() => overtaken).Should().ThrowAsync<InfrastructureException>().WithMessage("*run 20251128-021501-bbbb*");
        (await lake.TryReadAsync(Key, default)).Should().NotBeNull("the lease belongs to the other run");
    }

    [Test]
    public async Task Unreadable_lease_needs_manual_removal()
    {
        await lake.TryCreateAsync(Key, Encoding.UTF8.GetBytes("what is this"), default);

        var run = () => Lease("20251128-021500-aaaa", "one").RunUnderLeaseAsync(Limit, _ => Task.FromResult(1), default);

        await run.Should().ThrowAsync<UsageException>().WithMessage("*lease.json cannot be read*remove the object*");
    }

    [Test]
    public async Task Work_beyond_its_lease_is_cancelled()
    {
        var ended = new TaskCompletionSource();
        var run = Lease("20251128-021500-aaaa", "one")
            .RunUnderLeaseAsync<int>(
                Limit,
                async token =>
                {
                    await using var end = token.Register(ended.SetResult);
                    await Task.Delay(Timeout.Infinite, token);
                    return 1;
                },
                default
            );
        // The clock stands still once the work has ended; releasing the lease has its own timeout.
        while (!ended.Task.IsCompleted)
        {
            clock.Advance(Limit);
            await Task.Delay(5);
        }

        await FluentActions
            .Awaiting(() => run)
            .Should()
            .ThrowAsync<InfrastructureException>()
            .WithMessage("*cannot write and load 2025-11-28: it was not done within 14,400 s (setting lake.deadline)*");
        (await lake.TryReadAsync(Key, default)).Should().BeNull();
    }

    private DateLease Lease(string runId, string owner) => new(lake, Date, new LeaseHolder(runId, owner), new LockWait(TimeSpan.Zero, null), clock);

    [Test]
    public async Task Run_waits_for_a_reader_and_the_reader_for_the_run()
    {
        var messages = new List<string>();
        var wait = new LockWait(TimeSpan.FromMinutes(5), messages.Add);
        var reader = await SharedDateLease.TakeAsync(lake, Date, new LeaseHolder("check (process 1 on a)", "two"), wait, clock, default);
        var run = new DateLease(lake, Date, new LeaseHolder("20251128-021500-aaaa", "one"), wait, clock).RunUnderLeaseAsync(
            Limit,
            async _ =>
            {
                // Longer than the pause between two attempts, but not than a lease.
                await Task.Delay(TimeSpan.FromSeconds(30), clock, CancellationToken.None);
                return 1;
            },
            default
        );
        await UntilAsync(() => messages.Count == 1);
        messages[0]
            .Should()
            .Contain("2025-11-28")
            .And.Contain("being read by check (process 1 on a) since 2025-11-28 02:15:00 UTC")
            .And.Contain("waiting for at most 300 s (setting lock.wait)");

        // A second reader gives way to the run that waits.
        var second = SharedDateLease.TakeAsync(lake, Date, new LeaseHolder("check (process 2 on a)", "two"), wait, clock, default);
        await UntilAsync(() => messages.Count == 2);
        messages[1].Should().Contain("being written by run 20251128-021500-aaaa");
        await reader.DisposeAsync();
        await AdvanceUntilAsync(run);
        (await run).Should().Be(1);
        await AdvanceUntilAsync(second);
        await (await second).DisposeAsync();
        (await KeysAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task Wait_has_a_bound_and_names_the_reader()
    {
        await using var reader = await SharedDateLease.TakeAsync(
            lake,
            Date,
            new LeaseHolder("check (process 1 on a)", "two"),
            new LockWait(TimeSpan.Zero, null),
            clock,
            default
        );
        var run = new DateLease(
            lake,
            Date,
            new LeaseHolder("20251128-021500-aaaa", "one"),
            new LockWait(TimeSpan.FromSeconds(30), null),
            clock
        ).RunUnderLeaseAsync(Limit, _ => Task.FromResult(1), default);
        await AdvanceUntilAsync(run);

        await FluentActions
            .Awaiting(() => run)
            .Should()
            .ThrowAsync<InfrastructureException>()
            .WithMessage("*being read by check (process 1 on a)*waited 30 s for it (setting lock.wait), and nothing was changed*");
        (await lake.TryReadAsync(Key, default)).Should().BeNull("the run gives up its lease");
    }

    [TestCase("one", 0)]
    [TestCase("elsewhere", 16)]
    public async Task Lease_of_a_dead_reader_is_removed(string owner, int minutes)
    {
        var key = LakeLayout.ReaderKey(Date, "dead");
        await lake.TryCreateAsync(key, new LakeLease("check (process 1 on a)", owner, Now, Now + LakeLease.Duration).ToJson(), default);
        clock.Advance(TimeSpan.FromMinutes(minutes));

        (await Lease("20251128-021500-aaaa", "one").RunUnderLeaseAsync(Limit, _ => Task.FromResult(1), default)).Should().Be(1);

        (await KeysAsync()).Should().BeEmpty();
    }

    [TestCase("one", 0)]
    [TestCase("elsewhere", 16)]
    public async Task Lease_of_a_dead_run_does_not_keep_a_reader_waiting(string owner, int minutes)
    {
        await lake.TryCreateAsync(Key, new LakeLease("20251128-021400-dead", owner, Now, Now + LakeLease.Duration).ToJson(), default);
        clock.Advance(TimeSpan.FromMinutes(minutes));

        await using var reader = await SharedDateLease.TakeAsync(
            lake,
            Date,
            new LeaseHolder("check (process 1 on a)", "one"),
            new LockWait(TimeSpan.Zero, null),
            clock,
            default
        );

        (await KeysAsync()).Should().HaveCount(2, "the next run removes the dead one");
    }

    [Test]
    public async Task Lease_of_a_long_run_is_renewed_and_one_that_another_took_ends_the_run()
    {
        var run = Lease("20251128-021500-aaaa", "one")
            .RunUnderLeaseAsync<int>(
                Limit,
                async token =>
                {
                    await Task.Delay(Timeout.Infinite, token);
                    return 1;
                },
                default
            );
        await UntilAsync(() => File.Exists(Path.Combine(folder, Key)));
        while (LakeLease.FromJson((await lake.TryReadAsync(Key, default))!)!.Until < Now + TimeSpan.FromMinutes(20))
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(1);
        }

        using (var other = new MemoryStream(new LakeLease("20251128-021501-bbbb", "two", Now, Now + Limit).ToJson()))
            await lake.WriteAsync(Key, other, default);
        await AdvanceUntilAsync(run);

        await FluentActions.Awaiting(() => run).Should().ThrowAsync<InfrastructureException>().WithMessage("*this run has lost its lease*lease.json*");
        LakeLease.FromJson((await lake.TryReadAsync(Key, default))!)!.Owner.Should().Be("two", "it belongs to the other run");
    }

    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var entry in lake.ListAsync("", default))
            keys.Add(entry.Key);
        return keys;
    }

    private async Task AdvanceUntilAsync(Task end)
    {
        while (!end.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            i.Should().BeLessThan(10_000);
            await Task.Delay(5);
        }
    }
}

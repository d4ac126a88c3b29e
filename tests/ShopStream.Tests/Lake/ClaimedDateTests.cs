using System.Text;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Tests.Lake;

/// <summary>One run at a time has a date, in a folder; on S3 the same calls are <see cref="LakeContract"/>'s.</summary>
[TestFixture, Category("Fast")]
internal sealed class ClaimedDateTests
{
    private static readonly DateOnly Date = new(2025, 11, 28);
    private static readonly DateTimeOffset Now = new(2025, 11, 28, 2, 15, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromHours(4);
    private static readonly string Key = LakeLayout.ClaimKey(Date);

    private FakeTimeProvider clock = null!;
    private string folder = "";
    private ILake lake = null!;

    [SetUp]
    public void Create()
    {
        clock = new FakeTimeProvider(Now);
        folder = Directory.CreateTempSubdirectory("shopstream-claim-").FullName;
        lake = Lakes.Open(new LakeSettings(folder));
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        await lake.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task While_one_run_has_the_date_another_is_told_whose_it_is_and_touches_nothing()
    {
        var inside = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var first = Claim("20251128-021500-aaaa", "one").HoldAsync<int>(async _ =>
        {
            inside.SetResult();
            await goOn.Task;
            return 1;
        }, default);
        await inside.Task;
        var ran = false;

        var second = () => Claim("20251128-021501-bbbb", "two").HoldAsync(_ =>
        {
            ran = true;
            return Task.FromResult(2);
        }, default);

        (await second.Should().ThrowAsync<InfrastructureException>()).WithMessage("2025-11-28 in *being written by run 20251128-021500-aaaa since 2025-11-28 02:15:00 UTC*by 2025-11-28 06:15:00 UTC at the latest*");
        ran.Should().BeFalse();
        goOn.SetResult();
        (await first).Should().Be(1);
        (await Claim("20251128-021502-cccc", "two").HoldAsync(_ => Task.FromResult(3), default)).Should().Be(3, "the claim was given back");
    }

    [Test]
    public async Task A_run_that_fails_gives_its_claim_back()
    {
        var failing = () => Claim("20251128-021500-aaaa", "one").HoldAsync<int>(_ => throw new InfrastructureException("gone"), default);

        await failing.Should().ThrowAsync<InfrastructureException>().WithMessage("gone");

        (await lake.TryReadAsync(Key, default)).Should().BeNull();
    }

    [Test]
    public async Task A_dead_run_of_the_same_work_folder_holds_nobody_up()
    {
        await lake.TryCreateAsync(Key, new LakeClaim("20251128-021400-dead", "one", Now, Now + Limit).ToJson(), default);

        (await Claim("20251128-021500-aaaa", "one").HoldAsync(_ => Task.FromResult(1), default)).Should().Be(1);

        (await lake.TryReadAsync(Key, default)).Should().BeNull();
    }

    [Test]
    public async Task A_dead_run_of_another_machine_holds_the_date_until_its_time_is_over_and_no_longer()
    {
        await lake.TryCreateAsync(Key, new LakeClaim("20251127-221500-dead", "elsewhere", Now - Limit, Now).ToJson(), default);
        var early = () => Claim("20251128-021500-aaaa", "one").HoldAsync(_ => Task.FromResult(1), default);
        await early.Should().ThrowAsync<InfrastructureException>("clocks of two machines differ");
        clock.Advance(TimeSpan.FromMinutes(6));

        var begun = new TaskCompletionSource();
        var late = Claim("20251128-022100-bbbb", "one").HoldAsync(_ =>
        {
            begun.SetResult();
            return Task.FromResult(1);
        }, default);
        // The clock stands still once the work has begun: what it takes to give the claim back has its own time.
        while (!begun.Task.IsCompleted && !late.IsFaulted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        (await late).Should().Be(1);
        (await lake.TryReadAsync(Key, default)).Should().BeNull();
    }

    [Test]
    public async Task Of_two_that_take_over_a_dead_claim_the_later_has_it()
    {
        await lake.TryCreateAsync(Key, new LakeClaim("20251127-201500-dead", "elsewhere", Now - (2 * Limit), Now - Limit).ToJson(), default);
        var overtaken = Claim("20251128-021500-aaaa", "one").HoldAsync(_ => Task.FromResult(1), default);
        while (await lake.TryReadAsync(Key, default) is { } json && LakeClaim.FromJson(json)!.RunId is "20251127-201500-dead") await Task.Delay(1);

        using (var other = new MemoryStream(new LakeClaim("20251128-021501-bbbb", "two", Now, Now + Limit).ToJson())) await lake.WriteAsync(Key, other, default);
        clock.Advance(TimeSpan.FromSeconds(5));

        await FluentActions.Awaiting(() => overtaken).Should().ThrowAsync<InfrastructureException>().WithMessage("*run 20251128-021501-bbbb*");
        (await lake.TryReadAsync(Key, default)).Should().NotBeNull("it is the other's");
    }

    [Test]
    public async Task A_claim_that_cannot_be_read_is_for_a_person()
    {
        await lake.TryCreateAsync(Key, Encoding.UTF8.GetBytes("what is this"), default);

        var run = () => Claim("20251128-021500-aaaa", "one").HoldAsync(_ => Task.FromResult(1), default);

        await run.Should().ThrowAsync<UsageException>().WithMessage("*claim.json cannot be read*remove the object*");
    }

    [Test]
    public async Task Work_that_takes_longer_than_its_claim_holds_is_ended()
    {
        var ended = new TaskCompletionSource();
        var run = Claim("20251128-021500-aaaa", "one").HoldAsync<int>(async token =>
        {
            await using var end = token.Register(ended.SetResult);
            await Task.Delay(Timeout.Infinite, token);
            return 1;
        }, default);
        // The clock stands still once the work is ended: what it takes to give the claim back has its own time.
        while (!ended.Task.IsCompleted)
        {
            clock.Advance(Limit);
            await Task.Delay(5);
        }

        await FluentActions.Awaiting(() => run).Should().ThrowAsync<InfrastructureException>().WithMessage("*cannot write and load 2025-11-28: it was not done within 14,400 s (setting lake.deadline)*");
        (await lake.TryReadAsync(Key, default)).Should().BeNull();
    }

    private ClaimedDate Claim(string runId, string owner) => new(lake, Date, runId, owner, Limit, clock);
}

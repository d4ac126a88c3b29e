using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Elt;

/// <summary>Locks on a work folder: readers share, a run excludes.</summary>
[TestFixture, Category("Fast")]
internal sealed class WorkLockTests
{
    private static readonly LockWait None = new(TimeSpan.Zero, null);

    private TestWorkspace place = null!;

    private string Folder => place.In("work");

    [SetUp]
    public void Open() => place = new TestWorkspace();

    [TearDown]
    public void Close() => place.Dispose();

    [TestCase("work")]
    [TestCase("work/below/it")]
    public async Task File_in_the_place_of_the_work_folder_is_named_to_readers(string folder)
    {
        var file = place.With("work", "");

        var share = () => WorkLock.ShareAsync(place.In(folder), "check", None, TimeProvider.System, CancellationToken.None);

        (await share.Should().ThrowAsync<InfrastructureException>()).WithMessage(
            $"the work folder {place.In(folder)} is not a folder: {file} is a file. Remove it, or name another with --work DIR"
        );
    }

    [Test]
    public async Task Readers_share_a_folder_and_keep_a_run_out_that_names_the_first_of_them()
    {
        string owner;
        using (var run = await ExcludeAsync("run 1"))
            owner = run.Owner;
        using var first = await ShareAsync("check");
        using var second = await ShareAsync("prove");

        (await FluentActions.Awaiting(() => ExcludeAsync("run 2")).Should().ThrowAsync<InfrastructureException>()).WithMessage(
            $"check (process {Environment.ProcessId}, since * UTC) uses {Folder}; waited 0 s for it (setting lock.wait)*--work DIR"
        );
        first.Owner.Should().Be(owner).And.Be(second.Owner);
    }

    [Test]
    public async Task Run_excludes_readers_and_other_runs()
    {
        using var run = await ExcludeAsync("run 20260115-021500-aaaa");

        foreach (var attempt in new Func<Task<WorkLock>>[] { () => ShareAsync("check"), () => ExcludeAsync("run 2") })
            (await attempt.Should().ThrowAsync<InfrastructureException>()).WithMessage("run 20260115-021500-aaaa (process *");
    }

    [Test]
    public async Task Wait_ends_when_the_folder_is_free_and_is_announced_once()
    {
        var messages = new List<string>();
        var run = await ExcludeAsync("run 1");
        var waiting = WorkLock.ShareAsync(Folder, "check", new LockWait(TimeSpan.FromMinutes(1), messages.Add), TimeProvider.System, default);
        while (messages.Count == 0)
            await Task.Delay(5);

        run.Dispose();

        using var reader = await waiting;
        messages.Should().ContainSingle().Which.Should().MatchRegex("^run 1 .* uses .*: waiting for at most 60 s \\(setting lock.wait\\)$");
        Directory.EnumerateFiles(Folder, "holder-*", SearchOption.AllDirectories).Should().ContainSingle();
    }

    [Test]
    public async Task Wait_has_a_bound()
    {
        using var run = await ExcludeAsync("run 1");
        var began = Stopwatch.GetTimestamp();

        await FluentActions
            .Awaiting(() => WorkLock.ShareAsync(Folder, "check", new LockWait(TimeSpan.FromMilliseconds(300), null), TimeProvider.System, default))
            .Should()
            .ThrowAsync<InfrastructureException>();

        Stopwatch.GetElapsedTime(began).Should().BeGreaterThan(TimeSpan.FromMilliseconds(300));
    }

    [Test]
    public async Task Folder_that_does_not_exist_is_not_created_for_a_reader()
    {
        using (var reader = await ShareAsync("check"))
            reader.Owner.Should().HaveLength(32);

        Directory.Exists(Folder).Should().BeFalse();
    }

    [Test]
    public async Task Folder_keeps_its_identifier_and_a_damaged_one_is_replaced()
    {
        string first,
            second;
        using (var run = await ExcludeAsync("run 1"))
            first = run.Owner;
        using (var run = await ExcludeAsync("run 2"))
            second = run.Owner;
        second.Should().Be(first);
        await File.WriteAllTextAsync(Path.Combine(Folder, "lock"), "../../elsewhere/0123456789abcdef");

        using (var run = await ExcludeAsync("run 3"))
            run.Owner.Should().MatchRegex("^[0-9a-f]{32}$").And.NotBe(first);
    }

    [Test]
    public async Task Lock_that_is_a_folder_is_reported_with_the_fix()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "lock"));

        (await FluentActions.Awaiting(() => ExcludeAsync("run 1")).Should().ThrowAsync<InfrastructureException>()).WithMessage(
            "*cannot be written*--work DIR*"
        );
    }

    private Task<WorkLock> ExcludeAsync(string command) => WorkLock.ExcludeAsync(Folder, command, None, TimeProvider.System, default);

    private Task<WorkLock> ShareAsync(string command) => WorkLock.ShareAsync(Folder, command, None, TimeProvider.System, default);
}

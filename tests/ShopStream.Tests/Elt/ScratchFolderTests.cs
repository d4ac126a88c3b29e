using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline;
using ShopStream.Pipeline.Scratch;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Elt;

/// <summary>Temporary files have one owner, and none outlives the next one.</summary>
[TestFixture, Category("Fast")]
internal sealed class ScratchFolderTests
{
    [Test]
    public void Folder_of_a_dead_process_is_removed_and_that_of_a_live_one_stays()
    {
        using var place = new TestWorkspace();
        using var live = ScratchFolder.Create(place.In("tmp"));
        File.WriteAllText(Path.Combine(live.Path, "spill"), "live");
        // What a killed process leaves: nobody holds the lock.
        Directory.CreateDirectory(place.In("tmp/scratch-dead"));
        File.WriteAllText(place.In("tmp/scratch-dead/spill"), "dead");
        File.WriteAllText(place.In("tmp/scratch-dead.lock"), "");
        // One whose lock was removed with a folder that could not be.
        place.With("tmp/scratch-orphan/spill", "dead");

        using (var next = ScratchFolder.Create(place.In("tmp")))
            next.Path.Should().NotBe(live.Path);

        Directory
            .EnumerateFileSystemEntries(place.In("tmp"))
            .Select(Path.GetFileName)
            .Should()
            .BeEquivalentTo(Path.GetFileName(live.Path), Path.GetFileName(live.Path) + ".lock");
        File.ReadAllText(Path.Combine(live.Path, "spill")).Should().Be("live");
    }

    [Test]
    public void Process_has_one_folder_per_work_folder_even_after_that_was_deleted()
    {
        using var place = new TestWorkspace();
        var first = ScratchFolder.OfProcess(place.In("tmp"));
        ScratchFolder.OfProcess(place.In("tmp")).Should().Be(first);
        Directory.Delete(place.In("tmp"), recursive: true);

        var second = ScratchFolder.OfProcess(place.In("tmp"));

        second.Should().NotBe(first);
        Directory.Exists(second).Should().BeTrue();
    }

    [Test]
    public void Folders_created_at_the_same_time_are_not_taken_for_abandoned()
    {
        using var place = new TestWorkspace();
        var created = new System.Collections.Concurrent.ConcurrentBag<ScratchFolder>();

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => created.Add(ScratchFolder.Create(place.In("tmp"))));

        created.Should().OnlyContain(f => Directory.Exists(f.Path) && File.Exists(f.Path + ".lock"));
        ScratchFolder.Live(place.In("tmp")).Should().BeEquivalentTo(created.Select(f => f.Path));
        foreach (var folder in created)
            folder.Dispose();
        Directory.EnumerateFileSystemEntries(place.In("tmp")).Should().BeEmpty();
    }

    [Test]
    public void Parent_that_cannot_be_written_is_reported_with_the_fix()
    {
        using var place = new TestWorkspace();
        place.With("tmp", "a file");

        FluentActions
            .Invoking(() => ScratchFolder.Create(place.In("tmp")))
            .Should()
            .Throw<InfrastructureException>()
            .WithMessage($"*{place.In("tmp")}*--work*");
    }
}

/// <summary>DuckDB instances that spill at the same time.</summary>
[TestFixture, Category("Slow")]
internal sealed class SpillingTests
{
    // Both sort more than fits into memory, and name their spill files alike.
    [Test]
    public async Task Two_instances_that_spill_into_one_folder_do_not_mix_their_data()
    {
        using var place = new TestWorkspace();
        var settings = new DuckSettings("60MB", place.In("tmp"), TimeSpan.FromMinutes(2)) { Threads = 1 };

        var sums = await Task.WhenAll(
            Enumerable
                .Range(1, 2)
                .Select(async factor =>
                {
                    using var database = DuckDatabase.InMemory("a test", settings);
                    var measured = await database.ReadAsync(
                        "SELECT SUM(v * n) FROM (SELECT v, row_number() OVER (ORDER BY hash(v), padding) AS n "
                            + $"FROM (SELECT {factor} AS v, repeat('x', 20) || i AS padding FROM range(1500000) AS r(i)))",
                        CancellationToken.None
                    );
                    return measured.Number(0);
                })
        );

        sums.Should().Equal(1_500_000m * 1_500_001m / 2, 1_500_000m * 1_500_001m);
        Directory.EnumerateFileSystemEntries(place.In("tmp")).Should().BeEmpty();
    }
}

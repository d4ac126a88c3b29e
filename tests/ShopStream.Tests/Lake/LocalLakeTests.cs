using System.Diagnostics;
using System.Globalization;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

[TestFixture, Category("Slow")]
internal sealed class LocalLakeContractTests : LakeContract
{
    private string root = "";

    protected override int Rounds => 200;

    protected override Task<ILake> OpenAsync()
    {
        root = Path.Combine(Directory.CreateTempSubdirectory("shopstream-lake-").FullName, "not", "there", "yet");
        return Task.FromResult(OpenAgain());
    }

    protected override ILake OpenAgain() => new LocalLake(root);

    protected override Task<int> LeftoversAsync() => Task.FromResult(Directory.Exists(root) ? Directory.EnumerateFiles(Path.Combine(root, ".tmp")).Count() : 0);

    [TearDown]
    public void Remove() => Directory.Delete(Path.GetFullPath(Path.Combine(root, "..", "..", "..")), recursive: true);
}

[TestFixture, Category("Fast")]
internal sealed class LocalLakeTests
{
    private string root = "";

    [SetUp]
    public void Create() => root = Directory.CreateTempSubdirectory("shopstream-lake-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(root, recursive: true);

    [Test]
    public void Opening_creates_nothing()
    {
        var missing = Path.Combine(root, "lake");

        new LocalLake(missing).Description.Should().Be(missing);

        Directory.Exists(missing).Should().BeFalse();
    }

    [Test]
    public async Task Fetched_object_is_the_file_in_the_folder()
    {
        await using var lake = new LocalLake(root);
        await lake.WriteAsync("raw/a.csv", new GeneratedStream(10), default);

        using var copy = await lake.FetchAsync("raw/a.csv", "/nowhere", default);

        copy!.Path.Should().Be(Path.Combine(root, "raw", "a.csv"));
    }

    [Test]
    public void File_instead_of_a_folder_is_rejected()
    {
        var file = Path.Combine(root, "lake");
        File.WriteAllText(file, "");

        var open = () => new LocalLake(file);

        open.Should().Throw<UsageException>().WithMessage($"lake '{file}' is a file. Expected a folder*");
    }

    [Test]
    public async Task Unwritable_path_is_an_infrastructure_error_with_the_path()
    {
        await using var lake = new LocalLake(root);
        await File.WriteAllTextAsync(Path.Combine(root, "raw"), "a file where a folder is expected");

        var write = () => lake.WriteAsync("raw/a.csv", new GeneratedStream(10), default);

        (await write.Should().ThrowAsync<InfrastructureException>()).WithMessage($"{Path.Combine(root, "raw", "a.csv")}: cannot write it: *run again");
        Directory.EnumerateFiles(Path.Combine(root, ".tmp")).Should().BeEmpty();
    }

    [Test, Platform("Linux")]
    public async Task Full_disk_is_an_infrastructure_error_but_a_broken_source_stream_is_not()
    {
        await using var lake = new LocalLake(root);
        var broken = new GeneratedStream(10, pauseAt: 0, pause: () => throw new IOException("the source's own"));

        var write = () => lake.WriteAsync("raw/a.csv", broken, default);

        (await write.Should().ThrowAsync<IOException>()).WithMessage("the source's own");
        var full = () =>
            DiskProblem.TranslateAsync(
                "/dev/full",
                "write it",
                async () =>
                {
                    await using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
                    await device.WriteAsync(new byte[1]);
                    return true;
                }
            );
        (await full.Should().ThrowAsync<InfrastructureException>()).WithMessage("/dev/full: cannot write it: No space left on device*disk has room*");
    }

    [Test]
    public void Opening_removes_only_leftovers_of_dead_runs()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
        var ofTheDead = Leave(time, DeadPid(), Environment.MachineName, TimeSpan.FromMinutes(1));
        var ofYesterday = Leave(time, 1, "elsewhere", TimeSpan.FromHours(25));
        var ofTheLiving = Leave(time, Environment.ProcessId, Environment.MachineName, TimeSpan.FromHours(23));
        var ofAnother = Leave(time, DeadPid(), "elsewhere", TimeSpan.FromHours(23));
        var notOurs = Path.Combine(root, ".tmp", "notes.txt");
        File.WriteAllText(notOurs, "");
        var held = Leave(time, DeadPid(), Environment.MachineName, TimeSpan.FromHours(25));
        using var holder = new FileStream(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        _ = new LocalLake(root, time);

        File.Exists(ofTheDead).Should().BeFalse();
        File.Exists(ofYesterday).Should().BeFalse();
        File.Exists(ofTheLiving).Should().BeTrue("its owner may be about to rename it");
        File.Exists(ofAnother).Should().BeTrue("its owner runs on another machine");
        File.Exists(held).Should().BeTrue("another process is writing it");
        File.Exists(notOurs).Should().BeTrue();
    }

    [Test]
    public async Task A_file_being_written_survives_another_opening()
    {
        await using var lake = new LocalLake(root);
        var tomorrow = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(2));

        await lake.WriteAsync(
            "raw/a",
            new GeneratedStream(
                100_000,
                pauseAt: 70_000,
                pause: () =>
                {
                    _ = new LocalLake(root, tomorrow);
                    Directory.EnumerateFiles(Path.Combine(root, ".tmp")).Should().ContainSingle();
                    return Task.CompletedTask;
                }
            ),
            default
        );

        (await lake.TryReadAsync("raw/a", default))!.Length.Should().Be(100_000);
    }

    private static int DeadPid()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.Id;
    }

    private string Leave(TimeProvider time, int pid, string machine, TimeSpan age)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, ".tmp")).FullName;
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{pid}@{machine}@{Guid.NewGuid():N}.part"));
        File.WriteAllText(path, "half");
        File.SetLastWriteTimeUtc(path, (time.GetUtcNow() - age).UtcDateTime);
        return path;
    }
}

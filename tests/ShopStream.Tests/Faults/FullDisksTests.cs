using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Faults;

/// <summary>
/// Re-runs on a disk that becomes full at a random byte, in extraction, load, models, exchange or report. Nothing is lost,
/// and when there is space again, nothing is left lying about.
/// </summary>
[TestFixture, Category("Live"), Platform("Linux")]
internal sealed class FullDisksTests
{
    private const long Enough = 200_000_000;

    private static readonly string[] States = ["shipped", "refunded"];

    private TestDatabase database = null!;
    private TestWorkspace place = null!;

    private static int Disks => Lane.Pick(usual: 2, nightly: 50);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        database = await TestPostgres.SeededDatabaseAsync();
        place = new TestWorkspace();
        place.Features(
            "raw orders has as many rows as source orders",
            "lake orders agrees with its manifest",
            "revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent"
        );
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        place?.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task Full_disks_lose_nothing_and_leave_nothing()
    {
        await using var disk = await TestDisk.TryMountAsync(place.In("disk"), Enough);
        if (disk is null)
        {
            Assert.Ignore("no file system can be mounted here");
            return;
        }
        var work = Path.Combine(disk.Path, "work");
        var states = new List<IReadOnlyDictionary<string, string>>();
        foreach (var status in States)
        {
            await ChangeSourceAsync(status);
            await RunAsync(disk, ExitCodes.Passed);
            states.Add(Content(work));
        }
        var files = Files(work);

        var random = new Random(20260115);
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var number = 0; number < Disks; number++)
        {
            var (old, next) = (states[(number + 1) % 2], states[number % 2]);
            await ChangeSourceAsync(States[number % 2]);
            // As many disks with little room as with nearly enough, which is some 6 MB.
            var room = (long)Math.Pow(6_000_000, 0.5 + random.NextDouble() / 2);
            await disk.ResizeAsync(Used(disk) + room);
            var because = $"disk {number} with {room} free bytes";

            var output = await RunAsync(disk);
            output.ExitCode.Should().BeOneOf([ExitCodes.Passed, ExitCodes.Infrastructure], $"{because}: {output}");
            using (var verdict = JsonDocument.Parse(output.Out.TrimEnd().Split('\n')[^1]))
            {
                verdict.RootElement.GetProperty("exitCode").GetInt32().Should().Be(output.ExitCode, because);
                var end = verdict.RootElement.GetProperty("failedStage").GetString() ?? (output.ExitCode == ExitCodes.Passed ? "passed" : "report");
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
            if (output.ExitCode == ExitCodes.Infrastructure)
                $"{output}".Should().MatchRegex("[Ff]ree (disk )?space|disk has room", because);
            // As long as the disk is full, a check may lack space, but blames nothing else.
            (await CheckAsync(disk))
                .ExitCode.Should()
                .BeOneOf([ExitCodes.Passed, ExitCodes.Infrastructure], because);

            await disk.ResizeAsync(Enough);
            var left = ShopRun.Finished(Content(work));
            (ShopState.Same(left, next) || ShopState.Same(left, old)).Should().BeTrue($"{because}: the warehouse holds one run");
            var check = await CheckAsync(disk);
            check.ExitCode.Should().Be(ExitCodes.Passed, $"{because}: {check}");

            await RunAsync(disk, ExitCodes.Passed);
            Content(work).Should().Equal(next, because);
            Files(work).Should().Equal(files, $"{because}: no file outlives the next run");
            Unfinished(disk).Should().BeEmpty(because);
        }
        await TestContext.Out.WriteLineAsync(string.Join(", ", ends.Select(e => $"{e.Value} × {e.Key}")));
        ends.Keys.Should().Contain(e => e != "passed");
    }

    private async Task RunAsync(TestDisk disk, int expected)
    {
        var output = await RunAsync(disk);
        output.ExitCode.Should().Be(expected, $"{output}");
    }

    private Task<ProgramOutput> RunAsync(TestDisk disk) => DoAsync(disk, "run", LoadedShop.Source(database.ConnectionString));

    // Without the source, which has another state than the last run.
    private Task<ProgramOutput> CheckAsync(TestDisk disk) => DoAsync(disk, "check", new Dictionary<string, string>(StringComparer.Ordinal));

    private Task<ProgramOutput> DoAsync(TestDisk disk, string command, IReadOnlyDictionary<string, string> environment) =>
        ShopProgram.RunAsync(
            environment,
            command,
            "--json",
            "--quiet",
            "--date",
            $"{ShopRun.Date:yyyy-MM-dd}",
            "--features",
            place.In("features"),
            "--work",
            Path.Combine(disk.Path, "work"),
            "--out",
            Path.Combine(disk.Path, "reports")
        );

    private Task ChangeSourceAsync(string status) => database.ExecuteAsync($"UPDATE orders SET status = '{status}' WHERE id % 7 = 0");

    private static Dictionary<string, string> Content(string work) =>
        ShopRun.ContentOf(Path.Combine(work, "warehouse.duckdb")).ToDictionary(StringComparer.Ordinal);

    private static List<string> Files(string work) =>
        [.. Directory.EnumerateFiles(work, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(work, f)).Order(StringComparer.Ordinal)];

    // Of a report, too: files are written beside their names first.
    private static List<string> Unfinished(TestDisk disk) =>
        [
            .. Directory
                .EnumerateFiles(disk.Path, "*", SearchOption.AllDirectories)
                .Where(f =>
                    Path.GetFileName(f) is var name && (name.EndsWith(".tmp", StringComparison.Ordinal) || name.StartsWith(".try", StringComparison.Ordinal))
                ),
        ];

    private static long Used(TestDisk disk) => new DriveInfo(disk.Path) is var drive ? drive.TotalSize - drive.AvailableFreeSpace : 0;
}

using System.Diagnostics;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>A run that is stopped takes its throw-away PostgreSQL with it; one that is killed leaves that to the next.</summary>
[TestFixture, Category("Live"), Platform("Unix")]
public sealed class InterruptedRunTests
{
    private TestWorkspace place = null!;

    [SetUp]
    public async Task Open()
    {
        place = new TestWorkspace();
        // Skips, or fails, where no throw-away PostgreSQL can be made.
        await TestPostgres.ServerAsync();
    }

    [TearDown]
    public void Close() => place.Dispose();

    [TestCase("TERM")]
    [NightlyCase("INT")]
    public async Task A_run_that_is_interrupted_while_its_server_starts_leaves_nothing(string signal)
    {
        using var program = Start();
        await UntilAsync(() => Folders(program.Id).Any());

        await program.SignalAsync(signal);
        var output = await program.EndAsync();

        output.ExitCode.Should().Be(ExitCodes.Interrupted, $"{output}");
        output.Error.Should().Contain("Interrupted.").And.Contain("run again");
        LeavesNothing(program.Id);
    }

    [TestCase("INT")]
    [NightlyCase("TERM")]
    public async Task A_run_that_is_interrupted_at_work_leaves_nothing_and_says_so_in_json(string signal)
    {
        using var program = Start("--json", "--scale", "20");
        await UntilAsync(() => Servers(program.Id).Count > 0);

        await program.SignalAsync(signal);
        var output = await program.EndAsync();

        output.ExitCode.Should().Be(ExitCodes.Interrupted, $"{output}");
        using var json = JsonDocument.Parse(output.Out);
        json.RootElement.GetProperty("exitCode").GetInt32().Should().Be(ExitCodes.Interrupted);
        LeavesNothing(program.Id);
        Directory.Exists(place.In("reports")).Should().BeFalse();
    }

    [Test]
    public async Task Next_run_removes_what_a_killed_run_left_behind()
    {
        using var killed = Start("--scale", "20");
        await UntilAsync(() => Servers(killed.Id).Count > 0);
        await killed.SignalAsync("KILL");
        await killed.EndAsync();
        Folders(killed.Id).Should().ContainSingle();

        using var next = Start();
        var output = await next.EndAsync();

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output
            .Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l[..10].TrimEnd())
            .Distinct(StringComparer.Ordinal)
            .Should()
            .Equal("sandbox", "examples", "extract", "load", "transform", "check");
        LeavesNothing(killed.Id);
        LeavesNothing(next.Id);
    }

    private ShopProgram Start(params string[] options) =>
        ShopProgram.Start(new Dictionary<string, string>(StringComparer.Ordinal), ["run", .. place.Options, .. options]);

    private static async Task UntilAsync(Func<bool> holds)
    {
        var start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(1))
                Assert.Fail("it did not come so far within a minute");
            await Task.Delay(20);
        }
    }

    private static void LeavesNothing(int pid)
    {
        Servers(pid).Should().BeEmpty();
        Folders(pid).Should().BeEmpty();
    }

    private static IEnumerable<string> Folders(int pid) => Directory.EnumerateDirectories(Path.GetTempPath(), $"shopstream-pg-{pid}-*");

    // The postmaster has its data folder on its command line.
    private static List<string> Servers(int pid) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Where(d => int.TryParse(Path.GetFileName(d), out _))
                .Select(CommandLine)
                .Where(c => c.Contains($"postgres\0", StringComparison.Ordinal) && c.Contains($"/shopstream-pg-{pid}-", StringComparison.Ordinal)),
        ];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

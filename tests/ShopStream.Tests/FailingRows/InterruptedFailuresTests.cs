using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Attached;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.FailingRows;

/// <summary>Ctrl+C while failing rows are collected or written, in the real program.</summary>
[TestFixture, Category("Live"), Platform("Unix")]
internal sealed class InterruptedFailuresTests
{
    // The text does not compress, so that writing takes long enough to be interrupted.
    private const string Data = """
        CREATE SCHEMA raw;
        CREATE TABLE raw.orders AS SELECT md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS id, i AS amount FROM range(800_000) AS r(i);
        """;

    private const string Sentence = "amount in raw orders is at most -1";

    [TestCase("parquet", false)]
    [TestCase("csv", true)]
    public async Task Nothing_is_left_and_what_an_earlier_run_has_kept_stays(string format, bool whileWriting)
    {
        using var folder = new AttachedFolder(Data).Settings(("key.raw.orders", "id"), ("failures.keep", format));
        folder.With(("warehouse.temp_folder", folder.In("tmp")));
        var first = await folder.CheckWithAsync([], $"{Sentence}, where amount is at most 9");
        first.ExitCode.Should().Be(ExitCodes.Failed, $"{first}");
        var before = folder.Kept();

        using var program = folder.Start(new Dictionary<string, string>(StringComparer.Ordinal), "check", Sentence);
        await UntilAsync(
            program,
            () => whileWriting ? Hidden(folder).Any(f => f.Length > 0) : Temporary(folder).Any(f => f.Name is "failing-rows.duckdb" && f.Length > 1_000_000)
        );
        await program.SignalAsync("INT");
        var output = await program.EndAsync();

        output.ExitCode.Should().Be(ExitCodes.Interrupted, $"{output}");
        output.Error.Should().Contain("Interrupted.");
        folder.Kept().Should().Equal(before, "the earlier run's report, file and history are as they were, and there is nothing else");
        // A lock is that of a process that may be alive; the next one removes it otherwise.
        Temporary(folder).Where(f => f.Extension is not ".lock").Should().BeEmpty();
    }

    private static IEnumerable<FileInfo> Hidden(AttachedFolder folder) =>
        Files(folder.Reports).Where(f => f.Name.StartsWith(".failures_", StringComparison.Ordinal));

    private static IEnumerable<FileInfo> Temporary(AttachedFolder folder) => Files(folder.In("tmp"));

    private static IEnumerable<FileInfo> Files(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories) : [];

    private static async Task UntilAsync(ShopProgram program, Func<bool> holds)
    {
        var start = Stopwatch.GetTimestamp();
        while (!Holds())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(2))
                Assert.Fail($"it did not come so far within two minutes: {program.Error}");
            await Task.Delay(5);
        }

        // Files come and go while they are listed.
        bool Holds()
        {
            try
            {
                return holds();
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}

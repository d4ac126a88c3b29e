using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.FailingRows;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.Results;
using ShopStream.Tests.Attached;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.FailingRows;

/// <summary>What is in the way of keeping failing rows changes no verdict and leaves no file; and how much memory many of them take.</summary>
[TestFixture, Category("Live"), Platform("Linux")]
internal sealed class KeptFailuresFaultTests
{
    private const long MostMemory = 600L << 20;

    // With text that does not compress, on a disk that has room for the report.
    private const string Data = """
        CREATE SCHEMA raw;
        CREATE TABLE raw.orders AS SELECT md5(i::VARCHAR) AS id, i AS amount FROM range({0}) AS r(i);
        """;

    private const string Sentence = "amount in raw orders is at most -1";

    [TestCase(false)]
    [TestCase(true, Description = "The folder for temporary files is on the disk as well")]
    public async Task A_full_disk_leaves_the_verdict_and_no_file(bool temporaryFilesToo)
    {
        using var folder = Folder(200_000);
        await using var disk = await TestDisk.TryMountAsync(folder.Reports, 2_000_000);
        if (disk is null)
        {
            Assert.Ignore("no file system can be mounted here");
            return;
        }
        folder.With(("warehouse.temp_folder", temporaryFilesToo ? Path.Combine(disk.Path, "tmp") : folder.In("tmp")));

        var output = await folder.CheckWithAsync(["--keep-failures", "--json"], Sentence);

        output.ExitCode.Should().Be(ExitCodes.Infrastructure, $"{output}");
        output
            .Error.Should()
            .Contain("failing rows: not written: ")
            .And.Contain("free disk space")
            .And.Contain("The verdict stands as it was shown (exit code 1)");
        using var line = JsonDocument.Parse(output.Out);
        line.RootElement.GetProperty("outcome").GetString().Should().Be("failed");
        line.RootElement.GetProperty("checksExitCode").GetInt32().Should().Be(ExitCodes.Failed);
        line.RootElement.GetProperty("failingRowsFile").ValueKind.Should().Be(JsonValueKind.Null);
        Directory.EnumerateFiles(disk.Path, "*", SearchOption.AllDirectories).Where(f => f.Contains("failures_", StringComparison.Ordinal)).Should().BeEmpty();
        File.Exists(line.RootElement.GetProperty("page").GetString()).Should().BeTrue("the report is written all the same");
    }

    [Test]
    public async Task A_cancelled_file_is_not_left_half_written()
    {
        using var place = new TestWorkspace();
        var settings = Repository.Settings(place.In("work"), new Dictionary<string, string>(StringComparer.Ordinal));
        await using var file = await FailingRowFile.OpenAsync(settings.Pipeline, CancellationToken.None);
        await FillAsync(file, 10, "");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await file.Invoking(f => f.WriteAsync(place.In("out/a.parquet"), FailingRowFormat.Parquet, "run", cancelled.Token))
            .Should()
            .ThrowAsync<OperationCanceledException>();

        Directory.Exists(place.In("out")).Should().BeFalse();
    }

    [TestCase(FailingRowFormat.Parquet)]
    [TestCase(FailingRowFormat.Csv)]
    public async Task A_folder_that_cannot_be_written_is_named_and_nothing_is_left(FailingRowFormat format)
    {
        using var place = new TestWorkspace();
        var settings = Repository.Settings(place.In("work"), new Dictionary<string, string>(StringComparer.Ordinal));
        await using var file = await FailingRowFile.OpenAsync(settings.Pipeline, CancellationToken.None);
        await FillAsync(file, 10, "");
        // Whoever may write everywhere cannot write into a file.
        await File.WriteAllTextAsync(place.In("out"), "a file");

        var written = await file.Invoking(f => f.WriteAsync(Path.Combine(place.In("out"), "a.rows"), format, "run", CancellationToken.None))
            .Should()
            .ThrowAsync<InfrastructureException>();

        written.Which.Message.Should().StartWith(place.In("out")).And.Contain("expected a writable folder with enough space").And.Contain("--out");
        (await File.ReadAllTextAsync(place.In("out"))).Should().Be("a file");
    }

    [TestCase(FailingRowFormat.Parquet)]
    [TestCase(FailingRowFormat.Csv)]
    public async Task Long_values_are_written_within_the_memory_of_short_ones(FailingRowFormat format)
    {
        using var place = new TestWorkspace();
        var settings = Repository.Settings(place.In("work"), new Dictionary<string, string>(StringComparer.Ordinal));
        await using var file = await FailingRowFile.OpenAsync(settings.Pipeline, CancellationToken.None);
        await FillAsync(file, 20_000, new string('x', 10_000));

        await file.WriteAsync(place.In("a.rows"), format, "run", CancellationToken.None);

        var counted = await file.ReadAsync(
            $"SELECT COUNT(*), MIN(LENGTH(actual)) FROM {await FailingRowFile.RowsInAsync(place.In("a.rows"), CancellationToken.None)}",
            CancellationToken.None
        );
        counted.Rows[0].Should().Equal("20000", "10001");
    }

    [TestCase(100_000)]
    [NightlyCase(10_000_000)]
    public async Task Memory_is_bounded_whatever_the_number_of_rows(int rows)
    {
        using var folder = Folder(rows);

        await KeepsWithinMemoryAsync(folder, Sentence, rows);
    }

    [TestCase(100_000)]
    [NightlyCase(10_000_000)]
    public async Task Memory_of_a_row_level_comparison_is_bounded_whatever_the_number_of_changed_rows(int rows)
    {
        using var folder = new AttachedFolder(
            $"""
            CREATE SCHEMA raw;
            CREATE TABLE raw.orders AS SELECT i AS id, i AS amount FROM range({rows}) AS r(i);
            CREATE TABLE raw.shipped AS SELECT id, amount + 1 AS amount FROM raw.orders;
            """
        );

        await KeepsWithinMemoryAsync(folder, "raw orders matches raw shipped row for row on id", rows);
    }

    // In a process of its own, whose peak is that of this check alone.
    private static async Task KeepsWithinMemoryAsync(AttachedFolder folder, string sentence, int rows)
    {
        folder.With(("key.raw.orders", "id"), ("failures.keep", "parquet"), ("samples", "full"), ("warehouse.memory_limit", "256MB"));
        using var program = folder.Start(new Dictionary<string, string>(StringComparer.Ordinal), "check", sentence);
        long most = 0;
        var end = program.EndAsync();
        while (!end.IsCompleted)
        {
            most = Math.Max(most, PeakOf(program.Id));
            await Task.WhenAny(end, Task.Delay(50));
        }

        var output = await end;

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain(rows.ToString("#,##0", CultureInfo.InvariantCulture) + " failing rows");
        await TestContext.Out.WriteLineAsync($"{rows} rows: {most >> 20} MiB");
        most.Should().BeInRange(1, MostMemory);
    }

    private static async Task FillAsync(FailingRowFile file, int rows, string value)
    {
        var check = new FailingCheck
        {
            Number = 0,
            File = "a.feature",
            Scenario = "a",
            Line = 3,
            Sentence = "some",
            Id = "0",
        };
        for (var id = 0; id < rows; id++)
            file.Add(0, new FailingRow($"{id}", null, null, $"{value}{id % 10}", null, null));
        (await file.CompleteAsync([check], CancellationToken.None)).Should().Equal(new Dictionary<int, long> { [0] = rows });
    }

    private static AttachedFolder Folder(int rows) =>
        new AttachedFolder(Data.Replace("{0}", $"{rows}", StringComparison.Ordinal)).Settings(("key.raw.orders", "id"));

    // The process may have ended.
    private static long PeakOf(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").Where(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Select(Kilobytes).FirstOrDefault()
                << 10;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long Kilobytes(string line) => long.Parse(line.AsSpan(6).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
}

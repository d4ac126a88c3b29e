using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class HistoryFileTests
{
    private readonly List<string> warnings = [];
    private string folder = "";

    private string File => Path.Combine(folder, "history.jsonl");

    [SetUp]
    public void MakeFolder()
    {
        folder = Path.Combine(Directory.CreateTempSubdirectory("shopstream-history-").FullName, "reports");
        warnings.Clear();
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);

    [Test]
    public async Task Run_is_read_as_it_was_written()
    {
        var run = HistoryRun.From(
            Samples.Mixed with
            {
                Figures = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["sum of x of raw y"] = 1.2300m, ["a \"b\"\n"] = decimal.MaxValue },
            }
        );

        await AddAsync(run);

        (await ReadAsync()).Runs.Should().ContainSingle().Which.Should().BeEquivalentTo(run);
        warnings.Should().BeEmpty();
        var text = await System.IO.File.ReadAllTextAsync(File);
        text.Should()
            .EndWith("}\n")
            .And.Contain("\"sum of x of raw y\":\"1.2300\"")
            .And.Contain("\"rows of raw orders\":\"4999\"")
            .And.Contain("\"revenue of source orders\":\"2345678.90\"")
            .And.Contain("\"outcome\":\"error\"")
            .And.Contain("\"counts\":{\"passed\":1,\"warned\":1,\"failed\":2,\"notJudged\":1,\"error\":1}")
            .And.Contain("\"queries\":23");
        text.Count(c => c == '\n').Should().Be(1);
        run.OutcomeOf(new ScenarioName("counts/rows.feature", "Events arrive")).Should().Be(Outcome.NotJudged);
    }

    [Test]
    public async Task Broken_run_is_recorded()
    {
        await AddAsync(HistoryRun.From(Samples.Stopped));

        var run = (await ReadAsync()).Runs.Single();
        (run.Outcome, run.ExitCode, run.Figures.Count).Should().Be((Outcome.Error, ExitCodes.Infrastructure, 0));
    }

    [Test]
    public async Task Missing_file_gives_an_empty_history_and_is_not_created()
    {
        (await ReadAsync()).Runs.Should().BeEmpty();
        Directory.Exists(folder).Should().BeFalse();
    }

    [Test]
    public async Task Torn_and_foreign_lines_are_skipped_with_one_warning_and_torn_lines_are_dropped_by_the_next_run()
    {
        await AddAsync(Run(1));
        var whole = await System.IO.File.ReadAllTextAsync(File);
        var foreign = whole.Replace("\"schema\":1", "\"schema\":2", StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(File, $"{whole[..40]}\n\n{foreign}not json\r\n{{}}\n{whole}{whole[..^20]}");

        (await ReadAsync()).Runs.Select(r => r.RunId).Should().Equal("run-1");
        warnings.Should().ContainSingle().Which.Should().StartWith($"{File}: 5 lines cannot be read by this version and are skipped (line 1: ");

        await AddAsync(Run(2));
        (await ReadAsync()).Runs.Select(r => r.RunId).Should().Equal("run-1", "run-2");
        var text = await System.IO.File.ReadAllTextAsync(File);
        text.Should().StartWith(foreign + "{}\n").And.NotContain("not json");
    }

    [TestCase("\"outcome\":\"notJudged\"", "\"outcome\":\"splendid\"")]
    [TestCase("\"outcome\":\"notJudged\"", "\"outcome\":2")]
    [TestCase("\"rows of a\":\"1\"", "\"rows of a\":1")]
    [TestCase("\"rows of a\":\"1\"", "\"rows of a\":\"many\"")]
    [TestCase("\"runId\":\"run-1\",", "")]
    [TestCase("\"runId\":\"run-1\"", "\"runId\":null")]
    [TestCase("\"figures\":{\"rows of a\":\"1\"}", "\"figures\":null")]
    [TestCase("\"date\":\"2026-11-27\"", "\"date\":\"soon\"")]
    public async Task Line_of_another_shape_is_skipped(string found, string instead)
    {
        await AddAsync(Run(1));
        var text = await System.IO.File.ReadAllTextAsync(File);
        text.Should().Contain(found);
        await System.IO.File.WriteAllTextAsync(File, text.Replace(found, instead, StringComparison.Ordinal));

        (await ReadAsync()).Runs.Should().BeEmpty();
        warnings.Should().ContainSingle();
    }

    [Test]
    public async Task Oldest_runs_beyond_the_limit_are_dropped()
    {
        for (var i = 1; i <= 5; i++)
            await AddAsync(Run(i), keep: 3);

        (await ReadAsync()).Runs.Select(r => r.RunId).Should().Equal("run-3", "run-4", "run-5");
        await AddAsync(Run(6), keep: 1);
        (await ReadAsync()).Runs.Select(r => r.RunId).Should().Equal("run-6");
    }

    [Test]
    public async Task Concurrent_runs_lose_no_line_and_readers_see_no_torn_line()
    {
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await ReadAsync();
        });

        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => Task.Run(() => AddAsync(Run(i)))));
        await stop.CancelAsync();
        await reader;

        (await ReadAsync()).Runs.Select(r => r.RunId).Should().BeEquivalentTo(Enumerable.Range(1, 40).Select(i => $"run-{i}"));
        warnings.Should().BeEmpty();
    }

    [Test]
    public async Task Unwritable_folder_is_an_infrastructure_error()
    {
        await System.IO.File.WriteAllTextAsync(folder, "");
        var add = () => AddAsync(Run(1));
        await add.Should().ThrowAsync<InfrastructureException>().WithMessage("*history.jsonl: the run cannot be added to the history*--out*");
    }

    [Test]
    public async Task Unreadable_history_is_an_infrastructure_error()
    {
        Directory.CreateDirectory(File);
        var read = () => ReadAsync();
        await read.Should().ThrowAsync<InfrastructureException>().WithMessage("*history.jsonl: the history cannot be read*");
    }

    [Test]
    public async Task Cancellation_leaves_the_file_unchanged()
    {
        await AddAsync(Run(1));
        var add = () => HistoryFile.AddAsync(folder, Run(2), 10, TimeProvider.System, new CancellationToken(canceled: true));
        await add.Should().ThrowAsync<OperationCanceledException>();
        (await ReadAsync()).Runs.Select(r => r.RunId).Should().Equal("run-1");
    }

    private static HistoryRun Run(int i) =>
        SampleHistory.Run($"run-{i}", SampleHistory.Friday, i) with
        {
            Figures = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["rows of a"] = i },
        };

    private Task AddAsync(HistoryRun run, int keep = 1000) => HistoryFile.AddAsync(folder, run, keep, TimeProvider.System, CancellationToken.None);

    private Task<RunHistory> ReadAsync() => HistoryFile.ReadAsync(folder, warnings.Add, CancellationToken.None);
}

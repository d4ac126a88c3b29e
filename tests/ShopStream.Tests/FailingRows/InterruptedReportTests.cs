using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Progress;
using ShopStream.Application.Running;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Quality.Results;
using ShopStream.Tests.Attached;

namespace ShopStream.Tests.FailingRows;

/// <summary>An interruption between the file of failing rows and the report leaves both or neither.</summary>
[TestFixture, Category("Fast")]
internal sealed class InterruptedReportTests
{
    private const string Data = "CREATE SCHEMA raw; CREATE TABLE raw.orders AS SELECT i AS id, i AS amount FROM range(5) AS r(i);";

    private const string Feature = """
        Feature: f
          Scenario: s
            Then amount in raw orders is at most -1
        """;

    private AttachedFolder folder = null!;

    [SetUp]
    public void Create()
    {
        folder = new AttachedFolder(Data).Settings(("key.raw.orders", "id"), ("failures.keep", "csv"));
        folder.With(("warehouse.temp_folder", folder.In("tmp")));
        folder.Text("features/a.feature", Feature);
    }

    [TearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public async Task Run_that_is_interrupted_after_the_file_was_written_leaves_neither()
    {
        using var stop = new CancellationTokenSource();
        var clock = new InterruptingClock(folder.Reports, "failures_*.csv", stop);

        var run = () => CheckAsync(new RunUseCase(clock), clock, stop.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        clock.HasInterrupted.Should().BeTrue("the file had its name");
        Files().Should().BeEmpty();
        Directory.EnumerateDirectories(folder.Reports).Should().BeEmpty("the run has left no folder either");
    }

    [Test]
    public async Task Verdict_whose_report_is_given_up_leaves_neither()
    {
        var useCase = new RunUseCase(TimeProvider.System);
        await using var run = await CheckAsync(useCase, TimeProvider.System, CancellationToken.None);
        Files().Should().ContainSingle().Which.Should().StartWith("failures_");

        await FluentActions
            .Awaiting(() => useCase.StoreAsync(run, _ => { }, new CancellationToken(canceled: true)))
            .Should()
            .ThrowAsync<OperationCanceledException>();

        Files().Should().BeEmpty();
    }

    [Test]
    public async Task Report_that_is_given_up_after_its_first_file_leaves_neither()
    {
        using var stop = new CancellationTokenSource();
        var useCase = new RunUseCase(TimeProvider.System);
        await using var run = await CheckAsync(useCase, TimeProvider.System, CancellationToken.None);
        using var watch = new FileSystemWatcher(run.Report.Folder);
        watch.Renamed += (_, e) =>
        {
            if (e.Name is "results.json")
                stop.Cancel();
        };
        watch.EnableRaisingEvents = true;

        try
        {
            await useCase.StoreAsync(run, _ => { }, stop.Token);
        }
        catch (OperationCanceledException)
        {
            Files().Should().BeEmpty();
            return;
        }

        // The report was quicker.
        Files().Should().Contain(["results.json", "index.html", "junit.xml"]).And.ContainSingle(f => f.StartsWith("failures_", StringComparison.Ordinal));
    }

    [Test]
    public async Task Run_that_is_not_interrupted_leaves_both()
    {
        var useCase = new RunUseCase(TimeProvider.System);
        await using var run = await CheckAsync(useCase, TimeProvider.System, CancellationToken.None);

        await useCase.StoreAsync(run, _ => { }, CancellationToken.None);

        Files().Should().Contain(["results.json", "index.html", "junit.xml"]).And.ContainSingle(f => f.StartsWith("failures_", StringComparison.Ordinal));
    }

    private async Task<CompletedRun> CheckAsync(RunUseCase useCase, TimeProvider clock, CancellationToken cancellationToken)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal) { ["features"] = folder.In("features"), ["out"] = folder.Reports };
        var settings = LoadedSettings.Read(folder.In("pipeline.runsettings"), given, _ => null).Settings;
        var request = new RunRequest
        {
            Settings = settings,
            Specs = SelectedSpecs.Load(settings, CancellationToken.None),
            MovesData = false,
            Command = "shopstream check",
        };
        var run = await useCase.RunAsync(request, new WorkObserver(null, _ => { }), cancellationToken);
        run.Result.ExitCode.Should().Be(ExitCodes.Failed, run.Result.Problem);
        return run;
    }

    // What the run's own folder has.
    private IEnumerable<string> Files() =>
        Directory.Exists(folder.Reports)
            ? Directory.EnumerateDirectories(folder.Reports).SelectMany(d => Directory.EnumerateFileSystemEntries(d).Select(f => Path.GetFileName(f)!))
            : [];

    /// <summary>Interrupts at the first look at the clock after a file is there.</summary>
    private sealed class InterruptingClock(string folder, string file, CancellationTokenSource stop) : TimeProvider
    {
        public bool HasInterrupted => stop.IsCancellationRequested;

        public override DateTimeOffset GetUtcNow()
        {
            if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, file, SearchOption.AllDirectories).Any())
                stop.Cancel();
            return base.GetUtcNow();
        }
    }
}

using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Composition;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Lake;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Faults;

/// <summary>
/// Whole runs whose lake breaks between stages or during a transfer, goes silent, or rejects an expired token: the last good state remains,
/// and the next run converges.
/// </summary>
[TestFixture, Category("Live")]
internal sealed class S3FaultRunTests
{
    // Well inside the largest file of the date, which has 480 KB.
    private const int Inside = 150_000;

    private TestS3 server = null!;
    private TestDatabase database = null!;
    private TcpProxy proxy = null!;
    private ShopRun shop = null!;
    private IReadOnlyDictionary<string, string> good = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        database = await TestPostgres.SeededDatabaseAsync();
        server = await TestS3.StartAsync();
        proxy = new TcpProxy("127.0.0.1", new Uri(server.Endpoint).Port, _ => TcpPlan.Through);
        shop = new ShopRun(lake: new LakeSettings($"s3://{server.Bucket}/runs", $"http://127.0.0.1:{proxy.Port}"));
        await shop.RunAsync(database.ConnectionString);
        good = shop.Content();
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        shop?.Dispose();
        if (proxy is not null)
            await proxy.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    [SetUp]
    public void ResetFaults() => proxy.Turn(TcpFault.None);

    [TestCase("", 0, "create raw/manifests/2026-01-15/lease.json")]
    [NightlyCase("extract", 0, "raw/")]
    [TestCase("extract", Inside, "(write|verify) raw/")]
    [NightlyCase("load", 0, "read raw/")]
    [NightlyCase("load", Inside, "read raw/")]
    public async Task Unreachable_lake_fails_the_run_with_the_fix(string stage, int after, string doing)
    {
        var plan = TcpPlan.Cut(stage is "load" ? TcpDirection.Received : TcpDirection.Sent, after);

        var said = await BrokenAsync<InfrastructureException>(stage, () => proxy.Turn(plan));

        said.Message.Should()
            .Contain($"s3://{server.Bucket}/runs: cannot ")
            .And.MatchRegex(doing)
            .And.Contain("tried 7 times")
            .And.Contain("can be reached from here, then run again");
        await ConvergesAsync();
    }

    [NightlyCase("", 0)]
    [NightlyCase("extract", 0)]
    [TestCase("extract", Inside)]
    [NightlyCase("load", 0)]
    [NightlyCase("load", Inside)]
    public async Task Silent_lake_times_out(string stage, int after)
    {
        var plan = TcpPlan.Silence(stage is "load" ? TcpDirection.Received : TcpDirection.Sent, after);

        var said = await BrokenAsync<InfrastructureException>(stage, () => proxy.Turn(plan));

        said.Message.Should()
            .Contain($"s3://{server.Bucket}/runs: cannot ")
            .And.MatchRegex("(did not respond|no response) within [0-9.]+ s")
            .And.Contain("can be reached from here, then run again");
        await ConvergesAsync();
    }

    [NightlyCase("")]
    [TestCase("extract")]
    [NightlyCase("load")]
    public async Task Lake_deadline_is_kept_within_seconds(string stage)
    {
        var options = shop.Options with { Lake = ShopRun.WithEvents(shop.Options.Lake with { Storage = new LakeStorage(deadline: TimeSpan.FromSeconds(6)) }) };
        var began = 0L;

        var said = await BrokenAsync<InfrastructureException>(
            stage,
            () =>
            {
                began = Stopwatch.GetTimestamp();
                proxy.Turn(TcpPlan.Silence(TcpDirection.Sent, 0));
            },
            options,
            TimeProvider.System
        );

        Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(60), "6 s, 2 s to tidy up, and 5 s to release the lease, on a busy machine");
        said.Message.Should().Contain("within 6 s").And.Contain("run again");
        await ConvergesAsync();
    }

    [TestCase("")]
    [NightlyCase("extract")]
    [TestCase("load")]
    public async Task Expired_token_is_reported_with_how_to_renew_it(string stage)
    {
        await using var expired = new RefusingS3("400 Bad Request", "ExpiredToken");

        var said = await BrokenAsync<UsageException>(stage, () => proxy.Redirect(expired.Port));

        said.Message.Should()
            .Contain($"s3://{server.Bucket}/runs: cannot ")
            .And.Contain("the credentials have expired (ExpiredToken)")
            .And.Contain("aws sso login");
        await ConvergesAsync();
    }

    [TestCase(TcpDirection.Received)]
    [NightlyCase(TcpDirection.Sent)]
    public async Task Single_connection_reset_during_a_transfer_is_harmless(TcpDirection way)
    {
        var progress = new StageWatch(
            way == TcpDirection.Received ? "load" : "extract",
            () =>
            {
                proxy.Turn(TcpPlan.Cut(way, Inside));
                _ = Task.Delay(TimeSpan.FromSeconds(1)).ContinueWith(_ => proxy.Turn(TcpFault.None), TaskScheduler.Default);
            }
        );

        await shop.RunAsync(database.ConnectionString, progress: progress);

        progress.Reached.Should().BeTrue();
        shop.Content().Should().Equal(good);
        await VerifiedAsync();
    }

    [NightlyCase(TcpFault.Cut, 0)]
    [TestCase(TcpFault.Cut, Inside)]
    [TestCase(TcpFault.Silence, 0)]
    [NightlyCase(TcpFault.Silence, Inside)]
    public async Task Check_with_a_broken_lake_judges_nothing_and_names_the_fix(TcpFault fault, int after)
    {
        await shop.RunAsync(database.ConnectionString);
        proxy.Turn(new TcpPlan(fault, TcpDirection.Received, after));

        // Files are fetched when a check reads them.
        var specs = shop.Specs("Feature: f\n  Scenario: s\n    Then raw events has as many rows as lake events\n");
        var check = async () =>
        {
            await using var runData = await Pipeline(shop.Options, new AcceleratedTime(), null).OpenAsync(null, null, default);
            return await Checker.Of(runData, ShopRun.BusinessMetrics).RunWithoutDrillDownAsync(specs, default);
        };

        var said = (await check.Should().ThrowAsync<InfrastructureException>()).Which;
        said.ExitCode.Should().Be(ExitCodes.Infrastructure);
        said.Message.Should().Contain($"s3://{server.Bucket}/runs: cannot read raw/").And.Contain("run again");
        Directory.EnumerateFiles(shop.Options.Scratch).Should().BeEmpty("no partial download is left");
        proxy.Turn(TcpFault.None);
        (await check()).Single().Outcome.Should().Be(Outcome.Passed);
    }

    [Test]
    public async Task Check_with_an_expired_token_is_not_retryable()
    {
        await shop.RunAsync(database.ConnectionString);
        await using var expired = new RefusingS3("400 Bad Request", "ExpiredToken");
        proxy.Redirect(expired.Port);

        var open = async () => await (await Pipeline(shop.Options, new AcceleratedTime(), null).OpenAsync(null, null, default)).DisposeAsync();

        (await open.Should().ThrowAsync<UsageException>()).Which.Message.Should().Contain("the credentials have expired").And.Contain("aws sso login");
    }

    private async Task<T> BrokenAsync<T>(string stage, Action fault, PipelineOptions? options = null, TimeProvider? clock = null)
        where T : ProblemException
    {
        var progress = new StageWatch(stage, fault);
        if (stage.Length == 0)
            fault();
        var began = Stopwatch.GetTimestamp();
        var run = () =>
            Pipeline(options ?? shop.Options, clock ?? new AcceleratedTime(), progress)
                .RunAsync(ShopRun.Source(database.ConnectionString), ShopRun.Date, "broken", [], [], default);

        var said = (await run.Should().ThrowAsync<T>()).Which;

        Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(90));
        said.ExitCode.Should().Be(typeof(T) == typeof(UsageException) ? ExitCodes.Usage : ExitCodes.Infrastructure);
        progress.Stage.Should().Be(stage, "the run stopped there and began no further stage");
        shop.Content().Should().Equal(good, "the last good state remains");
        shop.Query("SELECT count(*) FROM meta.loads WHERE run_id = 'broken'").Should().Equal("0");
        return said;
    }

    private async Task ConvergesAsync()
    {
        proxy.Turn(TcpFault.None);
        await shop.RunAsync(database.ConnectionString);
        shop.Content().Should().Equal(good);
        await VerifiedAsync();
    }

    // Bypasses the proxy: the manifest exists, every file matches it, there is no lease and no open upload.
    private async Task VerifiedAsync()
    {
        await using var lake = Lakes.Open(server.Settings("runs"));
        var date = (await LakeListing.ReadAsync(lake, null, TimeProvider.System, default)).Should().ContainSingle().Which;
        date.State.Should().Be(LakeDateState.Complete);
        await foreach (var file in LakeVerification.RunAsync(lake, date, default))
            file.Status.Should().Be(FileStatus.Good, file.Key);
        (await server.UnfinishedUploadsAsync()).Should().Be(0);
    }

    private static ShopPipeline Pipeline(PipelineOptions options, TimeProvider clock, IProgress<StageProgress>? progress) =>
        new(options, clock, new Stages(progress), progress);

    /// <summary>Runs an action when a stage begins, and knows the stage that began last; "" before the first.</summary>
    private sealed class StageWatch(string stage, Action what) : IProgress<StageProgress>
    {
        public string Stage { get; private set; } = "";

        public bool Reached => string.Equals(Stage, stage, StringComparison.Ordinal) || Stage is "transform";

        public void Report(StageProgress value)
        {
            if (value.Item is not null || value.Ended is not null || string.Equals(Stage, value.Stage, StringComparison.Ordinal))
                return;
            Stage = value.Stage;
            if (string.Equals(Stage, stage, StringComparison.Ordinal))
                what();
        }
    }
}

using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Lake;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Faults;

/// <summary>
/// Breaks connections to the source and to an S3 lake at random moments of re-runs: reset, refused or silent, in either direction, in every
/// stage, for good or for a second. Nothing is lost, and nothing is left running or lying about.
/// </summary>
[TestFixture, Category("Live")]
internal sealed class BrokenConnectionsTests
{
    private const string Feature = """
        Feature: what was moved is whole
          Scenario: rows
            Then raw orders has as many rows as source orders
            And lake orders agrees with its manifest
            And revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent
        """;

    private static readonly string[] Stages = ["", "extract", "load", "transform"];
    private static readonly string[] States = ["shipped", "refunded"];

    private TestS3 server = null!;
    private TestDatabase database = null!;
    private TcpProxy source = null!;
    private TcpProxy lake = null!;
    private ShopRun shop = null!;
    private TcpPlan ofSource = TcpPlan.Through;
    private int broken;

    private static int Faults => Lane.Pick(usual: 3, nightly: 100);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        database = await TestPostgres.SeededDatabaseAsync();
        server = await TestS3.StartAsync();
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        source = new TcpProxy(parts.Host!, parts.Port, n => n % 5 == broken ? ofSource : TcpPlan.Through);
        lake = new TcpProxy("127.0.0.1", new Uri(server.Endpoint).Port, _ => TcpPlan.Through);
        shop = new ShopRun(lake: new LakeSettings($"s3://{server.Bucket}/broken", $"http://127.0.0.1:{lake.Port}"));
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        shop?.Dispose();
        if (lake is not null)
            await lake.DisposeAsync();
        if (source is not null)
            await source.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task Broken_connections_lose_nothing_and_leave_nothing()
    {
        var specifications = shop.Specs(Feature);
        // Two states of the source, which take turns.
        var states = new List<IReadOnlyDictionary<string, string>>();
        foreach (var status in States)
        {
            await ChangeSourceAsync(status);
            await shop.RunAsync(database.ConnectionString, specifications: specifications);
            states.Add(shop.Content());
        }
        var files = await ShopState.FilesAsync(shop);

        var random = new Random(20260115);
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var fault = 0; fault < Faults; fault++)
        {
            var (old, next) = (states[(fault + 1) % 2], states[fault % 2]);
            await ChangeSourceAsync(States[fault % 2]);
            var what = BrokenConnection.Draw(random, fault);
            var end = await RunAsync(what, specifications);
            ends[end] = ends.GetValueOrDefault(end) + 1;

            var left = ShopRun.Finished(shop.Content());
            (ShopState.Same(left, next) || ShopState.Same(left, old)).Should().BeTrue($"fault {fault}, {what}: the warehouse holds one run");
            (await shop.CheckAsync(specifications)).Should().AllSatisfy(s => s.Outcome.Should().Be(Outcome.Passed, $"fault {fault}, {what}"));
            await NothingRunsAsync($"fault {fault}, {what}");

            await shop.RunAsync(database.ConnectionString, specifications: specifications);
            shop.Content().Should().Equal(next, $"fault {fault}, {what}");
            (await ShopState.FilesAsync(shop)).Should().Equal(files, $"fault {fault}, {what}: no file, lease or part of a run outlives the next one");
            ShopState.Leftovers(shop).Should().BeEmpty($"fault {fault}, {what}");
            (await server.UnfinishedUploadsAsync()).Should().Be(0, $"fault {fault}, {what}");
            if (fault % 10 == 9)
                await TestContext.Progress.WriteLineAsync($"{fault + 1} of {Faults} faults");
        }
        await TestContext.Out.WriteLineAsync(string.Join(", ", ends.Select(e => $"{e.Value} × {e.Key}")));
        ends.Keys.Should().Contain(e => e.StartsWith("failed", StringComparison.Ordinal));
    }

    /// <returns>How it ended.</returns>
    private async Task<string> RunAsync(BrokenConnection what, IReadOnlyList<Specification> specifications)
    {
        // A source's own deadline is not accelerated.
        var deadline = what.IsSource ? TimeSpan.FromSeconds(4) : TimeSpan.FromMinutes(2);
        var address = ShopRun.Source(
            new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Host = "127.0.0.1",
                Port = source.Port,
                Pooling = false,
                ApplicationName = "broken",
            }.ConnectionString
        ) with
        {
            Deadline = deadline,
        };
        (ofSource, broken) = (what.IsSource ? what.Plan : TcpPlan.Through, what.Connection);
        using var healed = new CancellationTokenSource();
        var progress = new AtStage(
            what.Stage,
            () =>
            {
                if (what.IsSource)
                    return;
                lake.Turn(what.Plan);
                if (what.Heals)
                    _ = Task.Delay(TimeSpan.FromSeconds(1), healed.Token).ContinueWith(_ => lake.Turn(TcpFault.None), TaskScheduler.Default);
            }
        );
        progress.Begin("");
        try
        {
            TimeProvider clock = what.IsSource ? TimeProvider.System : new AcceleratedTime();
            await new ShopPipeline(shop.Options, clock, new Stages(progress), progress).RunAsync(
                address,
                ShopRun.Date,
                "broken",
                specifications,
                [],
                CancellationToken.None
            );
            return "passed in spite of it";
        }
        catch (ProblemException e)
        {
            e.ExitCode.Should().Be(ExitCodes.Infrastructure, $"{what}: {e.Message}");
            e.Message.Should().MatchRegex("[Rr]un again", $"{what}");
            return $"failed in {(progress.Stage.Length == 0 ? "the beginning" : progress.Stage)}";
        }
        finally
        {
            await healed.CancelAsync();
            lake.Turn(TcpFault.None);
            ofSource = TcpPlan.Through;
        }
    }

    private Task ChangeSourceAsync(string status) => database.ExecuteAsync($"UPDATE orders SET status = '{status}' WHERE id % 7 = 0");

    // The server notices a moment later that a client has gone.
    private async Task NothingRunsAsync(string because)
    {
        const string Sessions =
            "SELECT string_agg(pid || ' ' || state || ' ' || left(query, 80), E'\\n') FROM pg_stat_activity "
            + "WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'broken'";
        object? sessions = null;
        for (var attempt = 0; attempt < 100; attempt++)
        {
            sessions = await database.ScalarAsync(Sessions);
            if (sessions is null)
                return;
            await Task.Delay(100);
        }
        sessions.Should().BeNull(because);
    }

    /// <summary>A connection that breaks: its system, when, and how.</summary>
    private sealed record BrokenConnection(bool IsSource, string Stage, int Connection, TcpPlan Plan, bool Heals)
    {
        public static BrokenConnection Draw(Random random, int number)
        {
            var way = random.Next(2) == 0 ? TcpDirection.Received : TcpDirection.Sent;
            // As many small numbers of bytes as large ones.
            var after = (long)Math.Pow(number % 2 == 0 || way == TcpDirection.Sent ? 20_000 : 600_000, random.NextDouble());
            var plan = random.Next(5) switch
            {
                0 => TcpPlan.Refuse,
                1 or 2 => TcpPlan.Cut(way, after),
                _ => TcpPlan.Silence(way, after),
            };
            var isSource = number % 2 == 0;
            return new(isSource, isSource ? "" : Stages[number / 2 % Stages.Length], random.Next(5), plan, Heals: !isSource && random.Next(4) == 0);
        }
    }

    /// <summary>Acts when a stage begins; the first one is "".</summary>
    private sealed class AtStage(string stage, Action act) : IProgress<StageProgress>
    {
        public string Stage { get; private set; } = "-";

        public void Report(StageProgress value)
        {
            if (value.Item is null && value.Ended is null)
                Begin(value.Stage);
        }

        public void Begin(string name)
        {
            if (string.Equals(Stage, name, StringComparison.Ordinal))
                return;
            Stage = name;
            if (string.Equals(name, stage, StringComparison.Ordinal))
                act();
        }
    }
}

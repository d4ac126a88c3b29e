using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>
/// A Snowflake whose connections break or go silent at every stage, or whose warehouse is suspended or credential expires during a run.
/// </summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeFaultTests : SnowflakeFixture
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    // Less than the usual deadline of 60 s, and enough for a machine that does other work.
    private static readonly TimeSpan BusyMachine = TimeSpan.FromSeconds(45);

    private readonly IReadOnlyList<Specification> specifications = Specs(
        "raw orders has as many rows as source orders",
        "revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent"
    );

    [OneTimeSetUp]
    public Task RunAsync() => Shop.RunAsync(specifications);

    [NightlyCase("load", true, TcpFault.Cut)]
    [NightlyCase("load", false, TcpFault.Cut)]
    [NightlyCase("load", false, TcpFault.Silence)]
    [NightlyCase("transform", true, TcpFault.Cut)]
    [TestCase("transform", false, TcpFault.Cut)]
    [NightlyCase("transform", false, TcpFault.Silence)]
    public async Task Broken_connection_keeps_the_last_good_state_and_the_next_run_converges(string stage, bool atTheBoundary, TcpFault fault)
    {
        var (raw, marts) = (Shop.Content("RAW.ORDERS"), Shop.Content("MARTS.MART_SALES_OVERVIEW"));
        await Shop.Database.ExecuteAsync("UPDATE orders SET status = 'refunded' WHERE id = 33");
        await using (var proxy = Through())
        {
            if (atTheBoundary)
                Shop.Progress = new ProgressCallback(p => Turn(proxy, fault, string.Equals(p.Stage, stage, StringComparison.Ordinal) && p.Done == 0));
            else
                Snowflake.Faults.Error = sql =>
                    Turn(proxy, fault, sql.StartsWith(stage is "load" ? "COPY INTO" : "CREATE OR REPLACE TRANSIENT TABLE \"CORE\"", StringComparison.Ordinal));

            var (thrown, took) = await BrokenAsync<InfrastructureException>();

            thrown.ExitCode.Should().Be(ExitCodes.Infrastructure);
            thrown
                .Message.Should()
                .Contain(stage is "load" ? "to load with LOADING_WH" : "to transform with TRANSFORM_WH")
                .And.MatchRegex("(is|are) unchanged. Run again.$");
            took.Should().BeLessThan(BusyMachine, "a deadline of 3 s, the stages before it, and a moment to roll back");
        }
        await ResetFaultsAsync();
        Shop.Content("MARTS.MART_SALES_OVERVIEW").Should().Be(marts);
        if (stage is "load")
            Shop.Content("RAW.ORDERS").Should().Be(raw);

        await ConvergesAsync();
    }

    // Its differences would be blamed on the models.
    [NightlyCase("CREATE OR REPLACE TRANSIENT TABLE \"CORE\"")]
    [TestCase("INSERT OVERWRITE INTO \"MARTS\"")]
    public async Task Load_without_its_models_is_not_judged_until_the_next_run(string broken)
    {
        Snowflake.Faults.Error = sql =>
            sql.StartsWith(broken, StringComparison.Ordinal) ? new SnowflakeError(1003, "42000", "SQL compilation error: planted") : null;
        await Shop.Invoking(s => s.RunAsync()).Should().ThrowAsync<ProblemException>();
        await ResetFaultsAsync();
        Shop.Query("SELECT RUN_ID FROM META.UNBUILT").Should().Be("test");

        (await FluentActions.Invoking(() => Shop.CheckAsync([])).Should().ThrowAsync<NothingToJudgeException>())
            .Which.Message.Should()
            .Contain("run test loaded the extraction of 2026-01-15 into raw")
            .And.Contain("before the models were built")
            .And.Contain("shopstream run --date 2026-01-15");

        await Shop.RunAsync();
        Shop.Query("SELECT COUNT(*) FROM META.UNBUILT").Should().Be("0");
        await Shop.CheckAsync([]);
    }

    [Test]
    public async Task Account_that_was_set_up_before_the_mark_is_named_before_anything_is_loaded()
    {
        Snowflake.Execute("DROP TABLE META.UNBUILT", Shop.Settings.Database);
        try
        {
            (await Shop.Invoking(s => s.RunAsync()).Should().ThrowAsync<UsageException>())
                .Which.Message.Should()
                .Contain("META.UNBUILT")
                .And.Contain("shopstream setup snowflake");
        }
        finally
        {
            await Shop.SetUpAsync();
        }
        await Shop.RunAsync();
    }

    [NightlyCase(true, TcpFault.Cut)]
    [TestCase(false, TcpFault.Cut)]
    [TestCase(false, TcpFault.Silence)]
    public async Task Connection_lost_during_checks_is_retryable(bool atTheBoundary, TcpFault fault)
    {
        await using (var proxy = Through())
        {
            if (atTheBoundary)
                Turn(proxy, fault);
            else
                Snowflake.Faults.Error = sql =>
                    Turn(proxy, fault, sql.StartsWith("SELECT", StringComparison.Ordinal) && sql.Contains("\"RAW\".\"ORDERS\"", StringComparison.Ordinal));
            var began = Stopwatch.GetTimestamp();

            (await CodeAsync()).Should().Be(ExitCodes.Infrastructure);

            Stopwatch.GetElapsedTime(began).Should().BeLessThan(BusyMachine);
        }
        await ResetFaultsAsync();
        (await CodeAsync()).Should().Be(ExitCodes.Passed);

        async Task<int> CodeAsync()
        {
            try
            {
                return (await Shop.RunAndCheckAsync(specifications)).ExitCode;
            }
            catch (ProblemException e)
            {
                e.Message.Should().Contain("to check with CHECK_WH").And.EndWith("Nothing was checked. Run again.");
                return e.ExitCode;
            }
        }
    }

    // The driver posts abort requests from within the token's callback, and a silent server answers none of them.
    [Test]
    public async Task Interruption_during_the_load_waits_for_no_abort_request()
    {
        await using (var proxy = Through())
        {
            using var interrupt = new CancellationTokenSource();
            Shop.Settings = Shop.Settings with { Deadline = TimeSpan.FromSeconds(60) };
            Snowflake.Faults.Hang = sql => sql.StartsWith("COPY INTO", StringComparison.Ordinal);
            var before = Snowflake.Faults.Hung;
            var run = Shop.Pipeline.RunAsync(Shop.Source, ShopRun.Date, "test", specifications, [], interrupt.Token);
            while (Snowflake.Faults.Hung < before + 4 && !run.IsCompleted)
                await Task.Delay(20);
            Turn(proxy, TcpFault.Silence);
            var began = Stopwatch.GetTimestamp();

            await Task.Run(interrupt.Cancel);

            Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(20), "Ctrl+C waits for no request, whose deadline is 60 s");
            await run.Awaiting(r => r).Should().ThrowAsync<OperationCanceledException>();
            Stopwatch.GetElapsedTime(began).Should().BeLessThan(BusyMachine, "closing a session is not waited for either");
            Snowflake.Faults.Hang = null;
        }
        await ResetFaultsAsync();
        await ConvergesAsync();
    }

    [Test]
    public async Task Warehouse_suspended_during_a_run_is_reported()
    {
        Snowflake.Faults.Error = sql =>
        {
            if (sql.StartsWith("CREATE OR REPLACE TRANSIENT TABLE \"CORE\"", StringComparison.Ordinal))
                Snowflake.Faults.Suspended.Add("TRANSFORM_WH");
            return null;
        };

        var (thrown, _) = await BrokenAsync<UsageException>();

        thrown.Message.Should().Contain("to transform with TRANSFORM_WH").And.Contain("ALTER WAREHOUSE … RESUME").And.Contain("are unchanged");
        await ResetFaultsAsync();
        await ConvergesAsync();
    }

    [TestCase("COPY INTO", "to load with LOADING_WH", "RAW is unchanged")]
    [NightlyCase("CREATE OR REPLACE TRANSIENT TABLE \"MARTS\"", "to transform with TRANSFORM_WH", "are unchanged")]
    public async Task Credential_expired_during_a_run_keeps_the_last_good_state(string at, string purpose, string consequence)
    {
        var marts = Shop.Content("MARTS.MART_SALES_OVERVIEW");
        Snowflake.Faults.Error = sql =>
            sql.StartsWith(at, StringComparison.Ordinal)
                ? new SnowflakeError(390114, "08001", "Authentication token has expired.  The user must authenticate again.")
                : null;

        var (thrown, _) = await BrokenAsync<UsageException>();

        thrown.Message.Should().Contain(purpose).And.Contain("renew it").And.Contain(consequence);
        Shop.Content("MARTS.MART_SALES_OVERVIEW").Should().Be(marts);
        await ResetFaultsAsync();
        await ConvergesAsync();
    }

    private TcpProxy Through()
    {
        var proxy = new TcpProxy(Snowflake.Host, Snowflake.Port, _ => TcpPlan.Through);
        Shop.Settings = Shop.Settings with { Port = proxy.Port, Deadline = Deadline, SignInDeadline = Deadline };
        Shop.Options = Shop.Options with { Deadline = Deadline };
        return proxy;
    }

    private static void Turn(TcpProxy proxy, TcpFault fault) => proxy.Turn(fault);

    private static SnowflakeError? Turn(TcpProxy proxy, TcpFault fault, bool now)
    {
        if (now)
            Turn(proxy, fault);
        return null;
    }

    private async Task<(T Thrown, TimeSpan Took)> BrokenAsync<T>()
        where T : ProblemException
    {
        var began = Stopwatch.GetTimestamp();
        var run = () => Shop.RunAsync(specifications);
        var thrown = (await run.Should().ThrowAsync<T>()).Which;
        return (thrown, Stopwatch.GetElapsedTime(began));
    }

    private async Task ConvergesAsync()
    {
        await Shop.RunAsync(specifications);
        var (results, code) = await Shop.RunAndCheckAsync(specifications);
        code.Should().Be(ExitCodes.Passed, string.Join("; ", results.SelectMany(r => r.Checks).Select(c => $"{c.Sentence}: {c.Outcome} {c.Note}")));
        Shop.Query("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME LIKE '%NEXT'").Should().Be("0");
        Shop.Query("SELECT COUNT(*) FROM META.LOADS WHERE IS_CURRENT").Should().Be("6");
    }

    private sealed class ProgressCallback(Action<StageProgress> hear) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => hear(value);
    }
}

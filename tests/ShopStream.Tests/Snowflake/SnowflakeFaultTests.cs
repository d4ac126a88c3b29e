using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>
/// A Snowflake whose connections break or go silent at every stage, a missing or suspended warehouse, an ungranted role, an expired credential.
/// </summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeFaultTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    // Less than the usual deadline of 60 s, and enough for a machine that does other work.
    private static readonly TimeSpan BusyMachine = TimeSpan.FromSeconds(45);

    private SnowflakeShop shop = null!;
    private IReadOnlyList<Specification> specifications = null!;

    private SnowflakeStandIn Snowflake => shop.Snowflake;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        shop = await SnowflakeShop.StartAsync();
        using var one = new ShopRun();
        specifications = one.Specs(
            "Feature: f\n  Scenario: s\n    Then raw orders has as many rows as source orders\n"
                + "    And revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent\n"
        );
        await shop.RunAsync(specifications);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (shop is not null)
            await shop.DisposeAsync();
    }

    // Snowflake ends detached sessions once another session needs their locks.
    [TearDown]
    public async Task ResetFaultsAsync()
    {
        shop.Progress = null;
        (Snowflake.Faults.Error, Snowflake.Faults.Login, Snowflake.Faults.Hang) = (null, null, null);
        Snowflake.Faults.Suspended.Clear();
        await Task.Run(Snowflake.EndSessions);
        shop.Settings = shop.Settings with { Port = Snowflake.Port, Deadline = TimeSpan.FromSeconds(60), SignInDeadline = TimeSpan.FromSeconds(10) };
        shop.Options = shop.Options with { Deadline = TimeSpan.FromSeconds(60) };
    }

    [NightlyCase("load", true, TcpFault.Cut)]
    [TestCase("load", false, TcpFault.Cut)]
    [TestCase("load", false, TcpFault.Silence)]
    [NightlyCase("transform", true, TcpFault.Cut)]
    [TestCase("transform", false, TcpFault.Cut)]
    [NightlyCase("transform", false, TcpFault.Silence)]
    public async Task Broken_connection_keeps_the_last_good_state_and_the_next_run_converges(string stage, bool atTheBoundary, TcpFault fault)
    {
        var (raw, marts) = (Content("RAW.ORDERS"), Content("MARTS.MART_SALES_OVERVIEW"));
        await shop.Database.ExecuteAsync("UPDATE orders SET status = 'refunded' WHERE id = 33");
        await using (var proxy = Through())
        {
            if (atTheBoundary)
                shop.Progress = new ProgressCallback(p => Turn(proxy, fault, string.Equals(p.Stage, stage, StringComparison.Ordinal) && p.Done == 0));
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
        Content("MARTS.MART_SALES_OVERVIEW").Should().Be(marts);
        if (stage is "load")
            Content("RAW.ORDERS").Should().Be(raw);

        await ConvergesAsync();
    }

    // Its differences would be blamed on the models.
    [TestCase("CREATE OR REPLACE TRANSIENT TABLE \"CORE\"")]
    [TestCase("INSERT OVERWRITE INTO \"MARTS\"")]
    public async Task Load_without_its_models_is_not_judged_until_the_next_run(string broken)
    {
        Snowflake.Faults.Error = sql =>
            sql.StartsWith(broken, StringComparison.Ordinal) ? new SnowflakeError(1003, "42000", "SQL compilation error: planted") : null;
        await shop.Invoking(s => s.RunAsync()).Should().ThrowAsync<ProblemException>();
        await ResetFaultsAsync();
        shop.Query("SELECT RUN_ID FROM META.UNBUILT").Should().Be("test");

        (await FluentActions.Invoking(() => shop.CheckAsync([])).Should().ThrowAsync<NothingToJudgeException>())
            .Which.Message.Should()
            .Contain("run test loaded the extraction of 2026-01-15 into raw")
            .And.Contain("before the models were built")
            .And.Contain("shopstream run --date 2026-01-15");

        await shop.RunAsync();
        shop.Query("SELECT COUNT(*) FROM META.UNBUILT").Should().Be("0");
        await shop.CheckAsync([]);
    }

    [Test]
    public async Task Account_that_was_set_up_before_the_mark_is_named_before_anything_is_loaded()
    {
        Snowflake.Execute("DROP TABLE META.UNBUILT", shop.Settings.Database);
        try
        {
            (await shop.Invoking(s => s.RunAsync()).Should().ThrowAsync<UsageException>())
                .Which.Message.Should()
                .Contain("META.UNBUILT")
                .And.Contain("shopstream setup snowflake");
        }
        finally
        {
            await shop.SetUpAsync();
        }
        await shop.RunAsync();
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
                return (await shop.RunAndCheckAsync(specifications)).ExitCode;
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
            shop.Settings = shop.Settings with { Deadline = TimeSpan.FromSeconds(60) };
            Snowflake.Faults.Hang = sql => sql.StartsWith("COPY INTO", StringComparison.Ordinal);
            var before = Snowflake.Faults.Hung;
            var run = shop.Pipeline.RunAsync(shop.Source, ShopRun.Date, "test", specifications, [], interrupt.Token);
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

    [TestCase("LOADING_WH", "to load with LOADING_WH")]
    [NightlyCase("TRANSFORM_WH", "to transform with TRANSFORM_WH")]
    [TestCase("CHECK_WH", "to check with CHECK_WH")]
    public async Task Suspended_warehouse_is_reported_before_any_change(string warehouse, string purpose)
    {
        Snowflake.Faults.Suspended.Add(warehouse);

        (await NothingMovedAsync())
            .Should()
            .Contain(purpose)
            .And.Contain("No active warehouse selected")
            .And.Contain("ALTER WAREHOUSE … RESUME")
            .And.EndWith("Nothing was moved.");
    }

    [TestCase("LOADING_WH", "SHOPSTREAM_LOADER")]
    [NightlyCase("TRANSFORM_WH", "SHOPSTREAM_TRANSFORMER")]
    [TestCase("CHECK_WH", "SHOPSTREAM_CHECKER")]
    public async Task Missing_warehouse_is_reported_before_any_change(string warehouse, string role)
    {
        Snowflake.Execute($"DROP WAREHOUSE {warehouse}");
        try
        {
            (await NothingMovedAsync())
                .Should()
                .Contain(
                    $"with {warehouse}: the role {role} has no warehouse {warehouse}. "
                        + $"What to do: create it, or GRANT USAGE ON WAREHOUSE {warehouse} TO ROLE {role}"
                );
        }
        finally
        {
            await shop.SetUpAsync();
        }
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

    [TestCase("SHOPSTREAM_LOADER")]
    [NightlyCase("SHOPSTREAM_TRANSFORMER")]
    [TestCase("SHOPSTREAM_CHECKER")]
    public async Task Ungranted_role_is_reported_before_any_change(string role)
    {
        Snowflake.Rights.RevokeRole(role, "USER NIGHTLY");
        try
        {
            (await NothingMovedAsync())
                .Should()
                .Contain($"Role '{role}'")
                .And.Contain("grant the role to the user")
                .And.Contain("shopstream setup snowflake prints the grants");
        }
        finally
        {
            Snowflake.Rights.GrantRole(role, "USER NIGHTLY");
        }
    }

    [Test]
    public async Task Expired_credential_is_reported_as_not_retryable()
    {
        Snowflake.Faults.Login = (390114, "Authentication token has expired.  The user must authenticate again.");

        (await NothingMovedAsync()).Should().Contain("Authentication token has expired").And.Contain("390114").And.Contain("renew it");
    }

    [TestCase("COPY INTO", "to load with LOADING_WH", "RAW is unchanged")]
    [NightlyCase("CREATE OR REPLACE TRANSIENT TABLE \"MARTS\"", "to transform with TRANSFORM_WH", "are unchanged")]
    public async Task Credential_expired_during_a_run_keeps_the_last_good_state(string at, string purpose, string consequence)
    {
        var marts = Content("MARTS.MART_SALES_OVERVIEW");
        Snowflake.Faults.Error = sql =>
            sql.StartsWith(at, StringComparison.Ordinal)
                ? new SnowflakeError(390114, "08001", "Authentication token has expired.  The user must authenticate again.")
                : null;

        var (thrown, _) = await BrokenAsync<UsageException>();

        thrown.Message.Should().Contain(purpose).And.Contain("renew it").And.Contain(consequence);
        Content("MARTS.MART_SALES_OVERVIEW").Should().Be(marts);
        await ResetFaultsAsync();
        await ConvergesAsync();
    }

    private TcpProxy Through()
    {
        var proxy = new TcpProxy(Snowflake.Host, Snowflake.Port, _ => TcpPlan.Through);
        shop.Settings = shop.Settings with { Port = proxy.Port, Deadline = Deadline, SignInDeadline = Deadline };
        shop.Options = shop.Options with { Deadline = Deadline };
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
        var run = () => shop.RunAsync(specifications);
        var thrown = (await run.Should().ThrowAsync<T>()).Which;
        return (thrown, Stopwatch.GetElapsedTime(began));
    }

    private async Task<string> NothingMovedAsync()
    {
        var date = ShopRun.Date.AddDays(1);
        var loads = Content("META.LOADS");
        var run = () => shop.RunAsync(specifications, date);

        var thrown = (await run.Should().ThrowAsync<UsageException>()).Which;

        thrown.ExitCode.Should().Be(ExitCodes.Usage);
        Content("META.LOADS").Should().Be(loads);
        await using var lake = Lakes.Open(shop.Options.Lake);
        await foreach (var entry in lake.ListAsync("", CancellationToken.None))
            entry.Key.Should().NotContain($"{date:yyyy-MM-dd}");
        return thrown.Message;
    }

    private async Task ConvergesAsync()
    {
        await shop.RunAsync(specifications);
        var (results, code) = await shop.RunAndCheckAsync(specifications);
        code.Should().Be(ExitCodes.Passed, string.Join("; ", results.SelectMany(r => r.Checks).Select(c => $"{c.Sentence}: {c.Outcome} {c.Note}")));
        shop.Query("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME LIKE '%NEXT'").Should().Be("0");
        shop.Query("SELECT COUNT(*) FROM META.LOADS WHERE IS_CURRENT").Should().Be("6");
    }

    private string Content(string table) =>
        string.Join('\n', Snowflake.Execute($"SELECT * FROM {table} ORDER BY 1", shop.Settings.Database).Rows.Select(r => string.Join('|', r)));

    private sealed class ProgressCallback(Action<StageProgress> hear) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => hear(value);
    }
}

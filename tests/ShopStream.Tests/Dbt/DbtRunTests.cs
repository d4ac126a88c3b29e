using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Attached;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Dbt;

/// <summary>run with models = dbt: what the program dbt says, writes and returns becomes the verdict and the exit code of the run.</summary>
[TestFixture, Category("Live"), Platform(Exclude = "Win")]
internal sealed class DbtRunTests
{
    private const string Warehouse = "CREATE SCHEMA core; CREATE TABLE core.orders AS SELECT i AS order_id FROM range(1, 11) AS r(i)";

    // The shape of dbt 1.8 to 1.12; see https://schemas.getdbt.com/dbt/run-results/v6.json.
    private const string Built =
        """{"metadata": {"dbt_version": "1.11.16"}, "results": [{"status": "success", "unique_id": "model.shop.orders", "message": "OK"}] }""";

    private TestWorkspace folder = null!;
    private AttachedFolder warehouse = null!;

    [SetUp]
    public void Create() => (folder, warehouse) = (new TestWorkspace(), new AttachedFolder(Warehouse));

    [TearDown]
    public void Remove()
    {
        warehouse.Dispose();
        folder.Dispose();
    }

    [Test]
    public async Task Models_are_built_by_dbt_and_then_checked()
    {
        var dbt = new StandInDbt(folder).Writes(Built);

        var output = await RunAsync(dbt, ("dbt.profiles", folder.In("profiles")), ("dbt.target", "ci"));

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        $"{output}".Should().MatchRegex("transform +[0-9.]+ s").And.Contain("Passed the one scenario");
        dbt.Called.Should().EndWith($"project run --no-use-colors --profiles-dir {folder.In("profiles")} --target ci");
    }

    [Test]
    public async Task Model_with_an_error_ends_the_run_with_what_dbt_says_of_it()
    {
        SharedDbt.Require();
        var broken = await File.ReadAllTextAsync(Path.Combine(SharedDbt.Artifacts("dbt-1.11-duckdb"), "run_results_broken.json"));

        var output = await RunAsync(new StandInDbt(folder).Writes(broken).Ends(1));

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}"
            .Should()
            .Contain("transform: dbt run: 1 node has an error; 11 nodes were skipped:")
            .And.Contain("model stg_events: Runtime Error in model stg_events (models/staging/stg_events.sql)")
            .And.Contain("Referenced column \"event_ts\" not found");
    }

    [TestCase(
        "build",
        "fail",
        "Got 11 results, configured to fail if != 0",
        ExitCodes.Failed,
        "dbt build: 1 test failed. Nothing was checked:\ntest few_are_late: Got 11 results"
    )]
    [TestCase("build", "warn", "Got 11 results, configured to warn if != 0", ExitCodes.Passed, "Passed the one scenario")]
    [TestCase("run", "error", "Runtime Error in model orders\n  IO Error: Could not set lock on file", ExitCodes.Infrastructure, "Could not set lock")]
    [TestCase("run", "runtime error", "could not translate", ExitCodes.Usage, "1 node has an error")]
    [TestCase("run", "partial success", "SUCCESS: 2/3 batches", ExitCodes.Usage, "1 node has an error")]
    public async Task Statuses_of_nodes_have_our_exit_codes(string command, string status, string message, int code, string expected)
    {
        var said = JsonSerializer.Serialize(message);
        var results = $$"""{"results": [{"status": "{{status}}", "unique_id": "test.shop.few_are_late.3c1e", "message": {{said}} }] }""";

        var output = await RunAsync(new StandInDbt(folder).Writes(results).Ends(status is "warn" ? 0 : 1), ("dbt.command", command));

        output.ExitCode.Should().Be(code, $"{output}");
        $"{output}".Should().Contain(expected);
    }

    [TestCase(2, "Compilation Error\n  'rule' is undefined", ExitCodes.Usage, "dbt run ended with exit code 2")]
    [TestCase(1, "Database Error\n  connection to server at \"db\" failed: Connection refused", ExitCodes.Infrastructure, "Connection refused")]
    public async Task Call_that_builds_nothing_says_what_dbt_says(int dbtCode, string says, int code, string said)
    {
        // Of an earlier call.
        folder.With("project/built/run_results.json", Built);
        File.SetLastWriteTimeUtc(folder.In("project/built/run_results.json"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var output = await RunAsync(new StandInDbt(folder).Says(says).Ends(dbtCode));

        output.ExitCode.Should().Be(code, $"{output}");
        $"{output}".Should().Contain(said).And.Contain(says.Split('\n')[1].Trim());
    }

    [Test]
    public async Task Dbt_that_takes_too_long_is_ended_with_what_it_has_started()
    {
        var dbt = new StandInDbt(folder).Sleeps();

        var output = await RunAsync(dbt, ("dbt.deadline", "1"));

        output.ExitCode.Should().Be(ExitCodes.Infrastructure, $"{output}");
        $"{output}".Should().Contain("dbt run took longer than 1 s").And.Contain("dbt.deadline");
        dbt.IsChildEnded().Should().BeTrue("the child is ended, too");
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task Interrupted_run_interrupts_dbt_and_publishes_nothing(string signal)
    {
        var dbt = new StandInDbt(folder).Writes(Built).Sleeps();
        var prometheus = folder.In("shop.prom");
        warehouse.Settings(("models", "dbt"), ("dbt.project", dbt.Project), ("prometheus", prometheus), ("openlineage", folder.In("lineage.json")));
        using var run = warehouse.Start(dbt.Environment, "run", "core orders has exactly 10 rows");
        SpinWait.SpinUntil(() => File.Exists(dbt.ChildFile) && new FileInfo(dbt.ChildFile).Length > 0, TimeSpan.FromMinutes(1)).Should().BeTrue();

        await run.SignalAsync(signal);
        var output = await run.EndAsync();

        output.ExitCode.Should().Be(ExitCodes.Interrupted, $"{output}");
        output.Error.Should().Contain("Interrupted.");
        File.Exists(dbt.InterruptedFile).Should().BeTrue("dbt cancels its queries when it is interrupted");
        dbt.IsChildEnded().Should().BeTrue("the child is ended, too");
        File.Exists(prometheus).Should().BeFalse();
        File.Exists(folder.In("lineage.json")).Should().BeFalse();
        (Directory.Exists(warehouse.Reports) ? Directory.EnumerateFiles(warehouse.Reports, "*", SearchOption.AllDirectories) : []).Should().BeEmpty();
    }

    [TestCase("Core:\n  - installed: 1.7.4", "is dbt 1.7.4: expected dbt 1.8 or later")]
    [TestCase("something else", "says no version (exit code 0): expected dbt 1.8 or later")]
    public async Task Wrong_version_is_a_usage_error(string version, string message)
    {
        var output = await RunAsync(new StandInDbt(folder, version));

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain(message);
    }

    [Test]
    public async Task Missing_program_and_project_are_usage_errors()
    {
        var dbt = new StandInDbt(folder);
        File.Delete(folder.In("bin/dbt"));
        $"{await RunAsync(dbt)}".Should().Contain("exit code 2").And.Contain("the program dbt is not on the PATH").And.Contain("check --attached");
        $"{await RunAsync(dbt, ("dbt.project", folder.In("elsewhere")))}".Should().Contain("exit code 2").And.Contain("There is no dbt_project.yml in");
    }

    [Test]
    public async Task Pipeline_of_our_own_cannot_leave_the_models_to_dbt()
    {
        var settings = folder.With(
            "pipeline.runsettings",
            "<RunSettings><TestRunParameters><Parameter name=\"models\" value=\"dbt\" /></TestRunParameters></RunSettings>"
        );

        var output = await ShopProgram.RunAsync("run", "--settings", settings, "--features", folder.Features("core orders is not empty"));

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("is 'dbt', and pipeline is own").And.Contain("Set pipeline = external");
    }

    private Task<ProgramOutput> RunAsync(StandInDbt dbt, params (string Name, string Value)[] settings)
    {
        warehouse.Settings([("models", "dbt"), .. settings.Any(s => s.Name is "dbt.project") ? settings : settings.Prepend(("dbt.project", dbt.Project))]);
        return warehouse.RunAsync(dbt.Environment, "core orders has exactly 10 rows");
    }
}

using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Cli;

/// <summary>suggest of the built program, after a run from a real PostgreSQL.</summary>
[TestFixture, Category("Live")]
public sealed partial class SuggestTests
{
    private TestWorkspace place = null!;
    private TestDatabase database = null!;
    private Dictionary<string, string> source = null!;

    private string[] Work => ["--work", place.In("work"), "--quiet"];

    [OneTimeSetUp]
    public async Task Run_once()
    {
        place = new TestWorkspace();
        database = await TestPostgres.FullDatabaseAsync();
        source = LoadedShop.Source(database.ConnectionString);
        var ran = await ShopProgram.RunAsync(
            source,
            ["run", .. place.Options, "--date", "2026-01-15", "--features", place.Features("raw orders is not empty")]
        );
        ran.ExitCode.Should().Be(ExitCodes.Passed, $"{ran}");
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        place.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task Every_suggested_check_passes()
    {
        var folder = place.In("suggested");

        var output = await ShopProgram.RunAsync(source, ["suggest", "--all", "--into", folder, .. Work]);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        var files = Directory.GetFiles(folder).Select(Path.GetFileName).ToList();
        files
            .Should()
            .HaveCount(3 * ShopSchema.Tables.Count + Repository.ModelCount, "each table is in source, lake and raw, and each model once")
            .And.Contain([
                "source_orders.feature",
                "lake_events.feature",
                "raw_users.feature",
                "staging_stg_orders.feature",
                "core_fact_orders.feature",
                "mart_mart_sales_overview.feature",
            ]);
        output.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(files.Count).And.OnlyContain(l => ScenariosAndChecks().IsMatch(l));
        var check = await ShopProgram.RunAsync(source, ["check", "--features", folder, .. place.Options, "--quiet"]);
        check.ExitCode.Should().Be(ExitCodes.Passed, $"{check}");
        check.Out.Should().StartWith("Passed all ");
        var run = await ShopProgram.RunAsync(source, ["run", "--features", folder, "--work", place.In("again"), "--out", place.In("reports"), "--quiet"]);
        run.ExitCode.Should().Be(ExitCodes.Passed, $"{run}");
    }

    [Test]
    public async Task What_is_suggested_of_the_orders_is_as_agreed_and_the_same_every_time()
    {
        var first = await ShopProgram.RunAsync(["suggest", "raw orders", .. Work]);
        var second = await ShopProgram.RunAsync(["suggest", "raw", "orders", .. Work]);

        first.ExitCode.Should().Be(ExitCodes.Passed, $"{first}");
        second.Out.Should().Be(first.Out);
        first.Error.Should().BeEmpty();
        RunId().Replace(first.Out, "run <run>").MatchSnapshot("suggest-raw-orders");
    }

    [Test]
    public async Task A_layer_alone_means_all_its_tables_in_one_file_that_can_be_checked()
    {
        var file = place.In("core/all.feature");

        var output = await ShopProgram.RunAsync(["suggest", "core", "mart", "mart_sales_overview", "--into", file, "--tags", "@draft @owner:finance", .. Work]);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        var text = await File.ReadAllTextAsync(file);
        text.Should()
            .Contain("dim_products")
            .And.Contain("dim_users")
            .And.Contain("fact_orders")
            .And.Contain("revenue in core fact_orders reconciles with revenue in mart mart_sales_overview by day to the cent")
            .And.NotContain("@suggested");
        text.Split("\n  @draft @owner:finance\n  Scenario: ").Length.Should().Be(text.Split("Scenario: ").Length);
        (await ShopProgram.RunAsync(["check", "--features", place.In("core"), .. place.Options, "--quiet"])).ExitCode.Should().Be(ExitCodes.Passed);
    }

    [Test]
    public async Task A_file_that_is_there_is_overwritten_only_by_force()
    {
        var file = place.With("mine/mine.feature", "Feature: Mine\n");

        var refused = await ShopProgram.RunAsync(["suggest", "raw orders", "--into", file, .. Work]);
        (await File.ReadAllTextAsync(file)).Should().Be("Feature: Mine\n");
        var forced = await ShopProgram.RunAsync(["suggest", "raw orders", "--into", file, "--force", .. Work]);

        refused.ExitCode.Should().Be(ExitCodes.Usage);
        refused.Error.Should().Contain("mine.feature exists already").And.Contain("--force");
        forced.ExitCode.Should().Be(ExitCodes.Passed);
        (await File.ReadAllTextAsync(file)).Should().Contain("Suggested checks for raw orders");
        Directory.GetFiles(place.In("mine")).Should().ContainSingle();
    }

    [TestCase("there is no table raw ordrs; did you mean orders?", "raw", "ordrs")]
    [TestCase("'orders' has no layer: expected source orders or lake orders or raw orders", "orders")]
    [TestCase("'rwa' is not a dataset: expected a layer and a table, such as raw orders, or a layer alone; did you mean raw", "rwa orders")]
    [TestCase("no dataset is named: expected a layer and a table, such as raw orders, a layer alone, such as raw, or --all")]
    [TestCase("--all means every table: leave out raw", "raw", "--all")]
    [TestCase("--tags names 'suggested': expected tags with their @", "raw", "--tags", "suggested")]
    public async Task Unknown_table_is_reported_without_suggestions(string message, params string[] arguments)
    {
        var output = await ShopProgram.RunAsync(["suggest", .. arguments, .. Work]);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain(message);
        output.Out.Should().BeEmpty();
    }

    [Test]
    public async Task Without_a_source_only_the_other_layers_get_suggestions()
    {
        var alone = await ShopProgram.RunAsync(["suggest", "source orders", .. Work]);
        var beside = await ShopProgram.RunAsync(["suggest", "source orders", "raw orders", .. Work]);

        alone.ExitCode.Should().Be(ExitCodes.NotJudged);
        alone
            .Error.Should()
            .Contain("nothing is suggested for source orders: not recorded in the snapshot of")
            .And.Contain("no source is configured to measure it now");
        beside.ExitCode.Should().Be(ExitCodes.Passed);
        beside.Error.Should().Contain("nothing is suggested for source orders");
        beside.Out.Should().Contain("raw orders").And.NotContain("source orders");
    }

    [Test]
    public async Task Before_the_first_run_there_is_nothing_to_suggest_from()
    {
        var output = await ShopProgram.RunAsync("suggest", "raw", "--work", place.In("nowhere"));

        output.ExitCode.Should().Be(ExitCodes.NotJudged);
        output.Error.Should().Contain("there is nothing to check").And.Contain("shopstream run");
    }

    [GeneratedRegex(@"\.feature  \d+ scenarios, \d+ checks$", RegexOptions.None, 1000)]
    private static partial Regex ScenariosAndChecks();

    [GeneratedRegex("run [0-9]{8}-[0-9]{6}-[0-9a-f]{4}", RegexOptions.None, 1000)]
    private static partial Regex RunId();
}

using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Examples;

/// <summary>A run begins with the examples: a model that fails one is not built, and no data is moved.</summary>
[TestFixture, Category("Live")]
public sealed class ExampleGateTests
{
    private const string Passing =
        "Feature: F\n\n  Scenario: Data\n    Then raw orders is not empty\n\n  Scenario: Model\n    Given no orders in staging stg_orders\n"
        + "    When mart_sales_overview is built\n    Then mart mart_sales_overview has no rows\n";

    private TestWorkspace place = null!;
    private TestDatabase database = null!;
    private Dictionary<string, string> source = null!;

    [OneTimeSetUp]
    public async Task Seed()
    {
        database = await TestPostgres.SeededDatabaseAsync();
        source = LoadedShop.Source(database.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task Drop()
    {
        if (database is not null)
            await database.DisposeAsync();
    }

    [SetUp]
    public void Make() => place = new TestWorkspace();

    [TearDown]
    public void Remove() => place.Dispose();

    [Test]
    public async Task Failing_example_ends_the_run_before_anything_is_moved()
    {
        place.With("features/a.feature", Passing.Replace("has no rows", "is not empty", StringComparison.Ordinal));

        var output = await ShopProgram.RunAsync(source, ["run", "--features", place.In("features"), .. place.Options]);

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output
            .Out.Should()
            .StartWith("Failed Model features/a.feature:6\n")
            .And.Contain("Failed examples: 1 of 1 example did not pass: features/a.feature:6 'Model'. No model was built, and no data was moved.");
        Moved().Should().BeEmpty();
        var report = Directory.GetDirectories(place.In("reports")).Single();
        using var results = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(report, "results.json")));
        results.RootElement.GetProperty("outcome").GetString().Should().Be("failed");
        results.RootElement.GetProperty("failedStage").GetString().Should().Be("examples");
        results.RootElement.GetProperty("examples")[0].GetProperty("outcome").GetString().Should().Be("failed");
        results.RootElement.GetProperty("scenarios")[0].GetProperty("outcome").GetString().Should().Be("notJudged");
        (await File.ReadAllTextAsync(Path.Combine(report, "index.html")))
            .Should()
            .Contain("No model was built and no data was moved: 1 of 1 example did not pass.");
    }

    [Test]
    public async Task Passing_examples_are_shown_apart_from_the_checks_of_the_data()
    {
        place.With("features/a.feature", Passing);

        var output = await ShopProgram.RunAsync(source, ["run", "--features", place.In("features"), .. place.Options, "--json"]);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        using var line = JsonDocument.Parse(output.Out);
        (line.RootElement.GetProperty("scenarios").GetInt32(), line.RootElement.GetProperty("examples").GetInt32()).Should().Be((1, 1));
        output.Error.Should().StartWith("examples");
        var page = await File.ReadAllTextAsync(line.RootElement.GetProperty("page").GetString()!);
        page.Should().Contain("Models specified by example").And.Contain("1 of 1 example passed.");
    }

    [Test]
    public async Task Example_that_names_an_unknown_column_is_exit_code_2()
    {
        place.With(
            "features/a.feature",
            Passing.Replace("Given no orders in staging stg_orders", "Given these orders in raw orders:\n|no|\n|1|", StringComparison.Ordinal)
        );

        var output = await ShopProgram.RunAsync(source, ["run", "--features", place.In("features"), .. place.Options]);

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Out.Should().Contain("features/a.feature:8: raw orders has no column no");
        Moved().Should().BeEmpty();
    }

    [Test]
    public async Task Check_leaves_examples_out_and_says_so_if_only_they_are_selected()
    {
        place.With("features/a.feature", Passing);
        await ShopProgram.RunAsync(source, ["run", "--features", place.In("features"), .. place.Options]);

        var all = await ShopProgram.RunAsync(source, ["check", "--features", place.In("features"), .. place.Options, "--json"]);
        var only = await ShopProgram.RunAsync(source, ["check", "--features", place.In("features"), .. place.Options, "--only", "a.feature:6"]);

        all.Out.Should().Contain("\"scenarios\":1").And.Contain("\"examples\":null");
        only.ExitCode.Should().Be(ExitCodes.NotJudged, $"{only}");
        only.Error.Should().Contain("only examples are selected").And.Contain("shopstream test");
    }

    [Test]
    public async Task Rebuild_from_the_lake_begins_with_the_examples_too()
    {
        place.With("features/a.feature", Passing);
        await ShopProgram.RunAsync(source, ["run", "--features", place.In("features"), .. place.Options]);
        place.With("features/a.feature", Passing.Replace("has no rows", "is not empty", StringComparison.Ordinal));

        var output = await ShopProgram.RunAsync(source, ["run", "--from-lake", "--features", place.In("features"), .. place.Options]);

        output.Out.Should().Contain("No model was built, and no data was moved");
    }

    // The date is leased before its tables are looked up.
    private IEnumerable<string> Moved() =>
        Directory.EnumerateFiles(place.In("work/lake"), "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) is not "lease.json");
}

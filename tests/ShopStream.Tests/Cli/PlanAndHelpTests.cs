using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Verdicts;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Cli;

/// <summary>What is printed without connecting to anything.</summary>
[TestFixture, Category("Fast")]
public sealed class PlanAndHelpTests
{
    // Nobody answers there; whoever connects waits or says so.
    private static readonly Dictionary<string, string> Nowhere = new(StringComparer.Ordinal) { ["PGHOST"] = "192.0.2.1", ["PGDATABASE"] = "shop" };

    [Test]
    public async Task The_plan_is_as_agreed()
    {
        var said = await ShopProgram.RunAsync(Nowhere, "plan", "--settings", FixedFeatures.SettingsFile);

        said.ExitCode.Should().Be(ExitCodes.Passed, $"{said}");
        said.Error.Should().BeEmpty();
        said.Out.MatchSnapshot("plan");
    }

    [Test]
    public async Task A_plan_is_of_the_selected_scenarios_and_asks_figures_of_one_table_together()
    {
        using var place = new Workplace();
        var features = place.Features("raw orders is not empty", "status is never null in raw orders", "total_amount in raw orders is never negative");

        var said = await ShopProgram.RunAsync(Nowhere, "plan", "--features", features);

        said.Out.Should().Contain("""
            -- count of raw orders
            -- count where status is null of raw orders
            """);
        said.Out.Split('\n').Count(l => string.Equals(l, "FROM \"raw\".\"orders\" AS \"orders\";", StringComparison.Ordinal)).Should().Be(1);
    }

    [TestCase("plan")]
    [TestCase("models")]
    public async Task What_Snowflake_would_be_sent_is_as_agreed_and_needs_no_account(string command)
    {
        var said = await ShopProgram.RunAsync(Nowhere, command, "--warehouse", "snowflake", "--settings", FixedFeatures.SettingsFile);

        said.ExitCode.Should().Be(ExitCodes.Passed, $"{said}");
        said.Out.MatchSnapshot($"{command}-snowflake");
    }

    [Test]
    public async Task Models_are_printed_as_DuckDB_is_sent_them()
    {
        var said = await ShopProgram.RunAsync(Nowhere, "models");

        said.Out.Should().StartWith($"-- {Repository.ModelCount} models (DuckDB)\n").And.Contain("""FROM "staging"."stg_orders" AS o""").And.NotContain("{{");
    }

    [Test]
    public async Task The_sentences_are_as_agreed()
    {
        var said = await ShopProgram.RunAsync("steps");

        said.ExitCode.Should().Be(ExitCodes.Passed);
        said.Error.Should().BeEmpty();
        said.Out.MatchSnapshot("steps");
    }

    [TestCase("run", "--scale 20 --tags")]
    [TestCase("check", "shopstream check --features")]
    [TestCase("seed", "shopstream seed --into 'Host=")]
    [TestCase("plan", "shopstream plan --tags @ci")]
    [TestCase("models", "shopstream models --warehouse snowflake")]
    [TestCase("steps", "shopstream steps")]
    [TestCase("lint", "shopstream lint --select")]
    [TestCase("suggest", "shopstream suggest raw orders")]
    [TestCase("owners", "shopstream owners --tags @nightly")]
    [TestCase("report", "shopstream report reports/")]
    [TestCase("history", "shopstream history 'rows of raw orders'")]
    public async Task Help_shows_examples_and_exit_codes(string command, string example)
    {
        var said = await ShopProgram.RunAsync(command, "--help");

        said.ExitCode.Should().Be(ExitCodes.Passed);
        said.Out.Should().Contain("Examples:").And.Contain(example).And.Contain("Exit codes:").And.Contain("130 interrupted");
    }

    [Test]
    public async Task Help_of_the_program_names_all_commands_with_an_example_each()
    {
        var said = await ShopProgram.RunAsync("--help");

        foreach (var command in new[] { "run", "check", "seed", "plan", "steps", "report", "suggest", "owners", "history", "lint", "reconcile", "models", "setup", "doctor", "init", "backfill", "lake" }) said.Out.Should().MatchRegex($@"\n  {command}\b").And.Contain($"  shopstream {command}");
    }
}

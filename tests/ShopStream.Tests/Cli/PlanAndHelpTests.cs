using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
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
        var output = await ShopProgram.RunAsync(Nowhere, "plan", "--settings", FixedFeatures.SettingsFile);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Error.Should().BeEmpty();
        output.Out.MatchSnapshot("plan");
    }

    [Test]
    public async Task Plan_has_the_selected_scenarios_and_one_query_for_the_metrics_of_a_table()
    {
        using var place = new TestWorkspace();
        var features = place.Features("raw orders is not empty", "status is never null in raw orders", "total_amount in raw orders is never negative");

        var output = await ShopProgram.RunAsync(Nowhere, "plan", "--features", features);

        output
            .Out.Should()
            .Contain(
                """
                -- count of raw orders
                -- count where status is null of raw orders
                """
            );
        output.Out.Split('\n').Count(l => string.Equals(l, "FROM \"raw\".\"orders\" AS \"orders\";", StringComparison.Ordinal)).Should().Be(1);
    }

    [Test]
    public async Task Plan_shows_the_rows_that_the_last_days_are()
    {
        using var place = new TestWorkspace();
        var features = place.Features("total_amount in source orders is never negative, where created_at is within the last 7 days", "raw orders is not empty");
        File.AppendAllText(
            Path.Combine(features, "recent.feature"),
            """
            Feature: Recent
            Scenario: Recent
            Given only rows of raw orders where created_at is within the last 1 month
            And only rows of lake events where event_ts is within the last 1 day
            Then total_amount in raw orders is never negative
            And user_id is never null in lake events
            """
        );

        var output = await ShopProgram.RunAsync(Nowhere, "plan", "--features", features, "--date", "2025-11-28");

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output
            .Out.Should()
            .Contain("WHERE (\"orders\".\"created_at\" >= TIMESTAMP '2025-11-22 00:00:00' AND \"orders\".\"created_at\" < TIMESTAMP '2025-11-29 00:00:00')")
            .And.Contain("WHERE (\"orders\".\"created_at\" >= TIMESTAMP '2025-10-29 00:00:00'")
            .And.Contain("WHERE (\"events\".\"event_ts\" >= TIMESTAMP '2025-11-28 00:00:00'");
    }

    [TestCase("plan")]
    [TestCase("models")]
    public async Task Snowflake_plan_matches_the_golden_file_without_an_account(string command)
    {
        var output = await ShopProgram.RunAsync(Nowhere, command, "--warehouse", "snowflake", "--settings", FixedFeatures.SettingsFile);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.MatchSnapshot($"{command}-snowflake");
    }

    [Test]
    public async Task Models_are_printed_as_DuckDB_is_sent_them()
    {
        var output = await ShopProgram.RunAsync(Nowhere, "models");

        output.Out.Should().StartWith($"-- {Repository.ModelCount} models (DuckDB)\n").And.Contain("""FROM "staging"."stg_orders" AS o""").And.NotContain("{{");
    }

    [Test]
    public async Task Sentences_match_the_golden_file()
    {
        var output = await ShopProgram.RunAsync("steps");

        output.ExitCode.Should().Be(ExitCodes.Passed);
        output.Error.Should().BeEmpty();
        output.Out.MatchSnapshot("steps");
    }

    [TestCase("LOWER", "{column} in {dataset} {predicate}", "… is in lower case")]
    [TestCase("for each", "{figure} in {dataset} {bound}{modifiers}", "the number of rows in raw orders is at least 100, for each country")]
    [TestCase("quantile", "{figure} in {dataset} {bound}", "… the {number} % quantile of {column}")]
    [TestCase("row for row stopping", "row for row on {names}, stopping after {count}", "matches source orders row for row on id, stopping after 100")]
    public async Task Sentences_are_found_by_words(string words, string sentence, string detail)
    {
        var output = await ShopProgram.RunAsync("steps", "--search", words);

        output.ExitCode.Should().Be(ExitCodes.Passed);
        output.Out.Should().Contain(sentence).And.Contain(detail).And.NotContain("agrees with its manifest");
    }

    [Test]
    public async Task A_search_without_a_match_says_so()
    {
        var output = await ShopProgram.RunAsync("steps", "--search", "nonesuch");

        output.ExitCode.Should().Be(ExitCodes.NotJudged);
        output.Error.Should().Be("no sentence has 'nonesuch': use other words, or list all with shopstream steps\n");
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
        var output = await ShopProgram.RunAsync(command, "--help");

        output.ExitCode.Should().Be(ExitCodes.Passed);
        output.Out.Should().Contain("Examples:").And.Contain(example).And.Contain("Exit codes:").And.Contain("130 interrupted");
    }

    [Test]
    public async Task Help_of_the_program_names_all_commands_with_an_example_each()
    {
        var output = await ShopProgram.RunAsync("--help");

        foreach (
            var command in new[]
            {
                "run",
                "check",
                "seed",
                "plan",
                "steps",
                "report",
                "suggest",
                "owners",
                "history",
                "lint",
                "reconcile",
                "models",
                "setup",
                "doctor",
                "init",
                "backfill",
                "lake",
            }
        )
            output.Out.Should().MatchRegex($@"\n  {command}\b").And.Contain($"  shopstream {command}");
    }

    [Test]
    public async Task Renamed_option_is_rejected_and_the_new_one_is_named()
    {
        var output = await ShopProgram.RunAsync("prove", "--faults", "5");

        output.ExitCode.Should().Be(ExitCodes.Usage, "{0}", output);
        output.Error.Should().StartWith("--faults is now --mutants").And.NotContain("'5'");
    }
}

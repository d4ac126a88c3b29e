using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Changes;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>compare: two commits of a clone, on the data of the last run.</summary>
[TestFixture, Category("Live")]
public sealed class CompareTests
{
    private const string Sales = "models/marts/mart_sales_overview.sql";
    private LoadedShop shop = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once() => shop = await LoadedShop.GetAsync();

    [Test]
    public async Task Filter_in_a_mart_is_reported_to_the_cent_and_accepted_for_review()
    {
        var copy = shop.Copy();
        using var clone = GitClone.WithShop();
        clone.Git("checkout", "-q", "-b", "feature");
        clone.Replace(Sales, "FROM {{ ref('fact_orders') }}", "FROM {{ ref('fact_orders') }}\n    WHERE status <> 'pending'").Commit("change");
        var net = decimal.Parse(
            copy.Value("SELECT -SUM(line_revenue) FROM core.fact_orders WHERE status = 'pending'"),
            System.Globalization.CultureInfo.InvariantCulture
        );
        var (kept, warehouse) = (clone.State(), File.GetLastWriteTimeUtc(Path.Combine(copy.Work, "warehouse.duckdb")));

        var found = await CompareRun.CompareAsync(clone, copy);

        found.ExitCode.Should().Be(ExitCodes.Failed, "{0}", found);
        found
            .Out.Should()
            .StartWith($"Revenue changes by {net.ToString("+#,##0.00;−#,##0.00", System.Globalization.CultureInfo.InvariantCulture)} in ")
            .And.Contain(" days because mart mart_sales_overview now has “WHERE status <> 'pending'”.")
            .And.Contain($"Unexpected mart mart_sales_overview, metric revenue: {net.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)}")
            .And.Contain("merge base with main");
        clone.State().Should().BeEquivalentTo(kept, "nothing that the user keeps is written");
        File.GetLastWriteTimeUtc(Path.Combine(copy.Work, "warehouse.duckdb")).Should().Be(warehouse);

        var accepted = await CompareRun.CompareAsync(clone, copy, "--accept", "--reason", "Pending orders no longer count", "--owner", "finance");
        accepted.ExitCode.Should().Be(ExitCodes.Passed, "{0}", accepted);
        (await File.ReadAllTextAsync(clone.In("features/expected-changes.csv")))
            .Should()
            .StartWith("model,measure,key,change,reason,owner\nmart mart_sales_overview,column total_revenue,,")
            .And.Contain(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"mart mart_sales_overview,metric revenue,,{net:0.00},Pending orders no longer count,finance"
                )
            );

        var again = await CompareRun.CompareAsync(clone, copy);
        again.ExitCode.Should().Be(ExitCodes.Passed, "{0}", again);
        again.Out.Should().Contain("The working tree has changes that are not committed").And.Contain("Passed: 1 table compared");

        // Merged: the lines are of an earlier change, and neither explain anything nor are they missed.
        clone.Commit("accepted");
        var merged = await CompareRun.CompareAsync(clone, copy, "HEAD");
        merged.ExitCode.Should().Be(ExitCodes.Passed, "{0}", merged);
        merged.Out.Should().StartWith("No model was changed").And.NotContain("Warning");
    }

    [Test]
    public async Task Rule_of_the_settings_is_compared_too()
    {
        using var clone = GitClone.WithShop();
        clone.Replace("pipeline.runsettings", "\"status is not one of cancelled, refunded\"", "\"status is not one of cancelled\"");

        var found = await CompareRun.CompareAsync(clone, shop.Copy(), "HEAD", "--json");

        found.ExitCode.Should().Be(ExitCodes.Failed, "{0}", found);
        using var json = JsonDocument.Parse(found.Out);
        json.RootElement.GetProperty("headline")
            .GetString()
            .Should()
            .EndWith("because core fact_orders uses the rule revenue, which was changed, and mart mart_sales_overview changed as well.");
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(json.RootElement.GetProperty("json").GetString()!));
        report.RootElement.GetProperty("schema").GetInt32().Should().Be(1);
        report.RootElement.GetProperty("metrics").EnumerateArray().Select(m => m.GetProperty("dataset").GetString()).Should().Contain("raw orders");
        report.RootElement.GetProperty("metrics")[0].GetProperty("isRedefined").GetBoolean().Should().BeTrue();
    }

    [Test]
    public async Task Models_that_the_base_does_not_have_are_new()
    {
        using var clone = GitClone.WithShop();
        clone.Git("rm", "-rq", "--cached", "models");
        clone.Git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "without models");

        var found = await CompareRun.CompareAsync(clone, shop.Copy(), "HEAD");

        found.ExitCode.Should().Be(ExitCodes.Failed, "{0}", found);
        found.Out.Should().Contain("Model      core fact_orders: new").And.Contain("Unexpected mart mart_sales_overview, table: added");
    }

    [Test]
    public async Task Models_outside_of_the_repository_are_the_same_on_both_sides()
    {
        using var clone = GitClone.WithShop();

        var found = await ShopProgram.RunAsync([
            "compare",
            "HEAD",
            "--settings",
            clone.Settings,
            "--features",
            clone.In("features"),
            "--work",
            shop.Copy().Work,
            "--out",
            clone.In("reports"),
        ]);

        found.ExitCode.Should().Be(ExitCodes.Passed, "{0}", found);
        found.Out.Should().Contain("are not in the repository").And.Contain("both sides use them, and only settings are compared");
    }

    [Test]
    public async Task Models_that_git_ignores_are_the_same_on_both_sides()
    {
        using var clone = GitClone.WithShop();
        Directory.Move(clone.In("models"), clone.In("built"));
        await File.WriteAllTextAsync(clone.In(".gitignore"), "built/\n");

        var found = await ShopProgram.RunAsync([
            "compare",
            "HEAD",
            "--settings",
            clone.Settings,
            "--models",
            clone.In("built"),
            "--features",
            clone.In("features"),
            "--work",
            shop.Copy().Work,
            "--out",
            clone.In("reports"),
        ]);

        found.ExitCode.Should().Be(ExitCodes.Passed, "{0}", found);
        found.Out.Should().Contain("are not in the repository").And.NotContain("added");
    }

    [Test]
    public async Task Wrong_SQL_names_the_side_and_the_line()
    {
        using var clone = GitClone.WithShop();
        clone.Replace(Sales, "SUM(line_revenue)", "SUM(line_revenues)");

        var found = await CompareRun.CompareAsync(clone, shop.Copy(), "HEAD");

        found.ExitCode.Should().Be(ExitCodes.Usage, "{0}", found);
        found.Error.Should().Contain("at the head: The models in").And.Contain("marts/mart_sales_overview.sql:16:").And.Contain("line_revenues");
    }

    [Test]
    public async Task Base_whose_models_cannot_be_read_names_the_base()
    {
        using var clone = GitClone.WithShop();
        clone.Replace(Sales, "{{ ref('fact_orders') }}", "{{ ref('nowhere') }}").Commit("broken");
        clone.Replace(Sales, "{{ ref('nowhere') }}", "{{ ref('fact_orders') }}");

        var found = await CompareRun.CompareAsync(clone, shop.Copy(), "HEAD");

        found.ExitCode.Should().Be(ExitCodes.Usage, "{0}", found);
        found.Error.Should().StartWith("at the base (HEAD): ").And.Contain("there is no model nowhere");
    }

    [Test]
    public async Task Base_with_settings_of_an_older_version_is_compared_by_its_rules()
    {
        using var clone = GitClone.WithShop();
        var settings = await File.ReadAllTextAsync(clone.Settings);
        clone
            .Replace("pipeline.runsettings", "name=\"history.keep\"", "name=\"history.length\"")
            .Replace("pipeline.runsettings", "\"status is not one of cancelled, refunded\"", "\"status is not one of cancelled\"");
        clone.Commit("older version");
        clone.With("pipeline.runsettings", settings);

        var found = await CompareRun.CompareAsync(clone, shop.Copy(), "HEAD");

        found.ExitCode.Should().Be(ExitCodes.Failed, "{0}", found);
        found
            .Out.Should()
            .Contain("Of pipeline.runsettings of the base only models and rules were read, because this version does not accept all of it: ")
            .And.Contain("there is no setting history.length")
            .And.Contain("core fact_orders uses the rule revenue, which was changed");
    }

    [TestCase("<RunSettings>")]
    [TestCase("<RunSettings><TestRunParameters><Parameter name=\"metric.revenue\" value=\"?\" /></TestRunParameters></RunSettings>")]
    public async Task Base_whose_settings_cannot_be_read_is_a_usage_error(string text)
    {
        using var clone = GitClone.WithShop();
        var settings = await File.ReadAllTextAsync(clone.Settings);
        clone.With("pipeline.runsettings", text).Commit("broken");
        clone.With("pipeline.runsettings", settings);

        var found = await CompareRun.CompareAsync(clone, shop.Copy(), "HEAD");

        found.ExitCode.Should().Be(ExitCodes.Usage, "{0}", found);
        found.Error.Should().StartWith("at the base (HEAD): ");
    }

    [TestCase(ExitCodes.Usage, "there is no commit 'nowhere' in", "nowhere")]
    [TestCase(ExitCodes.Usage, "--accept needs --reason TEXT and --owner NAME", "--accept")]
    [TestCase(ExitCodes.Usage, "--reason and --owner are of --accept", "--reason", "x")]
    [TestCase(ExitCodes.Usage, "there is no warehouse 'none.duckdb'", "HEAD", "--base-warehouse", "none.duckdb")]
    [TestCase(ExitCodes.Usage, "--base-date is 'today': expected a day as yyyy-MM-dd", "HEAD", "--base-date", "today")]
    public async Task Wrong_arguments_are_a_usage_error(int code, string message, params string[] arguments)
    {
        using var clone = GitClone.WithShop();

        var found = await CompareRun.CompareAsync(clone, shop.Copy(), arguments);

        found.ExitCode.Should().Be(code, "{0}", found);
        found.Error.Should().Contain(message);
    }

    // The program was built in this clone: the models beside it are copies that git ignores.
    [Test]
    public async Task Models_of_a_program_that_was_built_in_the_clone_are_those_that_git_tracks()
    {
        if (!Path.Exists(Path.Combine(Clone.Root, ".git")))
            Assert.Ignore("the tests do not run in a clone");
        using var folder = new TestWorkspace();

        var found = await ShopProgram.RunAsync(
            "compare",
            "HEAD",
            "--settings",
            Path.Combine(Clone.Root, "pipeline.runsettings"),
            "--features",
            Path.Combine(Clone.Root, "features"),
            "--work",
            shop.Copy().Work,
            "--out",
            folder.In("reports"),
            "--json"
        );

        using var line = JsonDocument.Parse(found.Out);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(line.RootElement.GetProperty("json").GetString()!));
        report.RootElement.GetProperty("modelsFolder").GetString().Should().Be("src/ShopStream.Pipeline/Models/sql");
        report.RootElement.GetProperty("notes").GetRawText().Should().NotContain("both sides use them");
    }

    [Test]
    public async Task Nothing_loaded_is_nothing_to_judge()
    {
        using var clone = GitClone.WithShop();

        var found = await ShopProgram.RunAsync(CompareRun.Arguments(clone, clone.In("empty"), "HEAD"));

        found.ExitCode.Should().Be(ExitCodes.NotJudged, "{0}", found);
        found.Error.Should().Contain("Run the pipeline first: shopstream run");
    }

    [Test]
    public async Task GitHub_gets_annotations_of_the_changed_lines_and_a_step_summary()
    {
        using var clone = GitClone.WithShop();
        clone.Replace("models/core/fact_orders.sql", "THEN line_total ELSE", "THEN line_total + 1 ELSE");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_STEP_SUMMARY"] = clone.In("summary.md"),
        };

        var found = await ShopProgram.RunAsync(environment, CompareRun.Arguments(clone, shop.Copy().Work, "HEAD"));

        found.ExitCode.Should().Be(ExitCodes.Failed, "{0}", found);
        found.Out.Should().Contain("::warning file=models/core/fact_orders.sql,line=25,title=core fact_orders changes numbers::revenue in core fact_orders +");
        (await File.ReadAllTextAsync(clone.In("summary.md"))).Should().StartWith("## ✗ Revenue").And.Contain("### Not expected");
    }
}

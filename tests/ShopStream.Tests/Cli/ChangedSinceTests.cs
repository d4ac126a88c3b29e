using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Changes;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>--changed-since: scenarios, examples and mutants that changed files can affect.</summary>
[TestFixture, Category("Live")]
public sealed class ChangedSinceTests
{
    private LoadedShop shop = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once() => shop = await LoadedShop.GetAsync();

    [Test]
    public async Task Changed_model_selects_the_scenarios_that_read_it_or_what_is_built_from_it()
    {
        using var clone = Clone();
        clone.Replace("models/core/dim_products.sql", "    price,\n", "    price + 0 AS price,\n");

        var found = await CheckAsync(clone);

        found.ExitCode.Should().Be(ExitCodes.Passed, "{0}", found);
        found
            .Error.Should()
            .Contain(
                "Changed since HEAD: 1 file; 2 of 3 scenarios selected, for dim_products and mart mart_product_performance; "
                    + "1 skipped, which read nothing of that."
            );
        found.Out.Should().Contain("Passed all 2 scenarios");
    }

    [Test]
    public async Task Changed_feature_selects_its_scenarios()
    {
        using var clone = Clone();
        clone.With("features/b.feature", "Feature: B\n  Scenario: Users\n    Then raw users is not empty\n");

        var found = await CheckAsync(clone);

        found.ExitCode.Should().Be(ExitCodes.Passed, "{0}", found);
        found.Error.Should().Contain("1 of 4 scenarios selected, for no model and the changed features b.feature; 3 skipped");
    }

    [Test]
    public async Task Change_whose_effect_is_not_known_selects_everything()
    {
        using var clone = Clone();
        clone.With("tools/load.py", "x").With("README.md", "y");

        var found = await CheckAsync(clone);

        found.ExitCode.Should().Be(ExitCodes.Passed, "{0}", found);
        found.Error.Should().Contain("Changed since HEAD: 2 files; all scenarios are selected, because the effect of tools/load.py is not known.");
        found.Out.Should().Contain("Passed all 3 scenarios");
    }

    [Test]
    public async Task Nothing_affected_is_nothing_to_judge()
    {
        using var clone = Clone();
        clone.With("README.md", "y");

        var found = await CheckAsync(clone);

        found.ExitCode.Should().Be(ExitCodes.NotJudged, "{0}", found);
        found
            .Error.Should()
            .Contain("Changed since HEAD: 1 file; 0 of 3 scenarios selected, for no model; 3 skipped, which read nothing of that. Nothing was checked");
    }

    [Test]
    public async Task Mutants_are_planted_in_what_changed()
    {
        using var clone = Clone();
        clone.Replace("models/core/dim_products.sql", "    price,\n", "    price + 0 AS price,\n");

        var found = await ShopProgram.RunAsync(Arguments(clone, "prove", "--mutants", "5", "--jobs", "1"));

        found.ExitCode.Should().Be(ExitCodes.Passed, "{0}", found);
        found
            .Error.Should()
            .MatchRegex(@"Changed since HEAD: 1 file; \d+ of [\d,]+ mutants selected, for dim_products and mart mart_product_performance; [\d,]+ skipped");
        found.Out.Should().NotContain("  staging ").And.NotContain("  raw ");
    }

    [Test]
    public async Task Examples_of_changed_models_are_run()
    {
        using var clone = Clone();
        clone.With("features/examples.feature", File.ReadAllText(Path.Combine(Repository.Features, "models", "products.feature")));
        clone.Commit("examples");
        clone.Replace("models/marts/mart_sales_overview.sql", "days AS (", "days AS ( -- changed");

        var none = await ShopProgram.RunAsync(Arguments(clone, "test")[..^4]);
        clone.Replace("models/core/dim_products.sql", "    price,\n", "    price + 0 AS price,\n");
        var some = await ShopProgram.RunAsync(Arguments(clone, "test")[..^4]);

        none.ExitCode.Should().Be(ExitCodes.NotJudged, "{0}", none);
        some.ExitCode.Should().Be(ExitCodes.Passed, "{0}", some);
        some.Error.Should().MatchRegex("Changed since HEAD: 2 files; \\d+ of \\d+ examples selected");
    }

    private static GitClone Clone()
    {
        var clone = GitClone.WithShop();
        File.Delete(clone.In("features/uniqueness.feature"));
        clone.With(
            "features/a.feature",
            """
            Feature: A
              Scenario: Products
                Then no product_id appears more than once in core dim_products
              Scenario: Best products
                Then mart mart_product_performance is not empty
              Scenario: Days
                Then mart mart_sales_overview is not empty
            """
        );
        clone.Replace("pipeline.runsettings", "</TestRunParameters>", $"<Parameter name=\"models\" value=\"{clone.In("models")}\" /></TestRunParameters>");
        clone.Commit("features");
        return clone;
    }

    private Task<ProgramOutput> CheckAsync(GitClone clone) => ShopProgram.RunAsync(Arguments(clone, "check"));

    private string[] Arguments(GitClone clone, string command, params string[] more) =>
        [
            command,
            .. more,
            "--changed-since",
            "HEAD",
            "--settings",
            clone.Settings,
            "--features",
            clone.In("features"),
            "--work",
            shop.Copy().Work,
            "--out",
            clone.In("reports"),
        ];
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Cli;

/// <summary>How grave a failure is, and whose.</summary>
[TestFixture]
public sealed class SeverityAndOwnerTests
{
    [Category("Fast")]
    [TestCase(null, Severity.Critical)]
    [TestCase("failure", Severity.Critical)]
    [TestCase("warning", Severity.Warning)]
    [TestCase("info", Severity.Info)]
    public void Fail_on_severity_can_be_set(string? word, Severity failOn) => From(word, null).FailOn.Should().Be(failOn);

    [Category("Fast")]
    [Test]
    public void The_option_outranks_the_file() => From("info", "warning").FailOn.Should().Be(Severity.Warning);

    [Category("Fast")]
    [TestCase("errors", null, "my.runsettings: fail_on is 'errors': expected failure (the default), warning (@warning fails, too), info*before)")]
    [TestCase(null, "warnings", "--fail-on is 'warnings': expected failure (the default), warning (@warning fails, too), info*before)")]
    public void Unknown_word_is_reported_with_the_known_ones(string? file, string? option, string message) =>
        FluentActions.Invoking(() => From(file, option)).Should().Throw<UsageException>().WithMessage(message);

    [Category("Fast")]
    [Test]
    public async Task An_unknown_word_on_the_command_line_is_a_usage_error()
    {
        var output = await ShopProgram.RunAsync("check", "--fail-on", "warnings");

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output
            .Error.Should()
            .Be(
                "--fail-on is 'warnings': expected failure (the default), warning (@warning fails, too), info (@info fails, too) "
                    + "or new (only what did not fail before)\n"
            );
    }

    [Category("Fast")]
    [Test]
    public async Task Owners_are_listed_with_their_features_and_scenarios()
    {
        using var place = new TestWorkspace();
        place.With(
            "features/b.feature",
            "@owner:finance\nFeature: Revenue\n  @warning\n  Scenario: arrives\n    Then raw orders is not empty\n"
                + "\n  @owner:sales @info\n  Scenario: grows\n    Then raw orders is not empty\n"
        );

        var output = await ShopProgram.RunAsync("owners", "--features", place.Features("raw users is not empty", "raw orders is not empty"));

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.MatchSnapshot("owners");
    }

    [Category("Fast")]
    [Test]
    public async Task Empty_selection_has_no_owners()
    {
        using var place = new TestWorkspace();

        var output = await ShopProgram.RunAsync("owners", "--tags", "@none", "--features", place.Features("raw users is not empty"));

        output.ExitCode.Should().Be(ExitCodes.NotJudged);
        output.Error.Should().Contain("--tags '@none' selects none of the 1 scenario in");
    }

    [Test, Category("Live")]
    public async Task Warning_fails_a_check_only_with_fail_on_and_the_owner_is_named()
    {
        var shop = await LoadedShop.GetAsync();
        using var place = new TestWorkspace();
        place.With(
            "features/a.feature",
            """
            @owner:finance
            Feature: A
              @warning
              Scenario: is warned of
                Then user_id in raw orders is at most 10

              @info
              Scenario: is told
                Then user_id in raw orders is at most 11
            """
        );
        string[] check = ["check", "--features", place.In("features"), "--work", shop.Copy().WorkFolder, "--out", place.In("reports"), "--quiet"];

        var warned = await ShopProgram.RunAsync(check);
        var failed = await ShopProgram.RunAsync([.. check, "--fail-on", "warning"]);
        var all = await ShopProgram.RunAsync([.. check, "--fail-on", "info"]);

        warned.ExitCode.Should().Be(ExitCodes.Passed, $"{warned}");
        warned
            .Out.Should()
            .Match(
                "Warning is warned of features/a.feature:4*Info is told features/a.feature:8*Warning 2 warnings, 0 of 2 scenarios passed*\n"
                    + "finance: 2 warnings\n\nReport *"
            );
        failed.ExitCode.Should().Be(ExitCodes.Failed);
        failed
            .Out.Should()
            .Match("Failed is warned of *Info is told *Failed 1 failed, 1 warning, 0 of 2 scenarios passed*\nfinance: 1 failed, 1 warning\n\nReport *");
        all.ExitCode.Should().Be(ExitCodes.Failed);
        all.Out.Should().Contain("\nfinance: 2 failed\n");
    }

    [Test, Category("Live")]
    public async Task A_stale_reconciling_item_is_a_warning_that_can_fail_a_check_too()
    {
        var shop = await LoadedShop.GetAsync();
        using var place = new TestWorkspace();
        place.With("features/reconciling-items.csv", "check,key,amount,reason,owner,expires\nS1,order=1,1.00,old,finance,2999-12-31\n");
        string[] check =
        [
            "check",
            "--features",
            place.Features("revenue in lake orders reconciles with revenue in raw orders by day to the cent"),
            "--work",
            shop.Copy().WorkFolder,
            "--out",
            place.In("reports"),
            "--quiet",
        ];

        var warned = await ShopProgram.RunAsync(check);
        var failed = await ShopProgram.RunAsync([.. check, "--fail-on", "warning"]);

        (warned.ExitCode, failed.ExitCode).Should().Be((ExitCodes.Passed, ExitCodes.Failed), $"{warned}\n{failed}");
        warned.Out.Should().Contain("Warning the one scenario passed, but 1 reconciling item needs attention");
        failed.Out.Should().Contain("Failed the one scenario passed, but 1 reconciling item needs attention");
    }

    private static ShopSettings From(string? file, string? option) =>
        ShopSettings.From(Of("fail_on", file), Of("fail_on", option), _ => null, "my.runsettings");

    private static Dictionary<string, string> Of(string name, string? value) => value is null ? [] : new(StringComparer.Ordinal) { [name] = value };
}

using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>--fail-on new: what failed before does not fail a run.</summary>
[TestFixture, Category("Live")]
public sealed class FailOnNewTests
{
    private const string Old = "raw orders has exactly 1 rows";
    private const string New = "raw users has exactly 1 rows";
    private LoadedShop shop = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once() => shop = await LoadedShop.GetAsync();

    [Test]
    public async Task Failure_of_the_last_run_is_listed_and_does_not_fail()
    {
        using var folder = new TestWorkspace();
        var work = shop.Copy().Work;

        var first = await CheckAsync(folder, work, [Old, "raw orders is not empty"]);
        var second = await CheckAsync(folder, work, [Old, "raw orders is not empty"]);
        var third = await CheckAsync(folder, work, [Old, New]);

        first.ExitCode.Should().Be(ExitCodes.Failed, "there is no run before: {0}", first);
        second.ExitCode.Should().Be(ExitCodes.Passed, "{0}", second);
        second
            .Out.Should()
            .Contain("Already failing since run ")
            .And.Contain(", and not new: S1 (features/a.feature)")
            .And.Contain("Failed S1")
            .And.Contain("Warning 1 failed");
        third.ExitCode.Should().Be(ExitCodes.Failed, "{0}", third);
        third.Out.Should().Contain("and not new: S1").And.NotContain("and not new: S2");
    }

    [Test]
    public async Task Run_of_another_branch_does_not_excuse_a_failure()
    {
        using var folder = new TestWorkspace();
        var work = shop.Copy().Work;
        var settings = folder.With(
            "trunk.runsettings",
            (await File.ReadAllTextAsync(Repository.SettingsFile)).Replace(
                "\"main_branch\" value=\"main\"",
                "\"main_branch\" value=\"trunk\"",
                StringComparison.Ordinal
            )
        );
        await CheckAsync(On("main"), folder, work, [Old]);
        await CheckAsync(On("feature"), folder, work, [Old, New]);

        var again = await CheckAsync(On("feature"), folder, work, [Old, New]);
        var trunk = await CheckAsync(On("feature"), folder, work, [Old, New], "--settings", settings);

        again.ExitCode.Should().Be(ExitCodes.Failed, "{0}", again);
        again
            .Out.Should()
            .Contain("Baseline of new failures: the runs of main, the last of which is ")
            .And.Contain("and not new: S1")
            .And.NotContain("and not new: S2");
        trunk.ExitCode.Should().Be(ExitCodes.Passed, "{0}", trunk);
        trunk.Out.Should().Contain(" of feature: the history has none of trunk").And.Contain("and not new: S2");

        static Dictionary<string, string> On(string branch) => new(StringComparer.Ordinal) { ["GITHUB_REF"] = "refs/heads/" + branch };
    }

    [Test]
    public async Task Baseline_is_that_of_another_run()
    {
        using var folder = new TestWorkspace();
        var work = shop.Copy().Work;
        var main = await ShopProgram.RunAsync(["check", "--features", folder.Features(Old), "--work", work, "--out", folder.In("main"), "--json"]);
        var results = JsonDocument.Parse(main.Out).RootElement.GetProperty("results").GetString()!;

        var same = await CheckAsync(folder, work, [Old], "--baseline", results, "--json");
        var worse = await CheckAsync(folder, work, [Old, New], "--baseline", results);

        same.ExitCode.Should().Be(ExitCodes.Passed, "{0}", same);
        JsonDocument.Parse(same.Out).RootElement.GetProperty("alreadyFailing").GetInt32().Should().Be(1);
        JsonDocument.Parse(same.Out).RootElement.GetProperty("outcome").GetString().Should().Be("warned");
        worse.ExitCode.Should().Be(ExitCodes.Failed, "{0}", worse);
    }

    [TestCase("--baseline says which failures are new", "--fail-on", "failure", "--baseline", "x.json")]
    [TestCase("none.json: no such file; expected a results.json", "--fail-on", "new", "--baseline", "none.json")]
    public async Task Wrong_baseline_is_a_usage_error(string message, params string[] arguments)
    {
        using var folder = new TestWorkspace();

        var found = await ShopProgram.RunAsync([
            "check",
            "--features",
            folder.Features(Old),
            "--work",
            shop.Copy().Work,
            "--out",
            folder.In("reports"),
            .. arguments,
        ]);

        found.ExitCode.Should().Be(ExitCodes.Usage, "{0}", found);
        (found.Error + found.Out).Should().Contain(message);
    }

    private static Task<ProgramOutput> CheckAsync(TestWorkspace folder, string work, string[] sentences, params string[] more) =>
        CheckAsync([], folder, work, sentences, more);

    private static Task<ProgramOutput> CheckAsync(
        Dictionary<string, string> environment,
        TestWorkspace folder,
        string work,
        string[] sentences,
        params string[] more
    ) =>
        ShopProgram.RunAsync(
            environment,
            ["check", "--features", folder.Features(sentences), "--work", work, "--out", folder.In("reports"), "--fail-on", "new", .. more]
        );
}

using FluentAssertions;
using NUnit.Framework;
using Reqnroll;
using ShopStream.Features;
using ShopStream.Features.Linting;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Specs.Hosting;

/// <summary>Checks the host's outcomes, and that it binds the same checks as shopstream.</summary>
[TestFixture]
public sealed class ReqnrollHostTests
{
    [Test]
    public async Task Undefined_step_is_reported_with_its_location()
    {
        var hosted = One("Then raw orders is not empty", "And nobody has written this sentence");

        (await FluentActions.Awaiting(() => ScenarioHost.RunAsync(hosted)).Should().ThrowAsync<AssertionException>()).WithMessage(
            "features/a.feature:5: 'nobody has written this sentence': no step class has this sentence*"
        );
        hosted.Result.Should().BeNull("a scenario whose steps failed is not evaluated");
    }

    [Test]
    public async Task Rejected_argument_is_reported_with_its_location() =>
        (
            await FluentActions.Awaiting(() => ScenarioHost.RunAsync(One("Then raw orders has at least 0 rows"))).Should().ThrowAsync<AssertionException>()
        ).WithMessage("features/a.feature:4: 'raw orders has at least 0 rows': every table has at least 0 rows*");

    [Test]
    public async Task Then_without_a_check_fails() =>
        (await FluentActions.Awaiting(() => ScenarioHost.RunAsync(One("Then this step adds no check"))).Should().ThrowAsync<AssertionException>()).WithMessage(
            "features/a.feature:4: 'this step adds no check' adds no check*"
        );

    [Test]
    public async Task Failed_check_fails_the_scenario_with_expected_and_actual()
    {
        var hosted = One("Then raw orders is not empty", "And raw orders has exactly 1 row");

        var message = (await FluentActions.Awaiting(() => ScenarioHost.RunAsync(hosted)).Should().ThrowAsync<AssertionException>()).Which.Message;

        message
            .Should()
            .StartWith("raw orders has exactly 1 row")
            .And.ContainAll("  features/a.feature:5: Failed", "  expected    ", "  actual      ", "SELECT")
            .And.NotContain("is not empty");
        hosted.Result!.Outcome.Should().Be(Outcome.Failed);
    }

    [Test]
    public async Task Failed_check_of_a_warning_scenario_warns()
    {
        var hosted = FeatureText.Hosted(
            FeatureText.Scenarios("Feature: f\n\n  @warning\n  Scenario: s\n    Then raw orders has exactly 1 row\n").Single(),
            CheckedRun.JudgeAsync
        );

        await ScenarioHost.RunAsync(hosted);

        hosted.Result!.Outcome.Should().Be(Outcome.Warned);
        FailedChecks.Text(hosted.Result).Should().Contain("features/a.feature:5: Warned");
    }

    [Test]
    public async Task Scenario_with_the_tag_ignore_is_skipped()
    {
        var hosted = FeatureText.Hosted(
            FeatureText.Scenarios("@ignore\nFeature: f\n\n  Scenario: s\n    Then nobody has written this sentence\n").Single(),
            CheckedRun.JudgeAsync
        );

        await FluentActions.Awaiting(() => ScenarioHost.RunAsync(hosted)).Should().ThrowAsync<IgnoreException>();

        hosted.Result.Should().BeNull();
        hosted.Step.Should().BeNull("no step has run");
    }

    [Test]
    public async Task Every_scenario_of_the_features_folder_has_the_checks_that_shopstream_binds()
    {
        var features = FeatureFolder.Load(Workspace.Settings().Features);

        var hosted = await HostedAsync(features.Scenarios);

        hosted.Should().HaveCount(features.Scenarios.Count).And.Equal(Bound(features.Scenarios));
    }

    [TestCaseSource(nameof(Languages))]
    public async Task Every_example_of_a_language_has_the_checks_that_shopstream_binds(string language)
    {
        var french = language is "fr";
        var examples = SpecBinder
            .Sentences.In(language)
            .Families.SelectMany(f => f.Sentences)
            .SelectMany(s => s.Examples.Select(e => (Sentence: s, Text: e)))
            .ToList();
        var all = SpecBinder.Sentences.In(language).Families.SelectMany(f => f.Sentences).ToList();
        var then = all.First(s => (s.English ?? s).Type == StepType.Outcome);
        var when = all.Single(s => (s.English ?? s).Type == StepType.Action);
        var scenarios = examples.Select(
            (e, i) => $"  {(french ? "Scénario" : "Scenario")}: {i}\n{string.Concat(Steps(e.Sentence, e.Text).Select(s => $"    {s}\n"))}"
        );
        var written = FeatureText.Scenarios($"# language: {language}\n{(french ? "Fonctionnalité" : "Feature")}: f\n\n{string.Join('\n', scenarios)}");

        (await HostedAsync(written)).Should().HaveCountGreaterThan(50).And.Equal(Bound(written));

        // A sentence of an example needs a When, and every scenario a Then.
        IEnumerable<string> Steps(Sentence sentence, string example)
        {
            var type = (sentence.English ?? sentence).Type;
            var ofExample = string.Equals((sentence.English ?? sentence).Method.Split('.')[0], nameof(ExampleSteps), StringComparison.Ordinal);
            if (ofExample && type == StepType.Outcome)
                yield return $"{when.Keyword} {when.Examples[0]}";
            yield return $"{sentence.Keyword} {example}";
            if (ofExample && type == StepType.Context)
                yield return $"{when.Keyword} {when.Examples[0]}";
            if (type != StepType.Outcome)
                yield return $"{then.Keyword} {then.Examples[0]}";
        }
    }

    private static IEnumerable<string> Languages() => SpecBinder.Sentences.Languages;

    private static HostedScenario One(params string[] steps) =>
        FeatureText.Hosted(
            FeatureText.Scenarios($"Feature: f\n\n  Scenario: s\n{string.Concat(steps.Select(s => $"    {s}\n"))}").Single(),
            CheckedRun.JudgeAsync
        );

    private static async Task<List<string>> HostedAsync(IReadOnlyList<Scenario> scenarios)
    {
        var specifications = new List<string>();
        foreach (var scenario in scenarios)
            await ScenarioHost.RunAsync(
                FeatureText.Hosted(
                    scenario,
                    s =>
                    {
                        specifications.Add(Text(s));
                        return Task.FromResult(Passed(s.Examples.Count > 0 ? s.Examples[0].Scenario : s.Specifications[0]));
                    }
                )
            );
        return specifications;
    }

    private static IEnumerable<string> Bound(IReadOnlyList<Scenario> scenarios) =>
        scenarios.Select(s => Text(SpecBinder.BindAll(new FeatureSet([s]), Workspace.Settings().Pipeline.BusinessMetrics)));

    private static string Text(BoundSpecs bound) =>
        bound.Examples is [var example]
            ? $"{Text(example.Scenario)}\n{string.Join('\n', example.Given.Select(g => $"{g.Dataset} {g.Table.Line}: {Text(g.Table)}"))}\n"
                + $"{string.Join('\n', example.Builds)}\n{example.Today:yyyy-MM-dd}"
            : Text(bound.Specifications.Single());

    private static string Text(WrittenTable table) =>
        $"{string.Join(',', table.Columns)} {string.Join(';', table.Rows.Select(r => string.Join(',', r.Cells)))}";

    private static string Text(Specification specification) =>
        $"{specification.File}:{specification.Line} {specification.Name} {specification.Run:yyyy-MM-dd}\n"
        + $"{string.Join('\n', specification.Checks.Select(c => $"{c.Line} {c.Sentence}: {CheckText.Of(c.Check)}"))}";

    private static ScenarioResult Passed(Specification specification) =>
        new()
        {
            Feature = specification.Feature,
            Name = specification.Name,
            File = specification.File,
            Line = specification.Line,
            Tags = specification.Tags,
            Outcome = Outcome.Passed,
            Seconds = 0,
            Steps = specification.Steps,
            Checks = [],
        };
}

/// <summary>A faulty step class: its Then adds no check.</summary>
[Binding]
public static class SilentSteps
{
    [Then("this step adds no check")]
    public static void Silent() => TestContext.Out.Flush();
}

using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using NUnit.Framework;
using Reqnroll;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;

namespace ShopStream.Specs.Hosting;

/// <summary>Runs the loader's scenarios on Reqnroll's runtime, which matches the sentences, reads the arguments and calls the step classes.</summary>
internal static class ScenarioHost
{
    private const string IgnoreTag = "@ignore";

    private static readonly ConcurrentDictionary<Feature, FeatureInfo> Features = new();

    /// <summary>Runs a scenario from its first step to its last check.</summary>
    /// <exception cref="AssertionException">A step is undefined, ambiguous or rejects its arguments, with its file:line; or a check does not pass.</exception>
    /// <exception cref="IgnoreException">The scenario carries @ignore.</exception>
    public static async Task RunAsync(HostedScenario hosted)
    {
        var feature = Features.GetOrAdd(hosted.Scenario.Feature, Info);
        var runner = ReqnrollRuntime.Runner(feature);
        try
        {
            if (runner.FeatureContext is { } open && !ReferenceEquals(open.FeatureInfo, feature))
                await runner.OnFeatureEndAsync();
            if (runner.FeatureContext is null)
                await runner.OnFeatureStartAsync(feature);
            await RunAsync(runner, hosted);
        }
        finally
        {
            TestRunnerManager.ReleaseTestRunner(runner);
        }
    }

    private static async Task RunAsync(ITestRunner runner, HostedScenario hosted)
    {
        var scenario = hosted.Scenario;
        runner.OnScenarioInitialize(
            new ScenarioInfo(scenario.Name, scenario.Description, Names(scenario.Tags), new OrderedDictionary()),
            scenario.Rule is { } rule ? new RuleInfo(rule, "", []) : null
        );
        runner.ScenarioContext.ScenarioContainer.RegisterInstanceAs(hosted);
        // A step class of the other kind of scenario is not created: its context is not there.
        if (hosted.Context is ExampleContext example)
        {
            runner.ScenarioContext.ScenarioContainer.RegisterInstanceAs(example);
            runner.ScenarioContext.ScenarioContainer.RegisterInstanceAs(example.Checks);
        }
        else
        {
            runner.ScenarioContext.ScenarioContainer.RegisterInstanceAs((SpecContext)hosted.Context);
        }
        try
        {
            if (scenario.Tags.Contains(IgnoreTag, StringComparer.Ordinal))
                await runner.SkipScenarioAsync();
            else
                await StepsAsync(runner, hosted);
            await runner.CollectScenarioErrorsAsync();
        }
        finally
        {
            await runner.OnScenarioEndAsync();
        }
    }

    private static async Task StepsAsync(ITestRunner runner, HostedScenario hosted)
    {
        await runner.OnScenarioStartAsync();
        foreach (var step in hosted.Scenario.Steps)
        {
            if (runner.ScenarioContext.ScenarioExecutionStatus != ScenarioExecutionStatus.OK)
                return;
            hosted.Step = step;
            await RunStepAsync(runner, InEnglish(step, hosted.Scenario.Feature.Language));
            if (Problem(runner.ScenarioContext) is { } problem)
                throw new AssertionException($"{step.Place}: '{step.Text}': {problem}", runner.ScenarioContext.TestError);
        }
    }

    // Reqnroll knows the English sentences only. A step that its language does not have is passed on unchanged, and is undefined there.
    private static Step InEnglish(Step step, string language)
    {
        try
        {
            return SpecBinder.Sentences.InEnglish(step, language);
        }
        catch (FormatException e)
        {
            throw new AssertionException($"{step.Place}: '{step.Text}': {e.Message}", e);
        }
    }

    private static Task RunStepAsync(ITestRunner runner, Step step)
    {
        var table = step.Table is { } rows ? DataTables.From(rows) : null;
        var keyword = $"{step.Keyword} ";
        return step.Type switch
        {
            StepType.Context => runner.GivenAsync(step.Text, step.DocString, table, keyword),
            StepType.Action => runner.WhenAsync(step.Text, step.DocString, table, keyword),
            _ => runner.ThenAsync(step.Text, step.DocString, table, keyword),
        };
    }

    private static string? Problem(ScenarioContext scenario) =>
        scenario.ScenarioExecutionStatus switch
        {
            ScenarioExecutionStatus.UndefinedStep => "no step class has this sentence. List all: shopstream steps",
            ScenarioExecutionStatus.StepDefinitionPending => "the step's method is pending",
            ScenarioExecutionStatus.BindingError or ScenarioExecutionStatus.TestError => scenario.TestError.Message,
            _ => null,
        };

    // Steps are passed to Reqnroll in English, whatever the language of the feature.
    private static FeatureInfo Info(Feature feature) =>
        new(CultureInfo.GetCultureInfo("en-US"), Path.GetDirectoryName(feature.File), feature.Name, feature.Description, Names(feature.Tags));

    private static string[] Names(IReadOnlyList<string> tags) => [.. tags.Select(t => t[1..])];
}

using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Quality.Results;
using ShopStream.Specs.Hosting;

namespace ShopStream.Specs;

/// <summary>Runs every scenario of the features folder as a test on Reqnroll's runtime; tags become categories.</summary>
[TestFixture]
public sealed class ScenarioTests
{
    [TestCaseSource(nameof(Scenarios))]
    public async Task Scenario_passes(Scenario scenario)
    {
        var hosted = new HostedScenario(scenario, new SpecContext(Workspace.Settings().Pipeline.BusinessMetrics), CheckedRun.JudgeAsync);
        await ScenarioHost.RunAsync(hosted);
        if (hosted.Result is { Outcome: Outcome.Warned } warned)
            Assert.Warn(FailedChecks.Text(warned));
    }

    private static IEnumerable<TestCaseData> Scenarios()
    {
        foreach (var scenario in FeatureFolder.Load(Workspace.Settings().Features).Scenarios)
        {
            var test = new TestCaseData(scenario).SetName($"{scenario.Feature.Name}: {scenario.Name}");
            foreach (var tag in scenario.Tags)
                test.SetCategory(tag[1..].Replace('-', '_'));
            yield return test;
        }
    }
}

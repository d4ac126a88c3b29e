using NUnit.Framework;
using ShopStream.Features.Scenarios;
using ShopStream.Quality.Results;
using ShopStream.Specs.Hosting;

namespace ShopStream.Specs;

/// <summary>Runs every scenario about data of the features folder as a test on Reqnroll's runtime; tags become categories.</summary>
[TestFixture]
public sealed class ScenarioTests
{
    [TestCaseSource(nameof(Scenarios))]
    public async Task Scenario_passes(Scenario scenario)
    {
        var hosted = new HostedScenario(scenario, CheckedRun.JudgeAsync);
        await ScenarioHost.RunAsync(hosted);
        if (hosted.Result is { Outcome: Outcome.Warned } warned)
            Assert.Warn(FailedChecks.Text(warned));
    }

    private static IEnumerable<TestCaseData> Scenarios() => ScenarioCases.Of(isExample: false);
}

using NUnit.Framework;
using ShopStream.Application.Examples;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Quality.Results;
using ShopStream.Specs;
using ShopStream.Specs.Hosting;

// Outside of the namespace ShopStream.Specs, whose set-up fixture runs the pipeline: examples need no server.
namespace ShopStream.SpecFiles;

/// <summary>Runs every example of the features folder as a test on Reqnroll's runtime, in memory; tags become categories.</summary>
[TestFixture, Category("Fast")]
public sealed class ExampleTests
{
    private ExampleRunner runner = null!;

    [OneTimeSetUp]
    public async Task CreateAsync()
    {
        var settings = Workspace.Settings();
        var schema = await TestUseCase.SchemaAsync(settings, CancellationToken.None);
        runner = await ExampleRunner.CreateAsync(schema, settings.Pipeline, TimeProvider.System, CancellationToken.None, most: 1);
    }

    [OneTimeTearDown]
    public async Task DisposeAsync() => await runner.DisposeAsync();

    [TestCaseSource(nameof(Scenarios))]
    public async Task Example_passes(Scenario scenario)
    {
        var hosted = new HostedScenario(scenario, JudgeAsync);
        await ScenarioHost.RunAsync(hosted);
        if (hosted.Result is { Outcome: Outcome.Warned } warned)
            Assert.Warn(FailedChecks.Text(warned));
    }

    private async Task<ScenarioResult> JudgeAsync(BoundSpecs bound) => (await runner.RunAsync(runner.Plan(bound.Examples), null, CancellationToken.None))[0];

    private static IEnumerable<TestCaseData> Scenarios() => ScenarioCases.Of(isExample: true);
}

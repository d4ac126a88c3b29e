using NUnit.Framework;
using Reqnroll;
using ShopStream.Features;

namespace ShopStream.Specs.Hosting;

/// <summary>Ties the checks that the step classes state to their steps, and evaluates them behind the last one.</summary>
[Binding]
public sealed class CheckHooks(ScenarioContext scenario, HostedScenario hosted)
{
    private int before;

    /// <summary>What is stated from here on is the step's.</summary>
    [BeforeStep]
    public void Enter()
    {
        before = hosted.Claims.CheckCount;
        hosted.Claims.BeginStep(hosted.Step!);
    }

    /// <summary>As for shopstream: a Then without a check would always pass.</summary>
    /// <exception cref="AssertionException">The step states nothing.</exception>
    [AfterStep]
    public void RequireCheck()
    {
        if (scenario.TestError is null && hosted.Step is { Type: StepType.Outcome } step && hosted.Claims.CheckCount == before)
            throw new AssertionException($"{step.Place}: '{step.Text}' states no check, so nothing could be judged");
    }

    /// <summary>Fails the scenario where a check does not pass; a scenario whose steps failed is not judged.</summary>
    [AfterScenario]
    public Task JudgeAsync() => scenario.ScenarioExecutionStatus == ScenarioExecutionStatus.OK ? hosted.JudgeAsync() : Task.CompletedTask;
}

using NUnit.Framework;
using Reqnroll;
using ShopStream.Features;
using ShopStream.Features.Scenarios;

namespace ShopStream.Specs.Hosting;

/// <summary>Assigns the checks of the step classes to their steps, and evaluates them after the last step.</summary>
[Binding]
public sealed class CheckHooks(ScenarioContext scenario, HostedScenario hosted)
{
    private int checksBefore;

    /// <summary>Starts a step: checks added afterwards belong to it.</summary>
    [BeforeStep]
    public void Enter()
    {
        checksBefore = hosted.Context.CheckCount;
        hosted.Context.BeginStep(hosted.Step!);
    }

    /// <summary>Rejects a Then without a check, as shopstream does, because it would always pass.</summary>
    /// <exception cref="AssertionException">The step added no check.</exception>
    [AfterStep]
    public void RequireCheck()
    {
        if (scenario.TestError is null && hosted.Step is { Type: StepType.Outcome } step && hosted.Context.CheckCount == checksBefore)
            throw new AssertionException($"{step.Place}: '{step.Text}' adds no check, so nothing could be judged");
    }

    /// <summary>Evaluates the checks, and fails the scenario if one does not pass. A scenario whose steps failed is not evaluated.</summary>
    [AfterScenario]
    public Task JudgeAsync() => scenario.ScenarioExecutionStatus == ScenarioExecutionStatus.OK ? hosted.JudgeAsync() : Task.CompletedTask;
}

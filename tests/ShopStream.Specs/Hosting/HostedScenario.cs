using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Results;

namespace ShopStream.Specs.Hosting;

/// <summary>A scenario while Reqnroll runs it. The hooks get it from the scenario's container.</summary>
/// <param name="scenario">The scenario, as the loader read it.</param>
/// <param name="judge">Evaluates the one specification or example once all steps have run.</param>
public sealed class HostedScenario(Scenario scenario, Func<BoundSpecs, Task<ScenarioResult>> judge)
{
    /// <summary>The scenario, as the loader read it.</summary>
    public Scenario Scenario => scenario;

    /// <summary>Collects what its steps say: of the data of a run, or of an example.</summary>
    public ICheckContext Context { get; } = SpecBinder.ContextOf(scenario, Workspace.Settings().Pipeline.BusinessMetrics);

    /// <summary>The current step, as written; null before the first one.</summary>
    public Step? Step { get; set; }

    /// <summary>The result; null until the checks are evaluated.</summary>
    public ScenarioResult? Result { get; private set; }

    /// <summary>Evaluates the checks.</summary>
    /// <exception cref="AssertionException">A check failed or could not be evaluated; the message lists every one.</exception>
    public async Task JudgeAsync()
    {
        Result = await judge(SpecBinder.Separate([new BoundScenario<ICheckContext>(scenario, Context)]));
        if (Result.Outcome is not (Outcome.Passed or Outcome.Warned))
            throw new AssertionException(FailedChecks.Text(Result));
    }
}

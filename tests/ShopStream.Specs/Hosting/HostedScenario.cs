using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Steps;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Specs.Hosting;

/// <summary>A scenario while Reqnroll runs it; in the scenario's container, for the hooks.</summary>
/// <param name="scenario">As the loader has read it.</param>
/// <param name="claims">Where the step classes state their checks.</param>
/// <param name="judge">Evaluates the checks once all steps have run.</param>
public sealed class HostedScenario(Scenario scenario, SpecContext claims, Func<Specification, Task<ScenarioResult>> judge)
{
    /// <summary>As the loader has read it.</summary>
    public Scenario Scenario => scenario;

    /// <summary>What its steps have stated so far.</summary>
    public SpecContext Claims => claims;

    /// <summary>The step that runs, as written.</summary>
    public Step? Step { get; set; }

    /// <summary>Null until its checks were evaluated.</summary>
    public ScenarioResult? Result { get; private set; }

    /// <exception cref="AssertionException">A check failed or could not be evaluated; the message lists every one.</exception>
    public async Task JudgeAsync()
    {
        Result = await judge(SpecBinder.Specification(scenario, claims));
        if (Result.Outcome is not (Outcome.Passed or Outcome.Warned)) throw new AssertionException(FailedChecks.Text(Result));
    }
}

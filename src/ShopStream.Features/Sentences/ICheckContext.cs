namespace ShopStream.Features.Sentences;

/// <summary>What the steps of one scenario register their claims in; made for each scenario, and given to its step classes.</summary>
public interface ICheckContext
{
    /// <summary>How many claims are registered so far; a Then that registers none is an error.</summary>
    int CheckCount { get; }

    /// <summary>Called before a step's method runs: what is registered from now on is the step's.</summary>
    void BeginStep(Step step);

    /// <summary>What a step class's constructor asks for, the same for the whole scenario; default is the context itself. Null where the type is not on offer.</summary>
    object? Resolve(Type type) => type.IsInstanceOfType(this) ? this : null;
}

/// <summary>A scenario all of whose steps are bound, with the context that they registered their claims in.</summary>
public sealed record BoundScenario<TContext>(Scenario Scenario, TContext Context)
    where TContext : class, ICheckContext;

using ShopStream.Features.Scenarios;

namespace ShopStream.Features.Sentences;

/// <summary>Collects the checks of one scenario. The step classes of the scenario receive it in their constructor.</summary>
public interface ICheckContext
{
    /// <summary>The number of checks added so far; a Then that adds none is an error.</summary>
    int CheckCount { get; }

    /// <summary>Called before a step's method runs; the checks added afterwards belong to the step.</summary>
    void BeginStep(Step step);

    /// <summary>
    /// The object for a parameter of a step class's constructor, the same for the whole scenario; by default the context itself. Null if the type is unknown.
    /// </summary>
    object? Resolve(Type type) => type.IsInstanceOfType(this) ? this : null;
}

/// <summary>A scenario whose steps are all bound, with the context that collected its checks.</summary>
public sealed record BoundScenario<TContext>(Scenario Scenario, TContext Context)
    where TContext : class, ICheckContext;

using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Features.Steps;

/// <summary>Scenarios that are bound: those about the data of a run, and those that specify models by example.</summary>
/// <param name="Specifications">In feature order.</param>
/// <param name="Examples">In feature order.</param>
public sealed record BoundSpecs(IReadOnlyList<Specification> Specifications, IReadOnlyList<Example> Examples);

/// <summary>Binds scenarios to specifications and examples, with the product's own sentences.</summary>
public static class SpecBinder
{
    /// <summary>The English sentences; <see cref="StepRegistry.In"/> gives the other languages.</summary>
    public static StepRegistry Sentences { get; } = StepRegistry.From(typeof(SpecBinder).Assembly);

    /// <summary>Binds the scenarios that are about data; examples are bound, too, but not returned. Connects to nothing.</summary>
    /// <exception cref="UsageException">Steps cannot be bound. The message lists all of them, with file:line.</exception>
    public static IReadOnlyList<Specification> Bind(FeatureSet features, IReadOnlyDictionary<string, BusinessMetric> businessMetrics) =>
        Bind(features, businessMetrics, Sentences);

    /// <inheritdoc cref="Bind(FeatureSet, IReadOnlyDictionary{string, BusinessMetric})"/>
    /// <param name="features">The scenarios.</param>
    /// <param name="businessMetrics">The metric definitions, by name.</param>
    /// <param name="sentences">The product's sentences, and those of other step classes.</param>
    public static IReadOnlyList<Specification> Bind(FeatureSet features, IReadOnlyDictionary<string, BusinessMetric> businessMetrics, StepRegistry sentences) =>
        Separate(Binder.Bind(features, sentences, s => ContextOf(s, businessMetrics))).Specifications;

    /// <summary>Binds every scenario. Connects to nothing.</summary>
    /// <exception cref="UsageException">Steps cannot be bound. The message lists all of them, with file:line.</exception>
    public static BoundSpecs BindAll(FeatureSet features, IReadOnlyDictionary<string, BusinessMetric> businessMetrics) =>
        Separate(Binder.Bind(features, Sentences, s => ContextOf(s, businessMetrics)));

    /// <summary>What collects the steps of a scenario: its kind decides.</summary>
    internal static ICheckContext ContextOf(Scenario scenario, IReadOnlyDictionary<string, BusinessMetric> businessMetrics)
    {
        var folder = Path.GetDirectoryName(scenario.Feature.Path);
        return scenario.IsExample
            ? new ExampleContext(businessMetrics, Sentences.NotationIn(scenario.Feature.Language), folder)
            : new SpecContext(businessMetrics, folder);
    }

    /// <summary>Divides bound scenarios by their kind.</summary>
    internal static BoundSpecs Separate(IReadOnlyList<BoundScenario<ICheckContext>> bound) =>
        new(
            [.. bound.Select(b => b.Context is SpecContext checks ? Specification(b.Scenario, checks) : null).OfType<Specification>()],
            [.. bound.Select(b => (b.Context as ExampleContext)?.Example(b.Scenario)).OfType<Example>()]
        );

    /// <summary>The specification of a scenario, with the checks that its steps added to the context.</summary>
    internal static Specification Specification(Scenario scenario, SpecContext context) =>
        new()
        {
            Feature = scenario.Feature.Name,
            Name = scenario.Name,
            File = scenario.Feature.File,
            Line = scenario.Line,
            Tags = scenario.Tags,
            Steps = [.. scenario.Steps.Select(s => new StepResult(s.Keyword, s.Text, s.Line, s.Table, s.DocString) { IsAction = s.Type == StepType.Action })],
            Checks = context.Checks,
            Run = context.Run,
            Description = scenario.Description.Length == 0 ? null : scenario.Description,
            Language = scenario.Feature.Language,
        };
}

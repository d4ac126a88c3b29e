using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Features.Steps;

/// <summary>Binds scenarios to specifications, with the product's own sentences.</summary>
public static class SpecBinder
{
    /// <summary>The English sentences; <see cref="StepRegistry.In"/> gives the other languages.</summary>
    public static StepRegistry Sentences { get; } = StepRegistry.From(typeof(SpecBinder).Assembly);

    /// <summary>Binds every scenario. Connects to nothing.</summary>
    /// <exception cref="UsageException">Steps cannot be bound. The message lists all of them, with file:line.</exception>
    public static IReadOnlyList<Specification> Bind(FeatureSet features, IReadOnlyDictionary<string, BusinessMetric> businessMetrics) =>
        Bind(features, businessMetrics, Sentences);

    /// <inheritdoc cref="Bind(FeatureSet, IReadOnlyDictionary{string, BusinessMetric})"/>
    /// <param name="features">The scenarios.</param>
    /// <param name="businessMetrics">The metric definitions, by name.</param>
    /// <param name="sentences">The product's sentences, and those of other step classes.</param>
    public static IReadOnlyList<Specification> Bind(FeatureSet features, IReadOnlyDictionary<string, BusinessMetric> businessMetrics, StepRegistry sentences) =>
        [.. Binder.Bind(features, sentences, _ => new SpecContext(businessMetrics)).Select(b => Specification(b.Scenario, b.Context))];

    /// <summary>The specification of a scenario, with the checks that its steps added to the context.</summary>
    internal static Specification Specification(Scenario scenario, SpecContext context) =>
        new()
        {
            Feature = scenario.Feature.Name,
            Name = scenario.Name,
            File = scenario.Feature.File,
            Line = scenario.Line,
            Tags = scenario.Tags,
            Steps = [.. scenario.Steps.Select(s => new StepResult(s.Keyword, s.Text, s.Line, s.Table, s.DocString))],
            Checks = context.Checks,
            Run = context.Run,
            Language = scenario.Feature.Language,
        };
}

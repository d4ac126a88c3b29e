using ShopStream.Features.Sentences;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Features.Steps;

/// <summary>Scenarios → specifications, in the product's own sentences.</summary>
public static class SpecBinder
{
    /// <summary>All sentences.</summary>
    public static StepRegistry Sentences { get; } = StepRegistry.From(typeof(SpecBinder).Assembly);

    /// <summary>Binds every scenario; nothing outside is touched.</summary>
    /// <exception cref="UsageException">Steps that cannot be bound: all of them, with file:line.</exception>
    public static IReadOnlyList<Specification> Bind(FeatureSet features, IReadOnlyDictionary<string, BusinessMetric> businessMetrics) =>
        [.. Binder.Bind(features, Sentences, _ => new SpecContext(businessMetrics)).Select(b => Specification(b.Scenario, b.Context))];

    /// <summary>What a scenario's steps have claimed in its context.</summary>
    internal static Specification Specification(Scenario scenario, SpecContext context) => new()
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

using ShopStream.Cli.Settings;
using ShopStream.Features;
using ShopStream.Features.Steps;
using ShopStream.Features.Tags;
using ShopStream.Quality.History;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Runs;

/// <summary>The selected scenarios, bound before anything connects.</summary>
/// <param name="Specifications">In feature order.</param>
/// <param name="Features">Those that they belong to.</param>
internal sealed record Specs(IReadOnlyList<Specification> Specifications, IReadOnlyList<FeatureResult> Features)
{
    /// <summary>The known differences.</summary>
    public IReadOnlyList<ReconcilingItem> Items { get; private init; } = [];

    /// <summary>Every scenario and sentence there is, whether selected or not: what an item may be about.</summary>
    public IReadOnlySet<string> Names { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Every scenario there is, whether selected or not.</summary>
    public IReadOnlySet<ScenarioName> Scenarios { get; private init; } = new HashSet<ScenarioName>();

    /// <exception cref="UsageException">Feature files or the tag expression are wrong.</exception>
    /// <exception cref="NothingToJudgeException">No scenario is there, or none is selected.</exception>
    public static Specs Load(ShopSettings settings, CancellationToken cancellationToken)
    {
        var tags = TagExpression.Parse(settings.Tags);
        var all = FeatureFolder.Load(settings.Features, cancellationToken);
        var selected = all.Select(tags).At(settings.Only);
        if (selected.Scenarios.Count == 0 && settings.Only.Length > 0 && all.Select(tags).Scenarios.Count > 0)
            throw new NothingToJudgeException($"--only '{settings.Only}' names no scenario in {settings.Features}: expected a feature file, or file:line of a scenario, such as {all.Scenarios[0].Feature.File}:{all.Scenarios[0].Line}");
        if (selected.Scenarios.Count == 0)
            throw new NothingToJudgeException($"--tags '{settings.Tags}' selects none of the {all.Scenarios.Count} {(all.Scenarios.Count == 1 ? "scenario" : "scenarios")} in {settings.Features}{(all.UnknownTags(tags) is { } hint ? $": {hint}" : "")}");
        var features = selected.Features.Select(f => new FeatureResult(f.Name, f.Description.Length == 0 ? null : f.Description, f.File) { Language = f.Language });
        return new Specs([.. SpecBinder.Bind(selected, settings.Pipeline.BusinessMetrics).Select(s => s with { FailOn = settings.FailOn })], [.. features])
        {
            Items = ItemsFile.Read(settings.Features),
            Scenarios = ScenarioName.Of(all.Scenarios.Select(s => (s.Feature.File, s.Name))).ToHashSet(),
            Names = all.Scenarios.SelectMany(s => s.Steps.Select(step => step.Text).Prepend(s.Name)).ToHashSet(StringComparer.Ordinal),
        };
    }
}

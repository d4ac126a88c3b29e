using ShopStream.Application.Examples;
using ShopStream.Application.Impact;
using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Features.Tags;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Selection;

/// <summary>The selected scenarios, bound to checks before anything is connected to.</summary>
/// <param name="Specifications">The scenarios, in feature order.</param>
/// <param name="Features">The features that they belong to.</param>
public sealed record SelectedSpecs(IReadOnlyList<Specification> Specifications, IReadOnlyList<FeatureResult> Features)
{
    /// <summary>All examples of the folder, selected or not: a run builds no model that fails one of its examples.</summary>
    public IReadOnlyList<Example> Examples { get; private init; } = [];

    /// <summary>The reconciling items.</summary>
    public IReadOnlyList<ReconcilingItem> Items { get; private init; } = [];

    /// <summary>The incidents that somebody works on, or that nobody is to be told about.</summary>
    public IReadOnlyList<Acknowledgement> Acknowledgements { get; private init; } = [];

    /// <summary>The names of all scenarios and sentences, selected or not: a reconciling item refers to one of them.</summary>
    public IReadOnlySet<string> Names { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>All scenarios, selected or not.</summary>
    public IReadOnlySet<ScenarioName> Scenarios { get; private init; } = new HashSet<ScenarioName>();

    /// <summary>The specs without the scenarios that changed files cannot affect.</summary>
    /// <exception cref="NothingToJudgeException">None can be affected.</exception>
    public SelectedSpecs Affected(ChangedFiles changed)
    {
        var selected = Specifications.Where(changed.Affects).ToList();
        if (selected.Count == 0)
            throw new NothingToJudgeException($"{changed.Describe("scenario", 0, Specifications.Count)}. Nothing was checked");
        var files = selected.Select(s => s.File).ToHashSet(StringComparer.Ordinal);
        return this with { Specifications = selected, Features = [.. Features.Where(f => files.Contains(f.File))] };
    }

    /// <summary>Reads, selects and binds the scenarios.</summary>
    /// <param name="settings">Name the features folder, the tags and the places.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="UsageException">Feature files or the tag expression are wrong.</exception>
    /// <exception cref="NothingToJudgeException">There is no scenario, or none is selected.</exception>
    public static SelectedSpecs Load(ShopSettings settings, CancellationToken cancellationToken)
    {
        var tags = TagExpression.Parse(settings.Tags);
        var all = FeatureFolder.Load(settings.Features, cancellationToken);
        var examples = new FeatureSet([.. all.Scenarios.Where(s => s.IsExample)]);
        var ofData = new FeatureSet([.. all.Scenarios.Where(s => !s.IsExample)]);
        var selected = ofData.Select(tags).At(settings.Only);
        if (selected.Scenarios.Count == 0 && examples.Select(tags).At(settings.Only).Scenarios.Count > 0)
            throw new NothingToJudgeException(
                $"only examples are selected in {settings.Features}, which say nothing about the data of a run: expected a scenario without a When; "
                    + "run examples with 'shopstream test'"
            );
        if (selected.Scenarios.Count == 0 && settings.Only.Length > 0 && ofData.Select(tags).Scenarios.Count > 0)
            throw new NothingToJudgeException(
                $"--only '{settings.Only}' names no scenario in {settings.Features}: "
                    + $"expected a feature file, or file:line of a scenario, such as {ofData.Scenarios[0].Place}"
            );
        if (selected.Scenarios.Count == 0)
            throw new NothingToJudgeException(
                $"--tags '{settings.Tags}' selects none of the {ofData.Scenarios.Count} {(ofData.Scenarios.Count == 1 ? "scenario" : "scenarios")} "
                    + $"in {settings.Features}{(all.UnknownTags(tags) is { } hint ? $": {hint}" : "")}"
            );
        var features = selected.Features.Select(f => new FeatureResult(f.Name, f.Description.Length == 0 ? null : f.Description, f.File)
        {
            Language = f.Language,
        });
        return new SelectedSpecs(
            [.. SpecBinder.Bind(selected, settings.Pipeline.BusinessMetrics).Select(s => s with { FailOn = settings.FailOn })],
            [.. features]
        )
        {
            Examples = SelectedExamples.Bind(examples, settings),
            Items = ItemsFile.Read(settings.Features),
            Acknowledgements = ItemsFile.Acknowledgements(settings.Features),
            Scenarios = ScenarioName.Of(all.Scenarios.Select(s => (s.Feature.File, s.Name))).ToHashSet(),
            Names = all.Scenarios.SelectMany(s => s.Steps.Select(step => step.Text).Prepend(s.Name)).ToHashSet(StringComparer.Ordinal),
        };
    }
}

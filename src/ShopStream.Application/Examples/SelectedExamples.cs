using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Features.Tags;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Examples;

/// <summary>The examples that tags and places select, bound.</summary>
public static class SelectedExamples
{
    /// <param name="settings">Name the features folder, the tags and the places.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>At least one, in feature order.</returns>
    /// <exception cref="UsageException">Feature files or the tag expression are wrong.</exception>
    /// <exception cref="NothingToJudgeException">There is no example, or none is selected.</exception>
    public static IReadOnlyList<Example> Load(ShopSettings settings, CancellationToken cancellationToken)
    {
        var tags = TagExpression.Parse(settings.Tags);
        var all = new FeatureSet([.. FeatureFolder.Load(settings.Features, cancellationToken).Scenarios.Where(s => s.IsExample)]);
        if (all.Scenarios.Count == 0)
            throw new NothingToJudgeException(
                $"no scenario in {settings.Features} specifies a model by example: expected one with 'When MODEL is built'; shopstream steps shows how"
            );
        var selected = all.Select(tags).At(settings.Only);
        if (selected.Scenarios.Count > 0)
            return Bind(selected, settings);
        var what = settings.Only.Length > 0 ? $"--only '{settings.Only}'" : $"--tags '{settings.Tags}'";
        throw new NothingToJudgeException(
            $"{what} selects none of the {all.Scenarios.Count} {(all.Scenarios.Count == 1 ? "example" : "examples")} in {settings.Features}"
                + $"{(all.UnknownTags(tags) is { } hint ? $": {hint}" : $": expected, for example, {all.Scenarios[0].Place}")}"
        );
    }

    /// <summary>Binds examples, with the severity that fails.</summary>
    internal static IReadOnlyList<Example> Bind(FeatureSet examples, ShopSettings settings) =>
        [
            .. SpecBinder
                .BindAll(examples, settings.Pipeline.BusinessMetrics)
                .Examples.Select(e => e with { Scenario = e.Scenario with { FailOn = settings.FailOn } }),
        ];
}

using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Tags;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Selection;

/// <summary>The scenarios that a tag expression selects, read and not bound.</summary>
public static class SelectedScenarios
{
    /// <param name="settings">Name the features folder and the tags.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>At least one, in feature order.</returns>
    /// <exception cref="UsageException">Feature files or the tag expression are wrong.</exception>
    /// <exception cref="NothingToJudgeException">No scenario is selected.</exception>
    public static IReadOnlyList<Scenario> Load(ShopSettings settings, CancellationToken cancellationToken)
    {
        var all = FeatureFolder.Load(settings.Features, cancellationToken);
        var selected = all.Select(TagExpression.Parse(settings.Tags)).Scenarios;
        return selected.Count > 0
            ? selected
            : throw new NothingToJudgeException(
                $"--tags '{settings.Tags}' selects none of the {all.Scenarios.Count} {(all.Scenarios.Count == 1 ? "scenario" : "scenarios")} "
                    + $"in {settings.Features}"
            );
    }
}

using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Quality.Results;
using ShopStream.Tests;

namespace ShopStream.Specs.Hosting;

/// <summary>Reads the scenarios of a text with the product's own loader.</summary>
internal static class FeatureText
{
    /// <summary>The scenarios of the text, saved as features/a.feature, as if it were in the shipped folder, whose files it may name.</summary>
    public static IReadOnlyList<Scenario> Scenarios(string text)
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-features-");
        try
        {
            File.WriteAllText(Path.Combine(folder.CreateSubdirectory("features").FullName, "a.feature"), text);
            return
            [
                .. FeatureFolder
                    .Load(Path.Combine(folder.FullName, "features"))
                    .Scenarios.Select(s => s with { Feature = s.Feature with { Path = Path.Combine(Clone.Root, "features", "a.feature") } }),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Prepares a scenario whose checks <paramref name="judge"/> evaluates.</summary>
    public static HostedScenario Hosted(Scenario scenario, Func<BoundSpecs, Task<ScenarioResult>> judge) => new(scenario, judge);
}

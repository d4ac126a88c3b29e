using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Quality.Results;

namespace ShopStream.Specs.Hosting;

/// <summary>Reads the scenarios of a text with the product's own loader.</summary>
internal static class FeatureText
{
    /// <summary>The scenarios of the text, saved as features/a.feature.</summary>
    public static IReadOnlyList<Scenario> Scenarios(string text)
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-features-");
        try
        {
            File.WriteAllText(Path.Combine(folder.CreateSubdirectory("features").FullName, "a.feature"), text);
            return FeatureFolder.Load(Path.Combine(folder.FullName, "features")).Scenarios;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Prepares a scenario whose checks <paramref name="judge"/> evaluates.</summary>
    public static HostedScenario Hosted(Scenario scenario, Func<BoundSpecs, Task<ScenarioResult>> judge) => new(scenario, judge);
}

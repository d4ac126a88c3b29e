using ShopStream.Features;
using ShopStream.Features.Steps;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Specs.Hosting;

/// <summary>Scenarios of a text, read by the product's loader as any feature file is.</summary>
internal static class FeatureText
{
    /// <summary>The scenarios of features/a.feature.</summary>
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

    /// <summary>A scenario to be run, judged by <paramref name="judge"/>.</summary>
    public static HostedScenario Hosted(Scenario scenario, Func<Specification, Task<ScenarioResult>> judge) =>
        new(scenario, new SpecContext(Workspace.Settings().Pipeline.BusinessMetrics), judge);
}

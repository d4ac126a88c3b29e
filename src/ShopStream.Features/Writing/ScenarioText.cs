using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Features.Writing;

/// <summary>The text of a scenario, before it is written to a file.</summary>
public static class ScenarioText
{
    /// <summary>Why a scenario does not bind; null if every step is one sentence.</summary>
    /// <param name="scenario">The scenario, from its tags to its last step.</param>
    public static string? Fault(string scenario)
    {
        var problems = new List<Problem>();
        var features = FeatureFolder.Parse("scenario", $"Feature: f\n{scenario}", problems);
        if (problems.Count > 0)
            return problems[0].Message;
        try
        {
            return SpecBinder.Bind(features, new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)) is [{ Checks.Count: > 0 }]
                ? null
                : "it has no check";
        }
        catch (UsageException e)
        {
            return e.Message;
        }
    }
}

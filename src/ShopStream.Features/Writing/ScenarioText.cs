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
    /// <param name="businessMetrics">The metric definitions that it may name; null for none.</param>
    public static string? Fault(string scenario, IReadOnlyDictionary<string, BusinessMetric>? businessMetrics = null)
    {
        var problems = new List<Problem>();
        var features = FeatureFolder.Parse("scenario", $"Feature: f\n{scenario}", problems);
        if (problems.Count > 0)
            return problems[0].Message;
        try
        {
            return SpecBinder.Bind(features, businessMetrics ?? new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)) is [{ Checks.Count: > 0 }]
                ? null
                : "it has no check";
        }
        catch (UsageException e)
        {
            // "1 step error:\nscenario:3: message".
            return e.Message.Split('\n') is [_, var first, ..] ? first[(first.IndexOf(": ", StringComparison.Ordinal) + 2)..] : e.Message;
        }
    }
}

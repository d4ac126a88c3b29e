using System.Globalization;
using System.Text;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.View;

/// <summary>Scenarios by owner and feature.</summary>
internal static class OwnersView
{
    public static string Text(IReadOnlyList<Scenario> scenarios)
    {
        var text = new StringBuilder();
        foreach (var (owner, owned) in Ownership.Group(scenarios, s => Ownership.Of(s.Tags)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{owner ?? "without an owner"}: {owned.Count:#,##0} {(owned.Count == 1 ? "scenario" : "scenarios")}\n");
            foreach (var feature in owned.GroupBy(s => s.Feature))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {feature.Key.Name}\n");
                foreach (var scenario in feature)
                    text.Append(CultureInfo.InvariantCulture, $"    {scenario.Name}  {scenario.Place}{SeverityOf(scenario)}\n");
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    // Critical is the default and is not printed.
    private static string SeverityOf(Scenario scenario) =>
        Severities.Of(scenario.Tags) is var severity and not Severity.Critical ? $"  @{severity.ToString().ToLowerInvariant()}" : "";
}
